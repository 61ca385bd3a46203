"""Stage 5 of the journey: the chain of review, with a stand-in and a phone (returns: `rounds`)."""

import re

from playwright.sync_api import Locator, Page, expect

from tests.journeys.drafting import FORM_TITLE, RULE_TITLE, TITLE
from tests.journeys.people import PASSWORD, People, follow
from tests.support.browser import look

WAITING = {
    "truongphong": "Đang chờ lãnh đạo phòng ban rà soát",
    "banISO": "Đang chờ thư ký ISO rà soát",
    "chatluong": "Đang chờ lãnh đạo chất lượng xem xét",
    "chutich": "Đang chờ ban hành",
}


def submit(page: Page, address: str, note: str) -> str:
    """Submit the procedure with what it needs; returns the address of the dossier."""
    page.goto(address)
    page.get_by_role("link", name="Trình ban hành").first.click()
    for title in (TITLE, FORM_TITLE, RULE_TITLE):
        expect(page.get_by_role("checkbox", name=title)).to_be_checked()
    page.get_by_label("Tóm lược nội dung ban hành, sửa đổi").fill(note)
    page.get_by_role("button", name="Trình ban hành").click()
    expect(page.get_by_text("Đã trình.")).to_be_visible()
    expect(page.get_by_text("Đến lượt:").first).to_be_visible()
    expect(page.get_by_text("Lê Quang Vinh").first).to_be_visible()
    return page.url


def find_waiting(page: Page, username: str) -> None:
    """From the home page to the dossier, by the list that says it waits."""
    follow(page, WAITING[username])
    page.get_by_role("link", name=TITLE).click()
    expect(page.locator("[data-ask]").first).to_be_visible()


def ask(page: Page, words: str) -> Locator:
    """Press a button of the bar; returns the dialog that it opens."""
    # Before the script has made a dialog of the form, the button would send it.
    expect(page.locator("[data-ask][aria-haspopup=dialog]").first).to_be_visible()
    page.get_by_role("button", name=words, exact=True).click()
    return page.get_by_role("dialog", name=words)


def answer(page: Page, words: str) -> None:
    """Press a button of the bar, and the same in the dialog that it opens."""
    ask(page, words)
    confirm(page, words)


def confirm(page: Page, words: str) -> None:
    """In the open dialog."""
    page.get_by_role("dialog", name=words).get_by_role("button", name=words, exact=True).click()


def cannot_review_herself(page: Page, dossier: str) -> None:
    """At the secretary's stage the author is told why she may not."""
    page.goto(dossier)
    expect(
        page.get_by_text(
            "Người soạn thảo không được rà soát hoặc phê duyệt tài liệu của chính mình."
        )
    ).to_be_visible()
    expect(page.get_by_role("button", name="Đồng ý, chuyển tiếp")).to_have_count(0)


def approve(page: Page, username: str) -> None:
    """Yes from one reviewer."""
    find_waiting(page, username)
    answer(page, "Đồng ý, chuyển tiếp")
    expect(page.get_by_text("Đã ghi nhận ý kiến của ông/bà")).to_be_visible()


def issue(page: Page, decision: str, *, effective: str = "") -> None:
    """On a phone: number, password typed again; a wrong one is refused at its field."""
    find_waiting(page, "chutich")
    dialog = ask(page, "Ban hành")
    page.get_by_label("Số quyết định ban hành").fill(decision)
    if effective:
        page.get_by_label("Có hiệu lực từ ngày").fill(effective)
    page.get_by_label("Mật khẩu của ông/bà").fill("sai mật khẩu")
    confirm(page, "Ban hành")
    expect(dialog.get_by_text("Mật khẩu không đúng.")).to_be_in_viewport()
    expect(page.get_by_label("Số quyết định ban hành")).to_have_value(decision)
    page.get_by_label("Mật khẩu của ông/bà").fill(PASSWORD)
    look(page, "05-ban-hanh-dien-thoai")
    confirm(page, "Ban hành")
    expect(page.get_by_text(f"Đã ban hành kèm theo {decision}")).to_be_visible()


def review(people: People, address: str) -> None:
    """The whole of stage 5."""
    secretary, head = people.at("thuky"), people.at("truongphong")
    dossier = submit(secretary, address, "Ban hành lần đầu theo phân định thẩm quyền mới")
    approve(head, "truongphong")
    cannot_review_herself(secretary, dossier)
    approve(people.at("banISO"), "banISO")
    quality = people.at("chatluong")
    find_waiting(quality, "chatluong")
    expect(quality.get_by_text("Ban hành lần đầu.").first).to_be_visible()
    look(quality, "05-lanh-dao-chat-luong")
    approve(quality, "chatluong")
    issue(people.at("chutich", phone=True), "25/QĐ-UBND")
    read_issued(secretary)


def read_issued(page: Page) -> None:
    """One approval issued all three, with number, three columns, one KT., and a change table."""
    page.goto("/admin/danh-sach/da-ban-hanh/")
    for title in (TITLE, FORM_TITLE, RULE_TITLE):
        expect(page.get_by_role("link", name=title)).to_be_visible()
    page.get_by_role("link", name=TITLE).click()
    block = page.locator(".sheet-approvals")
    for column in ("Soạn thảo", "Xem xét", "Phê duyệt"):
        expect(block.get_by_role("columnheader", name=column)).to_be_visible()
    expect(block.get_by_text(re.compile(r"^KT\. "))).to_have_count(1)
    expect(block.get_by_text("Phạm Ngọc Hà")).to_be_visible()
    expect(page.get_by_text("Ban hành lần đầu theo phân định thẩm quyền mới").first).to_be_visible()
    expect(page.get_by_text("25/QĐ-UBND").first).to_be_visible()
