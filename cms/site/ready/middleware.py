"""Middleware that gives a ready public page again before anything else of the product runs.

Each process remembers the whole answers that it has given: headers and bytes. Whether one still
holds is asked of what keeps them every time (one look at the stamp), so a process never gives what
another one has made old. Who is signed in doesn't matter: these pages are the same for everybody.
"""

from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from threading import Lock

from django.http import HttpRequest, HttpResponse
from django.utils.cache import get_conditional_response
from django.utils.http import parse_http_date

from cms.site.ready import keeping
from cms.site.ready.responses import ReadyResponse
from registry.now import now

# About 30 kB each.
MOST = 500


@dataclass(frozen=True)
class Given:
    """One answer as it left the product."""

    kept: keeping.Kept[object]
    headers: tuple[tuple[str, str], ...]
    content: bytes
    etag: str
    modified: int

    def again(self, request: HttpRequest) -> HttpResponse:
        """Answer the same page again, or 304 when the browser has it."""
        response = HttpResponse(self.content)
        for name, value in self.headers:
            response[name] = value
        return get_conditional_response(request, self.etag, self.modified, response) or response


class ReadyAnswers:
    """The middleware that keeps ready answers in memory and gives them again.

    Only addresses without a query are remembered, so that nobody can fill the memory.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response
        self.given: OrderedDict[str, Given] = OrderedDict()
        self.lock = Lock()

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.method not in ("GET", "HEAD") or request.META.get("QUERY_STRING"):
            return self.get_response(request)
        path = request.path_info
        given = self.given.get(path)
        if given is not None:
            if given.kept.stamp == keeping.stamp() and given.kept.holds(now()):
                request.get_host()  # raises for a host that is not ours
                return given.again(request)
            with self.lock:
                self.given.pop(path, None)
        response = self.get_response(request)
        self._remember(path, response)
        return response

    def _remember(self, path: str, response: HttpResponse) -> None:
        kept = response.kept if isinstance(response, ReadyResponse) else None
        if kept is None or response.status_code != 200 or response.cookies:
            return
        headers = tuple((name, value) for name, value in response.items())
        modified = parse_http_date(response["Last-Modified"])
        given = Given(kept, headers, response.content, response["ETag"], modified)
        with self.lock:
            self.given[path] = given
            while len(self.given) > MOST:
                self.given.popitem(last=False)
