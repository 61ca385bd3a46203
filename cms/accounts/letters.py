"""The letter for a forgotten password, sent by the worker."""

from typing import Any

from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from django.conf import settings
from django.core.mail import send_mail
from django.template.loader import render_to_string
from django.urls import reverse

from registry.organisation.models import User


def send_reset_letter(payload: dict[str, Any]) -> None:
    """Make the link and send it; the job holds only whom it is for."""
    user = User.objects.filter(pk=payload["user"], is_active=True).exclude(email="").first()
    if user is None:
        return
    key = default_token_generator.make_token(user)
    path = reverse("account_reset_password_from_key", args=[user_pk_to_url_str(user), key])
    text = render_to_string(
        "account/email/password_reset_key_message.txt",
        {"person": user, "url": settings.BASE_URL.rstrip("/") + path},
    )
    send_mail("Đặt lại mật khẩu ISO điện tử", text, settings.DEFAULT_FROM_EMAIL, [user.email])
