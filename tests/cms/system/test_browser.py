"""The administration pages in a browser: accessible, whole at both sizes, and without script."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings
from playwright.sync_api import BrowserContext, Page, expect

from registry.now import today
from registry.organisation.models import Delegation, User
from tests.cms.system.conftest import Place, client_of
from tests.support.browser import DESKTOP, PHONE, look

pytestmark = pytest.mark.django_db(transaction=True)

BOTH = pytest.mark.parametrize("viewport", [DESKTOP, PHONE], ids=["1280", "390"])


def sign_in(context: BrowserContext, user: User, base: object) -> Page:
    session = client_of(user).cookies[settings.SESSION_COOKIE_NAME].value
    context.add_cookies(
        [{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": str(base)}]
    )
    return context.new_page()


def test_a_refused_delegation_is_accessible(
    live_server: object, open_context: Callable[..., BrowserContext], place: Place
) -> None:
    page = sign_in(open_context(), place.admin, live_server)
    page.goto("/admin/uy-quyen/moi/")
    page.get_by_role("button", name="Lập ủy quyền").click()
    expect(page.get_by_role("alert").first).to_be_visible()
    look(page)


@BOTH
def test_a_stand_in_is_appointed_by_keyboard_without_script(
    live_server: object,
    open_context: Callable[..., BrowserContext],
    place: Place,
    viewport: Any,
) -> None:
    context = open_context(viewport=viewport, java_script_enabled=False)
    page = sign_in(context, place.secretary, live_server)
    page.goto("/admin/uy-quyen/")
    page.get_by_role("link", name="Lập ủy quyền, cử người thay").press("Enter")
    page.get_by_label("Vai trò được giao thay").select_option(
        label="Thư ký ISO – Văn phòng - Thống kê"
    )
    page.get_by_label("Người thay").select_option(label=f"Phạm Ngọc Hà ({place.deputy.username})")
    page.get_by_label("Hình thức").select_option(label="Người thay của ban ISO")
    page.get_by_label("Đến hết ngày").fill("01/01/2020")
    page.keyboard.press("Enter")
    expect(page.get_by_text("trước ngày bắt đầu")).to_be_visible()
    page.get_by_label("Đến hết ngày").fill(f"{today() + timedelta(days=9):%d/%m/%Y}")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Phạm Ngọc Hà thay Trần Thị Mai Lan").first).to_be_visible()
    page.get_by_role("link", name="Kết thúc sớm").press("Enter")
    page.get_by_role("button", name="Ghi ngày kết thúc").press("Enter")
    assert Delegation.objects.of(place.agency).get().ends == today()
