"""What accounts declare at start: event types, the letter's job, and what follows signals."""

from typing import Any

from allauth.mfa import signals as mfa
from allauth.mfa.models import Authenticator
from axes.signals import user_locked_out
from django.contrib.auth.signals import user_login_failed
from django.http import HttpRequest

from cms.accounts import guessing, letters, services
from cms.accounts.middleware import MUST_ADD_FACTOR
from registry.organisation.models import User
from registry.trail import outbox
from registry.trail.types import register_type

EVENT_TYPES = {
    "account.signed_in": "Đăng nhập",
    "account.signed_out": "Đăng xuất",
    "account.sign_in_failed": "Đăng nhập không đúng",
    "account.code_failed": "Nhập sai mã xác thực hoặc mật khẩu xác nhận",
    "account.locked": "Tạm khóa do thử sai nhiều lần",
    "account.unlocked": "Mở khóa đăng nhập",
    "account.second_factor_added": "Bật xác thực hai lớp",
    "account.second_factor_removed": "Tắt xác thực hai lớp",
    "account.recovery_codes_made": "Tạo mã dự phòng mới",
    "account.session_ended": "Kết thúc một phiên đăng nhập",
    "account.sessions_ended": "Kết thúc mọi phiên đăng nhập",
    "account.password_changed": "Đổi mật khẩu",
    "account.reset_asked": "Yêu cầu đặt lại mật khẩu",
    "account.directory_changed": "Đổi mã định danh trong danh bạ",
    "account.directory_refused": "Từ chối người chưa có tài khoản",
    "account.break_glass_set": "Đặt tài khoản dự phòng",
    "account.break_glass_used": "Dùng tài khoản dự phòng",
    "account.closed": "Khóa tài khoản",
    "account.opened_again": "Mở lại tài khoản",
}


def declare() -> None:
    """Called once by the app's ready()."""
    for name, label in EVENT_TYPES.items():
        register_type(name, label)
    outbox.handler(services.LETTER, "Gửi thư đặt lại mật khẩu")(letters.send_reset_letter)
    user_login_failed.connect(_failed, dispatch_uid="accounts.failed")
    user_locked_out.connect(_locked, dispatch_uid="accounts.locked")
    mfa.authenticator_added.connect(_factor_added, dispatch_uid="accounts.factor_added")
    mfa.authenticator_removed.connect(_factor_removed, dispatch_uid="accounts.factor_removed")
    mfa.authenticator_reset.connect(_codes_made, dispatch_uid="accounts.codes_made")


def _failed(credentials: dict[str, Any], request: HttpRequest | None = None, **_: Any) -> None:
    # Further attempts of somebody locked out are told by the lock.
    if request is not None and not getattr(request, "axes_locked_out", False):
        services.sign_in_failed(str(credentials.get("username") or ""), guessing.client_ip(request))


def _locked(request: HttpRequest, **_: Any) -> None:
    # Sent at every attempt during a lock; only the one that locked has been counted.
    if getattr(request, "axes_failures_since_start", None):
        credentials: dict[str, Any] = getattr(request, "axes_credentials", None) or {}
        services.locked(str(credentials.get("username") or ""), guessing.client_ip(request))


def _factor_added(request: HttpRequest, user: User, authenticator: Authenticator, **_: Any) -> None:
    if authenticator.type == Authenticator.Type.TOTP:
        request.session.pop(MUST_ADD_FACTOR, None)
        services.note(user, "account.second_factor_added", actor=user)


def _factor_removed(user: User, authenticator: Authenticator, **_: Any) -> None:
    if authenticator.type == Authenticator.Type.TOTP:
        services.note(user, "account.second_factor_removed", actor=user)


def _codes_made(user: User, **_: Any) -> None:
    services.note(user, "account.recovery_codes_made", actor=user)
