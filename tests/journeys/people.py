"""The people of the demo at their browsers: signing in, saving, pasting; and everybody's clock."""

from collections.abc import Callable

from playwright.sync_api import BrowserContext, Page, expect

from registry import now
from tests import factories
from tests.support.browser import PHONE

PASSWORD = "iso-dien-tu"
# A machine with much else to do may take its time over a page that is asked for first.
PATIENCE_MS = 40_000
expect.set_options(timeout=PATIENCE_MS)


def clock(text: str) -> None:
    """Move everybody's clock to «2026-08-28 15:10» in Vietnam."""
    instant = factories.at(text)
    now.set_clock(lambda: instant)


class People:
    """One window a person, kept open for the whole journey; `phone` ones are 390 pixels wide."""

    def __init__(self, open_context: Callable[..., BrowserContext]) -> None:
        self._open = open_context
        self._pages: dict[str, Page] = {}

    def at(self, username: str, *, phone: bool = False) -> Page:
        """The person's page, signed in."""
        if username not in self._pages:
            page = self._new(phone)
            page.goto("/admin/login/")
            page.get_by_label("Tên đăng nhập").fill(username)
            page.get_by_label("Mật khẩu").fill(PASSWORD)
            page.get_by_role("button", name="Đăng nhập").click()
            expect(page.get_by_role("heading", name="Xin chào")).to_be_visible()
            self._pages[username] = page
        return self._pages[username]

    def citizen(self, *, phone: bool = False) -> Page:
        """Somebody without an account."""
        return self._new(phone)

    def _new(self, phone: bool) -> Page:
        page = (self._open(viewport=PHONE) if phone else self._open()).new_page()
        page.set_default_timeout(PATIENCE_MS)
        return page


def follow(page: Page, name: str) -> None:
    """From the home page to one of its lists, as soon as that is there."""
    page.goto("/admin/")
    page.get_by_role("main").get_by_role("link", name=name).first.click()
    expect(page.get_by_role("heading", name=name, level=1)).to_be_visible()


def open_tab(page: Page, name: str) -> None:
    """A tab of the editor."""
    page.get_by_role("tab", name=name).click()
    expect(page.get_by_role("tabpanel", name=name)).to_be_visible()


def save(page: Page) -> None:
    """Save the draft and wait until it is."""
    # The sentence of an earlier save may still stand there: wait for the page that answers.
    with page.expect_navigation():
        page.get_by_role("button", name="Lưu", exact=True).click()
    expect(page.get_by_text("Đã lưu bản soạn thảo")).to_be_visible()


def paste(page: Page, pointer: str, *, html: str = "", text: str = "") -> None:
    """Paste into a table of the editor what Word or Excel left on the clipboard."""
    page.locator(f"[data-pointer='{pointer}'] .grid-zone").first.evaluate(
        """(element, [html, text]) => {
            const data = new DataTransfer();
            if (html) data.setData("text/html", html);
            data.setData("text/plain", text);
            element.dispatchEvent(new ClipboardEvent("paste", {clipboardData: data, bubbles: true,
                cancelable: true}));
        }""",
        [html, text],
    )


def select(page: Page, within: str, words: str) -> None:
    """Select these words of a text, as a mouse does, once the script that looks is there."""
    page.locator(".at-selection").wait_for(state="attached")
    page.locator(within).get_by_text(words).first.evaluate(
        """(element, words) => {
            const walker = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
            for (let node = walker.nextNode(); node; node = walker.nextNode()) {
                const start = node.data.indexOf(words);
                if (start >= 0) document.getSelection().setBaseAndExtent(
                    node, start, node, start + words.length);
            }
        }""",
        words,
    )


def table(rows: list[list[str]]) -> str:
    """What Word puts on the clipboard for a table."""
    body = "".join(
        "<tr>" + "".join(f"<td><p class=MsoNormal>{cell}</p></td>" for cell in row) + "</tr>"
        for row in rows
    )
    table = f"<table class=MsoTableGrid border=1><tbody>{body}</tbody></table>"
    return f"<html><body>{table}</body></html>"
