"""How public pages are answered: kept, with a hash that browsers ask again by."""

import hashlib
from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.cache import get_conditional_response
from django.utils.http import http_date

from cms.site.ready import keeping
from registry.now import now

Make = Callable[[], tuple[str, datetime | None]]


class Elsewhere(Exception):
    """The page has another address, which the message is."""


class ReadyResponse(HttpResponse):
    """A whole page; `kept` tells the process how long it may give the same answer again."""

    kept: keeping.Kept[Any] | None = None


def kept_page(request: HttpRequest, key: str, make: Make) -> HttpResponse:
    """Answer with the page that `make` gives, and keep it.

    Only pages at their right address are kept, so that odd ones fill no disk.
    """
    try:
        kept = keeping.keep(key, make)
    except Elsewhere as error:
        # Not for ever: the procedure may be renamed once more.
        return HttpResponseRedirect(str(error))
    return answer(request, kept.value, kept)


def answer(
    request: HttpRequest,
    text: str,
    kept: keeping.Kept[Any] | None = None,
    content_type: str = "text/html; charset=utf-8",
) -> HttpResponse:
    """Answer with the page, or 304 when the browser has it; browsers and proxies ask each time."""
    raw = text.encode()
    etag = f'"{hashlib.sha256(raw).hexdigest()[:32]}"'
    modified = int((kept.made_at if kept else now()).timestamp())
    response = ReadyResponse(raw, content_type=content_type)
    response["ETag"] = etag
    response["Last-Modified"] = http_date(modified)
    response["Cache-Control"] = "public, no-cache"
    if request.method == "GET":
        response.kept = kept
    found: HttpResponse = get_conditional_response(request, etag, modified, response) or response
    return found
