"""Every kind of the registry is edited and read on a phone, accessible and whole."""

from collections.abc import Callable

import pytest
from django.urls import reverse
from playwright.sync_api import BrowserContext, Page

from registry.documents import services
from tests import factories
from tests.processes.test_screens import sign_in
from tests.registry.kinds.test_shipped import CODES, SHIPPED
from tests.support.browser import PHONE

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


def fits(page: Page) -> None:
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), page.url
