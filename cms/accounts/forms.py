"""The forms of signing in, in Vietnamese: name and password, code, new password."""

from collections.abc import Callable
from functools import partial
from typing import Any

from allauth.account import forms as account
from allauth.core import context
from allauth.mfa.base import forms as codes
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.forms import GenerateRecoveryCodesForm
from allauth.mfa.totp import forms as totp
from django import forms
from django.core.exceptions import ValidationError

from cms.accounts import guessing, services
from registry.organisation.models import User
from registry.vietnamese import one_code

MISSING = "Chưa nhập mật khẩu."
DIFFERENT = "Hai lần nhập không giống nhau. Hãy nhập lại."
RULES_HELP = (
    "Ít nhất 10 ký tự; không chỉ gồm chữ số, không phải mật khẩu thông dụng, không giống tên."
)


def _name(form: forms.Form, field: str, label: str, missing: str = "", help: str = "") -> None:
    """Give a field of the library our words, and no English placeholder."""
    named = form.fields[field]
    named.label, named.help_text = label, help
    named.widget.attrs.pop("placeholder", None)
    if missing:
        named.error_messages["required"] = missing


class SignInForm(account.LoginForm):
    """Name and password."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _name(self, "login", "Tên đăng nhập", "Chưa nhập tên đăng nhập.")
        _name(self, "password", "Mật khẩu", MISSING)
        _name(self, "remember", "Ghi nhớ đăng nhập trên máy này")
        self.fields["login"].widget.attrs.update(autocapitalize="none", spellcheck="false")
        self.fields["login"].error_messages["max_length"] = "Tên đăng nhập quá dài."

    def clean_login(self) -> str:
        """Return the name as accounts keep theirs, whatever came along when it was copied."""
        return one_code(super().clean_login())


class ReauthenticateForm(account.ReauthenticateForm):
    """The password once more, before something that matters."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _name(self, "password", "Mật khẩu", MISSING)


class _TwicePassword:
    """Words of the two fields of a new password."""

    fields: dict[str, forms.Field]

    def clean(self) -> dict[str, Any]:
        """Both fields say the same."""
        values: dict[str, Any] = forms.Form.clean(self) or {}  # type: ignore[arg-type]
        first, second = values.get("password1"), values.get("password2")
        if first and second and first != second:
            self.add_error("password2", DIFFERENT)  # type: ignore[attr-defined]
        return values

    def name_both(self) -> None:
        """Labels, help and errors."""
        form: forms.Form = self  # type: ignore[assignment]
        _name(form, "password1", "Mật khẩu mới", "Chưa nhập mật khẩu mới.", RULES_HELP)
        _name(form, "password2", "Nhập lại mật khẩu mới", "Chưa nhập lại mật khẩu mới.")


class ChangePasswordForm(_TwicePassword, account.ChangePasswordForm):
    """The present password and the new one; the new one is another."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _name(self, "oldpassword", "Mật khẩu hiện tại", "Chưa nhập mật khẩu hiện tại.")
        self.name_both()

    def clean_oldpassword(self) -> str:
        """Count guessing at it like guessing at the door."""
        assert isinstance(self.user, User)
        typed: str = self.cleaned_data.get("oldpassword", "")
        ip = guessing.client_ip(context.request)
        try:
            right = services.tried(
                self.user, "password", ip, partial(self.user.check_password, typed)
            )
        except services.TooOften as locked:
            raise ValidationError(str(locked)) from locked
        if not right:
            raise ValidationError("Mật khẩu hiện tại không đúng.")
        return typed

    def clean(self) -> dict[str, Any]:
        """Refuse to keep the first password, which somebody else has read."""
        values = super().clean()
        old = values.get("oldpassword")
        if old and old == values.get("password1"):
            self.add_error("password1", "Mật khẩu mới phải khác mật khẩu hiện tại.")
        return values


class NewPasswordForm(_TwicePassword, account.ResetPasswordKeyForm):
    """A new password in place of a forgotten one."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.name_both()


class ResetPasswordForm(account.ResetPasswordForm):
    """To which address the letter goes."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _name(self, "email", "Thư điện tử", "Chưa nhập địa chỉ thư điện tử.")
        self.fields["email"].error_messages["invalid"] = "Địa chỉ thư điện tử chưa đúng."

    def save(self, request: Any, **kwargs: Any) -> str:
        """Note who asked; the letter is a job, so that nobody learns whose address this is."""
        services.ask_for_reset(self.users)
        email: str = self.cleaned_data["email"]
        return email


class _Counted:
    """A code: wrong ones are counted, too many lock, and each is taken once."""

    user: User

    def clean_code(self) -> str:
        """Raises ValidationError in Vietnamese."""
        data: dict[str, str] = self.cleaned_data  # type: ignore[attr-defined]
        data["code"] = "".join(data["code"].split())
        wrong: list[ValidationError] = []

        def right() -> bool:
            try:
                self.check_once(super(_Counted, self).clean_code)  # type: ignore[misc]
            except ValidationError as error:
                wrong.append(error)
            return not wrong

        try:
            services.tried(self.user, "code", guessing.client_ip(context.request), right)
        except services.TooOften as locked:
            raise ValidationError(
                f"Đã nhập sai mã quá nhiều lần. Hãy thử lại sau {locked.minutes} phút."
            ) from locked
        if wrong:
            raise wrong[0]
        return data["code"]

    def check_once(self, library: Callable[[], str]) -> None:
        """Ask the library; a time-based code opens once. Raises ValidationError."""
        code = library()
        authenticator: Authenticator | None = getattr(self, "authenticator", None)
        timed = authenticator and authenticator.type == Authenticator.Type.TOTP
        if timed and guessing.used_before(authenticator, code):
            raise ValidationError("Mã này đã dùng. Hãy chờ mã tiếp theo.")


def _code_field(form: forms.Form) -> None:
    _name(form, "code", "Mã xác thực", "Chưa nhập mã xác thực.", "6 chữ số trên điện thoại.")
    form.fields["code"].widget.attrs.update(inputmode="numeric", autofocus="")


class CodeForm(_Counted, codes.AuthenticateForm):
    """The second factor at the door: a code of the telephone, or a spare one."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _code_field(self)
        self.fields["code"].widget.attrs.pop("inputmode")
        self.fields["code"].help_text = "6 chữ số trên điện thoại, hoặc một mã dự phòng."


class CodeAgainForm(_Counted, codes.ReauthenticateForm):
    """The second factor once more, before something that matters."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _code_field(self)


class ActivateForm(_Counted, totp.ActivateTOTPForm):
    """The first code of a telephone, which proves that it counts along."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _code_field(self)


class DeactivateForm(totp.DeactivateTOTPForm):
    """Nothing to fill in."""


class RecoveryCodesForm(GenerateRecoveryCodesForm):
    """Nothing to fill in."""
