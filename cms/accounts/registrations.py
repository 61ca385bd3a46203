"""What accounts declare at start: event types, the letter's job, and what follows signals."""

from typing import Any

import axes.signals  # noqa: F401 (so that its receivers come first)
from django.contrib.auth.signals import user_login_failed
from django.http import HttpRequest

from cms.accounts import checks, confirming, guessing, letters, services, tidying  # noqa: F401
from registry import identity
from registry.trail.outbox import HANDLERS, Handler
from registry.trail.types import TYPES, EventType

EVENT_TYPES = {
    "account.signed_in": "Đăng nhập",
    "account.signed_out": "Đăng xuất",
    "account.sign_in_failed": "Đăng nhập không đúng",
    "account.code_failed": "Nhập sai mã xác thực hoặc mật khẩu xác nhận",
    "account.confirmed": "Xác nhận một việc qua hệ thống đăng nhập chung",
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
    """Register what the app adds; called once by its ready()."""
    for name, label in EVENT_TYPES.items():
        TYPES.add(EventType(name, label))
    HANDLERS.add(services.RESET, Handler(services.reset_asked, "Xét yêu cầu đặt lại mật khẩu"))
    HANDLERS.add(services.LETTER, Handler(letters.send_reset_letter, "Gửi thư đặt lại mật khẩu"))
    identity.DOORS.add(identity.DOOR, confirming.DOOR)
    user_login_failed.connect(_failed, dispatch_uid="accounts.failed")


def _failed(credentials: dict[str, Any], request: HttpRequest | None = None, **_: Any) -> None:
    # axes hears of it first: its signals are connected where this module imports them.
    if request is None:
        return
    name, ip = str(credentials.get("username") or ""), guessing.client_ip(request)
    locked = getattr(request, "axes_locked_out", False)
    counted = getattr(request, "axes_failures_since_start", None) is not None
    # Further attempts of somebody locked out are told by the lock.
    if counted or not locked:
        services.sign_in_failed(name, ip)
    if counted and locked:
        services.locked(name, ip)
