"""Between the door and the desk: first passwords are changed, second factors set up, and seen."""

from collections.abc import Callable
from typing import Any

from allauth.usersessions.models import UserSession
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from cms.accounts import guessing
from registry.now import now

# Marks in the session.
MUST_ADD_FACTOR = "must_add_second_factor"
SEEN = "seen"
# A request writes that the session lives only when nothing has for so long (seconds).
SEEN_EVERY = 600

WORKSPACE = ("/admin/", "/tai-khoan/", "/api/")
# Where somebody may go who must first change the password.
ON_THE_WAY = {
    "account_logout",
    "account_change_password",
    "account_reauthenticate",
    "wagtailadmin_sprite",
    "wagtailadmin_javascript_catalog",
}
# ... and where somebody may who must first set up the second factor.
TO_THE_FACTOR = ON_THE_WAY | {
    "mfa_activate_totp",
    "mfa_view_recovery_codes",
    "mfa_download_recovery_codes",
    "mfa_reauthenticate",
}


class Gate:
    """Middleware that leads people past what they have to do first."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., HttpResponse], args: Any, kwargs: Any
    ) -> HttpResponse | None:
        """Lead people where they must go first, if anywhere. Costs no query: both marks are loaded
        anyway. anyway."""
        if not request.path.startswith(WORKSPACE) or not request.user.is_authenticated:
            return None
        name = request.resolver_match.view_name if request.resolver_match else ""
        if getattr(request.user, "must_change_password", False):
            return None if name in ON_THE_WAY else redirect("account_change_password")
        if request.session.get(MUST_ADD_FACTOR):
            return None if name in TO_THE_FACTOR else redirect("mfa_activate_totp")
        _seen(request)
        return None


def _seen(request: HttpRequest) -> None:
    """Keep the list of sessions true to ten minutes; a page that asks by itself keeps none open."""
    if request.headers.get("X-Asks-Itself"):
        return
    instant = int(now().timestamp())
    last = request.session.get(SEEN)
    if last is not None and abs(instant - last) >= SEEN_EVERY:
        request.session[SEEN] = instant
        UserSession.objects.filter(session_key=request.session.session_key).update(
            last_seen_at=now(), ip=guessing.client_ip(request)
        )
