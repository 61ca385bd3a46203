"""The manual and the procedure in force: read by whom they were sent to, proposed about, amended,
read again after a year, cancelled."""

from playwright.sync_api import Page, expect

from cms import demo
from processes.control.proposals import offers, reading, services
from processes.control.proposals.models import Proposal
from registry.distribution.models import Delivery
from registry.organisation.models import User
from registry.trail import outbox
from tests.journeys import rounds
from tests.journeys.lists import OFFICER, Lists
from tests.journeys.people import PASSWORD, People, clock, save, select
from tests.journeys.reviewing import ask, confirm
from tests.journeys.rounds import (
    AUTHOR,
    CLEAR,
    HEAD,
    MANUAL,
    PROCEDURE,
    QUALITY,
    SECRETARY,
    TOP,
    Papers,
)  # fmt: skip
from tests.support.browser import look

MORE = "Một ngày là quá ngắn khi phải xác minh."


def everybody() -> set[str]:
    """Who works in the ward."""
    here = User.objects.filter(memberships__agency__code=demo.WARD)
    return set(here.values_list("username", flat=True))


def send_to_counter(page: Page, papers: Papers) -> None:
    """Before it is issued the author adds the counter to those who get the manual anyway."""
    page.goto(f"/admin/phan-phoi/{papers.manual.pk}/noi-nhan/")
    page.get_by_label("Trung tâm Phục vụ hành chính công").check()
    page.get_by_role("button", name="Lưu nơi nhận").click()
    expect(page.get_by_text("Đã lưu nơi nhận.")).to_be_visible()


def read(people: People, papers: Papers) -> None:
    """The officer finds both under «Cần đọc» and acknowledges one; the author sees who has not."""
    outbox.work()
    given = Delivery.unscoped.filter(version__document=papers.manual)
    got = set(given.values_list("person__username", flat=True))
    assert got == {AUTHOR, HEAD, OFFICER, "motcua"}
    page = people.at(OFFICER)
    page.goto("/admin/")
    page.get_by_role("link", name="Xem danh sách cần đọc").click()
    expect(page.locator("[data-list] tbody tr")).to_have_count(2)
    page.get_by_role("link", name=MANUAL).click()
    page.get_by_role("button", name="Xác nhận đã đọc và hiểu").first.click()
    expect(page.get_by_text("Đã ghi: ông/bà đã đọc và hiểu ST-TCD")).to_be_visible()
    page.goto("/admin/can-doc/")
    expect(page.locator("[data-list] tbody tr")).to_have_count(1)
    author = people.at(AUTHOR)
    author.goto(f"/admin/phan-phoi/{papers.manual.pk}/")
    expect(author.get_by_text("1/4 người đã xác nhận đã đọc")).to_be_visible()
    expect(author.get_by_role("row", name="Đỗ Hữu Phước")).to_contain_text("Đã xác nhận")


def propose(page: Page, papers: Papers) -> None:
    """From words that are read to a proposal about them."""
    page.goto(f"/admin/tai-lieu/{papers.manual.pk}/")
    expect(page.get_by_role("link", name="Đề xuất về mục này: 2. Thời gian chờ")).to_be_visible()
    select(page, "#van-ban", CLEAR)
    page.get_by_role("button", name="Đề xuất về đoạn này").click()
    expect(page.get_by_label("Đoạn văn bản")).to_have_value(CLEAR)
    expect(page.get_by_label("Mục của tài liệu")).to_have_value("2. Thời gian chờ")
    page.get_by_label("Lý do đề xuất").fill("30 phút là quá lâu với người cao tuổi.")
    page.get_by_role("button", name="Gửi đề xuất").click()
    expect(page.get_by_text("Đã gửi đề xuất")).to_be_visible()


def say(page: Page, words: str, reason: str, **fields: str) -> None:
    """Open a proposal's document in the list, press a button of the bar, and say why."""
    dialog = ask(page, words)
    dialog.get_by_label("Ý kiến, lý do").fill(reason)
    if fields:
        dialog.get_by_label("Người soạn thảo").select_option(label=fields["drafter"])
        dialog.get_by_label("Hạn hoàn thành").fill(fields["due"])
        look(page, "11-quyet-dinh-de-xuat")
    confirm(page, words)
    expect(page.get_by_text("Đã ghi nhận ý kiến của ông/bà")).to_be_visible()


def refuse(lists: Lists, papers: Papers) -> None:
    """Proposed from the passage, examined, refused; the proposer reads why."""
    officer = lists.people.at(OFFICER)
    propose(officer, papers)
    # Whoever stands in for the secretary finds there what the secretary finds.
    page = lists.hold("de-xuat-cho-xem-xet", SECRETARY, MANUAL, also={AUTHOR})
    page.get_by_role("link", name=MANUAL).click()
    say(page, "Ghi ý kiến, chuyển tiếp", "Thời gian chờ đã đo trong quý II.")
    page = lists.hold("de-xuat-cho-duyet", QUALITY, MANUAL)
    page.get_by_role("link", name=MANUAL).click()
    say(page, "Không chấp thuận", "Giữ 30 phút; người cao tuổi đã được ưu tiên.")
    officer.goto("/admin/danh-sach/de-xuat-cua-toi/")
    expect(officer.get_by_text("Giữ 30 phút; người cao tuổi đã được ưu tiên.")).to_be_visible()


def agree(lists: Lists, papers: Papers) -> None:
    """A second one, about the procedure, is approved; what is new on the way is the decision, so it
    is raised and examined by the services. The secretary asks for an amendment of the manual."""
    manual, procedure = papers.both
    users = User.objects.in_bulk(field_name="username")
    proposal = services.raise_proposal(
        users[OFFICER], procedure, "amend", reason=MORE, place="Các bước", wished="02 ngày"
    )
    task = offers.turn_of(reading.case_of(proposal))
    assert task
    seen = reading.carried(proposal)
    services.decide(users[SECRETARY], task, "forward", seen=seen, reason="Đúng như vậy.")
    page = lists.hold("de-xuat-cho-duyet", QUALITY, PROCEDURE)
    page.get_by_role("link", name=PROCEDURE).click()
    say(page, "Đồng ý sửa đổi", "Sửa trong tháng.", drafter="Phạm Ngọc Hà", due="18/09/2026")
    watching = {SECRETARY, QUALITY, TOP, HEAD}
    page = lists.hold("cho-sua-doi", AUTHOR, PROCEDURE, also=watching)
    secretary = lists.people.at(SECRETARY)
    secretary.goto(f"/admin/tai-lieu/{manual.pk}/")
    secretary.get_by_label("Việc khác").click()
    secretary.get_by_role("link", name="Ghi yêu cầu sửa đổi").click()
    secretary.get_by_label("Lý do yêu cầu").fill("Phường có thêm phòng tiếp công dân thứ hai.")
    secretary.get_by_role("button", name="Ghi yêu cầu").click()
    expect(secretary.get_by_text("Đã ghi yêu cầu sửa đổi.")).to_be_visible()
    lists.hold("yeu-cau-sua-doi", AUTHOR, MANUAL, also={SECRETARY})


def amend(lists: Lists, papers: Papers) -> None:
    """Both amendments in one dossier, through the chain and issued; what asked for them is done."""
    page = lists.people.at(AUTHOR)
    page.get_by_role("link", name=MANUAL).click()
    page.get_by_role("button", name="Soạn lần sửa đổi mới").click()
    expect(page.get_by_text("Phường có thêm phòng tiếp công dân thứ hai.")).to_be_visible()
    page.get_by_role("tab", name="Nội dung").first.click()
    field = page.get_by_role("textbox", name="Nội dung", exact=True).first
    rounds.write(page, field, "Tại hai phòng tiếp công dân.")
    save(page)
    page.goto("/admin/danh-sach/cho-sua-doi/")
    page.get_by_role("link", name=PROCEDURE).click()
    page.get_by_role("link", name="Mở bản soạn thảo").click()
    expect(page.get_by_text(MORE)).to_be_visible()
    page.get_by_role("tab", name="Các bước").click()
    page.get_by_label("Thời gian Thông thường, dòng 2").fill("2 ngày")
    page.get_by_label("Thời hạn, dòng 1").fill("3 ngày")
    save(page)
    rounds.submit(page, papers)
    rounds.yes(papers, HEAD, SECRETARY, QUALITY, TOP)
    outbox.work()
    assert [one.versions.count() for one in papers.both] == [2, 2]
    lists.held_by("cho-sua-doi", (), PROCEDURE)
    lists.held_by("yeu-cau-sua-doi", (), MANUAL)
    assert Proposal.unscoped.get(document=papers.procedure).state == "done"
    lists.held_by("da-ban-hanh", everybody(), MANUAL, PROCEDURE)


def read_again(page: Page, papers: Papers) -> None:
    """A year later both are to be read again, the procedure by a period of its own: unchanged."""
    clock("2027-08-10 08:00")
    page.goto(f"/admin/soat-xet/{papers.procedure.pk}/")
    page.get_by_label("Số tháng của riêng tài liệu này").fill("12")
    page.get_by_role("button", name="Lưu kỳ soát xét").click()
    for title in (MANUAL, PROCEDURE):
        page.goto("/admin/soat-xet/")
        page.get_by_role("row", name=title).get_by_role("link", name="Soát xét").click()
        page.get_by_role("button", name="Đã soát, không đổi").click()
        expect(page.get_by_text("Lần sau: trước ngày 10/08/2028.")).to_be_visible()
    page.goto("/admin/soat-xet/")
    expect(page.get_by_role("row", name=MANUAL)).to_have_count(0)


def cancel(lists: Lists, papers: Papers) -> None:
    """The leader for quality sees what it touches, and cancels one after the other."""
    page = lists.people.at(QUALITY)
    for number, document in enumerate(papers.both, 1):
        page.goto(f"/admin/tai-lieu/{document.pk}/")
        page.get_by_label("Việc khác").click()
        page.get_by_role("link", name="Hủy bỏ, bãi bỏ").click()
        page.get_by_label("Lý do hủy bỏ").fill("Thay bằng quy chế chung của thành phố.")
        page.get_by_label("Số quyết định hủy bỏ").fill(f"7{number}/QĐ-UBND")
        page.get_by_label("Mật khẩu của ông/bà").fill(PASSWORD)
        page.get_by_role("button", name="Hủy bỏ, bãi bỏ").click()
        expect(page.get_by_text("Đã ghi quyết định hủy bỏ, bãi bỏ").first).to_be_visible()
        expect(page.locator("[data-stamp='ĐÃ HỦY BỎ']")).to_be_visible()
    page = lists.hold("da-huy-bo", AUTHOR, MANUAL, PROCEDURE, also=everybody())
    expect(page.get_by_text("71/QĐ-UBND")).to_be_visible()
    lists.held_by("da-ban-hanh", (), MANUAL, PROCEDURE)
