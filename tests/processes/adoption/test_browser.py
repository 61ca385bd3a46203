"""The pages of adopting in a browser: accessible, whole on a telephone, decided by keyboard."""

from collections.abc import Callable

import pytest
from django.conf import settings
from django.test import Client
from playwright.sync_api import BrowserContext, Page, expect

from registry.organisation.models import User
from tests.processes import adopted
from tests.support.browser import PHONE

pytestmark = pytest.mark.django_db(transaction=True)


def sign_in(context: BrowserContext, user: User, base: object) -> Page:
    client = Client()
    client.force_login(user)
    session = client.cookies[settings.SESSION_COOKIE_NAME].value
    context.add_cookies(
        [{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": str(base)}]
    )
    return context.new_page()


def test_prepared_and_decided_on_a_telephone(
    live_server: object,
    open_context: Callable[..., BrowserContext],
    accessible: Callable[[Page], None],
) -> None:
    below = adopted.make()

    def looked_at(page: Page) -> None:
        page.get_by_role("heading", level=1).wait_for()
        accessible(page)
        assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0

    page = sign_in(open_context(viewport=PHONE), below.secretary, live_server)
    page.goto("/admin/ap-dung/?muc=co-the")
    looked_at(page)
    page.get_by_role("link", name=below.process.title).click()
    looked_at(page)
    page.get_by_role("button", name="Chuyển lãnh đạo phê duyệt").press("Enter")
    expect(page.get_by_text("Đã chuyển lãnh đạo phê duyệt.")).to_be_visible()
    address = page.url
    page = sign_in(open_context(viewport=PHONE), below.leader, live_server)
    page.goto(address)
    looked_at(page)
    page.get_by_label("Số quyết định áp dụng").fill("15/QĐ-UBND")
    page.get_by_role("button", name="Phê duyệt áp dụng").press("Enter")
    expect(page.get_by_text("Đang áp dụng", exact=True)).to_be_visible()
    page.goto("/admin/ap-dung/")
    looked_at(page)
