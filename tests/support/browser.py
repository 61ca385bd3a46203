"""A real Chromium: `page` on the live server, `look` for both sizes, `accessible` for axe."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from axe_playwright_python.base import AXE_SCRIPT, AxeResults
from playwright.sync_api import Browser, BrowserContext, Page, ViewportSize, sync_playwright
from playwright.sync_api import Error as PlaywrightError

from tools.chromium import executable

DESKTOP = ViewportSize(width=1280, height=900)
PHONE = ViewportSize(width=390, height=844)

_FLAGS = [
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    # Chromium's own requests, and any that a page makes by mistake, find no other machine.
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost, EXCLUDE 127.0.0.1",
]


_CONTEXTS = pytest.StashKey[list[BrowserContext]]()


def where_they_stand(item: pytest.Item) -> str:
    """Say what each open page of a test shows: a wait that ran out tells only what did not come."""
    pages = [page for context in item.stash.get(_CONTEXTS, []) for page in context.pages]
    return "".join(f"\n{page.url}\n    {_first_words(page)}" for page in pages)


def _first_words(page: Page) -> str:
    try:
        shown = page.locator("main" if page.locator("main").count() else "body").first.inner_text(
            timeout=2_000
        )
    except PlaywrightError as error:
        return f"cannot be read: {error.message}"
    return " ".join(shown.split())[:400]


def look(page: Page, name: str = "") -> None:
    """axe finds nothing here as the page stands, and nothing scrolls sideways on a desktop or a
    phone; with ISO_TEST_PICTURES, keep pictures of what has a name for people to look at."""
    folder = os.environ.get("ISO_TEST_PICTURES")
    before = page.viewport_size or DESKTOP
    found = problems(page)
    assert found.violations_count == 0, f"{name or page.url}: {found.generate_report()}"
    for size in (DESKTOP, PHONE):
        page.set_viewport_size(size)
        width = page.evaluate("document.documentElement.scrollWidth")
        assert width <= size["width"], f"{name or page.url}: {width} of {size['width']} pixels wide"
        if folder and name:
            Path(folder).mkdir(parents=True, exist_ok=True)
            picture = Path(folder) / f"{name}-{size['width']}.png"
            page.screenshot(path=str(picture), full_page=True)
    page.set_viewport_size(before)


def problems(page: Page, **options: object) -> AxeResults:
    """What axe finds on the page as it stands; its half a megabyte goes into each page once, and
    files that the page has loaded are not fetched again for rules that we don't ask for."""
    if not page.evaluate("typeof axe === 'object'"):
        page.evaluate(AXE_SCRIPT)
    # What fades in has too little contrast while it does.
    page.evaluate(
        "for (const a of document.getAnimations()) { try { a.finish() } catch { a.pause() } }"
    )
    asked = {"resultTypes": ["violations"], "preload": False, **options}
    return AxeResults(page.evaluate("(options) => axe.run(options)", asked))


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Debian's Chromium, or the one that ISO_CHROMIUM names."""
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=executable(), args=_FLAGS)
        yield started
        started.close()


@pytest.fixture
def open_context(
    request: pytest.FixtureRequest, browser: Browser, live_server: object
) -> Iterator[Callable[..., BrowserContext]]:
    """Open a further browser window, as another person would: `open_context(viewport=PHONE)`.

    Errors of scripts and refusals by the content policy fail the test at its end.
    """
    contexts = request.node.stash[_CONTEXTS] = list[BrowserContext]()
    mistakes: list[str] = []

    def watch(page: Page) -> None:
        page.on("pageerror", lambda error: mistakes.append(f"{page.url}: {error}"))
        page.on(
            "console",
            lambda message: (
                mistakes.append(f"{page.url}: {message.text}")
                if "Content Security Policy" in message.text
                else None
            ),
        )

    def open_one(**options: object) -> BrowserContext:
        context = browser.new_context(
            **{
                "base_url": str(live_server),
                "locale": "vi-VN",
                "timezone_id": "Asia/Ho_Chi_Minh",
                "viewport": DESKTOP,
                **options,
            }
        )
        context.set_default_timeout(15_000)
        context.on("page", watch)
        contexts.append(context)
        return context

    yield open_one
    for context in contexts:
        context.close()
    assert not mistakes, "The browser reported:\n" + "\n".join(mistakes)


@pytest.fixture
def page(open_context: Callable[..., BrowserContext]) -> Page:
    """One page of one person, at desktop size, with addresses relative to the live server."""
    return open_context().new_page()


@pytest.fixture
def accessible() -> Callable[[Page], None]:
    """`accessible(page)` fails with everything axe finds on the page as it stands."""

    def check(page: Page) -> None:
        results = problems(page)
        assert results.violations_count == 0, f"{page.url}\n{results.generate_report()}"

    return check
