"""Stages of an amended law: cases that ended before it, the drafts that follow it, their review."""

import re
from dataclasses import dataclass
from typing import Any

from playwright.sync_api import Locator, Page, expect

from cms import demo
from processes import services
from processes.control import reviews
from processes.models import OPEN_TASK, Case, Task
from registry.documents.models import Document, Dossier
from registry.organisation.models import Agency, Unit, User
from registry.trail import outbox
from tests import factories
from tests.journeys.people import PASSWORD, clock, open_tab, save

# Made up: no such decree exists.
LAW = "Nghị định giả định số 999/2026/NĐ-CP"
RULE, FEES = "Chứng thực bản sao số lượng lớn", "Mức lệ phí đăng ký khai sinh"
SHIPPED = ("certified_copy_form", "certified_copy_rule", "certified_copy",
           "birth_form", "birth_rule", "birth", "birth_fee_table")  # fmt: skip
COPIES = {"hoten": "Lê Văn Thanh", "giayto": "Bằng tốt nghiệp", "sotrang": "2"}
BIRTH = {"hoten": "Lê Văn Thanh", "cccd": "048088001234", "noicutru": "Phường Cẩm Xuyên",
         "quanhe": "cha", "tentre": "Lê Bảo An", "ngaysinh": "2026-03-02", "gioitinh": "nu",
         "noisinh": "Bệnh viện Đa khoa", "me": "Trần Thị Bình", "quahan": True,
         "mien": "khong"}  # fmt: skip
DOERS = {"one_stop": "motcua", "staff": "hotich", "top_leader": "chutich", "clerk": "vanthu"}


@dataclass
class Past:
    """What was there before the law changed: two documents, and cases by how many copies."""

    rule: Document
    fees: Document
    few: Case
    some: Case
    many: Case
    birth: Case
    running: Case


def begin() -> Past:
    """The ward works by what ships; four cases ended, one is still open."""
    ward = Agency.objects.get(code=demo.WARD)
    units = {(demo.WARD, unit.code): unit for unit in Unit.objects.of(ward)}
    for name in SHIPPED:
        demo.install(ward, f"procedures/{name}.json", units)
    few, some, many = (ended(open_copies(count)) for count in (5, 25, 31))
    birth = opened("birth", "Khai sinh cho cháu Lê Bảo An", BIRTH)
    birth = ended(birth, answers={**BIRTH, "xacminh": False})
    outbox.work()
    found = (document_of("certified_copy_rule"), document_of("birth_fee_table"))
    return Past(*found, few, some, many, birth, open_copies(25))


def document_of(name: str) -> Document:
    """A shipped document, as it is now."""
    found: Document = Document.unscoped.get(uid=demo.read(f"procedures/{name}.json")["uid"])
    return found


def opened(name: str, subject: str, answers: dict[str, Any]) -> Case:
    """A case of a shipped procedure, at the desk, by the service."""
    ward = Agency.objects.get(code=demo.WARD)
    uid = demo.read(f"procedures/{name}.json")["uid"]
    return services.open_case(
        User.objects.get(username="motcua"),
        ward,
        uid,
        subject=subject,
        applicant_name="Lê Văn Thanh",
        applicant_phone="0912345678",
        answers=answers,
    )


def open_copies(count: int) -> Case:
    """Somebody wants so many copies of two pages."""
    return opened("certified_copy", f"Chứng thực {count} bản sao", {**COPIES, "soban": str(count)})


def ended(case: Case, **given: Any) -> Case:
    """The same case at its end, everybody's part done by the service."""
    tasks = Task.objects.of(case.agency).filter(case=case, status__in=OPEN_TASK)
    while task := tasks.select_related("case").first():
        options: dict[str, Any] = {}
        if task.step_id == "thamtra" and "answers" in given:
            options["answers"] = given["answers"]
        actor = User.objects.get(username=DOERS[task.role])
        services.complete_task(actor, task, seen=factories.answers_shown(task), **options)
    case.refresh_from_db()
    return case


def revise(page: Page, document: Document) -> None:
    """The secretary opens the next issue of a document, at its content."""
    page.goto(f"/admin/tai-lieu/{document.pk}/")
    page.get_by_role("button", name="Soạn lần sửa đổi mới").click()
    open_tab(page, "Nội dung")


def trial(page: Page) -> Locator:
    """What stands beside a condition or a table: trying, examples, what lacks one."""
    return page.get_by_role("complementary", name="Thử và ví dụ")


def lower_the_limit(page: Page, past: Past) -> None:
    """From 30 copies to 20: an example that stood for the old law fails, and is answered anew."""
    revise(page, past.rule)
    expect(trial(page).locator(".tally")).to_have_text("3 đúng")
    page.locator(".cr").first.get_by_label("Giá trị").fill("20")
    expect(page.locator(".sentence")).to_contain_text("«Số bản sao» lớn hơn 20")
    expect(trial(page).locator(".tally")).to_have_text("2 đúng1 sai")
    expect(trial(page).get_by_text("Mong đợi: Không · kết quả: Có")).to_be_visible()
    take_from(page, past.some)
    trial(page).get_by_role("button", name="Sửa ví dụ Đúng 30 bản, đúng 50 trang").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Kết quả", exact=True).select_option(label="Có")
    dialog.get_by_label("Căn cứ (điều, khoản)").fill(f"{LAW}, khoản 1 Điều 2")
    dialog.get_by_role("button", name="Lưu ví dụ").click()
    expect(trial(page).locator(".tally")).to_have_text("3 đúng")
    cover(page, lambda dialog: answer_as(dialog, "Kết quả"))
    save(page)
    expect(page.get_by_text(re.compile("phải sửa trước khi trình"))).to_have_count(0)


def take_from(page: Page, case: Case) -> None:
    """What somebody filled in last week is tried."""
    trial(page).get_by_role("button", name="Lấy từ hồ sơ").click()
    page.get_by_role("button", name=f"Lấy {case.code}").click()
    expect(trial(page).get_by_label("Số bản sao")).to_have_value("25")
    expect(trial(page).locator(".answer")).to_contain_text("«Số bản sao» lớn hơn 20 bản: đúng")


def answer_as(dialog: Locator, label: str) -> None:
    """The person has looked it up, and the law says the same as the condition."""
    given = dialog.get_by_text("Phần mềm đang trả lời").inner_text()
    answer = "Không" if "trả lời: Không" in given else "Có"
    dialog.get_by_label(label, exact=True).select_option(label=answer)


def cover(page: Page, answer: Any) -> None:
    """Take what is proposed, one after the other, until nothing lacks an example."""
    counted = trial(page).locator(".cover > p").first
    propose = trial(page).get_by_role("button", name="Thêm ví dụ này")
    expect(propose.first).to_be_visible()
    while propose.count():
        before = counted.inner_text()
        propose.first.click()
        dialog = page.get_by_role("dialog")
        answer(dialog)
        dialog.get_by_label("Căn cứ (điều, khoản)").fill(LAW)
        dialog.get_by_role("button", name="Lưu ví dụ").click()
        expect(dialog).to_be_hidden()
        expect(counted).not_to_have_text(before)
    done, of = re.findall(r"\d+", counted.inner_text())
    assert done == of


def backtest(page: Page) -> Locator:
    """What the draft would have said to cases that ended; returns the list of it."""
    page.get_by_role("link", name="Thử trên hồ sơ cũ").first.click()
    page.get_by_role("button", name="Bắt đầu thử").click()
    expect(page.get_by_text("Đang làm…")).to_be_visible()
    while outbox.work():
        pass
    # The page looks by itself whether it is done.
    expect(page.get_by_role("group", name="Tóm tắt")).to_be_visible()
    return page.locator("[data-list] tbody tr")


def raise_the_fee(page: Page, past: Past) -> None:
    """8.000 đồng become 10.000: in a row of its own at first, which the old one overlaps."""
    revise(page, past.fees)
    page.get_by_role("button", name="Thêm dòng").first.click()
    page.get_by_label("Đăng ký sau 60 ngày kể từ ngày sinh, dòng 4").select_option(label="Có")
    page.get_by_label("Thuộc diện miễn lệ phí, dòng 4").select_option(label="Không")
    page.get_by_label("Lệ phí đăng ký, dòng 4").fill("10.000")
    page.get_by_label("Mỗi bản sao trích lục, khi có yêu cầu, dòng 4").fill("8.000")
    wrong = page.locator(".dt-box .cell-problem.is-error")
    expect(wrong).to_contain_text("Dòng 4 trùng với dòng 3 ở trường hợp")
    save(page)


def refused(page: Page) -> None:
    """With two rows for one case nothing is submitted, and it is said why."""
    page.get_by_role("link", name="Trình ban hành").first.click()
    expect(page.get_by_text("Còn lỗi ở các tài liệu nêu dưới đây.")).to_be_visible()
    expect(page.get_by_text(re.compile("Dòng 4 trùng với dòng 3")).first).to_be_visible()
    page.get_by_role("button", name="Trình ban hành").click()
    expect(page.get_by_text("Còn lỗi phải sửa trước khi trình ban hành.")).to_be_visible()


def mend_the_fee(page: Page, past: Past) -> None:
    """The old row goes; each row has its example, the new one by the new law."""
    page.goto(f"/admin/tai-lieu/{past.fees.pk}/sua/")
    open_tab(page, "Nội dung")
    row = page.locator("tr[data-row]").nth(2)
    row.get_by_label("Việc với dòng 3").click()
    row.get_by_role("button", name="Xóa dòng").click()
    expect(page.locator(".dt-box .cell-problem.is-error")).to_have_count(0)
    cover(page, answer_fee)
    save(page)
    expect(page.get_by_text(re.compile("phải sửa trước khi trình"))).to_have_count(0)


def answer_fee(dialog: Locator) -> None:
    """What the law asks of this example."""
    late = dialog.get_by_label("Đăng ký sau 60 ngày kể từ ngày sinh")
    free = dialog.get_by_label("Thuộc diện miễn lệ phí")
    pays = [one.locator("option:checked").inner_text() for one in (late, free)] == ["Có", "Không"]
    dialog.get_by_label("Lệ phí đăng ký").fill("10.000" if pays else "0")
    dialog.get_by_label("Mỗi bản sao trích lục").fill("8.000")


def submit(page: Page, past: Past) -> None:
    """Both in one dossier."""
    page.goto(f"/admin/trinh-ban-hanh/moi/?tai-lieu={past.rule.pk}")
    page.get_by_role("checkbox", name=FEES).check()
    page.get_by_label("Tên bộ tài liệu").fill("Theo nghị định mới")
    page.get_by_label("Tóm lược nội dung ban hành, sửa đổi").fill("Từ 21 bản; lệ phí 10.000 đồng")
    page.get_by_label("Căn cứ của việc ban hành, sửa đổi").fill(LAW)
    page.get_by_role("button", name="Trình ban hành").click()
    expect(page.get_by_text("Đã trình.")).to_be_visible()


def agree(past: Past, *people: str) -> None:
    """Those before the last agree without a word, by the service."""
    for username in people:
        dossier = Dossier.unscoped.filter(items__document=past.rule).latest("pk")
        turn = reviews.current_step(reviews.case_of(dossier))
        assert turn is not None
        factories.verdict(User.objects.get(username=username), turn.task, password=PASSWORD)


def shown(page: Page, case: Case, words: str) -> None:
    """The page of a case says by which deadline it goes."""
    page.goto(f"/admin/ho-so/{case.uid}/")
    expect(page.get_by_text(f"Trường hợp: {words}").first).to_be_visible()


def tomorrow() -> None:
    """The day after it was issued."""
    clock("2026-08-25 08:00")
