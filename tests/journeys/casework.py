"""Stage 6 of the journey: one case, from the counter to the result handed over."""

from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.journeys.drafting import FORM_TITLE, TITLE
from tests.journeys.people import People
from tests.support.browser import look

Clock = Callable[[str], None]
SUBJECT = "Khai sinh và nhận cha cho cháu Lê Bảo An"


def receive(page: Page) -> str:
    """Papers checked, form filled in; wrong input is told at its field and nothing is lost."""
    page.goto("/admin/")
    page.locator(".head").get_by_role("link", name="Tạo mới hồ sơ công việc").click()
    expect(page.get_by_role("heading", name="Tạo mới hồ sơ công việc", level=1)).to_be_visible()
    page.get_by_role("link", name=TITLE).click()
    page.get_by_label("Nội dung", exact=False).first.fill(SUBJECT)
    page.get_by_label("Người nộp hồ sơ").fill("Lê Văn Thanh")
    page.get_by_label("Điện thoại", exact=True).fill("0912345678")
    for paper in ("Tờ khai đăng ký khai sinh", "Giấy chứng sinh", "Căn cước của người yêu cầu"):
        page.get_by_role("checkbox", name=paper).first.check()
    page.get_by_label("Họ, chữ đệm, tên người yêu cầu").fill("Lê Văn Thanh")
    page.get_by_label("Số định danh cá nhân").fill("12345")
    page.get_by_label("Số điện thoại").fill("0912 345 678")
    page.get_by_label("Ngày sinh của trẻ").fill("31/02/2026")
    page.get_by_label("Hoàn cảnh sinh").fill("Sinh tại Bệnh viện Đa khoa.")
    expect(page.get_by_label("Ghi rõ quan hệ")).to_have_count(0)
    page.get_by_label("Người thân khác").check()
    expect(page.get_by_label("Ghi rõ quan hệ")).to_be_visible()
    page.get_by_label("Ghi rõ quan hệ").fill("Ông ngoại")
    page.get_by_role("button", name="Tạo hồ sơ").click()
    expect(page.get_by_text("12 chữ số").first).to_be_visible()
    expect(page.get_by_label("Số định danh cá nhân")).to_have_value("12345")
    expect(page.get_by_label("Ngày sinh của trẻ")).to_have_value("31/02/2026")
    expect(page.get_by_label("Hoàn cảnh sinh")).to_have_value("Sinh tại Bệnh viện Đa khoa.")
    expect(page.get_by_label("Ghi rõ quan hệ")).to_have_value("Ông ngoại")
    expect(page.get_by_role("checkbox", name="Giấy chứng sinh").first).to_be_checked()
    look(page, "06-nhap-sai")
    page.get_by_label("Số định danh cá nhân").fill("048088001234")
    page.get_by_label("Ngày sinh của trẻ").fill("20/8/2026")
    page.get_by_role("button", name="Tạo hồ sơ").click()
    expect(page.get_by_role("heading", name=SUBJECT)).to_be_visible()
    return page.url


def receipt(page: Page, address: str, when: str, explained: tuple[str, ...]) -> None:
    """Giấy tiếp nhận: the appointment and why it is that day."""
    page.goto(address + "giay-tiep-nhan/")
    expect(page.get_by_role("heading", name="GIẤY TIẾP NHẬN HỒ SƠ")).to_be_visible()
    expect(page.get_by_text(when).first).to_be_visible()
    for words in explained:
        expect(page.get_by_text(words).first).to_be_visible()


def open_task(page: Page, title: str) -> None:
    """From the list of what is not begun to the task."""
    page.goto("/admin/cong-viec/chua-trong-han/")
    page.get_by_role("link", name=title).first.click()
    expect(page.get_by_role("heading", name="Xử lý", exact=True)).to_be_visible()


def forward(page: Page) -> None:
    """Finish the task on the page."""
    page.locator(".bottom .btn.go").click()
    expect(page.locator(".messages")).to_contain_text("Hoàn thành")


def examine(page: Page, verification: bool) -> None:
    """At «Thẩm tra» the officer records whether verification is needed."""
    open_task(page, "Thẩm tra")
    page.get_by_role("button", name="Nhận việc").click()
    group = page.get_by_role("group", name="Cần xác minh")
    group.get_by_label("Có" if verification else "Không", exact=True).check()
    look(page, "06-tham-tra")
    page.get_by_role("button", name="Lưu, làm tiếp sau").click()
    expect(page.locator(".messages")).to_contain_text("Đã lưu biểu mẫu.")


def finish_examining(page: Page) -> None:
    """The examined case goes to the leader."""
    page.goto("/admin/cong-viec/dang-trong-han/")
    page.get_by_role("link", name="Thẩm tra").first.click()
    forward(page)


def return_to_officer(page: Page, reason: str) -> None:
    """The leader sends it back; without a reason nothing happens."""
    open_task(page, "Xem xét, ký duyệt")
    page.get_by_role("button", name="Chuyển trả lại để bổ sung").click()
    dialog = page.get_by_role("dialog", name="Chuyển trả lại để bổ sung")
    dialog.get_by_label("Lý do").fill(reason)
    dialog.get_by_role("button", name="Chuyển trả lại để bổ sung").click()
    expect(page.locator(".messages")).to_contain_text("Chuyển trả lại để bổ sung: hồ sơ")


def urge_once(page: Page, address: str) -> None:
    """The leader sees where the case stands and urges."""
    page.goto(address)
    expect(page.locator("[aria-current=step]")).to_contain_text("Thẩm tra")
    page.get_by_role("link", name="Đôn đốc", exact=True).click()
    dialog = page.get_by_role("dialog", name="Đôn đốc")
    dialog.get_by_label("Nội dung đôn đốc").fill("Đề nghị xong trong tuần.")
    dialog.get_by_role("button", name="Gửi lời đôn đốc").click()
    expect(page.locator(".messages")).to_contain_text("Đôn đốc: đã ghi vào hồ sơ")
    look(page, "06-don-doc")


def run(people: People, clock: Clock, *, exact: bool = True) -> str:
    """The whole of stage 6; `exact` asserts the dates, which need a clock that can be moved."""
    desk, officer = people.at("motcua"), people.at("hotich")
    leader, clerk = people.at("chutich", phone=True), people.at("vanthu")
    clock("2026-08-28 15:10")
    address = receive(desk)
    if exact:
        receipt(
            desk,
            address,
            "08/09/2026",
            ("Thứ Sáu 28/08/2026: tiếp nhận lúc 15:10", "Quốc khánh"),
        )
    clock("2026-08-28 15:30")
    open_task(desk, "Tiếp nhận hồ sơ")
    forward(desk)
    clock("2026-09-03 09:00")
    examine(officer, verification=True)
    desk.goto(address)
    if exact:
        expect(desk.get_by_text("Trường hợp: Có xác minh")).to_be_visible()
        receipt(desk, address, "15/09/2026", ("Giấy này thay giấy hẹn trước",))
    clock("2026-09-04 10:00")
    finish_examining(officer)
    clock("2026-09-04 14:00")
    return_to_officer(leader, "Chưa có kết quả giám định.")
    urge_once(leader, address)
    officer.goto("/admin/cong-viec/nhac-nho/")
    expect(officer.get_by_role("link", name="Thẩm tra").first).to_be_visible()
    clock("2026-09-07 09:00")
    officer.get_by_role("link", name="Thẩm tra").first.click()
    expect(officer.get_by_text("Việc bị trả lại").first).to_be_visible()
    expect(officer.get_by_text("Chưa có kết quả giám định.").first).to_be_visible()
    forward(officer)
    clock("2026-09-07 15:00")
    for person, title in (
        (leader, "Xem xét, ký duyệt"),
        (clerk, "Đóng dấu"),
        (officer, "Ghi sổ đăng ký"),
        (desk, "Trả kết quả"),
    ):
        open_task(person, title)
        forward(person)
    papers_of(desk, address)
    return address


def papers_of(page: Page, address: str) -> None:
    """Closed: the case file and the control slip, from events alone."""
    page.goto(address)
    expect(page.get_by_text("Đã kết thúc: Đã giải quyết").first).to_be_visible()
    expect(page.locator(".clock.is-done")).to_contain_text("Đã giải quyết")
    expect(page.get_by_role("link", name=FORM_TITLE).first).to_be_visible()
    page.goto(address + "phieu-kiem-soat/")
    expect(page.get_by_role("heading", name="PHIẾU KIỂM SOÁT")).to_be_visible()
    rows = page.locator(".paper-table tbody tr")
    expect(rows).to_have_count(8)
    expect(rows.filter(has_text="Chưa có kết quả giám định.")).to_have_count(1)
    expect(rows.last).to_contain_text("Võ Thị Thanh Tâm")
    page.goto(address + "thanh-phan/")
    expect(page.get_by_text("048088001234").first).to_be_visible()
