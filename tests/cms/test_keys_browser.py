"""The frame by keyboard and pointer: help on «?», going by letters, a button that works once."""

from collections.abc import Callable

import pytest
from django.urls import reverse
from playwright.sync_api import BrowserContext, Page, Route, expect
from wagtail.users.models import UserProfile

from registry.documents.models import Document
from registry.organisation.models import User
from tests import factories
from tests.processes.test_screens import sign_in

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def page(live_server: object, open_context: Callable[..., BrowserContext]) -> Page:
    person = factories.person(factories.agency(), role="iso_secretary")
    return sign_in(open_context(), person, str(live_server))


def test_the_keys_that_work_are_told_and_work(
    page: Page, accessible: Callable[[Page], None]
) -> None:
    page.goto(reverse("documents:add"))
    keys = page.get_by_role("dialog", name="Phím tắt")
    page.keyboard.press("?")
    expect(keys).to_be_visible()
    expect(keys.get_by_text("Tìm hồ sơ, tài liệu, văn bản")).to_be_visible()
    # Keys of other pages are not promised here.
    expect(keys.get_by_text("Lưu ngay")).to_be_hidden()
    accessible(page)
    page.keyboard.press("Escape")
    expect(keys).to_be_hidden()
    # In a field it is a letter.
    page.keyboard.press("/")
    page.keyboard.type("g?")
    expect(page.get_by_role("searchbox").first).to_have_value("g?")
    expect(keys).to_be_hidden()
    page.locator("summary.person").click()
    page.get_by_role("button", name="Phím tắt").click()
    expect(keys).to_be_visible()
    keys.get_by_role("button", name="Đóng").last.click()
    page.keyboard.press("g")
    page.keyboard.press("h")
    page.wait_for_url("**/admin/")


def test_single_keys_can_be_turned_off(page: Page) -> None:
    profile = UserProfile.get_for_user(User.objects.get())
    profile.keyboard_shortcuts = False
    profile.save()
    page.goto(reverse("documents:add"))
    page.keyboard.press("?")
    page.keyboard.press("g")
    page.keyboard.press("h")
    expect(page.get_by_role("dialog", name="Phím tắt")).to_be_hidden()
    assert page.url.endswith(reverse("documents:add"))


def test_a_button_pressed_twice_makes_one_thing_and_says_that_it_works(page: Page) -> None:
    page.goto(reverse("documents:add") + "?kind=policy")
    page.get_by_label("Tên tài liệu").fill("Chính sách chất lượng")
    # The answer goes elsewhere, so that this page can be looked at meanwhile.
    page.evaluate(
        "document.body.append(Object.assign(document.createElement('iframe'), {name: 'apart'}));"
        "document.querySelector('main form').target = 'apart';"
        "window.refused = []; window.addEventListener('submit', (event) =>"
        " window.refused.push(event.defaultPrevented));"
    )
    sent: list[Route] = []
    page.route("**/them/**", lambda route: sent.append(route))
    page.get_by_role("button", name="Tạo bản soạn thảo").dblclick(no_wait_after=True)
    expect(page.get_by_role("button", name="Đang làm…")).to_have_attribute("aria-busy", "true")
    assert page.evaluate("window.refused") == [False, True]
    assert len(sent) == 1
    with page.expect_response("**/sua/**"):
        sent[0].continue_()
    assert Document.unscoped.count() == 1


def test_a_chosen_file_is_named_where_it_was_chosen(page: Page) -> None:
    page.goto(reverse("documents:add") + "?kind=policy")
    page.get_by_label("Bắt đầu từ tệp tài liệu").set_input_files(
        {"name": "chinh-sach.json", "mimeType": "application/json", "buffer": b"{}"}
    )
    expect(page.get_by_text("chinh-sach.json")).to_be_visible()
