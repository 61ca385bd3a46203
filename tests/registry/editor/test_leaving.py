"""Nobody leaves the edit page without what stands on it: saved first, else asked."""

import re
import time
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, Route, expect

from registry.documents.models import Document
from registry.editor import drafts
from registry.organisation.models import User
from registry.presence.models import Editing
from tests.registry.editor.test_browser import SignIn, open_tab, paste, stored

pytestmark = pytest.mark.django_db(transaction=True)

# Machines under load are slow to open a page.
SLOW = 20_000
SUBMIT = re.compile("/admin/trinh-ban-hanh/moi/")
PURPOSE, ZONE = "Mục đích", "[data-pointer='/legal_basis'] .grid-zone"


def slowly(route: Route) -> None:
    if route.request.method == "POST":
        time.sleep(0.8)
    route.continue_()


def asks(page: Page) -> bool:
    """Whether the browser would ask before it leaves the page."""
    return bool(
        page.evaluate(
            """() => {
                const event = new Event("beforeunload", { cancelable: true });
                window.dispatchEvent(event);
                return event.defaultPrevented;
            }"""
        )
    )


def edited(document: Document) -> bool:
    """Whether somebody is said to have its page open."""
    return bool(Editing.unscoped.filter(document=document).exists())


def wait_until(true: Callable[[], bool]) -> None:
    """Wait for what the browser tells while it goes on."""
    ends = time.monotonic() + SLOW / 1000
    while not true() and time.monotonic() < ends:
        time.sleep(0.05)
    assert true()


def submit(page: Page) -> None:
    page.get_by_role("link", name="Trình ban hành").click()


@pytest.fixture
def often(settings: Any) -> None:
    settings.WAGTAIL_AUTOSAVE_INTERVAL = 200


def test_submitting_takes_along_what_is_unsaved_under_way_or_only_pasted(
    page: Page, document: Document, signed_in: SignIn, often: None
) -> None:
    signed_in(page)
    open_tab(page, document, "Căn cứ")
    assert not asks(page)
    page.route("**/dan-bang/", slowly)
    page.route("**/sua/", slowly)
    paste(page, ZONE, text="Luật Hộ tịch năm 2014\nNghị định số 123/2015/NĐ-CP ngày 15/11/2015")
    assert asks(page)
    submit(page)
    expect(page).to_have_url(SUBMIT, timeout=SLOW)
    assert len(stored(document)["legal_basis"]) == 2
    expect(page.locator(f"input[value='{document.draft_digest}']")).to_have_count(1)

    # A save is under way when more is typed, and the button is pressed twice.
    open_tab(page, document, "Nội dung")
    with page.expect_request(lambda request: request.method == "POST"):
        page.get_by_label(PURPOSE).fill("Một")
    page.get_by_label(PURPOSE).fill("Một hai")
    page.get_by_role("link", name="Trình ban hành").dblclick()
    expect(page).to_have_url(SUBMIT, timeout=SLOW)
    assert stored(document)["purpose"] == "Một hai"

    # Typed into the paste box, never pasted; any other link of the page.
    open_tab(page, document, "Căn cứ")
    page.locator(ZONE).fill("Luật Cư trú năm 2020")
    page.locator("main .menu > summary").click()
    page.get_by_role("link", name="Lịch sử sửa").click()
    expect(page).to_have_url(re.compile("/lich-su/$"), timeout=SLOW)
    assert [row["text"] for row in stored(document)["legal_basis"]][2:] == ["Luật Cư trú năm 2020"]
    assert document.unfit == ""

    # Who left edits it no more; who opened it again does.
    wait_until(lambda: not edited(document))
    open_tab(page, document, "Căn cứ")
    assert edited(document)
    page.reload()
    assert edited(document)
    page.goto("about:blank")
    wait_until(lambda: not edited(document))


def test_what_cannot_be_saved_stays_on_the_page_until_it_can(
    page: Page, document: Document, signed_in: SignIn, colleague: User, often: None
) -> None:
    signed_in(page)
    open_tab(page, document, "Nội dung")
    page.route("**/sua/", lambda route: route.abort())
    page.get_by_label(PURPOSE).fill("Viết khi máy chủ nghỉ")
    submit(page)
    expect(page.get_by_text("Máy chủ chưa trả lời nên chưa lưu được.")).to_be_visible()
    page.get_by_role("button", name="Lưu", exact=True).click()
    expect(page.get_by_label(PURPOSE)).to_have_value("Viết khi máy chủ nghỉ")
    assert asks(page)
    page.unroute("**/sua/")
    expect(page.get_by_text("Máy chủ chưa trả lời nên chưa lưu được.")).to_be_hidden(timeout=SLOW)
    assert stored(document)["purpose"] == "Viết khi máy chủ nghỉ"
    assert not asks(page)

    # Saved, but the answer got lost: the same save again is no other person's.
    lost = []

    def lose(route: Route) -> None:
        if route.request.method == "POST" and not lost:
            lost.append(route.fetch())
            route.abort()
        else:
            route.continue_()

    page.route("**/sua/", lose)
    page.get_by_label(PURPOSE).fill("Câu trả lời bị mất")
    expect(page.get_by_text("Máy chủ chưa trả lời nên chưa lưu được.")).to_be_visible()
    page.get_by_label(PURPOSE).fill("Câu trả lời bị mất, viết tiếp")
    page.get_by_role("button", name="Lưu", exact=True).click()
    expect(page.get_by_text("Đã lưu bản soạn thảo")).to_be_visible(timeout=SLOW)
    assert stored(document)["purpose"] == "Câu trả lời bị mất, viết tiếp"
    page.unroute("**/sua/")

    open_tab(page, document, "Nội dung")
    theirs = {**document.typed, "scope": "Người kia"}
    drafts.save(colleague, document, theirs, base_digest=document.draft_digest)
    page.get_by_label(PURPOSE).fill("Viết sau người kia")
    submit(page)
    box = page.get_by_role("alert").filter(has_text="có người khác vừa lưu")
    expect(box).to_contain_text("Người kia")
    page.get_by_role("tab", name="Nội dung").click()
    expect(page.get_by_label(PURPOSE)).to_have_value("Viết sau người kia")
    assert asks(page)
    page.get_by_label(PURPOSE).press("Control+s")
    expect(box).to_be_visible()
    assert stored(document)["scope"] == "Người kia"
    box.get_by_role("button", name="Lưu nội dung của tôi").click()
    expect(page.get_by_text("Đã lưu bản soạn thảo")).to_be_visible(timeout=SLOW)
    assert stored(document)["purpose"] == "Viết sau người kia"
