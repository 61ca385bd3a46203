"""Every kind of the registry is edited and read on a phone, accessible and whole."""

from collections.abc import Callable
from pathlib import Path

import pytest
from django.urls import reverse
from playwright.sync_api import BrowserContext, Page, ViewportSize

from registry.documents import services
from tests import factories
from tests.processes.test_screens import sign_in
from tests.registry.kinds.test_shipped import CODES, SHIPPED
from tests.support.browser import DESKTOP, PHONE

CLIPPED = (Path(__file__).parents[2] / "support" / "clipped.js").read_text()
# A table that is wider than its box hides its last columns, though the box scrolls.
WIDER = """[...document.querySelectorAll(".edit-panel:not([hidden]) .grid > .scroll")]
    .filter((one) => one.scrollWidth > one.clientWidth + 1)
    .map((one) => `table ${one.scrollWidth} in ${one.clientWidth}`)"""

pytestmark = pytest.mark.django_db(transaction=True)


def test_pages_of_every_kind_are_accessible_and_fit(
    live_server: object,
    open_context: Callable[..., BrowserContext],
    accessible: Callable[[Page], None],
) -> None:
    agency = factories.agency()
    secretary = factories.person(agency, role="iso_secretary")
    page = sign_in(open_context(viewport=PHONE), secretary, str(live_server))
    for code in CODES:
        shipped = next(data for data in SHIPPED.values() if data["kind"] == code)
        document = services.create(
            secretary, agency, code, title=shipped["title"], body=shipped["body"]
        )
        page.goto(reverse("documents:edit", args=[document.pk]))
        page.get_by_role("tab").nth(1).click()
        accessible(page)
        fits(page)
    page.goto(reverse("documents:print", args=[document.pk]))  # all are printed on one sheet
    accessible(page)
    fits(page)
    for which in ("noi-bo", "ben-ngoai"):
        page.goto(reverse("documents:master", args=[which]))
        accessible(page)
        fits(page)


@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["1280", "390"])
def test_nothing_is_cut_on_the_edit_page_of_any_kind(
    live_server: object, open_context: Callable[..., BrowserContext], size: ViewportSize
) -> None:
    agency = factories.agency()
    factories.unit(agency, "TPHT", "Tư pháp - Hộ tịch")
    secretary = factories.person(agency, role="iso_secretary")
    page = sign_in(open_context(viewport=size), secretary, str(live_server))
    found = []
    for code in sorted({data["kind"] for data in SHIPPED.values()}):
        shipped = next(data for data in SHIPPED.values() if data["kind"] == code)
        document = services.create(
            secretary, agency, code, title=shipped["title"], body=shipped["body"]
        )
        page.goto(reverse("documents:edit", args=[document.pk]))
        page.wait_for_function(
            "document.querySelectorAll('.grid').length === 0"
            " || document.querySelectorAll('.grid-bar button').length > 0"
        )
        for tab in page.get_by_role("tab").all():
            tab.click()
            said = [*page.evaluate(CLIPPED), *page.evaluate(WIDER)]
            found += [f"{code}, {tab.inner_text()}: {one}" for one in said]
    assert not found, "\n".join(found)


def fits(page: Page) -> None:
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), page.url
