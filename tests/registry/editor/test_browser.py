"""The editor in a real browser: the table of steps, drawers, choosers, autosave, conflicts."""

import json
from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Locator, Page, expect

from registry import canonical
from registry.documents.models import Document
from registry.organisation.models import User
from tests.support.browser import PHONE

pytestmark = pytest.mark.django_db(transaction=True)

SignIn = Callable[..., Page]

# What Word puts on the clipboard: office markup, paragraphs in cells, a heading row, a merged cell.
SIX_ROWS = """
<html xmlns:o="urn:schemas-microsoft-com:office:office"><body><!--StartFragment-->
<table class=MsoTableGrid border=1><tbody>
<tr><td><p class=MsoNormal>Nộp hồ sơ<o:p></o:p></p></td><td>Cán bộ một cửa</td><td>½ ngày</td></tr>
<tr><td><p>Kiểm tra hồ sơ:</p><p>- đủ thì nhận</p></td><td>Cán bộ một cửa</td>
<td rowspan=2>1 ngày</td></tr>
<tr><td>Thẩm định</td><td>Lãnh&nbsp;đạo\n phòng</td></tr>
<tr><td>Trình ký</td><td>Lãnh đạo phòng</td><td>04 giờ</td></tr>
<tr><td>Ký duyệt</td><td>Lãnh đạo phòng</td><td>½ ngày</td></tr>
<tr><td>Vào sổ, đóng dấu</td><td>Cán bộ một cửa</td><td>½ ngày</td></tr>
</tbody></table><!--EndFragment--></body></html>
"""


def paste(page: Page, selector: str, html: str = "", text: str = "") -> None:
    """Paste into an element what another program left on the clipboard."""
    page.locator(selector).first.evaluate(
        """(element, [html, text]) => {
            const data = new DataTransfer();
            if (html) data.setData("text/html", html);
            data.setData("text/plain", text);
            element.dispatchEvent(new ClipboardEvent("paste", {clipboardData: data, bubbles: true,
                cancelable: true}));
        }""",
        [html, text],
    )


def open_tab(page: Page, document: Document, tab: str) -> None:
    page.goto(f"/admin/tai-lieu/{document.pk}/sua/")
    page.get_by_role("tab", name=tab).click()
    expect(page.get_by_role("tabpanel", name=tab)).to_be_visible()


def save(page: Page) -> None:
    with page.expect_navigation():
        page.get_by_role("button", name="Lưu", exact=True).click()
    expect(page.get_by_text("Đã lưu bản soạn thảo")).to_be_visible()


def stored(document: Document) -> dict[str, object]:
    document.refresh_from_db()
    return canonical.loads(document.body)


def steps(page: Page) -> Locator:
    return page.locator("[data-pointer='/steps']")


def steps_on_page(page: Page) -> list[dict[str, str]]:
    return json.loads(page.locator("[data-pointer='/steps'] > input").input_value())


def test_opening_and_saving_changes_no_byte(
    page: Page, document: Document, signed_in: SignIn
) -> None:
    before = document.body
    signed_in(page)
    open_tab(page, document, "Các bước")
    expect(page.get_by_label("Trình tự, dòng 2")).to_have_value("Thẩm tra")
    save(page)
    document.refresh_from_db()
    assert document.body == before


def test_six_rows_of_a_word_table_are_pasted_moved_and_kept(
    page: Page, document: Document, signed_in: SignIn
) -> None:
    signed_in(page)
    open_tab(page, document, "Các bước")
    paste(page, "[data-pointer='/steps'] .grid-zone", SIX_ROWS)
    expect(page.get_by_text("Đã dán 6 dòng.")).to_be_visible()
    expect(page.get_by_label("Trình tự, dòng 4")).to_have_value("Nộp hồ sơ")
    expect(page.get_by_label("Trình tự, dòng 5")).to_have_value("Kiểm tra hồ sơ:\n- đủ thì nhận")
    expect(page.get_by_label("Thời gian, dòng 6")).to_have_value("")
    expect(page.get_by_label("Trách nhiệm, dòng 6")).to_have_value("r2")

    page.get_by_label("Trình tự, dòng 9").focus()
    page.keyboard.press("Alt+ArrowUp")
    expect(page.get_by_label("Trình tự, dòng 8")).to_have_value("Vào sổ, đóng dấu")
    expect(page.get_by_label("Trình tự, dòng 8")).to_be_focused()
    steps(page).get_by_role("button", name="Chuyển xuống dòng 1", exact=True).click()
    expect(page.get_by_label("Trình tự, dòng 2")).to_have_value("Tiếp nhận")

    steps(page).get_by_role("button", name="Xóa dòng 3", exact=True).click()
    expect(page.get_by_text("Đã xóa dòng 3 “Trả kết quả”.")).to_be_visible()
    page.get_by_role("button", name="Hoàn tác").click()
    expect(page.get_by_label("Trình tự, dòng 3")).to_have_value("Trả kết quả")

    shown = steps_on_page(page)
    save(page)
    kept = stored(document)["steps"]
    assert [step["title"] for step in kept][:3] == ["Thẩm tra", "Tiếp nhận", "Trả kết quả"]
    assert [step["id"] for step in kept] == [step["id"] for step in shown]
    text = document.body
    open_tab(page, document, "Các bước")
    expect(page.get_by_label("Trình tự, dòng 8")).to_have_value("Vào sổ, đóng dấu")
    save(page)
    document.refresh_from_db()
    assert document.body == text


def test_a_table_drawn_again_leaves_the_paste_box_alone(
    page: Page, document: Document, signed_in: SignIn
) -> None:
    signed_in(page)
    open_tab(page, document, "Các bước")
    zone = page.get_by_label("Dán vào Các bước công việc")
    zone.focus()
    page.locator("[data-pointer='/steps']").first.evaluate(
        "grid => window.wagtail.app.getControllerForElementAndIdentifier(grid, 'iso-grid').render()"
    )
    expect(zone).to_be_focused()


def test_the_drawer_edits_what_is_no_column(
    page: Page, document: Document, signed_in: SignIn
) -> None:
    signed_in(page)
    open_tab(page, document, "Các bước")
    steps(page).get_by_role("button", name="Chi tiết dòng 3").click()
    drawer = page.get_by_role("dialog")
    expect(drawer.get_by_role("heading", name="Dòng 3: Trả kết quả")).to_be_visible()
    expect(drawer.get_by_label("Kết quả", exact=True)).to_be_hidden()
    drawer.get_by_label("Loại bước").select_option(label="Kết thúc")
    drawer.get_by_label("Kết quả", exact=True).fill("Giấy chứng nhận")
    drawer.get_by_label("Bước tiếp theo").select_option(label="1. Tiếp nhận")
    drawer.get_by_label("Không phải người soạn").check()
    drawer.get_by_role("button", name="Thêm dòng").click()
    drawer.get_by_label("Tên nút, dòng 1").fill("Trả lại")
    page.keyboard.press("Escape")
    expect(drawer).to_be_hidden()
    expect(steps(page).get_by_role("button", name="Chi tiết dòng 3")).to_be_focused()
    save(page)
    assert stored(document)["steps"][2] == {
        "id": "s3",
        "title": "Trả kết quả",
        "role": "r1",
        "time": "½ ngày",
        "kind": "end",
        "result": "Giấy chứng nhận",
        "next": "s1",
        "four_eyes": True,
        "actions": [{"label": "Trả lại"}],
    }


def test_blocks_keep_numbers_dates_and_lists(
    page: Page, document: Document, signed_in: SignIn
) -> None:
    signed_in(page)
    open_tab(page, document, "Nội dung")
    page.get_by_label("Mức độ").select_option(label="Cao")
    page.get_by_label("Lý do mức cao").fill("Ảnh hưởng nhiều người")
    page.get_by_label("Kinh phí (đồng)").fill("1.250.000")
    page.get_by_label("Tỷ lệ").fill("1,5")
    page.get_by_label("Từ ngày").fill("2/9/2026")
    page.get_by_label("Khẩn").check()
    save(page)
    kept = stored(document)
    assert (kept["level"], kept["budget"], kept["rate"], kept["from"], kept["urgent"]) == (
        "high",
        1_250_000,
        "1.5",
        "2026-09-02",
        True,
    )


def test_wrong_input_is_kept_as_typed_at_its_field_and_holds_nothing_up(
    page: Page, document: Document, signed_in: SignIn
) -> None:
    signed_in(page)
    open_tab(page, document, "Nội dung")
    page.get_by_label("Kinh phí (đồng)").fill("nhiều lắm")
    page.get_by_label("Phạm vi", exact=True).fill("Toàn phường")
    page.get_by_role("tab", name="Thông tin chung").click()
    page.get_by_label("Tên tài liệu").fill("")
    save(page)
    assert stored(document)["scope"] == "Toàn phường"
    assert "budget" not in stored(document) and document.title == "Quy trình mẫu"
    page.get_by_text("Còn 2 điều phải sửa trước khi trình ban hành").click()
    page.get_by_role("link", name="Tên tài liệu: Hãy ghi tên tài liệu.").click()
    expect(page.get_by_label("Tên tài liệu")).to_be_focused()
    expect(page.get_by_label("Tên tài liệu")).to_have_value("")
    page.get_by_role("link", name="Kinh phí (đồng): Phải là số nguyên.").click()
    expect(page.get_by_label("Kinh phí (đồng)")).to_be_focused()
    expect(page.get_by_label("Kinh phí (đồng)")).to_have_value("nhiều lắm")
    page.get_by_label("Kinh phí (đồng)").fill("1.500.000")
    page.get_by_role("tab", name="Thông tin chung").click()
    page.get_by_label("Tên tài liệu").fill("Quy trình mới")
    expect(page.get_by_text("điều phải sửa trước khi trình ban hành")).to_have_count(0)
    save(page)
    assert (stored(document)["budget"], document.title) == (1_500_000, "Quy trình mới")


def test_problems_stand_at_their_cells_and_lead_there(
    page: Page, document: Document, signed_in: SignIn
) -> None:
    signed_in(page)
    open_tab(page, document, "Các bước")
    page.get_by_label("Thời gian, dòng 2").fill("")
    save(page)
    page.get_by_text("Còn 1 điều phải sửa trước khi trình ban hành").click()
    page.get_by_role("link", name="dòng 2 “Thẩm tra” › Thời gian").click()
    expect(page.get_by_label("Thời gian, dòng 2")).to_be_focused()
    expect(steps(page).get_by_text("Thời gian: Chưa có thời gian.")).to_be_visible()


def test_typing_is_saved_by_itself_and_the_list_of_problems_follows(
    page: Page, document: Document, signed_in: SignIn
) -> None:
    signed_in(page)
    open_tab(page, document, "Nội dung")
    # At once, before Wagtail has begun to watch the form.
    with page.expect_response(lambda r: r.request.method == "POST" and "/sua/" in r.url):
        page.get_by_label("Mục đích").fill("")
    expect(page.get_by_text("Còn 1 điều phải sửa trước khi trình ban hành")).to_be_visible()
    with page.expect_response(lambda r: r.request.method == "POST" and "/sua/" in r.url) as saved:
        page.get_by_label("Mục đích").fill("Rõ ràng hơn")
    assert saved.value.ok
    expect(page.get_by_text("Còn 1 điều phải sửa")).to_have_count(0)
    assert stored(document)["purpose"] == "Rõ ràng hơn"
    assert document.revisions.count() == 2
    save(page)


def test_a_stale_save_is_refused_with_everything_typed_kept(
    page: Page,
    document: Document,
    signed_in: SignIn,
    colleague: User,
    open_context: Callable[..., BrowserContext],
) -> None:
    signed_in(page)
    open_tab(page, document, "Các bước")
    other = signed_in(open_context().new_page(), "dong.nghiep")
    open_tab(other, document, "Các bước")
    other.get_by_label("Thời gian, dòng 1").fill("2 ngày")
    save(other)
    page.get_by_label("Trình tự, dòng 3").fill("Trao kết quả")
    page.get_by_role("button", name="Lưu", exact=True).click()
    box = page.get_by_role("alert").filter(has_text="có người khác vừa lưu")
    expect(box).to_contain_text("Trần Văn Đồng lưu lúc")
    expect(box).to_contain_text("½ ngày → 2 ngày")
    page.get_by_role("tab", name="Các bước").click()
    expect(page.get_by_label("Trình tự, dòng 3")).to_have_value("Trao kết quả")
    box.get_by_role("button", name="Lưu nội dung của tôi").click()
    expect(page.get_by_text("Đã lưu bản soạn thảo")).to_be_visible()
    assert [step["title"] for step in stored(document)["steps"]][2] == "Trao kết quả"


def test_the_preview_shows_what_is_typed_before_it_is_saved(
    page: Page, document: Document, signed_in: SignIn
) -> None:
    signed_in(page)
    open_tab(page, document, "Các bước")
    frame = page.frame_locator("#preview iframe:not(.is-coming)")
    expect(frame.get_by_role("listitem")).to_have_count(3)
    page.get_by_label("Trình tự, dòng 1").fill("Đón tiếp công dân")
    expect(frame.get_by_text("Đón tiếp công dân")).to_be_visible()
    page.get_by_label("Cách xem trước").select_option(label="Tóm tắt")
    expect(frame.locator("section[data-mode=brief]")).to_be_visible()


def test_a_document_is_chosen_by_its_title_and_a_new_one_can_be_made(
    page: Page, document: Document, signed_in: SignIn
) -> None:
    signed_in(page)
    open_tab(page, document, "Các bước")
    page.get_by_role("button", name="Biểu mẫu: Chọn…").first.click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_role("searchbox").fill("quy trinh mau")
    expect(dialog.get_by_role("link", name="Tạo mới tài liệu mẫu…")).to_be_visible()
    dialog.get_by_role("button", name="Quy trình mẫu").press("Enter")
    expect(page.get_by_role("button", name="Biểu mẫu: QT-01 · Quy trình mẫu")).to_be_visible()
    save(page)
    assert stored(document)["steps"][0]["form"] == str(document.uid)


def test_a_pasted_list_of_citations_is_recognised(
    page: Page, document: Document, signed_in: SignIn
) -> None:
    signed_in(page)
    open_tab(page, document, "Căn cứ")
    paste(
        page,
        "[data-pointer='/legal_basis'] .grid-zone",
        text=(
            "- Luật Hộ tịch năm 2014;\n"
            "- Nghị định số 123/2015/NĐ-CP ngày 15/11/2015 của Chính phủ quy định chi tiết;\n"
            "- Theo thông lệ"
        ),
    )
    expect(page.get_by_text("Đã dán 3 căn cứ, 1 căn cứ chưa nhận ra")).to_be_visible()
    expect(page.get_by_label("Số, ký hiệu, dòng 2")).to_have_value("123/2015/NĐ-CP")
    expect(page.get_by_label("Ngày, dòng 2")).to_have_value("15/11/2015")
    save(page)
    assert stored(document)["legal_basis"][1]["issuer"] == "Chính phủ"


def test_axe_finds_nothing_on_any_tab_of_the_edit_page(
    page: Page, document: Document, signed_in: SignIn, accessible: Callable[[Page], None]
) -> None:
    signed_in(page)
    for tab in ("Thông tin chung", "Nội dung", "Các bước", "Căn cứ"):
        open_tab(page, document, tab)
        accessible(page)


def test_it_works_on_a_phone(
    document: Document,
    signed_in: SignIn,
    open_context: Callable[..., BrowserContext],
    accessible: Callable[[Page], None],
) -> None:
    page = signed_in(open_context(viewport=PHONE).new_page())
    open_tab(page, document, "Các bước")
    page.get_by_label("Thời gian, dòng 2").fill("1 ngày")
    steps(page).get_by_role("button", name="Chi tiết dòng 2").click()
    page.get_by_role("dialog").get_by_label("Ghi chú").fill("Xem kỹ")
    accessible(page)
    page.get_by_role("dialog").get_by_role("button", name="Xong").click()
    width = page.evaluate("document.documentElement.scrollWidth")
    assert width <= 390, f"the page scrolls sideways: {width}"
    save(page)
    assert stored(document)["steps"][1]["note"] == "Xem kỹ"
