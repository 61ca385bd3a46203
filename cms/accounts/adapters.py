"""How allauth meets this product: who may enter, what is noted, which words are said."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.flows.login import get_authentication_records
from allauth.account.internal.stagekit import clear_login
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialLogin
from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from cms.accounts import confirming, directories, guessing, services
from cms.accounts.middleware import MUST_ADD_FACTOR, SEEN
from registry import identity, policy
from registry.now import now
from registry.organisation.models import User

WRONG = "Tên đăng nhập hoặc mật khẩu không đúng. Hãy nhập lại."
LATER = "Đã thử quá nhiều lần. Hãy thử lại sau."

# What allauth tells after an act, by its template; others say nothing.
SAID = {
    "account/messages/password_changed.txt": "Đã đổi mật khẩu. Các phiên khác đã kết thúc.",
    "mfa/messages/totp_activated.txt": "Đã bật xác thực hai lớp.",
    "mfa/messages/totp_deactivated.txt": "Đã tắt xác thực hai lớp.",
    "mfa/messages/recovery_codes_generated.txt": "Đã tạo mã dự phòng.",
}


class AccountAdapter(DefaultAccountAdapter):
    """Local accounts, made by administrators alone."""

    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "account_inactive": "Tài khoản này đã bị khóa.",
        "enter_current_password": "Mật khẩu hiện tại không đúng.",
        "incorrect_code": "Mã xác thực không đúng.",
        "incorrect_password": "Mật khẩu không đúng.",
        "invalid_or_expired_key": "Đường dẫn không đúng hoặc đã hết hạn.",
        "invalid_login": WRONG,
        "invalid_password_reset": "Đường dẫn đặt lại mật khẩu không còn dùng được.",
        "too_many_login_attempts": LATER,
        "username_password_mismatch": WRONG,
        "same_as_current": "Giá trị mới phải khác giá trị hiện tại.",
        "rate_limited": LATER,
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Let nobody make an account for themselves."""
        return False

    def get_client_ip(self, request: HttpRequest) -> str:
        """Return the address of the browser."""
        return guessing.client_ip(request)

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """Do nothing: attempts are counted in rows, by axes; the library's own count is of one
        process. process."""

    def pre_login(self, request: HttpRequest, user: User, **kwargs: Any) -> HttpResponse | None:
        """Refuse whoever holds no role today, before a second factor is asked for."""
        if not user.is_active or not (policy.may_enter(user) or user.is_superuser):
            clear_login(request)
            return self.respond_user_inactive(request, user)
        response: HttpResponse | None = super().pre_login(request, user, **kwargs)
        return response

    def respond_user_inactive(self, request: HttpRequest, user: User) -> HttpResponse:
        """Show the page for people without a role today."""
        return no_role(request)

    @transaction.atomic
    def login(self, request: HttpRequest, user: User) -> None:
        """Open the session and note it, both or neither."""
        records = get_authentication_records(request, user)
        methods = [str(record.get("method")) for record in records]
        by_password = "password" in methods
        super().login(request, user)
        request.session[SEEN] = int(now().timestamp())
        needed = by_password and services.needs_second_factor(user)
        if needed and not services.has_second_factor(user):
            request.session[MUST_ADD_FACTOR] = True
        services.signed_in(
            user,
            method="password" if by_password else "directory",
            ip=guessing.client_ip(request),
            second_factor="mfa" in methods,
        )

    def set_password(self, user: User, password: str) -> None:
        """Set a password that the person chose."""
        services.change_password(user, password)

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        """Return where a changed password leads."""
        return "/admin/"

    def add_message(
        self,
        request: HttpRequest,
        level: int,
        message_template: str | None = None,
        *args: Any,
        **kwargs: Any,
    ) -> None:
        """Say what was done, in our words."""
        if message_template in SAID:
            messages.add_message(request, level, SAID[message_template])

    def is_ajax(self, request: HttpRequest) -> bool:
        """Say no: nobody speaks JSON with these pages."""
        return False


class SecondFactorAdapter(DefaultMFAAdapter):
    """Codes of a telephone, and spare ones."""

    error_messages = {
        **DefaultMFAAdapter.error_messages,
        "cannot_delete_authenticator": (
            "Vai trò của ông/bà bắt buộc xác thực hai lớp nên không tắt được."
        ),
        "cannot_generate_recovery_codes": "Hãy bật xác thực hai lớp trước khi tạo mã dự phòng.",
        "incorrect_code": "Mã xác thực không đúng.",
        "unverified_email": "Chưa bật được xác thực hai lớp.",
    }

    def get_totp_label(self, user: User) -> str:
        """Return how the telephone names the account."""
        return str(user.username)

    def can_delete_authenticator(self, authenticator: Any) -> bool:
        """Let whoever needs a second factor keep it."""
        return not services.needs_second_factor(authenticator.user)


class DirectoryAdapter(DefaultSocialAccountAdapter):
    """People whom the agency's directory vouches for, matched by directory id alone."""

    error_messages = {
        **DefaultSocialAccountAdapter.error_messages,
        "invalid_token": "Phản hồi của hệ thống đăng nhập không hợp lệ.",
    }

    def is_open_for_signup(self, request: HttpRequest, sociallogin: SocialLogin) -> bool:
        """Let the directory make nobody an account."""
        return False

    def pre_social_login(self, request: HttpRequest, sociallogin: SocialLogin) -> None:
        """Find the person by directory id; e-mail and name say nothing. Nothing is stored.

        Who is signed in and was sent to the directory once more keeps its word for the next act.
        Raises ImmediateHttpResponse with a page for somebody unknown.
        """
        app = sociallogin.provider.app
        known = f"{app.settings.get('directory_prefix', '')}{sociallogin.account.uid or ''}"
        process = sociallogin.state.get("process", "login")
        wanted = process in ("login", directories.CONFIRMING)
        user = User.objects.filter(directory_id=known).first() if known and wanted else None
        if process == directories.CONFIRMING:
            self._confirmed(request, user, sociallogin)
            return
        if user is None:
            name = app.client_id if app.provider == "saml" else app.provider_id
            services.refused_from_directory(name, known, guessing.client_ip(request))
            page = render(request, "cms/accounts/unknown.html", {"provider": app.name}, status=403)
            raise ImmediateHttpResponse(page)
        sociallogin.user = user

    def _confirmed(self, request: HttpRequest, user: User | None, sociallogin: SocialLogin) -> None:
        """Keep the directory's word, if it is about whoever is signed in here and of just now."""
        if user is None or user != request.user or not _just_now(sociallogin):
            raise ImmediateHttpResponse(directories.not_confirmed(request))
        identity.vouch(request, confirming.voucher(user))

    def list_apps(
        self, request: HttpRequest, provider: Any = None, client_id: Any = None
    ) -> list[Any]:
        """Return directories from the settings alone, so that no page asks the database."""
        from allauth.socialaccount.adapter import _build_apps_from_settings

        found = _build_apps_from_settings(provider=provider, client_id=client_id)
        return [app for apps in found.values() for app in apps]


def _just_now(sociallogin: SocialLogin) -> bool:
    """Whether the directory asked for the password just now, where it says when it did.

    OpenID Connect says so in `auth_time`; a SAML directory must ask when told to (ForceAuthn).
    """
    said = sociallogin.account.extra_data.get("id_token", {}).get("auth_time")
    return said is None or now().timestamp() - float(said) < confirming.HOLDS


def no_role(request: HttpRequest) -> HttpResponse:
    """Show what somebody reads whose password is right and who works nowhere today."""
    return render(request, "cms/accounts/no_role.html", status=403)
