"""The pages of signing in and of one's own account, on allauth's flows."""

from typing import Any

from allauth.account import views as account
from allauth.account.adapter import get_adapter
from allauth.account.internal.decorators import login_not_required
from allauth.mfa.base import views as mfa
from allauth.mfa.recovery_codes import views as recovery
from allauth.mfa.totp import views as totp
from allauth.socialaccount.adapter import get_adapter as get_directories
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from cms.accounts import devices, guessing, services
from cms.accounts.adapters import no_role
from cms.accounts.middleware import MUST_ADD_FACTOR
from registry import policy
from registry.organisation.models import User


def _person(request: HttpRequest) -> User:
    assert isinstance(request.user, User)
    return request.user


class SignIn(account.LoginView):
    """The one door: name and password, or a directory."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Let out, instead of sending in circles, whoever is in but works nowhere any more."""
        user = request.user
        if user.is_authenticated and not (policy.may_enter(user) or user.is_superuser):
            get_adapter().logout(request)
            return no_role(request)
        response: HttpResponseBase = super().dispatch(request, *args, **kwargs)
        return response

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Return the form, and the directories to choose from."""
        found: dict[str, Any] = super().get_context_data(**kwargs)
        next_url = self.get_next_url()
        more = {"next": next_url} if next_url else {}
        directories = [
            {"name": one.app.name, "url": one.get_login_url(self.request, **more)}
            for one in get_directories().list_providers(self.request)
        ]
        return {
            **found,
            "next": next_url or "",
            "directories": directories,
            "local": settings.LOCAL_SIGN_IN,
        }


@never_cache
@login_not_required
@require_http_methods(["GET", "POST"])
def sign_out(request: HttpRequest) -> HttpResponse:
    """Leave: the session is deleted, a copy of its cookie opens nothing. GET changes nothing."""
    if request.method == "GET":
        return redirect("/admin/")
    if request.user.is_authenticated:
        user = _person(request)
        UserSession.objects.filter(session_key=request.session.session_key).delete()
        get_adapter().logout(request)
        services.signed_out(user, guessing.client_ip(request))
        messages.success(request, "Ông/bà đã đăng xuất.")
    return redirect("account_login")


class Reauthenticate(account.ReauthenticateView):
    """The password once more."""


class ChangePassword(account.PasswordChangeView):
    """A new password; the first one, given by an administrator, has to go."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Refuse whoever enters through a directory: they have no password to change."""
        user = request.user
        if user.is_authenticated and not user.has_usable_password():
            return render(request, "cms/accounts/no_password.html")
        response: HttpResponseBase = super().dispatch(request, *args, **kwargs)
        return response


class ForgotPassword(account.PasswordResetView):
    """Ask for a letter; without a mail server the page says whom to ask."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Refuse where no letter can be sent, or no password opens anything."""
        if not (settings.MAIL_ENABLED and settings.LOCAL_SIGN_IN):
            return render(request, "cms/accounts/ask_administrator.html")
        response: HttpResponseBase = super().dispatch(request, *args, **kwargs)
        return response


class LetterSent(account.PasswordResetDoneView):
    """The same answer for every address."""


class NewPassword(account.PasswordResetFromKeyView):
    """A new password by the link of a letter; a link that does not hold answers 404."""

    def render_to_response(self, context: dict[str, Any], **kwargs: Any) -> HttpResponse:
        """Show the form, or that the link is over."""
        if context.get("token_fail"):
            kwargs["status"] = 404
        response: HttpResponse = super().render_to_response(context, **kwargs)
        return response


class PasswordReset(account.PasswordResetFromKeyDoneView):
    """The new password holds."""


class EnterCode(mfa.AuthenticateView):
    """The second factor at the door."""


class EnterCodeAgain(mfa.ReauthenticateView):
    """The second factor once more."""


class SecondFactor(mfa.IndexView):
    """Whether it is on, and what can be done."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add whether a role asks for it."""
        found: dict[str, Any] = super().get_context_data(**kwargs)
        return {**found, "needed": services.needs_second_factor(_person(self.request))}


class Activate(totp.ActivateTOTPView):
    """Set up the telephone."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add whether a role asks for it."""
        found: dict[str, Any] = super().get_context_data(**kwargs)
        return {**found, "needed": services.needs_second_factor(_person(self.request))}

    @transaction.atomic
    def form_valid(self, form: Any) -> HttpResponse:
        """Store the telephone and the fact, both or neither."""
        response: HttpResponse = super().form_valid(form)
        self.request.session.pop(MUST_ADD_FACTOR, None)
        user = _person(self.request)
        services.note(user, "account.second_factor_added", actor=user)
        return response


class Deactivate(totp.DeactivateTOTPView):
    """Take the telephone away."""

    @transaction.atomic
    def form_valid(self, form: Any) -> HttpResponse:
        """Forget the telephone and note the fact, both or neither."""
        response: HttpResponse = super().form_valid(form)
        user = _person(self.request)
        services.note(user, "account.second_factor_removed", actor=user)
        return response


class RecoveryCodes(recovery.ViewRecoveryCodesView):
    """The spare codes."""


class NewRecoveryCodes(recovery.GenerateRecoveryCodesView):
    """New spare codes in place of the old ones."""

    @transaction.atomic
    def form_valid(self, form: Any) -> HttpResponse:
        """Store the codes and the fact, both or neither."""
        response: HttpResponse = super().form_valid(form)
        user = _person(self.request)
        services.note(user, "account.recovery_codes_made", actor=user)
        return response


class RecoveryCodesFile(recovery.DownloadRecoveryCodesView):
    """The spare codes as a file to print."""

    def render_to_response(self, context: dict[str, Any], **kwargs: Any) -> HttpResponse:
        """Send the codes as a file with a Vietnamese name."""
        response: HttpResponse = super().render_to_response(context, **kwargs)
        response["Content-Type"] = "text/plain; charset=utf-8"
        response["Content-Disposition"] = 'attachment; filename="ma-du-phong.txt"'
        return response


@never_cache
@login_required
@require_http_methods(["GET"])
def overview(request: HttpRequest) -> HttpResponse:
    """Show one's own account: how one signs in, what protects it, where one is signed in."""
    user = _person(request)
    return render(
        request,
        "cms/accounts/overview.html",
        {
            "page_title": "Tài khoản của tôi",
            "person": user,
            "has_password": user.has_usable_password(),
            "second_factor": services.has_second_factor(user),
            "needed": services.needs_second_factor(user),
            "sessions": len(UserSession.objects.purge_and_list(user)),
        },
    )


@never_cache
@login_required
@require_http_methods(["GET"])
def sessions(request: HttpRequest) -> HttpResponse:
    """Show where one is signed in."""
    rows = UserSession.objects.purge_and_list(_person(request))
    rows.sort(key=lambda row: (not row.is_current(), -row.last_seen_at.timestamp()))
    listed = [(row, devices.named(row.user_agent), row.is_current()) for row in rows]
    return render(
        request,
        "cms/accounts/sessions.html",
        {"page_title": "Phiên đăng nhập", "sessions": listed},
    )


@login_required
@require_POST
def end_session(request: HttpRequest, pk: int) -> HttpResponse:
    """End one of one's own sessions."""
    user = _person(request)
    session = UserSession.objects.filter(pk=pk, user=user).first()
    if session is None:
        raise Http404
    services.end_session(user, session)
    messages.success(request, "Đã kết thúc phiên đó.")
    return redirect("usersessions_list")


@login_required
@require_POST
def end_other_sessions(request: HttpRequest) -> HttpResponse:
    """End all of one's sessions but this one."""
    user = _person(request)
    current = request.session.session_key
    services.end_all_sessions(user, actor=user)
    # The session of this request was deleted with the others: it goes on under a new key.
    request.session.create()
    update_session_auth_hash(request, user)
    UserSession.objects.filter(session_key=current).delete()
    UserSession.objects.create_from_request(request)
    messages.success(request, "Đã kết thúc các phiên khác.")
    return redirect("usersessions_list")
