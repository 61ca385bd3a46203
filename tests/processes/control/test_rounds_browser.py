"""The history of a dossier in a browser: accessible, whole on a telephone, its links lead there."""

from collections.abc import Callable

import pytest
from django.conf import settings
from django.urls import reverse
from playwright.sync_api import BrowserContext, Page, expect

from tests.processes.control.conftest import make_office
from tests.processes.control.test_what_was_shown import again, at
from tests.support.browser import DESKTOP, PHONE


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["1280", "390"])
def test_the_history_is_whole_and_its_links_lead_there(
    live_server: object,
    open_context: Callable[..., BrowserContext],
    accessible: Callable[[Page], None],
    size: dict[str, int],
) -> None:
    office = make_office()
    draft = office.draft()
    dossier = again(office, office.submit(draft), draft)
    client, context = at(office.head), open_context(viewport=size)
    name = settings.SESSION_COOKIE_NAME
    context.add_cookies(
        [{"name": name, "value": client.cookies[name].value, "url": str(live_server)}]
    )
    page = context.new_page()
    page.goto(reverse("control:dossier", args=[dossier.uid]))
    page.get_by_role("heading", level=1).wait_for()
    accessible(page)
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
    # Nor is anything of a row cut off: the page itself hides what sticks out of it.
    for part in page.locator(".timeline :is(li, span, a, blockquote)").all():
        box = part.bounding_box()
        assert box and box["x"] >= 0 and box["x"] + box["width"] <= size["width"]
    link = page.locator(".timeline").get_by_role("link").last
    expect(link).to_have_text("Xem thay đổi so với lần trình 1")
    link.press("Enter")
    expect(page.get_by_text("lần trình 2 so với lần trình 1")).to_be_visible()
    accessible(page)
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
