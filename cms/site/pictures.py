"""Pictures of public pages: drawn anew when they come in, and served under their digest."""

import hashlib

from django.core.files.storage import default_storage
from django.db import transaction
from django.http import Http404, HttpResponse

from cms.models import Picture
from cms.site import EDIT_PAGES
from registry import policy
from registry.files.pictures import MAX_BYTES, TOO_LARGE, drawn
from registry.files.services import write
from registry.now import now
from registry.organisation.models import Agency, User
from registry.trail import events
from registry.vietnamese import fold, one_line

__all__ = ["MAX_BYTES", "STORED", "TOO_LARGE", "answer", "drawn", "store"]

STORED = "picture.stored"


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


def answer(path: str) -> HttpResponse:
    """Answer with a drawn picture of the store, kept for ever by who asks: its address holds its
    digest. Raises Http404 where the store has it no more."""
    try:
        with default_storage.open(path) as file:
            raw = file.read()
    except FileNotFoundError:
        raise Http404 from None
    response = HttpResponse(raw, content_type="image/webp")
    response["Cache-Control"] = "public, max-age=31536000, immutable"
    return response


@transaction.atomic
def _keep(actor: User, title: str, where: Agency, raw: bytes, width: int, height: int) -> Picture:
    digest = hashlib.sha256(raw).hexdigest()
    known: Picture | None = Picture.objects.of(where).filter(sha256=digest).first()
    if known is not None:
        return known
    path = f"site/{where.uid}/{digest}.webp"
    write(path, raw, digest)
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
