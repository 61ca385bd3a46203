"""One line for each request, and the number by which all lines of a request are found."""

import re
import time
import uuid
from collections.abc import Callable

import structlog
from django.http import HttpRequest, HttpResponse

logger = structlog.get_logger("iso.request")

HEADER = "X-Request-ID"
# What a proxy may send; anything else is somebody's text and gets a number of ours.
_ACCEPTED = re.compile(r"[A-Za-z0-9-]{8,64}")
# Asked every few seconds by machines.
_SILENT = ("health", "ready", "metrics")


class Logged:
    """Middleware: accepts or makes X-Request-ID, returns it, and logs route, status and time.

    The address itself stays out: it may hold a case's code, and a query what somebody looks for.
    A person is a number, and only where the view has asked who it is.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        given = request.headers.get(HEADER, "")
        number = given if _ACCEPTED.fullmatch(given) else uuid.uuid4().hex
        structlog.contextvars.bind_contextvars(request_id=number)
        started = time.perf_counter()
        try:
            response = self.get_response(request)
            response[HEADER] = number
            self._log(request, response, started)
        finally:
            # Threads serve one request after the other.
            structlog.contextvars.unbind_contextvars("request_id")
        return response

    def _log(self, request: HttpRequest, response: HttpResponse, started: float) -> None:
        match = request.resolver_match
        if match is None and response.status_code < 400:
            return  # a static file, or a public page that was ready
        if match is not None and match.view_name in _SILENT and response.status_code < 500:
            return
        logger.info(
            "request",
            method=request.method,
            route=match.route if match else "",
            status=response.status_code,
            ms=round((time.perf_counter() - started) * 1000),
            user=known_user(request),
        )


def known_user(request: HttpRequest) -> int | None:
    """Return the primary key of who asks, where that is known without asking the database."""
    user = getattr(request, "_cached_user", None)
    return getattr(user, "pk", None)
