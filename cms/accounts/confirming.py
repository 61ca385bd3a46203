"""The second sign-in: what proves that it is them, for people with a password and without.

Who signs in with a password types it again. Who has none shows a code of the telephone (or a spare
one), or goes to the directory, which asks afresh; its word holds for some minutes and for one act.
"""

import uuid
from collections.abc import Callable
from typing import Any

from allauth.mfa.models import Authenticator
from allauth.socialaccount.adapter import get_adapter as get_directories
from django.conf import settings
from django.core import signing
from django.http import HttpRequest
from django.urls import reverse

from cms.accounts import guessing, services
from registry.identity import CODE, PASSWORD, VOUCHER, NotConfirmed, Proof, Way
from registry.organisation.models import User

_SALT = "cms.accounts.confirming"
# How long the directory's word holds, in seconds: long enough to come back and press the button.
HOLDS = 300


def has_password(user: User) -> bool:
    """Tell whether a password opens the door for this person."""
    return user.has_usable_password() and bool(settings.LOCAL_SIGN_IN or user.break_glass)


class Door:
    """What `registry.identity` asks of signing in."""

    def ways(self, user: User) -> list[Way]:
        """Return the password, for whom it opens the door; else codes and the directories."""
        if has_password(user):
            return [Way(PASSWORD, "Mật khẩu của ông/bà")]
        found = []
        if services.has_second_factor(user):
            found.append(Way(CODE, "Mã xác thực của ông/bà"))
        if user.directory_id:
            found += [
                Way(VOUCHER, app.name, reverse("account_confirm", args=[name_of(app)]))
                for app in directories()
            ]
        return found

    def check(self, user: User, proof: Proof) -> None:
        """Raise NotConfirmed unless the proof holds."""
        ways = {way.name for way in self.ways(user)}
        nonce = _said_of(user, proof.voucher) if VOUCHER in ways else ""
        # Used up here, not by the page: two tabs at once confirm one act with it.
        if nonce and services.spend(user, nonce, proof.ip):
            return
        if PASSWORD in ways:
            _password(user, proof)
        elif CODE in ways and (proof.code or VOUCHER not in ways):
            _code(user, proof)
        elif VOUCHER in ways:
            raise NotConfirmed(
                "Chưa xác nhận qua hệ thống đăng nhập chung, hoặc lần xác nhận đã dùng hay đã"
                f" quá {HOLDS // 60} phút. Hãy xác nhận rồi bấm lại.",
                VOUCHER,
            )
        else:
            raise NotConfirmed(
                "Tài khoản của ông/bà không có mật khẩu và chưa bật xác thực hai lớp nên chưa xác"
                " nhận được. Hãy bật tại «Tài khoản của tôi», hoặc nhờ người quản trị cơ quan."
            )

    def holds(self, user: User, voucher: str) -> bool:
        """Tell whether the directory said it of this person, some minutes ago at most, and nothing
        was confirmed with it yet."""
        nonce = _said_of(user, voucher)
        return bool(nonce) and not services.is_spent(user, nonce)

    def ip(self, request: HttpRequest) -> str:
        """Return the address of the browser."""
        return guessing.client_ip(request)


# What `registry.identity.DOORS` holds.
DOOR = Door()


def voucher(user: User) -> str:
    """Return the word of the directory, just given, that this is the person."""
    return signing.dumps({"user": user.pk, "nonce": uuid.uuid4().hex}, salt=_SALT)


def _said_of(user: User, voucher: str) -> str:
    """The nonce of the directory's word where it is of this person and holds still, else ""."""
    try:
        said = signing.loads(voucher, salt=_SALT, max_age=HOLDS)
    except signing.BadSignature:
        return ""
    return str(said.get("nonce", "")) if said.get("user") == user.pk else ""


def _password(user: User, proof: Proof) -> None:
    if not proof.password:
        raise NotConfirmed("Chưa nhập mật khẩu. Hãy nhập mật khẩu của ông/bà.", PASSWORD)
    if not _tried(user, PASSWORD, proof.ip, lambda: user.check_password(proof.password)):
        raise NotConfirmed("Mật khẩu không đúng. Hãy nhập lại mật khẩu của ông/bà.", PASSWORD)


def _code(user: User, proof: Proof) -> None:
    code = "".join(proof.code.split())
    if not code:
        raise NotConfirmed("Chưa nhập mã xác thực. Hãy nhập mã của ông/bà.", CODE)
    if not _tried(user, CODE, proof.ip, lambda: _is_code(user, code)):
        raise NotConfirmed(
            "Mã xác thực không đúng hoặc đã dùng. Hãy chờ mã tiếp theo rồi nhập lại.", CODE
        )


def _tried(user: User, what: str, ip: str, right: Callable[[], bool]) -> bool:
    try:
        return services.tried(user, what, ip, right)
    except services.TooOften as locked:
        raise NotConfirmed(
            f"Đã nhập sai quá nhiều lần nên tạm khóa xác nhận. Hãy thử lại sau {locked.minutes}"
            " phút, hoặc nhờ người quản trị cơ quan mở khóa.",
            what,
        ) from locked


def _is_code(user: User, code: str) -> bool:
    for authenticator in Authenticator.objects.filter(user=user):
        if authenticator.wrap().validate_code(code):
            timed = authenticator.type == Authenticator.Type.TOTP
            if timed and guessing.used_before(authenticator, code):
                return False
            authenticator.record_usage()
            return True
    return False


def directories() -> list[Any]:
    """Return the directories of the settings, each as allauth's «app»."""
    return list(get_directories().list_apps(None))


def name_of(app: Any) -> str:
    """Return the name of a directory in addresses."""
    return str(app.client_id if app.provider == "saml" else app.provider_id)
