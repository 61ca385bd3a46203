"""The public site in a browser: phone and desktop, axe, without script, on paper, in weight."""

import gzip
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page, Response, expect

from cms.site import services as site
from cms.site.published import law_path
from processes import services as processes
from processes.citizens import receipt
from registry.documents.models import Version
from registry.now import frozen
from tests import factories
from tests.cms.site.conftest import index, law, path_to, publish, publish_form
from tests.processes.citizens.conftest import closed, opened, public_world
from tests.processes.world import FRIDAY
from tests.support.browser import DESKTOP, PHONE, look

pytestmark = pytest.mark.django_db(transaction=True)

DARK = pytest.mark.parametrize("scheme", ["light", "dark"])
BOTH = pytest.mark.parametrize("viewport", [DESKTOP, PHONE], ids=["1280", "390"])


@pytest.fixture
def procedure() -> Version:
    agency = factories.agency(name="Ủy ban nhân dân phường Hòa Bình")
    agency.address = "24 Nguyễn Trãi, phường Hòa Bình, tỉnh Trường Giang"
    agency.telephone, agency.hours = (
        "0234 382 2115",
        "Thứ Hai đến thứ Sáu\n7:30 – 11:30, 13:30 – 17:00",
    )
    agency.save()
    version = publish(
        agency,
        form=publish_form(agency),
        fees=[{"id": "f1", "name": "Bản sao", "amount": 8000, "per": "bản"}],
    )
    publish(agency, "Cấp giấy phép xây dựng", field="Xây dựng", code="QT 02")
    index()
    return version


def test_what_is_folded_or_found_is_accessible_and_fits(
    open_context: Callable[..., BrowserContext], procedure: Version
) -> None:
    page = open_context().new_page()
    text = law(procedure.agency)
    publish(
        procedure.agency,
        form=next(step["form"] for step in procedure.data["steps"] if step.get("form")),
        uid=factories.uid_of(procedure),
        legal_basis=[{"id": "l1", "text": "Luật Hộ tịch", "uid": factories.uid_of(text)}],
    )
    for path in (
        "/thu-tuc/?q=trich+luc",
        "/thu-tuc/?q=zzz",
        law_path(text.title, text.document.uid),
    ):
        page.goto(path)
        look(page)
    page.goto(path_to(procedure))
    page.evaluate("for (const fold of document.querySelectorAll('details')) fold.open = true")
    look(page, "site-procedure-open")


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
    for question in ("Cần gì", "Bao lâu", "Bao nhiêu tiền", "Ở đâu"):
        heading = page.get_by_role("heading", name=question, exact=True)
        expect(heading).to_be_in_viewport()
    # The last line of the last answer: all four stand in the first screen.
    expect(page.get_by_role("link", name="0234 382 2115").nth(1)).to_be_in_viewport()
    expect(page.get_by_text("8.000 đồng/bản").first).to_be_visible()
    expect(page.get_by_role("listitem").filter(has_text="Thẩm tra hồ sơ")).to_be_visible()
    expect(page.get_by_role("button", name="In trang này")).to_be_hidden()
    page.get_by_role("link", name="Tờ khai trích lục").click()
    expect(page.get_by_text("Họ và tên")).to_be_visible()


@DARK
def test_a_case_in_every_state_is_accessible_and_fits(
    open_context: Callable[..., BrowserContext], procedure: Version, scheme: Any
) -> None:
    page = open_context(color_scheme=scheme).new_page()
    world = public_world()
    late, waits, done = opened(world), opened(world), closed(world)
    with frozen(FRIDAY):
        processes.suspend(world.leader, waits, "Bổ sung bản dịch", seen=factories.case_shown(waits))
    for name, case in (("late", late), ("waits", waits), ("done", done)):
        page.goto(f"/theo-doi/{receipt.code_of(case)}/")
        look(page, f"site-{name}-{scheme}")


def test_news_and_an_older_issue_are_accessible_and_fit(
    open_context: Callable[..., BrowserContext], procedure: Version
) -> None:
    page = open_context().new_page()
    home = site.establish(None, procedure.agency)
    site.write(procedure.agency, "news", "Làm việc sáng thứ Bảy", "Từ tháng 12.", BLOCKS)
    publish(procedure.agency, uid=factories.uid_of(procedure), result="Bản điện tử")
    for path in (
        f"{path_to(procedure)}lan-ban-hanh/01-00/",
        f"/{home.slug}/tin-tuc/lam-viec-sang-thu-bay/",
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
    expect(page.get_by_role("searchbox", name="Tìm thủ tục")).to_be_focused()


def test_the_first_load_weighs_less_than_200_kilobytes(
    open_context: Callable[..., BrowserContext], procedure: Version
) -> None:
    """As it is sent: the page and what the server compresses with gzip, letters as they are."""
    home = site.establish(None, procedure.agency)
    home.save_revision().publish()
    for path in ("/", path_to(procedure)):
        page = open_context().new_page()
        weights: dict[str, int] = {}

        def weigh(response: Response, weights: dict[str, int] = weights) -> None:
            body = response.body()
            squeezed = not response.url.endswith((".woff2", ".webp"))
            weights[response.url] = len(gzip.compress(body)) if squeezed else len(body)

        page.on("response", weigh)
        page.goto(path, wait_until="networkidle")
        kinds = {url.rpartition(".")[2] for url in weights}
        assert {"css", "woff2", "svg"} <= kinds, weights
        assert sum(weights.values()) < 200_000, weights


def test_on_paper_the_furniture_is_gone(page: Page, procedure: Version) -> None:
    page.goto(path_to(procedure))
    expect(page.get_by_role("button", name="In trang này")).to_be_visible()
    page.emulate_media(media="print")
    expect(page.get_by_role("button", name="In trang này")).to_be_hidden()
    expect(page.get_by_role("navigation")).to_have_count(0)
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    expect(page.get_by_text("Bao nhiêu tiền")).to_be_visible()
    sheet = page.pdf(format="A4")
    assert sheet.count(b"/Type /Page\n") <= 3


def _form_of(procedure: Version) -> str:
    uid = next(step["form"] for step in procedure.data["steps"] if step.get("form"))
    return str(uid).replace("-", "")[-8:]
