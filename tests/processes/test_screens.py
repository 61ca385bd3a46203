"""Opening a case in a real browser: refused, and left with something typed."""

from collections.abc import Callable

from django.conf import settings
from django.test import Client
from django.urls import reverse
from playwright.sync_api import BrowserContext, Dialog, Page, expect

from registry.organisation.models import User
from tests.processes import world as worlds
from tests.support.browser import look


def sign_in(context: BrowserContext, user: User, base: str) -> Page:
    client = Client()
    client.force_login(user)
    context.add_cookies(
        [
            {
                "name": settings.SESSION_COOKIE_NAME,
                "value": client.cookies[settings.SESSION_COOKIE_NAME].value,
                "url": base,
            }
        ]
    )
    return context.new_page()


def test_a_refused_opening_is_accessible_and_keeps_what_was_typed(
    live_server: object,
    open_context: Callable[..., BrowserContext],
) -> None:
    world = worlds.make()
    page = sign_in(open_context(), world.desk, str(live_server))
    page.goto(reverse("case_open", args=[world.uid]))
    page.get_by_label("Nội dung").fill("Cấp trích lục")
    page.get_by_role("button", name="Tạo hồ sơ").click()
    assert page.get_by_label("Nội dung").input_value() == "Cấp trích lục"
    page.get_by_role("alert").first.wait_for()
    look(page)


def test_leaving_a_page_with_something_typed_asks(
    live_server: object, open_context: Callable[..., BrowserContext]
) -> None:
    world = worlds.make()
    page = sign_in(open_context(), world.desk, str(live_server))
    opening = str(live_server) + reverse("case_open", args=[world.uid])
    page.goto(opening)
    asked: list[str] = []

    def answer(dialog: Dialog) -> None:
        asked.append(dialog.type)
        dialog.dismiss()

    page.on("dialog", answer)
    watching = page.locator("form[data-controller='w-unsaved']")
    # The watch starts a moment after the page is there, and looks again every half second.
    page.wait_for_timeout(2_500)
    page.get_by_label("Nội dung").fill("Cấp trích lục")
    page.wait_for_timeout(1_000)
    page.get_by_role("link", name="Chọn quy trình khác").click(no_wait_after=True)
    expect(page).to_have_url(opening)
    assert asked == ["beforeunload"]
    # What is sent needs no asking.
    watching.get_by_role("button", name="Tạo hồ sơ").click()
    page.get_by_role("alert").first.wait_for()
    assert asked == ["beforeunload"]
