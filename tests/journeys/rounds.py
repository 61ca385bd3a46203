"""A manual and a procedure, drafted and submitted together, returned three times with comments,
and issued."""

import re
from dataclasses import dataclass

from playwright.sync_api import Locator, Page, expect

from cms import demo
from processes.control import reviews
from registry.documents import services as documents
from registry.documents.models import Document, Dossier
from registry.organisation.models import Agency, Unit, User
from tests import factories
from tests.journeys.lists import Lists
from tests.journeys.people import PASSWORD, save, select
from tests.journeys.reviewing import answer, ask, confirm
from tests.support.browser import look

MANUAL, PROCEDURE = "Sổ tay tiếp công dân của phường", "Tiếp nhận và phân loại đơn"
AUTHOR, HEAD, SECRETARY = "banISO", "truongtuphap", "thuky"
QUALITY, TOP = "chatluong", "chutich"
VAGUE, CLEAR = "trong thời gian sớm nhất", "trong 30 phút kể từ khi công dân đến"


@dataclass
class Papers:
    """The two documents, and the dossier in which they travel."""

    manual: Document
    procedure: Document

    @property
    def both(self) -> tuple[Document, Document]:
        """As they are now."""
        rows = {
            row.pk: row
            for row in Document.unscoped.filter(pk__in=[self.manual.pk, self.procedure.pk])
        }
        return rows[self.manual.pk], rows[self.procedure.pk]

    @property
    def dossier(self) -> Dossier:
        """The last dossier of the manual."""
        found = Dossier.unscoped.filter(items__document=self.manual).order_by("pk").last()
        assert found is not None
        return found


def draft(page: Page) -> Papers:
    """The manual is written on its pages. A procedure is drafted so in another journey: this one
    comes by the service, from the shipped one of leave."""
    page.goto("/admin/tai-lieu/them/?kind=manual")
    page.get_by_label("Tên tài liệu").fill(MANUAL)
    page.get_by_label("Mã hiệu").fill("ST-TCD")
    page.get_by_role("button", name="Tạo bản soạn thảo").click()
    page.get_by_role("tab", name=re.compile("^Nội dung")).click()
    for line, (heading, text) in enumerate(
        (
            ("Nơi tiếp công dân", "Tại Bộ phận Một cửa, vào mọi ngày làm việc."),
            ("Thời gian chờ", f"Công dân được tiếp {VAGUE}."),
        )
    ):
        page.get_by_role("tabpanel").get_by_role("button", name="Thêm").last.click()
        page.get_by_label("Tên mục").nth(line).fill(heading)
        write(page, page.get_by_role("textbox", name="Nội dung", exact=True).nth(line), text)
    save(page)
    manual = re.search(r"/tai-lieu/(\d+)/", page.url)
    assert manual
    author = User.objects.get(username=AUTHOR)
    ward = Agency.objects.get(code=demo.WARD)
    procedure = documents.create(
        author,
        ward,
        "process",
        title=PROCEDURE,
        code="QT-TND",
        body=demo.read("procedures/leave.json")["body"],
        owner_unit=Unit.objects.of(ward).get(code="TPHT"),
    )
    return Papers(Document.unscoped.get(pk=int(manual[1])), procedure)


def write(page: Page, field: Locator, text: str) -> None:
    """Write into a field, structured or plain, in the place of what stands there."""
    field.click()
    page.keyboard.press("Control+a")
    page.keyboard.type(text)


def submit(page: Page, papers: Papers) -> None:
    """Both in one dossier: the author ticks the second beside the first."""
    page.goto(f"/admin/trinh-ban-hanh/moi/?tai-lieu={papers.manual.pk}")
    page.get_by_role("checkbox", name=PROCEDURE).check()
    page.get_by_label("Tên bộ tài liệu").fill("Tiếp công dân và tiếp nhận đơn")
    page.get_by_label("Tóm lược nội dung ban hành, sửa đổi").fill("Ban hành lần đầu")
    page.get_by_role("button", name="Trình ban hành").click()
    expect(page.get_by_text("Đã trình.")).to_be_visible()


def yes(papers: Papers, *people: str) -> None:
    """Reviewers agree without a word, by the service: the page of that is in the other journeys."""
    for username in people:
        turn = reviews.current_step(reviews.case_of(papers.dossier))
        assert turn is not None
        user = User.objects.get(username=username)
        factories.verdict(user, turn.task, password=PASSWORD, decision_no="47/QĐ-UBND")


def read(lists: Lists, code: str, who: str) -> Page:
    """From the list, which holds both documents for this person alone, to their dossier."""
    page = lists.hold(code, who, MANUAL, PROCEDURE)
    page.get_by_role("link", name=MANUAL).click()
    expect(page.locator("[data-ask]").first).to_be_visible()
    return page


def comment_on_words(page: Page, words: str, text: str) -> None:
    """The reviewer selects words of the text and says what is to be mended there."""
    select(page, "[data-document]", words)
    page.get_by_role("button", name="Góp ý đoạn này").click()
    expect(page.get_by_label("Đoạn được trích")).to_have_value(words)
    _write(page, text)


def comment_on_place(page: Page, place: str, text: str) -> None:
    """Or chooses the place from the list of them."""
    choice = page.locator("#gop-y-cho option", has_text=place).first.get_attribute("value")
    page.get_by_label("Chỗ góp ý").select_option(choice or "")
    _write(page, text)


def _write(page: Page, text: str) -> None:
    page.get_by_role("textbox", name="Ý kiến của ông/bà").fill(text)
    page.get_by_role("button", name="Ghi ý kiến").click()
    expect(page.locator(".opinion").last).to_contain_text(text)


def send_back(page: Page) -> None:
    """With comments at their places a return needs no further reason."""
    answer(page, "Yêu cầu chỉnh sửa")
    expect(page.get_by_text("Đã ghi nhận ý kiến của ông/bà")).to_be_visible()


def mend(
    lists: Lists, papers: Papers, document: Document, number: int, before: str, text: str
) -> None:
    """The author finds both returned, answers the comment, mends the passage, submits again."""
    page = lists.hold("yeu-cau-chinh-sua", AUTHOR, MANUAL, PROCEDURE)
    page.get_by_role("link", name=document.draft_title).click()
    page.get_by_label(f"Nội dung trả lời ý kiến {number}").fill("Đã sửa theo ý kiến.")
    page.get_by_role("button", name=f"Trả lời ý kiến {number}").click()
    expect(page.locator(f"#y-kien-{number}")).to_contain_text("đã trả lời")
    page.goto(f"/admin/tai-lieu/{document.pk}/sua/")
    said = page.locator(".problems li", has_text=f"Trả lời ý kiến {number}")
    said.locator("[data-pointer-link]").click()
    field = page.locator(":is(textarea, .public-DraftEditor-content):focus")
    expect(field).to_be_visible()
    assert before in field.evaluate("one => one.value ?? one.textContent")
    write(page, field, text)
    page.get_by_role("link", name="Trình lại").last.click()
    page.get_by_role("button", name="Trình lại bộ tài liệu").click()
    expect(page.get_by_text(f"lần trình {papers.dossier.round}").first).to_be_visible()


def review(lists: Lists, papers: Papers) -> None:
    """Three rounds of return, each by another reviewer; in the fourth all agree."""
    page = read(lists, "cho-lanh-dao-phong-ban", HEAD)
    comment_on_words(page, VAGUE, "Bao lâu? Hãy ghi số phút.")
    send_back(page)
    mend(lists, papers, papers.manual, 1, VAGUE, f"Công dân được tiếp {CLEAR}.")
    yes(papers, HEAD)
    page = read(lists, "cho-thu-ky-iso", SECRETARY)
    expect(page.locator("#y-kien-1")).to_contain_text("Đoạn này đã đổi")
    comment_on_place(page, "Mục đích", "Nêu rõ loại đơn.")
    send_back(page)
    mend(
        lists,
        papers,
        papers.procedure,
        2,
        "Quy định trình tự",
        "Thống nhất việc nhận mọi loại đơn.",
    )
    yes(papers, HEAD, SECRETARY)
    page = read(lists, "cho-lanh-dao-chat-luong", QUALITY)
    comment_on_words(page, "Bộ phận Một cửa", "Ghi cả phòng tiếp công dân.")
    look(page, "11-y-kien-theo-doan")
    send_back(page)
    mend(
        lists,
        papers,
        papers.manual,
        3,
        "Bộ phận Một cửa",
        "Tại phòng tiếp công dân và bộ phận Một cửa.",
    )
    yes(papers, HEAD, SECRETARY)
    page = read(lists, "cho-lanh-dao-chat-luong", QUALITY)
    page.get_by_role("button", name="Đánh dấu đã xong ý kiến 3").click()
    answer(page, "Đồng ý, chuyển tiếp")
    expect(page.get_by_text("Đã ghi nhận ý kiến của ông/bà")).to_be_visible()
    assert papers.dossier.round == 4


def issue(lists: Lists) -> None:
    """One decision issues both."""
    page = read(lists, "cho-ban-hanh", TOP)
    ask(page, "Ban hành")
    page.get_by_label("Số quyết định ban hành").fill("41/QĐ-UBND")
    page.get_by_label("Mật khẩu của ông/bà").fill(PASSWORD)
    confirm(page, "Ban hành")
    expect(page.get_by_text("Đã ban hành kèm theo 41/QĐ-UBND")).to_be_visible()
