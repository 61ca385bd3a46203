"""Pictures of public pages: drawn anew when they come in, so that nothing else of the file stays.

What a camera writes into a file (place, time, owner) and whatever somebody hid in it is gone: only
the dots are kept. It is named by its digest, so that browsers keep it for ever.
"""

import hashlib
import io
import warnings

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction
from PIL import Image, ImageOps

from cms.models import Picture
from cms.site import EDIT_PAGES
from registry import policy
from registry.files.inspection import FileError
from registry.now import now
from registry.organisation.models import Agency, User
from registry.trail import events
from registry.vietnamese import fold, one_line

MAX_BYTES = 8 * 1024 * 1024
MAX_DOTS = 40_000_000
FORMATS = ("JPEG", "PNG", "WEBP")
# Width at most, in dots: as wide as the text on a good screen, and for telephones.
WIDE = 1280
STORED = "picture.stored"
TOO_LARGE = f"Hình lớn hơn {MAX_BYTES // 1024 // 1024} MB. Hãy thu nhỏ hình rồi gửi lại."
_UNREADABLE = "Tệp này không phải hình JPEG, PNG hoặc WebP đọc được. Hãy chọn hình khác."


def store(actor: User, title: str, content: bytes, agency: Agency | None = None) -> Picture:
    """Keep a picture for the pages of an agency (the one whose pages the person edits).

    The same picture sent again gives the one that is there. Raises Forbidden, and FileError for
    what is no picture or too large.
    """
    at = policy.standing(actor)
    allowed = at.agencies_where(EDIT_PAGES)
    where = agency or next((one for one in at.agencies if one.pk in allowed), None)
    if where is None or where.pk not in allowed:
        raise policy.Forbidden("Ông/bà không có quyền gửi hình cho trang của cơ quan này.")
    # Drawing takes a second or more: nobody else's writing waits for it.
    return _keep(actor, title, where, *drawn(content))


@transaction.atomic
def _keep(actor: User, title: str, where: Agency, raw: bytes, width: int, height: int) -> Picture:
    digest = hashlib.sha256(raw).hexdigest()
    known: Picture | None = Picture.objects.of(where).filter(sha256=digest).first()
    if known is not None:
        return known
    path = f"site/{where.uid}/{digest}.webp"
    if not default_storage.exists(path):
        default_storage.save(path, ContentFile(raw))
    name = one_line(title, 200)
    made: Picture = Picture.objects.create(
        agency=where,
        title=name,
        folded=fold(name)[:250],
        sha256=digest,
        path=path,
        width=width,
        height=height,
        uploaded_by=actor,
        uploaded_at=now(),
    )
    events.append(
        f"agency:{where.uid}",
        STORED,
        {"picture": str(made.pk), "sha256": digest},
        actor=actor,
        agency=where,
    )
    return made


def drawn(content: bytes) -> tuple[bytes, int, int]:
    """Draw the picture upright, at most 1280 dots wide, and nothing else of the file.

    Gives (WebP, width, height).
    """
    if len(content) > MAX_BYTES:
        raise FileError(TOO_LARGE)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(io.BytesIO(content), formats=FORMATS) as given:
                if given.width * given.height > MAX_DOTS:
                    raise FileError("Hình có quá nhiều điểm ảnh (trên 40 triệu). Hãy thu nhỏ hình.")
                upright = ImageOps.exif_transpose(given)
                plain = upright.convert("RGBA" if _see_through(upright) else "RGB")
    except FileError:
        raise
    except Exception as error:
        raise FileError(_UNREADABLE) from error
    if plain.width > WIDE:
        plain = plain.resize((WIDE, max(1, round(plain.height * WIDE / plain.width))))
    bare = Image.new(plain.mode, plain.size)
    bare.paste(plain)
    out = io.BytesIO()
    bare.save(out, "WEBP", quality=78, method=4)
    return out.getvalue(), bare.width, bare.height


def _see_through(picture: Image.Image) -> bool:
    return picture.mode in ("RGBA", "LA", "PA") or "transparency" in picture.info
