"""The public site in a browser: phone and desktop, axe, without script, on paper, in weight."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page, Response, expect

from cms.site import services as site
from processes.citizens import receipt
from registry.documents.models import Version
from tests import factories
from tests.cms.site.conftest import index, path_to, publish, publish_form
from tests.processes.citizens.conftest import closed, opened, public_world
from tests.support.browser import DESKTOP, PHONE, look

pytestmark = pytest.mark.django_db(transaction=True)

BOTH = pytest.mark.parametrize("viewport", [DESKTOP, PHONE], ids=["1280", "390"])


@pytest.fixture
def procedure() -> Version:
    agency = factories.agency(name="Ủy ban nhân dân phường Hòa Bình")
    version = publish(
        agency,
        form=publish_form(agency),
        fees=[{"id": "f1", "name": "Bản sao", "amount": 8000, "per": "bản"}],
    )
    publish(agency, "Cấp giấy phép xây dựng", field="Xây dựng", code="QT 02")
    index()
    return version


def test_every_page_is_accessible_and_fits(page: Page, procedure: Version) -> None:
    form = f"{path_to(procedure)}bieu-mau/{_form_of(procedure)}/"
    for path in (
        "/",
        "/thu-tuc/",
        "/thu-tuc/?q=trich+luc",
        "/thu-tuc/?q=zzz",
        path_to(procedure),
        form,
        "/khong-co/",
    ):
        page.goto(path)
        look(page)
    page.goto(path_to(procedure))
    page.get_by_text("Xem lưu đồ").click()
    look(page)


@BOTH
def test_a_citizen_finds_and_reads_without_script(
    open_context: Callable[..., BrowserContext], procedure: Version, viewport: Any
) -> None:
    page = open_context(viewport=viewport, java_script_enabled=False).new_page()
    page.goto("/")
    page.get_by_role("searchbox", name="Tìm thủ tục").fill("trich luc ho tich")
    page.keyboard.press("Enter")
    page.get_by_role("link", name="Cấp trích lục hộ tịch").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Cấp trích lục hộ tịch")
    expect(page.get_by_text("8.000 đồng/bản").first).to_be_visible()
    expect(page.get_by_role("cell", name="Thẩm tra hồ sơ")).to_be_visible()
    expect(page.get_by_role("button", name="In trang này")).to_be_hidden()
    page.get_by_role("link", name="Tờ khai trích lục").click()
    expect(page.get_by_text("Họ và tên")).to_be_visible()


def test_pages_of_cases_and_of_editors_are_accessible_and_fit(
    page: Page, procedure: Version
) -> None:
    world = public_world()
    home = site.establish(None, procedure.agency)
    site.write(procedure.agency, "news", "Làm việc sáng thứ Bảy", "Từ tháng 12.", BLOCKS)
    publish(procedure.agency, uid=factories.uid_of(procedure), result="Bản điện tử")
    for path in (
        "/",
        f"{path_to(procedure)}lan-ban-hanh/01-00/",
        f"/{home.slug}/",
        f"/{home.slug}/tin-tuc/lam-viec-sang-thu-bay/",
        "/theo-doi/",
        f"/theo-doi/{receipt.code_of(opened(world))}/",
        f"/theo-doi/{receipt.code_of(closed(world))}/",
        f"/theo-doi/{'A' * 43}/",
    ):
        page.goto(path)
        look(page)


BLOCKS = [
    {"type": "heading", "value": "Thời gian"},
    {"type": "list", "value": {"numbered": True, "rows": ["Một", "Hai"]}},
    {"type": "link", "value": {"text": "Tìm thủ tục", "address": "/thu-tuc/"}},
    {"type": "notice", "value": "Mang theo giấy tờ tùy thân."},
]


def test_a_citizen_follows_and_rates_by_keyboard_without_script(
    open_context: Callable[..., BrowserContext],
) -> None:
    case = closed(public_world())
    page = open_context(java_script_enabled=False).new_page()
    page.goto("/theo-doi/")
    page.get_by_label("Mã hồ sơ").fill(case.code)
    page.get_by_label("4 số cuối điện thoại").fill("0000")
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("Không tìm thấy hồ sơ")
    page.get_by_label("4 số cuối điện thoại").fill("3456")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Đã có kết quả")).to_be_visible()
    page.get_by_role("radio", name="Rất hài lòng").focus()
    page.keyboard.press("Space")
    page.get_by_role("checkbox", name="Thái độ phục vụ tốt").check()
    page.get_by_label("Ý kiến khác").fill("Cảm ơn.")
    page.get_by_role("button", name="Gửi đánh giá").click()
    expect(page.get_by_role("heading", name="Cảm ơn ông/bà")).to_be_visible()
    page.get_by_role("link", name="Về trang theo dõi hồ sơ").click()
    expect(page.get_by_text("Ông/bà đã đánh giá hồ sơ này")).to_be_visible()


def test_the_address_is_copied_and_zooming_keeps_everything(
    open_context: Callable[..., BrowserContext], procedure: Version
) -> None:
    # 1280 dots at 200 % are 640 wide.
    page = open_context(viewport={"width": 640, "height": 450}).new_page()
    page.goto(path_to(procedure))
    page.get_by_role("button", name="Sao chép").click()
    expect(page.locator("[data-copied]")).not_to_be_empty()
    assert page.evaluate("document.documentElement.scrollWidth") <= 640


def test_the_keyboard_reaches_the_content_first(page: Page, procedure: Version) -> None:
    page.goto("/")
    page.keyboard.press("Tab")
    skip = page.get_by_role("link", name="Chuyển đến nội dung chính")
    expect(skip).to_be_focused()
    expect(skip).to_be_in_viewport()
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_be_focused()
    page.keyboard.press("Tab")
    expect(page.get_by_role("searchbox")).to_be_focused()


def test_the_first_load_weighs_less_than_200_kilobytes(page: Page, procedure: Version) -> None:
    weights: list[int] = []

    def weigh(response: Response) -> None:
        weights.append(len(response.body()))

    page.on("response", weigh)
    site.establish(None, procedure.agency)
    for path in ("/", path_to(procedure)):
        weights.clear()
        page.context.clear_cookies()
        page.goto(path, wait_until="networkidle")
        assert 0 < sum(weights) < 200_000, path


def test_on_paper_the_furniture_is_gone(page: Page, procedure: Version) -> None:
    page.goto(path_to(procedure))
    expect(page.get_by_role("button", name="In trang này")).to_be_visible()
    page.emulate_media(media="print")
    expect(page.get_by_role("button", name="In trang này")).to_be_hidden()
    expect(page.get_by_role("navigation")).to_have_count(0)
    expect(page.get_by_role("heading", level=1)).to_be_visible()


def _form_of(procedure: Version) -> str:
    uid = next(step["form"] for step in procedure.data["steps"] if step.get("form"))
    return str(uid).replace("-", "")[-8:]
