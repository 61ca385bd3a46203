"""Every kind of the registry is edited and read on a phone, accessible and whole."""

from collections.abc import Callable
from pathlib import Path

import pytest
from django.urls import reverse
from playwright.sync_api import BrowserContext, Page

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


def test_the_edit_page_of_any_kind_is_accessible_and_nothing_is_cut(
    live_server: object,
    open_context: Callable[..., BrowserContext],
    accessible: Callable[[Page], None],
) -> None:
    agency = factories.agency()
    factories.unit(agency, "TPHT", "Tư pháp - Hộ tịch")
    secretary = factories.person(agency, role="iso_secretary")
    page = sign_in(open_context(), secretary, str(live_server))
    found = []
    for code in CODES:
        shipped = next(data for data in SHIPPED.values() if data["kind"] == code)
        document = services.create(
            secretary, agency, code, title=shipped["title"], body=shipped["body"]
        )
        page.set_viewport_size(DESKTOP)
        page.goto(reverse("documents:edit", args=[document.pk]))
        page.wait_for_function(
            "document.querySelectorAll('.grid').length === 0"
            " || document.querySelectorAll('.grid-bar button').length > 0"
        )
        page.wait_for_function(
            "document.querySelectorAll('.text').length ==="
            " document.querySelectorAll('.text .DraftEditor-root').length"
        )
        for size in (DESKTOP, PHONE):
            page.set_viewport_size(size)
            for tab in page.get_by_role("tab").all():
                tab.click()
                said = [*page.evaluate(CLIPPED), *page.evaluate(WIDER)]
                where = f"{code}, {tab.inner_text()}, {size['width']}"
                found += [f"{where}: {one}" for one in said]
        page.get_by_role("tab").nth(1).click()
        accessible(page)
    assert not found, "\n".join(found)
