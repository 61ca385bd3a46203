"""Writing a structured text in a real browser: marks, lists, tables of Word, images, citations."""

import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.urls import reverse
from PIL import Image
from playwright.sync_api import Locator, Page, Route, expect

from registry.documents import services
from registry.documents.models import Document
from registry.kinds import blocks
from registry.organisation.models import Agency, User
from tests import factories
from tests.registry.editor.test_browser import paste
from tests.registry.editor.test_pasted_text import LIST, TABLE
from tests.support.browser import look

pytestmark = pytest.mark.django_db(transaction=True)

SignIn = Callable[..., Page]


@pytest.fixture
def manual(secretary: User, agency: Agency) -> Document:
    body = {"sections": [{"id": "s1", "heading": "Phạm vi", "text": "Đúng hạn.\n\nCông khai."}]}
    return services.create(secretary, agency, "manual", title="Sổ tay", code="ST", body=body)


def open_text(page: Page, document: Document) -> Locator:
    page.goto(f"/admin/tai-lieu/{document.pk}/sua/")
    page.get_by_role("tab", name="Nội dung", exact=True).click()
    text = page.get_by_role("textbox", name="Nội dung")
    expect(text).to_be_visible()
    return text


def save(page: Page) -> None:
    # What is typed reaches the form a moment later.
    page.wait_for_timeout(400)
    with page.expect_navigation():
        page.get_by_role("button", name="Lưu", exact=True).click()
    expect(page.get_by_text("Đã lưu bản soạn thảo")).to_be_visible()


def stored(document: Document) -> Any:
    document.refresh_from_db()
    return document.data["sections"][0]["text"]


def shown(text: list[dict[str, Any]]) -> list[tuple[str, str]]:
    return [
        (label or block["type"], blocks.words_of(block))
        for block, label in zip(text, blocks.labels(text), strict=True)
        if blocks.words_of(block)
    ]


def test_a_text_is_written_pasted_saved_and_nothing_is_lost(
    page: Page, manual: Document, agency: Agency, signed_in: SignIn, tmp_path: Path
) -> None:
    law = factories.install(
        agency, "manual", {"sections": [{"id": "a", "heading": "A", "text": "B"}]}, title="Luật mẫu"
    )
    before = manual.body
    signed_in(page)
    open_text(page, manual)
    save(page)
    manual.refresh_from_db()
    assert manual.body == before

    text = open_text(page, manual)
    bar = page.get_by_role("toolbar", name="Trình bày")
    text.get_by_text("Đúng hạn.").click()
    page.keyboard.press("Home")
    page.keyboard.press("Shift+End")
    bar.get_by_role("button", name="Chữ đậm").click()
    text.get_by_text("Công khai.").click()
    page.keyboard.press("End")
    page.keyboard.press("Enter")
    bar.get_by_role("button", name="Danh sách đánh số").click()
    page.keyboard.type("Một việc")
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.type("ý đầu 😀")
    page.keyboard.press("Enter")
    page.keyboard.press("Enter")
    page.keyboard.press("Enter")
    page.keyboard.type("Sau danh sách")
    page.keyboard.press("Enter")
    paste(page, ".public-DraftEditor-content", TABLE + LIST)
    expect(page.get_by_text("Đã dán")).to_be_visible()
    expect(text.locator("td[colspan='2'], th[colspan='2']")).to_be_visible()
    save(page)

    kept = stored(manual)
    said = shown(kept)
    assert said[:5] == [
        ("paragraph", "Đúng hạn."), ("paragraph", "Công khai."), ("1.", "Một việc"),
        ("a)", "ý đầu 😀"), ("paragraph", "Sau danh sách"),
    ]  # fmt: skip
    assert [block["id"] for block in kept[:2]] == ["d1", "d2"]
    assert kept[0]["runs"] == [{"text": "Đúng hạn.", "bold": True}]
    (table,) = [block for block in kept if block["type"] == "table"]
    assert table["header_rows"] == 2 and table["rows"][0]["cells"][1]["colspan"] == 2
    assert ("b)", "Ghi sổ") in said

    # Opened again, a citation, an image and a cell more: the rest stays as it was, byte for byte.
    text = open_text(page, manual)
    text.get_by_text("Sau danh sách").click()
    page.keyboard.press("End")
    bar.get_by_role("button", name="Viện dẫn tài liệu").click()
    page.get_by_role("button", name="Chọn tài liệu…").click()
    page.get_by_role("button", name="Luật mẫu").click()
    page.get_by_label("Điều, khoản, điểm").fill("Điều 2")
    page.get_by_role("button", name="Viện dẫn", exact=True).last.click()
    expect(text.get_by_text("Điều 2 Luật mẫu")).to_be_visible()
    picture = tmp_path / "Sơ đồ.png"
    raw = io.BytesIO()
    Image.new("RGB", (60, 40), "white").save(raw, "PNG")
    picture.write_bytes(raw.getvalue())
    bar.get_by_role("button", name="Thêm hình").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Hình", exact=True).set_input_files(picture)
    expect(dialog.locator("img")).to_be_visible()
    dialog.get_by_role("button", name="Dùng hình này").click()
    expect(dialog.get_by_text("Hãy ghi lời mô tả hình")).to_be_visible()
    dialog.get_by_label("Lời mô tả hình").fill("Sơ đồ phòng ban")
    dialog.get_by_role("button", name="Dùng hình này").click()
    text.get_by_role("button", name="Sửa bảng").click()
    dialog.get_by_role("textbox", name="Dòng 3, cột 2").click()
    page.keyboard.press("End")
    page.keyboard.type(" phường")
    dialog.get_by_role("button", name="Gộp với ô bên phải").click()
    dialog.get_by_role("button", name="Thêm dòng phía dưới").click()
    page.keyboard.type("Thêm")
    look(page, "text-table")
    dialog.get_by_role("button", name="Dùng bảng này").click()
    expect(text.get_by_text("Văn thư phường")).to_be_visible()
    look(page, "text-editor")
    save(page)

    after = stored(manual)
    ids = {block["id"]: block for block in after}
    for block in kept:
        if block["type"] not in ("table",) and "Sau danh sách" not in blocks.words_of(block):
            assert ids[block["id"]] == block
    table = next(block for block in after if block["type"] == "table")
    assert table["rows"][2]["cells"][1]["colspan"] == 2
    assert "Văn thư phường\nChủ tịch" in blocks.words_of(table) and len(table["rows"]) == 4
    (cites,) = [
        run["citation"] for block in after for run in block.get("runs", []) if "citation" in run
    ]
    assert cites == {"document": str(law.document.uid), "provision": "Điều 2"}
    assert any(block["type"] == "image" and block["alt"] == "Sơ đồ phòng ban" for block in after)

    page.goto(f"{reverse('documents:inspect', args=[manual.pk])}?ban=soan-thao")
    picture_shown = page.get_by_role("img", name="Sơ đồ phòng ban")
    expect(picture_shown).to_be_visible()
    assert picture_shown.evaluate("image => image.naturalWidth") == 60
    expect(page.get_by_role("link", name="Điều 2 Luật mẫu")).to_be_visible()
    look(page, "text-read")
    page.goto(f"{reverse('documents:print', args=[manual.pk])}?ban=soan-thao")
    expect(page.get_by_role("img", name="Sơ đồ phòng ban")).to_be_visible()


def test_who_saves_at_once_loses_no_letter_and_a_place_is_led_to_early_or_late(
    page: Page, manual: Document, signed_in: SignIn
) -> None:
    signed_in(page)
    lead = """() => document.querySelector("[data-controller~='iso-text']")
        .dispatchEvent(new CustomEvent("iso:go", {detail: {pointer: "/sections/0/text/1"},
            cancelable: true}))"""
    held: list[Route] = []
    page.route("**/draftail.js*", lambda route: held.append(route))
    page.goto(f"/admin/tai-lieu/{manual.pk}/sua/", wait_until="domcontentloaded")
    page.get_by_role("tab", name="Nội dung", exact=True).click()
    page.evaluate(lead)
    text = page.get_by_role("textbox", name="Nội dung")
    expect(page.get_by_text("Đang mở ô soạn thảo…")).to_be_visible()
    while not held:
        page.wait_for_timeout(20)
    held[0].continue_()
    page.unroute("**/draftail.js*")
    expect(text).to_be_focused()
    page.keyboard.press("Home")
    page.keyboard.type("Luôn ")
    with page.expect_navigation():
        page.keyboard.press("Control+s")
    expect(page.get_by_text("Đã lưu bản soạn thảo")).to_be_visible()
    assert [blocks.words_of(one) for one in stored(manual)] == ["Đúng hạn.", "Luôn Công khai."]
