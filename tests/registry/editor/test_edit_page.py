"""The edit page around its fields: tabs that stay and count, what is stored, the preview."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, Route, expect

from registry.documents import services
from registry.documents.models import Document
from registry.organisation.models import User
from tests.registry.editor.pages import client_of, posted, url
from tests.registry.editor.test_browser import open_tab

SignIn = Callable[..., Page]


def tab(text: str, name: str) -> str:
    """The markup of one tab, by its heading."""
    return next(one for one in re.findall(r'<a id="tab-label-.*?</a>', text) if name in one)


def test_the_address_opens_a_tab_and_without_a_script_too(
    document: Document, secretary: User
) -> None:
    client = client_of(secretary)
    text = client.get(url("edit", document) + "?phan=p1").content.decode()
    assert 'aria-selected="true"' in tab(text, "Các bước")
    assert 'aria-selected="false"' in tab(text, "Thông tin chung")
    assert re.search(r'<section id="tab-chung"[^>]* hidden>', text)
    assert not re.search(r'<section id="tab-p1"[^>]* hidden>', text)
    answer = client.post(url("edit", document), posted(document, phan="p1"))
    assert answer["Location"] == url("edit", document) + "?phan=p1"
    # An address that somebody made up opens the first.
    text = client.get(url("edit", document) + "?phan=<x>").content.decode()
    assert 'aria-selected="true"' in tab(text, "Thông tin chung")


def test_tabs_tell_how_much_is_wrong_on_them(document: Document, secretary: User) -> None:
    body = {**document.typed, "budget": 2 * 10**9}
    services.save_draft(secretary, document, body, base_digest=document.draft_digest)
    text = client_of(secretary).get(url("edit", document)).content.decode()
    assert 'is-wait" data-tab-count="p0" aria-label="1 điều nên xem lại">1<' in text
    assert "Không còn điều nào phải sửa" in text
    document.refresh_from_db()
    body = {**document.typed, "purpose": "", "steps": [{"id": "s1"}, {"id": "s2"}]}
    services.save_draft(secretary, document, body, base_digest=document.draft_digest)
    text = client_of(secretary).get(url("edit", document)).content.decode()
    assert 'is-late" data-tab-count="p0" aria-label="1 điều phải sửa">1<' in text
    assert 'is-late" data-tab-count="p1" aria-label="2 điều phải sửa">2<' in text
    assert " hidden>" in tab(text, "Căn cứ")
    assert "Còn <a" in text and "3 điều phải sửa</a> trước khi trình" in text


def test_what_was_saved_is_named(document: Document, secretary: User) -> None:
    answer = client_of(secretary).post(url("edit", document), posted(document), follow=True)
    assert "Đã lưu bản soạn thảo tài liệu mẫu QT-01." in answer.content.decode()


@pytest.mark.django_db(transaction=True)
def test_the_tab_stays_open_after_saving_and_reloading(
    page: Page, document: Document, signed_in: SignIn
) -> None:
    signed_in(page)
    open_tab(page, document, "Các bước")
    with page.expect_navigation():
        page.get_by_role("button", name="Lưu", exact=True).click()
    expect(page.get_by_role("tab", name="Các bước", selected=True)).to_be_visible()
    expect(page.get_by_role("tabpanel", name="Các bước")).to_be_visible()
    page.reload()
    expect(page.get_by_role("tabpanel", name="Các bước")).to_be_visible()
    page.get_by_role("tab", name="Các bước").press("ArrowLeft")
    expect(page.get_by_role("tab", name="Nội dung", selected=True)).to_be_focused()


@pytest.mark.django_db(transaction=True)
def test_whether_everything_is_stored_is_always_said(
    page: Page, document: Document, signed_in: SignIn
) -> None:
    signed_in(page)
    open_tab(page, document, "Nội dung")
    said = page.locator(".saved")
    expect(said).to_have_text(re.compile(r"^Đã lưu lúc \d\d:\d\d$"))
    held: list[Route] = []
    page.route("**/sua/", lambda route: held.append(route) if not held else route.fallback())
    page.get_by_label("Mục đích").fill("")
    expect(said).to_have_text("Chưa lưu")
    expect(said).to_have_text("Đang lưu…")
    held[0].continue_()
    expect(said).to_have_text(re.compile(r"^Đã lưu lúc"))
    left = page.locator(".save-why")
    expect(left).to_have_text("Còn 1 điều phải sửa trước khi trình")
    # The number leads to what it counts, and that to its field.
    page.get_by_role("tab", name="Các bước").click()
    left.get_by_role("link").click()
    page.get_by_role("link", name="Mục đích: Chưa ghi mục đích.").press("Enter")
    expect(page.get_by_label("Mục đích")).to_be_focused()
    page.route("**/sua/", lambda route: route.abort())
    page.get_by_label("Mục đích").fill("Khác")
    expect(said).to_have_text("Chưa lưu được")
    page.unroute_all()


@pytest.mark.django_db(transaction=True)
def test_the_preview_can_be_closed_and_stays_so(
    page: Page, document: Document, signed_in: SignIn
) -> None:
    signed_in(page)
    open_tab(page, document, "Nội dung")
    pane = page.get_by_role("complementary", name="Xem trước")
    expect(pane).to_be_visible()
    pane.get_by_role("button", name="Đóng xem trước").click()
    expect(pane).to_be_hidden()
    page.reload()
    turn = page.get_by_role("button", name="Xem trước", exact=True)
    expect(turn).to_have_attribute("aria-expanded", "false")
    expect(pane).to_be_hidden()
    turn.click()
    expect(pane.frame_locator("iframe").get_by_role("listitem")).to_have_count(3)
