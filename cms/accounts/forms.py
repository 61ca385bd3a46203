"""The sign-in form, with Vietnamese words that Wagtail's own leaves to the library."""

from typing import Any

from wagtail.admin.forms.auth import LoginForm


class SignInForm(LoginForm):
    """Name and password."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["username"].label = "Tên đăng nhập"
        self.fields["username"].widget.attrs.update(
            placeholder="", autocomplete="username", autocapitalize="none"
        )
        self.fields["password"].label = "Mật khẩu"
        self.fields["password"].widget.attrs.update(placeholder="", autocomplete="current-password")
        wrong = "Tên đăng nhập hoặc mật khẩu không đúng. Hãy nhập lại."
        self.error_messages: dict[str, Any] = {**LoginForm.error_messages, "invalid_login": wrong}
