"""How large a request may be: a body beyond it is refused before anybody reads it. And what is
said where an address takes no request of this way."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from cms.site.errors import only_by_button, too_large
from registry.files.services import MAX_BYTES

# The largest file, and the rest of the form around it.
MOST_BYTES = MAX_BYTES + 5 * 1024 * 1024


class BodyLimit:
    """Middleware, before any that reads the form: CSRF protection does."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        length = request.META.get("CONTENT_LENGTH") or "0"
        if not length.isdecimal() or len(length) > 15 or int(length) > MOST_BYTES:
            answer = too_large(request)
            # Told by its length: the connection stays busy with what is still being sent.
            answer["Content-Length"] = str(len(answer.content))
            return answer
        return self.get_response(request)


class SaidAsPage:
    """Middleware: who opens the address of a button (typed, or read again after a refusal) gets a
    page that says so; Django's own answer is an empty one."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        answer = self.get_response(request)
        if answer.status_code == 405 and request.method == "GET" and not answer.content:
            return only_by_button(request, answer["Allow"])
        return answer
