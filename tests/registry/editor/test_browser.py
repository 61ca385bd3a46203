"""The editor in a real browser."""

import os
from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from registry.documents.models import Document
from tests.support.browser import PHONE

pytestmark = pytest.mark.django_db(transaction=True)


def shot(page: Page, name: str) -> None:
    if os.environ.get("SHOTS"):
        page.screenshot(path=f"{os.environ['SHOTS']}/{name}.png", full_page=True)


def test_look(page: Page, document: Document, signed_in: Callable[[Page], Page]) -> None:
    page.on("console", lambda m: print("CONSOLE", m.type, m.text[:600]) if m.type == "error" else None)
    signed_in(page)
    page.goto(f"/admin/tai-lieu/{document.pk}/sua/")
    page.wait_for_timeout(1500)
    shot(page, "edit-general")
    page.get_by_role("tab", name="Nội dung").click()
    page.wait_for_timeout(500)
    shot(page, "edit-content")
    page.get_by_role("tab", name="Các bước").click()
    page.wait_for_timeout(500)
    shot(page, "edit-steps")
