"""Stages 2 to 4 of the journey: the secretary writes the procedure, its form and its condition."""

import re

from playwright.sync_api import FrameLocator, Locator, Page, expect

from tests.journeys.people import open_tab, paste, save, table
from tests.support.browser import look

TITLE = "Đăng ký khai sinh kết hợp đăng ký nhận cha, mẹ, con"
FORM_TITLE = "Tờ khai đăng ký khai sinh, nhận cha, mẹ, con"
RULE_TITLE = "Trường hợp phải xác minh quan hệ cha, mẹ, con"

STEPS = table(
    [
        ["TT", "Trình tự", "Trách nhiệm", "Không xác minh", "Có xác minh", "Biểu mẫu/Kết quả"],
        ["1", "Tiếp nhận hồ sơ", "Cán bộ tiếp nhận", "½ ngày", "01 ngày", "Giấy tiếp nhận"],
        ["2", "Thẩm tra", "Công chức thụ lý", "01 ngày", "05 ngày", "Hồ sơ trình ký"],
        ["3", "Đóng dấu", "Văn thư", "½ ngày", "½ ngày", "Giấy khai sinh"],
        ["4", "Xem xét, ký duyệt", "Lãnh đạo cơ quan", "½ ngày", "01 ngày", "Văn bản đã ký"],
        ["5", "Ghi sổ đăng ký", "Công chức thụ lý", "½ ngày", "½ ngày", "Sổ đăng ký khai sinh"],
        ["6", "Trả kết quả", "Cán bộ tiếp nhận", "", "", "Giấy khai sinh"],
    ]
)
PAPERS = table(
    [
        ["TT", "Tên giấy tờ", "Hình thức", "Bản chính", "Bản sao"],
        ["1", "Tờ khai đăng ký khai sinh", "Nộp", "1", "0"],
        ["2", "Tờ khai đăng ký nhận cha, mẹ, con", "Nộp", "1", "0"],
        ["3", "Giấy chứng sinh", "Nộp", "1", "0"],
        ["4", "Căn cước của người yêu cầu", "Xuất trình", "1", "0"],
        ["5", "Thông tin về nơi cư trú", "Cơ quan tra cứu", "0", "0"],
    ]
)
FEES = table(
    [
        ["Khoản thu", "Mức thu", "Tính theo"],
        ["Nhận cha, mẹ, con, nộp trực tiếp", "15.000", "trường hợp"],
        ["Bản sao Giấy khai sinh", "8.000", "bản sao"],
    ]
)
LAW = (
    "- Luật Hộ tịch năm 2014;\n"
    "- Nghị định số 123/2015/NĐ-CP ngày 15/11/2015 của Chính phủ quy định chi tiết một số điều"
    " và biện pháp thi hành Luật Hộ tịch;\n"
    "- Thông tư số 04/2020/TT-BTP ngày 28/5/2020 của Bộ Tư pháp quy định chi tiết Luật Hộ tịch"
)
RECORDS = table(
    [
        ["Tên hồ sơ", "Nơi lưu", "Người lưu", "Thời gian lưu"],
        ["Bộ hồ sơ đăng ký", "UBND phường", "Công chức Tư pháp - Hộ tịch", "Vĩnh viễn"],
        ["Sổ đăng ký khai sinh", "UBND phường", "Công chức Tư pháp - Hộ tịch", "Vĩnh viễn"],
    ]
)
FIELDS = table(
    [
        ["Tên mục", "Kiểu", "Bắt buộc"],
        ["Họ, chữ đệm, tên người yêu cầu", "Văn bản ngắn", "x"],
        ["Số định danh cá nhân", "Số căn cước", "x"],
        ["Số điện thoại", "Số điện thoại", "x"],
        ["Ngày sinh của trẻ", "Ngày", "x"],
        ["Quan hệ với trẻ", "Chọn một: Cha, Mẹ, Người thân khác", "x"],
        ["Ghi rõ quan hệ", "Văn bản ngắn", "x"],
        ["Giấy tờ kèm theo", "Chọn nhiều: Giấy chứng sinh, Kết quả giám định", ""],
        ["Số bản sao cần cấp", "Số", ""],
        ["Lệ phí đã nộp", "Số tiền (đồng)", ""],
        ["Hoàn cảnh sinh", "Văn bản dài", ""],
        ["Người làm chứng", "Bảng nhiều dòng", ""],
        ["Cần xác minh", "Có hoặc không", "x"],
    ]
)


def start_procedure(page: Page) -> str:
    """A new draft of the procedure; returns its address."""
    page.goto("/admin/tai-lieu/them/?kind=process")
    page.get_by_label("Tên tài liệu").fill(TITLE)
    page.get_by_label("Mã hiệu").fill("QT 07/CX-HCTP")
    page.get_by_role("button", name="Tạo bản soạn thảo").click()
    expect(page.get_by_role("heading", name=TITLE, exact=True)).to_be_visible()
    page.get_by_label("Phạm vi đọc").select_option(label="Công khai")
    return page.url


def describe_procedure(page: Page) -> None:
    """Sections, papers, fees, law and records, mostly pasted."""
    open_tab(page, "Phạm vi áp dụng")
    page.get_by_label("Lĩnh vực").fill("Hộ tịch")
    page.get_by_label("1. Mục đích").fill("Thống nhất cách giải quyết và báo trước cho người dân.")
    page.get_by_label("2. Phạm vi").fill("Cá nhân có yêu cầu và công chức được giao giải quyết.")
    page.get_by_label("3. Tài liệu viện dẫn").fill("TCVN ISO 9001:2015")
    open_tab(page, "Nội dung")
    page.get_by_label("Đối tượng thực hiện").fill("Cá nhân")
    page.get_by_label("Cơ quan thực hiện").fill("Ủy ban nhân dân cấp xã")
    page.get_by_label("Cách thức thực hiện").fill("Trực tiếp, bưu chính hoặc trực tuyến")
    page.get_by_label("Kết quả", exact=True).fill("Giấy khai sinh và trích lục nhận cha, mẹ, con")
    open_tab(page, "Thành phần hồ sơ, lệ phí")
    paste(page, "/papers", html=PAPERS)
    expect(page.get_by_label("Tên giấy tờ, dòng 5")).to_have_value("Thông tin về nơi cư trú")
    paste(page, "/fees", html=FEES)
    expect(page.get_by_label("Mức thu (đồng), dòng 1")).to_have_value(re.compile("15.?000"))
    open_tab(page, "Cơ sở pháp lý")
    paste(page, "/legal_basis", text=LAW)
    expect(page.get_by_text("Đã dán 3 căn cứ")).to_be_visible()
    expect(page.get_by_label("Số, ký hiệu, dòng 2")).to_have_value("123/2015/NĐ-CP")
    open_tab(page, "Hồ sơ lưu")
    paste(page, "/records_kept", html=RECORDS)
    expect(page.get_by_label("Tên hồ sơ, dòng 2")).to_have_value("Sổ đăng ký khai sinh")
    save(page)


def lay_out_steps(page: Page) -> None:
    """Two deadlines, a fourth role, six rows pasted from Word, one moved, details in a drawer."""
    open_tab(page, "Các bước")
    variants = page.locator("[data-pointer='/variants']")
    page.get_by_label("Trường hợp, dòng 1").fill("Không xác minh")
    page.get_by_label("Thời hạn, dòng 1").fill("3 ngày")
    variants.get_by_role("button", name="Thêm dòng").click()
    page.get_by_label("Trường hợp, dòng 2").fill("Có xác minh")
    page.get_by_label("Thời hạn, dòng 2").fill("8 ngày")
    roles = page.locator("[data-pointer='/roles']")
    roles.get_by_role("button", name="Thêm dòng").click()
    page.get_by_label("Tên vai trò, dòng 4").fill("Văn thư")
    page.get_by_label("Giao việc theo, dòng 4").select_option(label="Vai trò trong cơ quan")
    page.get_by_label("Vai trò trong cơ quan, dòng 4").select_option(label="Văn thư")
    page.get_by_label("Phòng ban, dòng 2").select_option("TPHT")
    page.get_by_label("Giờ chốt tiếp nhận").fill("15:00")
    paste(page, "/steps", html=STEPS)
    expect(page.get_by_text("Đã dán 6 dòng.")).to_be_visible()
    expect(page.get_by_label("Trình tự, dòng 3")).to_have_value("Đóng dấu")
    page.get_by_label("Trình tự, dòng 3").focus()
    page.keyboard.press("Alt+ArrowDown")
    expect(page.get_by_label("Trình tự, dòng 4")).to_have_value("Đóng dấu")
    expect(page.get_by_label("Trình tự, dòng 3")).to_have_value("Xem xét, ký duyệt")
    steps = page.locator("[data-pointer='/steps']")
    steps.get_by_role("button", name="Chi tiết dòng 3").click()
    drawer = page.get_by_role("dialog")
    drawer.get_by_label("Trả lại bước").select_option(label="2. Thẩm tra")
    drawer.get_by_label("Tên nút trả lại").fill("Chuyển trả lại để bổ sung")
    drawer.get_by_role("button", name="Xong").click()
    steps.get_by_role("button", name="Chi tiết dòng 6").click()
    drawer.get_by_label("Dùng chung thời gian với bước").select_option(label="5. Ghi sổ đăng ký")
    drawer.get_by_role("button", name="Xong").click()
    save(page)
    open_tab(page, "Các bước")
    look(page, "02-bang-cac-buoc")


def preview_procedure(page: Page) -> None:
    """What is typed stands at once in the printed procedure and in its drawing."""
    frame = open_preview(page)
    expect(frame.get_by_text("Xem xét, ký duyệt").first).to_be_visible()
    expect(frame.get_by_text("123/2015/NĐ-CP").first).to_be_visible()
    preview_as(page, "Lưu đồ")
    expect(frame.locator("svg[role=img]")).to_be_visible()
    look(page, "02-xem-truoc-luu-do")


def open_preview(page: Page) -> FrameLocator:
    """The live preview beside the editor; it stands there unless somebody closed it."""
    if not page.get_by_label("Cách xem trước").is_visible():
        page.get_by_role("button", name="Xem trước", exact=True).click()
    expect(page.get_by_label("Cách xem trước")).to_be_visible()
    return page.frame_locator("#preview iframe:not(.is-coming)")


def preview_as(page: Page, mode: str) -> None:
    """Another way of seeing it, once the preview has come to rest."""
    expect(page.locator("#preview iframe.is-coming")).to_have_count(0)
    page.get_by_label("Cách xem trước").select_option(label=mode)


def make_form(page: Page) -> None:
    """From inside the procedure: the form of step 1, twelve fields, one under a condition."""
    open_tab(page, "Các bước")
    steps = page.locator("[data-pointer='/steps']")
    steps.get_by_role("button", name="Biểu mẫu: Chọn…").first.click()
    with page.context.expect_page() as opened:
        page.get_by_role("dialog").get_by_role("link", name="Tạo mới biểu mẫu…").click()
    form = opened.value
    form.get_by_label("Tên tài liệu").fill(FORM_TITLE)
    form.get_by_label("Mã hiệu").fill("BM-HT-07.01")
    form.get_by_role("button", name="Tạo bản soạn thảo").click()
    write_form(form)
    form.close()
    use_form(page)


def write_form(form: Page) -> None:
    """Twelve fields pasted, columns of the repeating table, one field shown on a condition."""
    form.get_by_label("Phạm vi đọc").select_option(label="Công khai")
    open_tab(form, "Các mục")
    paste(form, "/fields", html=FIELDS)
    expect(form.get_by_text("Đã dán 12 dòng.")).to_be_visible()
    for line in range(1, 12):
        form.get_by_label(f"Ai điền, dòng {line}", exact=True).select_option(
            label="Chỉ công dân điền"
        )
    form.get_by_label("Ai điền, dòng 12").select_option(label="Chỉ công chức điền")
    fields = form.locator("[data-pointer='/fields']")
    fields.get_by_role("button", name="Chi tiết dòng 11").click()
    drawer = form.get_by_role("dialog")
    for line, (label, kind) in enumerate((("Họ tên", "Văn bản ngắn"), ("Năm sinh", "Số")), 1):
        drawer.get_by_role("button", name="Thêm dòng").click()
        drawer.get_by_label(f"Tên cột, dòng {line}").fill(label)
        drawer.get_by_label(f"Kiểu, dòng {line}").select_option(label=kind)
    drawer.get_by_role("button", name="Xong").click()
    save(form)
    open_tab(form, "Các mục")
    fields.get_by_role("button", name="Chi tiết dòng 6").click()
    drawer.get_by_role("button", name="Đặt điều kiện").click()
    set_condition(form, "Quan hệ với trẻ", "Người thân khác")
    expect(drawer.get_by_text("«Quan hệ với trẻ» là “Người thân khác”").first).to_be_visible()
    drawer.get_by_role("button", name="Xong").click()
    save(form)
    frame = open_preview(form)
    expect(frame.get_by_text("Số định danh cá nhân")).to_be_visible()
    expect(frame.get_by_text("Cần xác minh")).to_have_count(0)
    preview_as(form, "Công chức thấy")
    expect(frame.get_by_text("Cần xác minh")).to_be_visible()
    look(form, "03-bieu-mau")


def use_form(page: Page) -> None:
    """The form in two steps: the citizen's part when received, the officer's when examined."""
    steps = page.locator("[data-pointer='/steps']")
    choose(page, "Biểu mẫu", FORM_TITLE, at=0)
    choose(page, "Biểu mẫu", FORM_TITLE, at=0)
    for line, part in ((1, "Phần người dân khai"), (2, "Phần cán bộ ghi")):
        steps.get_by_role("button", name=f"Chi tiết dòng {line}").click()
        page.get_by_role("dialog").get_by_label("Phần biểu mẫu ghi ở bước này").select_option(
            label=part
        )
        page.get_by_role("dialog").get_by_role("button", name="Xong").click()
    save(page)


def choose(page: Page, what: str, title: str, *, at: int) -> None:
    """Choose a document in the `at`-th empty chooser of that name."""
    dialog = page.get_by_role("dialog")
    if not dialog.is_visible():
        page.get_by_role("button", name=f"{what}: Chọn…").nth(at).click()
    dialog.get_by_role("searchbox").fill(title[:12])
    dialog.get_by_role("button", name=title).click()
    expect(dialog).to_be_hidden()


def set_condition(page: Page, field: str, value: str) -> None:
    """In the open dialog of a condition: one row «field is value»."""
    dialog = page.get_by_role("dialog").last
    fill_condition(dialog, field, value)
    dialog.get_by_role("button", name="Dùng điều kiện này").click()


def fill_condition(place: Locator, field: str, value: str) -> None:
    """One row «field is value»."""
    place.get_by_label("Thông tin", exact=True).select_option(label=field)
    place.get_by_label("So sánh").select_option(label="là")
    place.get_by_label("Giá trị").select_option(label=value)


def make_rule(page: Page) -> None:
    """From inside the procedure: the condition that chooses the second deadline."""
    open_tab(page, "Các bước")
    page.locator("[data-pointer='/variants']").get_by_role(
        "button", name="Điều kiện áp dụng: Chọn…"
    ).nth(1).click()
    with page.context.expect_page() as opened:
        page.get_by_role("dialog").get_by_role("link", name="Tạo mới điều kiện áp dụng…").click()
    rule = opened.value
    rule.get_by_label("Tên tài liệu").fill(RULE_TITLE)
    rule.get_by_label("Mã hiệu").fill("ĐK-HT-07.01")
    rule.get_by_role("button", name="Tạo bản soạn thảo").click()
    rule.get_by_role("tab").nth(1).click()
    choose(rule, "Biểu mẫu", FORM_TITLE, at=0)
    save(rule)
    rule.get_by_role("tab").nth(1).click()
    fill_condition(rule.locator(".cond-box"), "Cần xác minh", "Có")
    expect(rule.get_by_text("«Cần xác minh» là Có").first).to_be_visible()
    give_examples(rule)
    look(rule, "03-dieu-kien")
    save(rule)
    expect(rule.get_by_text(re.compile("trường hợp chưa có ví dụ"))).to_have_count(0)
    rule.close()
    choose(page, "Điều kiện áp dụng", RULE_TITLE, at=1)
    save(page)


def give_examples(rule: Page) -> None:
    """What the law says to Yes and to No: nothing is submitted without examples."""
    beside = rule.get_by_role("complementary", name="Thử và ví dụ")
    for done, expected in enumerate(("Có", "Không"), 1):
        beside.get_by_role("button", name="Thêm ví dụ này").first.click()
        dialog = rule.get_by_role("dialog")
        dialog.get_by_label("Kết quả", exact=True).select_option(label=expected)
        dialog.get_by_label("Căn cứ (điều, khoản)").fill("Mục «Cần xác minh» của biểu mẫu")
        dialog.get_by_role("button", name="Lưu ví dụ").click()
        expect(dialog).to_be_hidden()
        expect(beside.get_by_text(f"{done}/2 trường hợp đã có ví dụ")).to_be_visible()


def plant_mistakes(page: Page) -> None:
    """A step that nothing reaches and steps longer than the whole: saved, shown, not submitted."""
    open_tab(page, "Các bước")
    steps = page.locator("[data-pointer='/steps']")
    steps.get_by_role("button", name="Chi tiết dòng 3").click()
    drawer = page.get_by_role("dialog")
    drawer.get_by_label("Bước tiếp theo").select_option(label="5. Ghi sổ đăng ký")
    drawer.get_by_role("button", name="Xong").click()
    page.get_by_label("Thời gian Không xác minh, dòng 2").fill("4 ngày")
    save(page)
    page.get_by_text(re.compile(r"Còn \d+ điều phải sửa trước khi trình ban hành")).click()
    expect(page.get_by_text(re.compile("Đóng dấu.*không bước nào dẫn đến")).first).to_be_visible()
    expect(page.get_by_text(re.compile("vượt thời hạn giải quyết")).first).to_be_visible()
    look(page, "04-loi")
    page.get_by_role("link", name="Trình ban hành").first.click()
    expect(page.get_by_text("Còn lỗi ở các tài liệu nêu dưới đây.")).to_be_visible()
    page.get_by_role("button", name="Trình ban hành").click()
    expect(page.get_by_text("Còn lỗi phải sửa trước khi trình ban hành.")).to_be_visible()


def mend(page: Page, address: str) -> None:
    """Put the two mistakes right; the list of problems is gone."""
    page.goto(address)
    open_tab(page, "Các bước")
    steps = page.locator("[data-pointer='/steps']")
    steps.get_by_role("button", name="Chi tiết dòng 3").click()
    drawer = page.get_by_role("dialog")
    drawer.get_by_label("Bước tiếp theo").select_option(index=0)
    drawer.get_by_role("button", name="Xong").click()
    page.get_by_label("Thời gian Không xác minh, dòng 2").fill("1 ngày")
    save(page)
    expect(page.get_by_text(re.compile("điều phải sửa trước khi trình"))).to_have_count(0)
