"""A decision table in a browser: its edit page writes it in words, its reading page shows it."""

import re
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook
from playwright.sync_api import Locator, Page, expect

from registry.canonical import dumps, loads
from registry.documents import services
from registry.documents.models import Document
from registry.organisation.models import Agency, Membership, User
from tests.journeys.people import paste
from tests.journeys.people import table as clipboard
from tests.support.browser import look

pytestmark = pytest.mark.django_db(transaction=True)

DAYS = "Số ngày kể từ ngày sinh"
BODY: dict[str, Any] = {
    "inputs": [
        {"id": "cach", "label": "Cách nộp", "type": "one_of",
         "options": [{"id": "t", "label": "Trực tiếp"}, {"id": "b", "label": "Qua bưu chính"},
                     {"id": "o", "label": "Trực tuyến"}]},
        {"id": "ngay", "label": "Số ngày kể từ ngày sinh", "type": "number"},
    ],
    "policy": "first",
    "conditions": [{"id": "c1", "field": "cach", "label": "Cách nộp"},
                   {"id": "c2", "field": "ngay", "label": "Số ngày kể từ ngày sinh"}],
    "results": [{"id": "k1", "label": "Lệ phí", "type": "money", "group": "Mức thu"},
                {"id": "k2", "label": "Thời hạn", "type": "number", "unit": "ngày làm việc",
                 "group": "Thời gian"}],
    "rows": [
        {"id": "r1", "when": {"c2": {"to": 60}}, "then": {"k1": 0, "k2": 1}},
        {"id": "r2", "when": {"c1": ["t", "b"], "c2": {"above": 60}},
         "then": {"k1": 8000, "k2": 1}},
        {"id": "r3", "when": {"c1": "o"}, "then": {"k1": 5000, "k2": "0.5"},
         "note": "Thu qua mạng"},
    ],
}  # fmt: skip


@pytest.fixture
def table(db: None) -> Document:
    agency = Agency.objects.create(code="phuong-d", name="UBND phường Đông")
    user = User.objects.create_user("soan.thao", password="mat-khau-thu", full_name="Vũ Thị Soạn")
    Membership.objects.create(agency=agency, user=user, role="iso_secretary")
    return services.create(user, agency, "table", title="Mức lệ phí", body=BODY)


@pytest.fixture
def signed_in(page: Page, table: Document) -> Page:
    page.goto("/admin/login/")
    page.fill("input[name=login]", "soan.thao")
    page.fill("input[name=password]", "mat-khau-thu")
    page.click("button[type=submit]")
    page.wait_for_url("**/admin/")
    return page


def test_it_reads_as_a_table_and_as_sentences(signed_in: Page, table: Document) -> None:
    signed_in.goto(f"/admin/tai-lieu/{table.pk}/")
    shown = signed_in.locator(".rule table")
    expect(shown.get_by_role("columnheader", name="Nếu")).to_be_visible()
    expect(shown.get_by_role("row", name="2 Trực tiếp; Qua bưu chính")).to_contain_text(
        "8.000 đồng"
    )
    expect(signed_in.get_by_text("Dòng 3: Nếu «Cách nộp» là “Trực tuyến”")).to_be_visible()
    look(signed_in, "decision-table")


@pytest.fixture
def editor(signed_in: Page, table: Document) -> Page:
    signed_in.goto(f"/admin/tai-lieu/{table.pk}/sua/")
    signed_in.get_by_role("tab", name="Nội dung").click()
    expect(row(signed_in, 1).get_by_label("Số ngày kể từ ngày sinh, dòng 1")).to_have_value(
        "đến 60"
    )
    return signed_in


def row(editor: Page, number: int) -> Locator:
    """A row of the grid, without what is said below it."""
    return editor.locator("tr[data-row]").nth(number - 1)


def say(editor: Page, column: str, number: int, text: str) -> Locator:
    """Type into a cell and go on, as with Tab."""
    cell = editor.get_by_label(f"{column}, dòng {number}", exact=True)
    cell.fill(text)
    cell.press("Tab")
    return cell


def act(editor: Page, number: int, name: str) -> None:
    """What the menu of a row offers."""
    row(editor, number).get_by_label(f"Việc với dòng {number}").click()
    # All of the menu shows: the scrolling box of the table does not cut it off.
    expect(row(editor, number).get_by_role("button", name="Xóa dòng")).to_be_in_viewport(ratio=1)
    row(editor, number).get_by_role("button", name=name).click()


def stored(editor: Page, table: Document) -> Any:
    """The draft once the page has saved it."""
    with editor.expect_navigation():
        editor.get_by_role("button", name="Lưu", exact=True).click()
    expect(editor.get_by_text("Đã lưu bản soạn thảo")).to_be_visible()
    table.refresh_from_db()
    return loads(table.body)


def test_it_opens_in_the_editor_and_is_kept_untouched(editor: Page, table: Document) -> None:
    expect(editor.locator(".dt-side")).to_have_text("NếuThì", ignore_case=True)
    expect(editor.locator(".dt-box > .cover")).to_contain_text("trường hợp đã có dòng")
    look(editor, "decision-table-edit")
    assert stored(editor, table) == BODY
    assert table.body == dumps(BODY)


def test_cells_are_read_in_words_and_what_is_not_understood_stays(
    editor: Page, table: Document
) -> None:
    expect(say(editor, DAYS, 1, "Từ  1 đến 60")).to_have_value("từ 1 đến 60")
    expect(say(editor, DAYS, 2, "trên  60")).to_have_value("trên 60")
    expect(say(editor, "Lệ phí", 2, "12.000 đồng")).to_have_value(re.compile("12.000"))
    expect(say(editor, DAYS, 3, "vài ngày")).to_have_value("vài ngày")
    expect(editor.locator(".dt-box .cell-problem")).to_contain_text("vài ngày")
    look(editor, "decision-table-unread")
    body = stored(editor, table)
    assert [one["when"].get("c2") for one in body["rows"]] == [
        {"from": 1, "to": 60}, {"above": 60}, {"typed": "vài ngày"},
    ]  # fmt: skip
    assert body["rows"][1]["then"]["k1"] == 12000
    # A choice taken away leaves a case without a row; the row that is offered fills it.
    say(editor, DAYS, 3, "")
    expect(editor.locator(".dt-box .cell-problem")).to_have_count(0)
    say(editor, DAYS, 1, "đến 60")
    row(editor, 2).get_by_role("button", name="Bỏ Qua bưu chính").click()
    gap = editor.locator(".dt-box .cover-gap")
    expect(gap).to_contain_text("Cách nộp: Qua bưu chính;")
    gap.get_by_role("button", name="Thêm dòng này").click()
    expect(editor.get_by_text("Đã thêm dòng 4.")).to_be_visible()
    expect(gap).to_have_count(0)
    assert stored(editor, table)["rows"][3]["when"] == {"c1": "b", "c2": {"above": 60}}


def test_rows_and_columns_are_moved_switched_off_taken_away_and_back(
    editor: Page, table: Document
) -> None:
    row(editor, 1).get_by_role("button", name="Chuyển dòng 1").press("ArrowDown")
    expect(editor.get_by_text("Đã chuyển dòng 1 thành dòng 2.")).to_be_visible()
    expect(row(editor, 2).get_by_role("button", name="Chuyển dòng 2")).to_be_focused()
    editor.get_by_label(f"{DAYS}, dòng 2").press("Alt+ArrowDown")
    expect(row(editor, 3)).to_have_attribute("data-row", "r1")
    act(editor, 3, "Tạm không dùng")
    expect(editor.get_by_text("Dòng này tạm không dùng.")).to_be_visible()
    act(editor, 2, "Xóa dòng")
    expect(editor.locator("tr[data-row]")).to_have_count(2)
    editor.get_by_role("button", name="Hoàn tác").click()
    expect(row(editor, 2)).to_have_attribute("data-row", "r3")
    editor.get_by_role("button", name="Thêm cột kết quả").click()
    dialog = editor.get_by_role("dialog")
    dialog.get_by_role("button", name="Thêm cột").click()
    expect(dialog.get_by_text("Hãy đặt tên cho cột.")).to_be_visible()
    dialog.get_by_label("Tên cột").fill("Nơi nộp")
    dialog.get_by_label("Kiểu").select_option(label="Văn bản")
    dialog.get_by_role("button", name="Thêm cột").click()
    say(editor, "Nơi nộp", 1, "Bộ phận Một cửa")
    editor.get_by_role("button", name="Sửa cột Cách nộp").click()
    dialog.get_by_role("button", name="Xóa cột").click()
    expect(editor.get_by_label("Cách nộp, dòng 1")).to_have_count(0)
    editor.get_by_role("button", name="Hoàn tác").click()
    expect(row(editor, 1).get_by_role("button", name="Bỏ Trực tiếp")).to_be_visible()
    body = stored(editor, table)
    assert [one["id"] for one in body["rows"]] == ["r2", "r3", "r1"]
    assert [one.get("off", False) for one in body["rows"]] == [False, False, True]
    assert body["rows"][0]["when"] == BODY["rows"][1]["when"]
    assert body["results"][2]["label"] == "Nơi nộp"
    assert body["rows"][0]["then"][body["results"][2]["id"]] == "Bộ phận Một cửa"


def test_a_word_table_is_pasted_and_what_is_tried_marks_its_row(
    editor: Page, table: Document
) -> None:
    head = ["STT", "Cách nộp", DAYS, "Lệ phí", "Thời hạn"]
    paste(
        editor,
        "/rows",
        html=clipboard([head, ["1", "Trực tiếp", "trên 365", "15.000 đồng", "2"],
                        ["2", "Bưu tá", "trên 365", "Miễn", "2"]]),
    )  # fmt: skip
    expect(editor.locator("tr[data-row]")).to_have_count(5)
    expect(editor.locator(".dt-box > .grid-said")).to_contain_text("Đã dán 2 dòng.")
    expect(editor.locator(".dt-box > .grid-said")).to_contain_text("«Bưu tá»")
    expect(editor.get_by_label("Cách nộp, dòng 5")).to_have_value("Bưu tá")
    act(editor, 5, "Xóa dòng")
    side = editor.get_by_role("complementary", name="Thử và ví dụ")
    side.get_by_label("Cách nộp").select_option(label="Qua bưu chính")
    side.get_by_label(DAYS).fill("61")
    expect(side.locator(".answer b")).to_have_text(
        "Lệ phí: 8.000 đồng; Thời hạn: 1 ngày làm việc (dòng 2)"
    )
    expect(editor.locator("tr.is-hit")).to_have_attribute("data-row", "r2")
    side.get_by_label(DAYS).fill("60")
    expect(editor.locator("tr.is-hit")).to_have_attribute("data-row", "r1")
    assert len(stored(editor, table)["rows"]) == 4


def test_it_goes_to_excel_and_comes_back(signed_in: Page, table: Document, tmp_path: Path) -> None:
    signed_in.goto(f"/admin/tai-lieu/{table.pk}/sua/?phan=p0")
    with signed_in.expect_download() as taken:
        signed_in.get_by_role("button", name="Tải bảng Excel").click()
    path = tmp_path / taken.value.suggested_filename
    taken.value.save_as(path)
    book = load_workbook(path)
    sheet = book.worksheets[0]
    heads = [cell.value for cell in sheet[4]]
    sheet.cell(6, heads.index("Lệ phí (đồng)") + 1).value = 9000
    book.save(path)
    signed_in.locator(".dt-box input[type=file]").set_input_files(path)
    expect(signed_in.get_by_text("Đã nhập từ Excel: sửa 1 dòng.")).to_be_visible()
    cell = signed_in.get_by_label("Lệ phí, dòng 2")
    expect(cell).to_have_value("9.000")
    signed_in.get_by_role("button", name="Hoàn tác").click()
    expect(cell).to_have_value("8.000")
    signed_in.locator(".dt-box input[type=file]").set_input_files(
        {"name": "x.xlsx", "mimeType": "application/zip", "buffer": b"PK\x03\x04 khong phai"}
    )
    expect(signed_in.locator(".dt-box .grid-said")).to_contain_text("tệp", ignore_case=True)
    expect(cell).to_have_value("8.000")


def test_cells_are_typed_one_after_the_other_without_losing_any(
    signed_in: Page, table: Document
) -> None:
    signed_in.goto(f"/admin/tai-lieu/{table.pk}/sua/?phan=p0")
    signed_in.get_by_label("Lệ phí, dòng 1").click()
    signed_in.keyboard.press("Control+A")
    signed_in.keyboard.type("1.000")
    signed_in.keyboard.press("Tab")
    signed_in.keyboard.press("Control+A")
    signed_in.keyboard.type("12", delay=150)
    signed_in.get_by_role("button", name="Lưu", exact=True).click()
    expect(signed_in.get_by_text("Đã lưu bản soạn thảo")).to_be_visible()
    table.refresh_from_db()
    assert table.data["rows"][0]["then"] == {"k1": 1000, "k2": 12}


def test_a_new_table_takes_its_columns_from_what_may_be_asked(
    signed_in: Page, table: Document
) -> None:
    table.body = dumps({"inputs": BODY["inputs"], "policy": "first"})
    table.save()
    signed_in.goto(f"/admin/tai-lieu/{table.pk}/sua/?phan=p0")
    signed_in.get_by_role("button", name="Lấy cột từ biểu mẫu").click()
    expect(signed_in.get_by_text("Đã lấy 2 cột từ biểu mẫu.")).to_be_visible()
    box = signed_in.locator(".dt-box")
    expect(box.get_by_role("button", name="Sửa cột")).to_have_count(2)
    box.get_by_role("button", name="Hoàn tác").click()
    expect(box.get_by_text("Bảng chưa có cột nào.")).to_be_visible()
