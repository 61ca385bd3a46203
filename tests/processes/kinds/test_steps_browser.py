"""The step table of a procedure with several deadlines: its cells, its caret, its last column."""

import pytest
from playwright.sync_api import Page, expect

from processes.kinds.process import KIND
from registry import canonical
from registry.documents import services
from registry.documents.models import Document
from registry.organisation.models import Agency, User
from tests.processes.engine.samples import birth_registration
from tests.registry.editor.conftest import agency, secretary, signed_in, unit  # noqa: F401
from tests.registry.editor.test_browser import SignIn, save

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def process(agency: Agency, secretary: User) -> Document:  # noqa: F811
    return services.create(
        secretary, agency, KIND.code, title="Đăng ký khai sinh", code="QT-02",
        body=birth_registration(),
    )  # fmt: skip


def test_drawing_the_steps_again_keeps_cell_caret_and_word_and_every_button_is_in_reach(
    page: Page,
    process: Document,
    signed_in: SignIn,  # noqa: F811
) -> None:
    variants = process.data["variants"]
    assert len(variants) == 2
    page.set_viewport_size({"width": 1366, "height": 800})
    signed_in(page)
    page.goto(f"/admin/tai-lieu/{process.pk}/sua/")
    page.get_by_role("tab", name="Các bước").click()
    steps = page.locator("[data-pointer='/steps']")
    last = f"Thời gian {variants[1]['label']}, dòng 1"

    # Every button of a row, without scrolling sideways.
    for width in (1366, 1280, 1024, 390):
        page.set_viewport_size({"width": width, "height": 800})
        bin_button = steps.get_by_role("button", name="Xóa dòng 2", exact=True)
        bin_button.scroll_into_view_if_needed()
        steps.locator(".scroll").evaluate("box => { box.scrollLeft = 0; }")
        box = bin_button.bounding_box()
        assert box is not None and box["x"] >= 0 and box["x"] + box["width"] <= width, (width, box)
        on_top = bin_button.evaluate(
            """button => {
                const { x, y, width, height } = button.getBoundingClientRect();
                const top = document.elementFromPoint(x + width / 2, y + height / 2);
                return button.contains(top);
            }"""
        )
        assert on_top, width
    page.set_viewport_size({"width": 1366, "height": 800})

    # Changing the deadline of the second variant, then typing at once into its time of a step.
    label = page.get_by_label("Trường hợp, dòng 2")
    label.press("End")
    label.press_sequentially(" kỹ")
    page.get_by_label("Thời hạn, dòng 2").fill("9 ngày")
    cell = steps.get_by_label(f"Thời gian {variants[1]['label']}", exact=False).first
    cell.fill("12 ngày")
    cell.press("Home")
    page.keyboard.type("3")
    page.wait_for_timeout(500)
    page.keyboard.type("4")
    kept = steps.get_by_label(f"{last.split(',')[0]} kỹ, dòng 1")
    expect(kept).to_be_focused()
    expect(kept).to_have_value("3412 ngày")

    # A word that a Vietnamese keyboard is still putting together is not drawn over.
    label.press_sequentially(" hơn")
    kept.focus()
    kept.dispatch_event("compositionstart")
    page.wait_for_timeout(500)
    expect(kept).to_be_focused()
    kept.dispatch_event("compositionend")
    again = steps.get_by_label(f"{last.split(',')[0]} kỹ hơn, dòng 1")
    expect(again).to_be_focused()
    save(page)
    process.refresh_from_db()
    body = canonical.loads(process.body)
    first, second = (variant["id"] for variant in variants)
    before = birth_registration()["steps"][0].get("times", {})
    assert body["steps"][0]["times"].get(first) == before.get(first)
    assert body["steps"][0]["times"][second]["amount"] == "3412"
    assert body["variants"][1]["time"]["amount"] == "9"
