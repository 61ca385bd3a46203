"""What an agency shows of itself, for browsers: its mark, and the style sheet of its colour.

Both addresses hold what they answer with, so they are kept for ever and never change.
"""

import uuid

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from cms.site import pictures
from registry.organisation import colours
from registry.organisation.identity import mark_address, mark_path
from registry.organisation.models import Agency


@require_safe
def mark(request: HttpRequest, uid: uuid.UUID, digest: str) -> HttpResponse:
    """Answer with the mark of an agency, which everybody may see."""
    found = Agency.objects.filter(uid=uid, mark__startswith=digest).first()
    if found is None or not mark_address(found).endswith(f"-{digest}.webp"):
        raise Http404
    return pictures.answer(mark_path(found))


@require_safe
def colour_sheet(request: HttpRequest, brand: str, version: str) -> HttpResponse:
    """Answer with the style sheet of a colour: it follows from the address, without a query."""
    colour = f"#{brand}"
    if not colours.bears_white(colour) or colours.version(colour) != version:
        raise Http404
    response = HttpResponse(colours.sheet(colour), content_type="text/css; charset=utf-8")
    response["Cache-Control"] = "public, max-age=31536000, immutable"
    return response
