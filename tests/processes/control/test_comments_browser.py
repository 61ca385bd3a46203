"""One dossier through two returns with comments: selecting words, answering, mending, settling."""

from collections.abc import Callable

import pytest
from django.conf import settings
from django.urls import reverse
from playwright.sync_api import BrowserContext, Page, expect

from registry.documents.models import Dossier
from registry.organisation.models import User
from tests.processes.control.conftest import make_office
from tests.processes.control.test_what_was_shown import at
from tests.support.browser import DESKTOP, PHONE


def signed_in(context: BrowserContext, user: User, live_server: object) -> Page:
    name = settings.SESSION_COOKIE_NAME
    value = at(user).cookies[name].value
    context.add_cookies([{"name": name, "value": value, "url": str(live_server)}])
    return context.new_page()


def select(page: Page, words: str) -> None:
    """Select these words of the text, as a mouse does."""
    page.evaluate(
        """words => {
          const root = document.querySelector("[data-document]");
          const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
          for (let node = walker.nextNode(); node; node = walker.nextNode()) {
            const start = node.data.indexOf(words);
            if (start < 0) continue;
            const range = document.createRange();
            range.setStart(node, start);
            range.setEnd(node, start + words.length);
            document.getSelection().removeAllRanges();
            document.getSelection().addRange(range);
            return;
          }
        }""",
        words,
    )


@pytest.mark.django_db(transaction=True)
def test_a_dossier_goes_through_two_returns_with_comments(
    live_server: object,
    open_context: Callable[..., BrowserContext],
    accessible: Callable[[Page], None],
) -> None:
    office = make_office()
    draft = office.draft()
    dossier = office.submit(draft)
    url = reverse("control:dossier", args=[dossier.uid])
    head = signed_in(open_context(viewport=DESKTOP), office.head, live_server)
    author = signed_in(open_context(viewport=PHONE), office.secretary, live_server)
    # The reviewer selects words of the text and says what is to be mended there.
    head.goto(url)
    select(head, "Mọi việc của cơ quan")
    head.get_by_role("button", name="Góp ý đoạn này").click()
    expect(head.get_by_label("Đoạn được trích")).to_have_value("Mọi việc của cơ quan")
    expect(head.get_by_role("textbox", name="Ý kiến của ông/bà")).to_be_focused()
    head.get_by_role("textbox", name="Ý kiến của ông/bà").fill("Việc nào?")
    head.get_by_role("button", name="Ghi ý kiến").click()
    expect(head.locator("#y-kien-1")).to_contain_text("chưa trả lời")
    expect(head.locator("[data-document] mark")).to_have_text("Mọi việc của cơ quan")
    head.goto(url)
    accessible(head)
    head.get_by_role("button", name="Yêu cầu chỉnh sửa").click()
    # What is to be mended stands at its place: the reason may stay empty.
    head.get_by_role("dialog").get_by_role("button", name="Yêu cầu chỉnh sửa").click()
    expect(head.locator(".timeline").get_by_text("Xem 1 ý kiến theo đoạn")).to_be_visible()
    # The author, on a phone: answers, goes to the field, mends, submits again.
    author.goto(url)
    assert author.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
    author.get_by_label("Nội dung trả lời ý kiến 1").fill("Đã ghi rõ.")
    author.get_by_role("button", name="Trả lời ý kiến 1").click()
    expect(author.locator("#y-kien-1")).to_contain_text("đã trả lời")
    author.goto(url)
    accessible(author)
    author.goto(reverse("documents:edit", args=[draft.pk]))
    author.locator('[data-pointer-link="/sections/0/text"]').click()
    field = author.locator("[contenteditable=true]:focus")
    expect(field).to_have_text("Mọi việc của cơ quan.")
    author.keyboard.press("Control+a")
    author.keyboard.type("Việc tiếp nhận hồ sơ.")
    expect(field).to_have_text("Việc tiếp nhận hồ sơ.")
    author.get_by_role("link", name="Trình lại").last.click()
    author.get_by_role("button", name="Trình lại bộ tài liệu").click()
    expect(author.get_by_text("lần trình 2").first).to_be_visible()
    # The second round says what became of the passage; asked again, it is returned once more.
    head.goto(url)
    expect(head.locator("#y-kien-1")).to_contain_text("Đoạn này đã đổi")
    head.get_by_label("Nội dung trả lời ý kiến 1").fill("Cả việc trả kết quả?")
    head.get_by_role("button", name="Hỏi lại ý kiến 1").click()
    expect(head.locator(".bottom")).to_contain_text("1 ý kiến chưa trả lời")
    head.get_by_role("button", name="Yêu cầu chỉnh sửa").click()
    head.get_by_role("dialog").get_by_role("button", name="Yêu cầu chỉnh sửa").click()
    expect(head.locator(".timeline").get_by_text("Xem 1 ý kiến theo đoạn")).to_have_count(2)
    author.goto(reverse("control:resubmit", args=[dossier.uid]))
    author.get_by_role("button", name="Trình lại bộ tài liệu").click()
    head.goto(url)
    head.get_by_role("button", name="Đánh dấu đã xong ý kiến 1").click()
    expect(head.locator("#y-kien-1")).to_contain_text("đã xong")
    expect(head.locator(".bottom")).not_to_contain_text("chưa trả lời")
    assert Dossier.unscoped.get(pk=dossier.pk).round == 3
