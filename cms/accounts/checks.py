"""What the production check says of signing in: a door without a key, secrets in the open."""

import stat
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, Warning, register


@register(Tags.security, deploy=True)
def the_door_is_safe(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """Return everything that the settings of signing in tell."""
    return [*_somebody_enters(), *_directories(), *_file()]


def _somebody_enters() -> Iterator[CheckMessage]:
    if not settings.LOCAL_SIGN_IN and not _addresses():
        yield Error(
            "ISO_LOCAL_SIGN_IN=false mà không có hệ thống đăng nhập chung nào: không ai vào được.",
            hint="Đặt ISO_SIGN_IN_PROVIDERS, hoặc bỏ ISO_LOCAL_SIGN_IN.",
            id="iso.accounts.E001",
        )


def _directories() -> Iterator[CheckMessage]:
    for name, address in _addresses():
        if urlsplit(address).scheme != "https":
            yield Error(
                f"Hệ thống đăng nhập chung “{name}” không dùng https: người giữa đường đổi được"
                " câu trả lời và vào bằng tên người khác.",
                hint="Sửa địa chỉ trong tệp ISO_SIGN_IN_PROVIDERS thành https://…",
                id="iso.accounts.E002",
            )


def _file() -> Iterator[CheckMessage]:
    path = settings.SIGN_IN_PROVIDERS
    if path and Path(path).stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO):
        yield Warning(
            f"Tệp {path} giữ bí mật của hệ thống đăng nhập chung mà tài khoản khác đọc được.",
            hint=f"Chạy: chmod 600 {path}",
            id="iso.accounts.W003",
        )


def _addresses() -> list[tuple[str, str]]:
    """Name and address of each directory."""
    found = settings.SOCIALACCOUNT_PROVIDERS
    oidc = found.get("openid_connect", {}).get("APPS", [])
    saml = found.get("saml", {}).get("APPS", [])
    return [(app["name"], app["settings"]["server_url"]) for app in oidc] + [
        (app["name"], app["settings"]["idp"]["sso_url"]) for app in saml
    ]
