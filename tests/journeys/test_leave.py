"""A second process, with no paper from citizens: nghỉ phép of staff, from draft to closed case."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from cms import demo
from registry.documents.models import Document
from tests.journeys import reviewing
from tests.journeys.people import PASSWORD, People, follow
from tests.support.browser import look

FORM_TITLE, TITLE = "Giấy xin nghỉ của công chức", "Giải quyết việc xin nghỉ của công chức"
SUBJECT = "Xin nghỉ phép năm hai ngày"
REVIEWERS = (
    ("truongphong", "Đang chờ lãnh đạo phòng ban rà soát"),
    ("banISO", "Đang chờ thư ký ISO rà soát"),
    ("chatluong", "Đang chờ lãnh đạo chất lượng xem xét"),
)


def make(page: Page, folder: Path, kind: str, code: str, title: str, body: dict[str, Any]) -> str:
    """A new document from a file; returns its permanent uid."""
    told = {"format": "iso-dien-tu/tai-lieu", "format_version": 1, "kind": kind, "body": body}
    file = folder / f"{kind}.json"
    file.write_text(json.dumps(told, ensure_ascii=False))
    page.goto(f"/admin/tai-lieu/them/?kind={kind}")
    page.get_by_label("Tên tài liệu").fill(title)
    page.get_by_label("Mã hiệu").fill(code)
    page.get_by_role("button", name="Tạo bản soạn thảo").click()
    expect(page.get_by_role("heading", name=title, exact=True)).to_be_visible()
    page.goto(page.url.replace("/sua/", "/nhap/"))
    page.get_by_label("Tệp tài liệu").set_input_files(file)
    page.get_by_role("button", name="Nhập vào bản soạn thảo").click()
    expect(page.get_by_text("Đã thay nội dung bản soạn thảo")).to_be_visible()
    found = re.search(r"/tai-lieu/(\d+)/", page.url)
    assert found
    return str(Document.unscoped.get(pk=int(found[1])).uid)


def draft(page: Page, folder: Path) -> None:
    """The secretary makes a form, and a process that uses it."""
    form = make(
        page,
        folder,
        "form",
        "BM-XN-01",
        FORM_TITLE,
        demo.read("procedures/leave_form.json")["body"],
    )
    shipped = demo.read("procedures/leave.json")
    used = demo.read("procedures/leave_form.json")["uid"]
    body = json.loads(json.dumps(shipped["body"]).replace(used, form))
    make(page, folder, "process", "QT-XN-01", TITLE, body)


def review(people: People) -> None:
    """Submitted together and issued by the chain."""
    secretary = people.at("thuky")
    secretary.get_by_role("link", name="Trình ban hành").first.click()
    expect(secretary.get_by_role("checkbox", name=FORM_TITLE)).to_be_checked()
    secretary.get_by_label("Tóm lược nội dung ban hành, sửa đổi").fill("Ban hành lần đầu")
    secretary.get_by_role("button", name="Trình ban hành").click()
    expect(secretary.get_by_text("Đã trình.")).to_be_visible()
    for username, waiting in REVIEWERS:
        page = find(people, username, waiting)
        reviewing.answer(page, "Đồng ý, chuyển tiếp")
        expect(page.get_by_text("Đã ghi nhận ý kiến của ông/bà")).to_be_visible()
    top = find(people, "chutich", "Đang chờ ban hành")
    reviewing.ask(top, "Ban hành")
    top.get_by_label("Số quyết định ban hành").fill("31/QĐ-UBND")
    top.get_by_label("Mật khẩu của ông/bà").fill(PASSWORD)
    reviewing.confirm(top, "Ban hành")
    expect(top.get_by_text("Đã ban hành kèm theo 31/QĐ-UBND")).to_be_visible()


def find(people: People, username: str, waiting: str) -> Page:
    """From a reviewer's home to the dossier that waits for them."""
    page = people.at(username)
    follow(page, waiting)
    page.get_by_role("link", name=TITLE).click()
    return page


def ask(page: Page) -> str:
    """An officer asks for leave: no applicant, no papers, the form alone; returns the address."""
    page.goto("/admin/ho-so/moi/")
    page.get_by_role("link", name=TITLE).click()
    expect(page.get_by_label("Người nộp hồ sơ")).to_have_count(0)
    expect(page.get_by_text("Thành phần hồ sơ", exact=True)).to_have_count(0)
    page.get_by_label("Nội dung", exact=False).first.fill(SUBJECT)
    page.get_by_label("Nghỉ phép năm").check()
    page.get_by_label("Nghỉ từ ngày").fill("27/8/2026")
    page.get_by_label("Đến hết ngày").fill("28/8/2026")
    page.get_by_label("Số ngày nghỉ").fill("2")
    page.get_by_role("button", name="Tạo hồ sơ").click()
    expect(page.get_by_role("heading", name=SUBJECT)).to_be_visible()
    return page.url


def begin(page: Page, title: str) -> None:
    """From the list of what is not begun to the task."""
    page.goto("/admin/cong-viec/chua-trong-han/")
    page.get_by_role("link", name=title).first.click()
    expect(page.get_by_role("heading", name="Xử lý", exact=True)).to_be_visible()


def forward(page: Page, title: str) -> None:
    """Do the task that waits."""
    begin(page, title)
    page.locator(".bottom .btn.go").click()
    expect(page.locator(".messages")).to_contain_text("Hoàn thành")


@pytest.mark.django_db(transaction=True)
def test_leave_is_made_issued_asked_for_returned_agreed_and_closed(
    people: People, tmp_path: Path
) -> None:
    draft(people.at("thuky"), tmp_path)
    review(people)
    officer, head, clerk = people.at("hotich"), people.at("truongtuphap"), people.at("vanthu")
    address = ask(officer)
    forward(officer, "Viết đơn nghỉ phép")
    begin(head, "Xem xét, duyệt đơn")
    expect(head.get_by_role("link", name=FORM_TITLE).first).to_be_visible()
    head.get_by_role("button", name="Trả lại để sửa").click()
    dialog = head.get_by_role("dialog", name="Trả lại để sửa")
    dialog.get_by_label("Lý do").fill("Ghi rõ người làm thay.")
    dialog.get_by_role("button", name="Trả lại để sửa").click()
    expect(head.locator(".messages")).to_contain_text("Trả lại để sửa: hồ sơ")
    officer.goto(address)
    expect(officer.get_by_text("Ghi rõ người làm thay.").first).to_be_visible()
    begin(officer, "Viết đơn nghỉ phép")
    expect(officer.get_by_label("Số ngày nghỉ")).to_have_value("2")
    officer.get_by_label("Nơi nghỉ").fill("Quê nhà; ông Phước làm thay")
    officer.locator(".bottom .btn.go").click()
    expect(officer.locator(".messages")).to_contain_text("Hoàn thành")
    forward(head, "Xem xét, duyệt đơn")
    forward(clerk, "Vào sổ theo dõi nghỉ phép")
    officer.goto(address)
    expect(officer.get_by_text("Đã kết thúc: Đã giải quyết").first).to_be_visible()
    look(officer, "nghi-phep-xong")
    officer.goto(address + "phieu-kiem-soat/")
    rows = officer.locator(".paper-table tbody tr")
    expect(rows).to_have_count(5)
    expect(rows.filter(has_text="Ghi rõ người làm thay.")).to_have_count(1)
    expect(rows.last).to_contain_text("Bùi Thị Hồng Nhung")
