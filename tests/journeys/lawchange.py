"""Stages 7 and 8 of the journey: a citizen finds the procedure; the law changes."""

import re
from collections.abc import Callable

from playwright.sync_api import Page, expect

from registry.trail import outbox
from tests.journeys import reviewing
from tests.journeys.drafting import TITLE
from tests.journeys.people import People, open_tab, paste, save
from tests.support.browser import look

Clock = Callable[[str], None]
NEW_LAW = (
    "Nghị định số 120/2025/NĐ-CP ngày 11/6/2025 của Chính phủ quy định về phân định thẩm quyền"
    " của chính quyền địa phương hai cấp"
)


def find_as_citizen(page: Page) -> None:
    """Without an account and without accents: steps, time, papers, fee, legal basis."""
    outbox.work()
    page.goto("/")
    page.get_by_role("searchbox", name="Tìm thủ tục").fill("khai sinh nhan cha me con")
    page.get_by_role("button", name="Tìm", exact=True).click()
    expect(page).to_have_url(re.compile(r"/thu-tuc/\?q="))
    page.get_by_role("link", name=TITLE).click()
    expect(page.get_by_role("heading", name=TITLE)).to_be_visible()
    unfold(page)
    for words in (
        "Giấy chứng sinh",
        "Xem xét, ký duyệt",
        "3 ngày làm việc",
        "15.000",
        "123/2015/NĐ-CP",
    ):
        expect(page.get_by_text(words).locator("visible=true").first).to_be_visible()


def unfold(page: Page) -> None:
    """Open what is read only when asked for: issues, legal basis."""
    folds = page.locator("main details:not([open]) > summary")
    while folds.count():
        folds.first.click()


def draft_new_issue(page: Page) -> str:
    """The secretary opens the next issue: another deadline, one more legal basis."""
    page.goto("/admin/danh-sach/da-ban-hanh/")
    page.get_by_role("link", name=TITLE).click()
    page.get_by_role("button", name="Soạn lần sửa đổi mới").click()
    expect(page.get_by_role("tab", name="Các bước")).to_be_visible()
    address = page.url
    open_tab(page, "Các bước")
    page.get_by_label("Thời hạn, dòng 2").fill("7 ngày")
    page.get_by_label("Thời gian Có xác minh, dòng 2").fill("4 ngày")
    open_tab(page, "Cơ sở pháp lý")
    paste(page, "/legal_basis", text=NEW_LAW)
    expect(page.get_by_label("Số, ký hiệu, dòng 4")).to_have_value("120/2025/NĐ-CP")
    save(page)
    return address


def issue_again(people: People, address: str) -> None:
    """Through the chain once more, in force from tomorrow."""
    secretary = people.at("thuky")
    secretary.goto(address)
    secretary.get_by_role("link", name="Trình ban hành").first.click()
    secretary.get_by_label("Tóm lược nội dung ban hành, sửa đổi").fill("Rút ngắn thời hạn")
    secretary.get_by_label("Căn cứ của việc ban hành, sửa đổi").fill(NEW_LAW)
    secretary.get_by_role("button", name="Trình ban hành").click()
    expect(secretary.get_by_text("Đã trình.")).to_be_visible()
    reviewing.approve(people.at("truongphong"), "truongphong")
    reviewing.approve(people.at("banISO"), "banISO")
    quality = people.at("chatluong")
    reviewing.find_waiting(quality, "chatluong")
    changes = quality.get_by_text(re.compile("so với lần ban hành 01/00"))
    expect(changes).to_be_visible()
    expect(quality.locator("ins", has_text="7 ngày làm việc").first).to_be_visible()
    expect(quality.locator("del", has_text="8 ngày làm việc").first).to_be_visible()
    look(quality, "08-so-sanh")
    reviewing.approve(quality, "chatluong")
    reviewing.issue(people.at("chutich", phone=True), "31/QĐ-UBND", effective="09/09/2026")


def open_simple_case(page: Page) -> str:
    """A case with nothing wrong in it; returns its address."""
    page.goto("/admin/ho-so/moi/")
    page.get_by_role("link", name=TITLE).click()
    page.get_by_label("Nội dung", exact=False).first.fill("Khai sinh cho cháu Trần Gia Hân")
    page.get_by_label("Người nộp hồ sơ").fill("Trần Gia Bảo")
    page.get_by_label("Họ, chữ đệm, tên người yêu cầu").fill("Trần Gia Bảo")
    page.get_by_label("Số định danh cá nhân").fill("048090004321")
    page.get_by_label("Số điện thoại").fill("0987654321")
    page.get_by_label("Ngày sinh của trẻ").fill("01/09/2026")
    page.get_by_role("radio", name="Cha").check()
    page.get_by_role("button", name="Tạo hồ sơ").click()
    expect(page.get_by_role("heading", name="Khai sinh cho cháu Trần Gia Hân")).to_be_visible()
    return page.url


def run(people: People, clock: Clock) -> None:
    """Stages 7 and 8."""
    citizen, desk = people.citizen(phone=True), people.at("motcua")
    find_as_citizen(citizen)
    page_of_procedure = citizen.url
    clock("2026-09-08 08:30")
    before = open_simple_case(desk)
    address = draft_new_issue(people.at("thuky"))
    issue_again(people, address)
    outbox.work()
    citizen.goto(page_of_procedure)
    unfold(citizen)
    expect(citizen.get_by_text("Lần ban hành 01/00").first).to_be_visible()
    same_day = open_simple_case(desk)
    expect(desk.get_by_text("lần ban hành 01/00").first).to_be_visible()
    clock("2026-09-09 00:00")
    after = open_simple_case(desk)
    expect(desk.get_by_text("lần ban hành 02/00").first).to_be_visible()
    for running in (before, same_day):
        desk.goto(running)
        expect(desk.get_by_text("lần ban hành 01/00").first).to_be_visible()
        # The notice of the new issue stands above, in the bell.
        expect(desk.locator("#main").get_by_text("lần ban hành 02")).to_have_count(0)
    citizen.goto(page_of_procedure)
    unfold(citizen)
    expect(citizen.get_by_text("Lần ban hành 02/00").first).to_be_visible()
    expect(citizen.get_by_text("120/2025/NĐ-CP").first).to_be_visible()
    assert after not in (before, same_day)
