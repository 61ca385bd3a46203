"""The secret code in the QR of a receipt: who holds the paper may follow the case.

The code is the uid of the case and a keyed digest (HMAC-SHA256, 128 bits) of uid and serial, so
nothing secret is stored and the paper can be printed again. Raising the serial voids older papers.
"""

import base64
import binascii
import hmac
from uuid import UUID

import segno
from django.conf import settings
from django.db.models import Q
from django.utils.crypto import salted_hmac
from django.utils.safestring import SafeString, mark_safe

from processes.models import Case
from registry.documents.models import Confidentiality

# Cases of agencies at work, run by a procedure that everybody may read. What the agency does for
# itself (leave, reviews of documents) nobody follows from outside.
FOLLOWABLE = Q(
    about="",
    agency__active=True,
    version__document__confidentiality=Confidentiality.PUBLIC,
)
_SALT = "processes.citizens.receipt"
_DIGEST = 16
_UNKNOWN = UUID(int=0)


def followable(case: Case) -> bool:
    """Tell whether the person who handed in the papers may follow this case."""
    return (
        not case.about
        and case.agency.active
        and case.version.document.confidentiality == Confidentiality.PUBLIC
    )


def code_of(case: Case) -> str:
    """Return the code for the QR of the receipt: 43 letters that fit an address."""
    return _text(case.uid.bytes + _digest(case.uid, case.receipt_serial))


def address_of(case: Case) -> str:
    """Return the whole address that the QR opens."""
    return f"{site_of()}{code_of(case)}/"


def site_of() -> str:
    """Return the address where a citizen types a code to follow a case."""
    return f"{settings.BASE_URL.rstrip('/')}/theo-doi/"


def picture_of(case: Case) -> SafeString:
    """Draw the QR as an SVG, without colours or style of its own."""
    drawing = segno.make(address_of(case), error="m", micro=False).svg_inline(
        border=2, omitsize=True, svgclass=None, lineclass=None, title="Mã QR theo dõi hồ sơ"
    )
    return mark_safe(drawing)


def case_of(code: str) -> Case | None:
    """Return the case that a code opens, or None.

    One query and one comparison whatever the code is.
    """
    uid, digest = _read(code)
    case = Case.unscoped.filter(FOLLOWABLE, uid=uid).select_related(*RELATED).first()
    serial = case.receipt_serial if case else 0
    compared = [hmac.compare_digest(digest, _digest(uid, serial, one)) for one in _secrets()]
    right = any(compared)
    return case if right and case is not None else None


RELATED = ("agency__parent__parent", "version__document", "unit", "feedback")


def _read(code: str) -> tuple[UUID, bytes]:
    try:
        raw = base64.urlsafe_b64decode(code.encode("ascii") + b"=" * (-len(code) % 4))
    except (UnicodeEncodeError, binascii.Error, ValueError):
        raw = b""
    if len(raw) != 16 + _DIGEST:
        return _UNKNOWN, b"\0" * _DIGEST
    return UUID(bytes=raw[:16]), raw[16:]


def _digest(uid: UUID, serial: int, secret: str | None = None) -> bytes:
    value = f"{uid.hex}:{serial}"
    return salted_hmac(_SALT, value, secret=secret, algorithm="sha256").digest()[:_DIGEST]


def _secrets() -> list[str]:
    """Papers printed before the key of the installation was changed stay good beside it."""
    return [str(settings.SECRET_KEY), *map(str, settings.SECRET_KEY_FALLBACKS)]


def _text(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")
