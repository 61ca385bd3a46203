"""The account pages in a browser: accessible, whole at both sizes, Vietnamese, and by keyboard."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.conf import settings as django_settings
from playwright.sync_api import BrowserContext, Page, expect

from cms.settings.providers import as_providers
from tests import factories
from tests.cms.accounts import directory
from tests.cms.accounts.conftest import Place, sign_in
from tests.cms.accounts.test_second_factor import code_of
from tests.support.browser import look

pytestmark = pytest.mark.django_db(transaction=True)

ENGLISH = re.compile(
    r"\b(the|your|you|please|sign|login|log|password|email|code|codes|account|user|username|session"
    r"|authenticator|recovery|two-factor|activate|back|continue|error|invalid|required)\b",
    re.IGNORECASE,
)


def seen(page: Page, name: str) -> None:
    """Nothing for axe, nothing too wide, no English word; a picture, where they are wanted."""
    look(page, f"accounts-{name}")
    text = page.locator("main").inner_text()
    for word in ("Google Authenticator", "Microsoft Authenticator"):
        text = text.replace(word, "")
    assert ENGLISH.findall(text) == [], f"{name}: {text}"
    page.evaluate("document.activeElement && document.activeElement.blur()")


def fill(page: Page, **values: str) -> None:
    """Fill fields by their labels and press Enter in the last one."""
    for label, value in values.items():
        # A field that must be filled in has a star behind its label.
        field = page.get_by_label(re.compile(rf"^\s*{label.replace('_', ' ')}\s*\*?\s*$"))
        field.fill(value)
    field.press("Enter")


def test_every_page_around_the_workspace(
    live_server: Any,
    open_context: Callable[..., BrowserContext],
    place: Place,
    settings: Any,
) -> None:
    settings.SOCIALACCOUNT_PROVIDERS = as_providers([directory.row()])
    place.officer.must_change_password = True
    place.officer.save()
    page = open_context().new_page()
    page.goto("/admin/login/")
    seen(page, "login")
    fill(page, Tên_đăng_nhập="ha.pham", Mật_khẩu="sai")
    expect(page.get_by_role("alert")).to_contain_text("không đúng")
    seen(page, "login-wrong")
    fill(page, Tên_đăng_nhập="ha.pham", Mật_khẩu=factories.PASSWORD)
    expect(page.get_by_role("heading", name="Đổi mật khẩu")).to_be_visible()
    fill(
        page, Mật_khẩu_hiện_tại=factories.PASSWORD, Mật_khẩu_mới="ngan", Nhập_lại_mật_khẩu_mới="nga"
    )
    expect(page.get_by_text("Mật khẩu quá ngắn").first).to_be_visible()
    seen(page, "first-password")
    new = "mua-xuan-ve-roi"
    fill(page, Mật_khẩu_hiện_tại=factories.PASSWORD, Mật_khẩu_mới=new, Nhập_lại_mật_khẩu_mới=new)
    expect(page.get_by_role("heading", name="Xin chào")).to_be_visible()
    page.goto("/tai-khoan/")
    seen(page, "overview")
    page.get_by_role("link", name="Thiết lập xác thực hai lớp").press("Enter")
    page.wait_for_url("**/hai-lop/")
    seen(page, "second-factor-off")
    page.get_by_role("link", name="Bật xác thực hai lớp").press("Enter")
    expect(page.get_by_role("heading", name="Xác nhận mật khẩu")).to_be_visible()
    seen(page, "password-again")
    fill(page, Mật_khẩu=new)
    expect(page.get_by_alt_text("Mã QR")).to_be_visible()
    seen(page, "second-factor-on")
    secret = page.locator(".secret").inner_text()
    fill(page, Mã_xác_thực="000000")
    expect(page.get_by_text("Mã xác thực không đúng").first).to_be_visible()
    secret = page.locator(".secret").inner_text()
    fill(page, Mã_xác_thực=code_of(secret))
    expect(page.get_by_role("heading", name="Mã dự phòng")).to_be_visible()
    seen(page, "recovery-codes")
    page.goto("/tai-khoan/hai-lop/du-phong/moi/")
    seen(page, "recovery-codes-new")
    page.goto("/tai-khoan/hai-lop/tat/")
    seen(page, "second-factor-take-away")
    page.goto("/tai-khoan/hai-lop/")
    seen(page, "second-factor-index")
    page.goto("/tai-khoan/xac-nhan/ma/?next=/tai-khoan/")
    seen(page, "code-again")
    other = open_context().new_page()
    other.goto("/admin/login/")
    fill(other, Tên_đăng_nhập="ha.pham", Mật_khẩu=new)
    expect(other.get_by_role("heading", name="Nhập mã xác thực")).to_be_visible()
    seen(other, "code")
    fill(other, Mã_xác_thực=code_of(secret, 1))
    expect(other.get_by_role("heading", name="Xin chào")).to_be_visible()
    page.goto("/tai-khoan/phien/")
    seen(page, "sessions")
    page.get_by_role("button", name="Kết thúc mọi phiên khác").press("Enter")
    expect(page.get_by_text("Đã kết thúc các phiên khác")).to_be_visible()
    other.goto("/admin/")
    expect(other.get_by_role("heading", name="Đăng nhập")).to_be_visible()
    for address, name in (
        ("/tai-khoan/mat-khau/quen/", "forgotten"),
        ("/tai-khoan/mat-khau/quen/da-gui/", "letter-sent"),
        ("/tai-khoan/mat-khau/moi/1/abc/", "link-over"),
        ("/tai-khoan/mat-khau/da-doi/", "password-set"),
        ("/tai-khoan/sso/loi/", "directory-said-no"),
    ):
        other.goto(address)
        seen(other, name)
    settings.MAIL_ENABLED = True
    other.goto("/tai-khoan/mat-khau/quen/")
    seen(other, "forgotten-mail")
    for _ in range(10):
        sign_in("ha.pham", "sai", REMOTE_ADDR="127.0.0.1")
    other.goto("/admin/login/")
    fill(other, Tên_đăng_nhập="ha.pham", Mật_khẩu=new)
    expect(other.get_by_role("heading", name="Tạm khóa đăng nhập")).to_be_visible()
    seen(other, "locked")
    settings.LOCAL_SIGN_IN = False
    other.goto("/admin/login/")
    seen(other, "login-directory-only")


def test_the_administrators_pages(
    live_server: Any,
    open_context: Callable[..., BrowserContext],
    place: Place,
) -> None:
    for _ in range(10):
        sign_in("ha.pham", "sai", REMOTE_ADDR="10.0.0.5")
    client, _ = sign_in(place.admin)
    context = open_context()
    name = django_settings.SESSION_COOKIE_NAME
    context.add_cookies(
        [{"name": name, "value": client.cookies[name].value, "url": str(live_server)}]
    )
    page = context.new_page()
    page.goto("/admin/to-chuc/tam-khoa/")
    look(page, "accounts-admin-locked")
    page.goto(f"/admin/to-chuc/nguoi/{place.officer.pk}/tai-khoan/")
    look(page, "accounts-admin-account")
    page.get_by_role("button", name="Mở khóa ngay").press("Enter")
    expect(page.get_by_text("Đã mở khóa cho Phạm Ngọc Hà")).to_be_visible()
    page.goto("/admin/nhat-ky/")
    look(page, "accounts-admin-trail")
