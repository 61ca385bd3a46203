"""Forms in a real browser: with htmx, without JavaScript, on a phone, read aloud."""

from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.support.browser import PHONE, look

pytestmark = pytest.mark.urls("tests.formbuilder.pages")

HTMX = [2, 4]


@pytest.mark.parametrize("version", HTMX)
def test_a_field_appears_for_an_answer_and_nothing_typed_meanwhile_is_lost(
    page: Page, version: int
) -> None:
    page.goto(f"/dien/{version}/")
    page.get_by_label("Họ và tên (bắt buộc)").fill("Lê Thị Hoa Mai")
    page.get_by_label("Số căn cước").fill("12")
    with page.expect_response("**/lam-moi/**"):
        page.get_by_label("Qua bưu điện").check()
        page.get_by_label("Mục đích").click()
        # Typed while the answer is still under way.
        page.keyboard.type("Xin trích lục")
    expect(page.get_by_label("Địa chỉ nhận")).to_be_visible()
    page.keyboard.type(" bản đồ")
    expect(page.get_by_label("Mục đích")).to_have_value("Xin trích lục bản đồ")
    expect(page.get_by_label("Họ và tên (bắt buộc)")).to_have_value("Lê Thị Hoa Mai")
    expect(page.get_by_label("Số căn cước")).to_have_value("12")
    expect(page.get_by_label("Qua bưu điện")).to_be_checked()
    expect(page.locator("#a-cccd-error")).to_contain_text("đúng 12 chữ số")


@pytest.mark.parametrize("version", HTMX)
def test_what_was_typed_in_a_field_that_hides_comes_back(page: Page, version: int) -> None:
    page.goto(f"/dien/{version}/")
    page.get_by_label("Qua bưu điện").check()
    page.get_by_label("Địa chỉ nhận").fill("12 đường Lê Lợi")
    page.get_by_label("Tại trụ sở").check()
    expect(page.get_by_label("Địa chỉ nhận")).to_have_count(0)
    page.get_by_label("Qua bưu điện").check()
    expect(page.get_by_label("Địa chỉ nhận")).to_have_value("12 đường Lê Lợi")


@pytest.mark.parametrize("version", HTMX)
def test_the_focus_stays_where_it_was(page: Page, version: int) -> None:
    page.goto(f"/dien/{version}/")
    page.get_by_label("Tại trụ sở").focus()
    with page.expect_response("**/lam-moi/**"):
        page.keyboard.press("ArrowDown")
    expect(page.get_by_label("Địa chỉ nhận")).to_be_visible()
    expect(page.get_by_label("Qua bưu điện")).to_be_focused()


@pytest.mark.parametrize("version", HTMX)
def test_rows_come_and_go_and_keep_what_is_in_them(page: Page, version: int) -> None:
    page.goto(f"/dien/{version}/")
    page.get_by_label("Họ và tên, dòng 1").fill("Trần Văn Tâm")
    page.get_by_role("button", name="Thêm dòng").click()
    expect(page.get_by_label("Họ và tên, dòng 2")).to_be_focused()
    page.keyboard.type("Trần Thị Sen")
    page.get_by_role("button", name="Xóa dòng 1").click()
    expect(page.get_by_label("Họ và tên, dòng 2")).to_have_count(0)
    expect(page.get_by_label("Họ và tên, dòng 1")).to_have_value("Trần Thị Sen")


@pytest.mark.parametrize("version", HTMX)
def test_a_second_wish_while_the_first_is_under_way_gives_both(page: Page, version: int) -> None:
    page.goto(f"/dien/{version}/")
    page.get_by_label("Qua bưu điện").check()
    page.get_by_role("button", name="Thêm dòng").click()
    expect(page.get_by_label("Họ và tên, dòng 2")).to_be_visible()
    expect(page.get_by_label("Địa chỉ nhận")).to_be_visible()


def test_without_javascript_everything_works(
    open_context: Callable[..., BrowserContext],
) -> None:
    page = open_context(java_script_enabled=False).new_page()
    page.goto("/dien/2/")
    page.get_by_label("Họ và tên (bắt buộc)").fill("Lê Thị Hoa Mai")
    page.get_by_label("Họ và tên, dòng 1").fill("Trần Văn Tâm")
    page.get_by_role("button", name="Thêm dòng").click()
    page.get_by_label("Họ và tên, dòng 2").fill("Trần Thị Sen")
    page.get_by_label("Qua bưu điện").check()
    page.get_by_role("button", name="Cập nhật các mục").click()
    page.get_by_label("Địa chỉ nhận").fill("12 đường Lê Lợi")
    page.get_by_role("button", name="Gửi").click()
    expect(page.get_by_role("alert")).to_contain_text("cần xem lại")
    expect(page.get_by_label("Địa chỉ nhận")).to_have_value("12 đường Lê Lợi")
    page.get_by_label("Số căn cước").fill("046203004567")
    page.get_by_label("Ngày sinh (bắt buộc)").fill("7/12/2003")
    page.get_by_role("group", name="Cần xác minh").get_by_label("Có").check()
    page.get_by_role("button", name="Gửi").click()
    expect(page.locator("#told")).to_have_text("Đã nhận")


def test_enter_in_a_line_sends_nothing_away(page: Page) -> None:
    page.goto("/dien/2/")
    name = page.get_by_label("Họ và tên (bắt buộc)")
    name.fill("Lê Thị Hoa Mai")
    with page.expect_navigation():
        name.press("Enter")
    expect(name).to_have_value("Lê Thị Hoa Mai")
    expect(page.get_by_role("alert")).to_have_count(0)


def test_a_link_in_the_list_of_problems_leads_to_the_input(page: Page) -> None:
    page.goto("/dien/2/")
    page.get_by_role("button", name="Gửi").click()
    page.get_by_role("alert").get_by_role("link", name="Ngày sinh").click()
    expect(page.get_by_label("Ngày sinh (bắt buộc)")).to_be_focused()


def test_axe_finds_nothing_and_nothing_runs_over_the_edge(page: Page) -> None:
    for address in ("/xem/citizen/", "/xem/officer/", "/xem/print/", "/xem/filled/", "/dien/2/"):
        page.goto(address)
        if address == "/dien/2/":
            page.get_by_role("button", name="Gửi").click()
        look(page)


def test_everything_to_press_is_big_enough_for_a_finger(
    open_context: Callable[..., BrowserContext],
) -> None:
    page = open_context(viewport=PHONE, has_touch=True, is_mobile=True).new_page()
    page.goto("/dien/2/")
    for element in page.locator(".choice, .btn, .input:not([type=hidden])").element_handles():
        box = element.bounding_box()
        assert box is not None
        assert box["height"] >= 44, element.evaluate("node => node.outerHTML")
