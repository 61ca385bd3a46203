"""Lists by keyboard and on paper: rows are gone through, opened; print leaves the controls out."""

from collections.abc import Callable

from playwright.sync_api import BrowserContext, expect

from tests import factories
from tests.processes.test_screens import sign_in

MANUAL = {"sections": [{"id": "m1", "heading": "Mục", "text": "Chữ."}]}


def test_rows_are_gone_through_by_keys_and_printed_without_controls(
    live_server: object, open_context: Callable[..., BrowserContext]
) -> None:
    ward = factories.agency()
    for number in range(3):
        factories.install(ward, "manual", MANUAL, title=f"Sổ tay {number}", code=f"ST-{number}")
    page = sign_in(open_context(), factories.person(ward, role="iso_secretary"), str(live_server))
    page.goto(f"{live_server}/admin/tai-lieu/?sap=ten")
    titles = page.locator("[data-list] a.name")
    for key, number in (("j", 0), ("j", 1), ("ArrowDown", 2), ("j", 2), ("k", 1), ("ArrowUp", 0)):
        page.keyboard.press(key)
        expect(titles.nth(number)).to_be_focused()
    # What is typed into a field stays there.
    page.get_by_label("Tìm trong danh sách").fill("so tay")
    page.keyboard.press("j")
    expect(page.get_by_label("Tìm trong danh sách")).to_have_value("so tayj")
    page.emulate_media(media="print")
    for hidden in (".tools", ".list > .tabs", "td.act >> nth=0"):
        expect(page.locator(hidden).first).to_be_hidden()
    expect(page.get_by_text("Sổ tay 1")).to_be_visible()
    page.emulate_media(media="screen")
    # A click anywhere on a row opens it, and so does Enter on its title.
    page.locator("[data-list] tbody tr").nth(1).locator("td.code").last.click()
    page.wait_for_url("**/admin/tai-lieu/*/")
    page.go_back()
    titles.nth(2).focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/admin/tai-lieu/*/")
