"""What leaders do with a case, in dialogs of a real browser, with and without its scripts."""

from collections.abc import Callable

import pytest
from django.urls import reverse
from playwright.sync_api import BrowserContext, expect

from registry.now import frozen
from tests import factories
from tests.processes import world as worlds
from tests.processes.test_screens import sign_in
from tests.support.browser import look

pytestmark = pytest.mark.django_db(transaction=True)
LATER = factories.at("2026-04-29 09:00")


def test_a_dialog_keeps_what_was_typed_when_it_is_refused_or_left(
    live_server: object, open_context: Callable[..., BrowserContext]
) -> None:
    world = worlds.make()
    case = world.open()
    with frozen(LATER):
        page = sign_in(open_context(), world.leader, str(live_server))
        page.goto(reverse("case_detail", args=[case.uid]))
        button = page.get_by_role("link", name="Gia hạn")
        button.focus()
        page.keyboard.press("Enter")
        dialog = page.get_by_role("dialog", name="Gia hạn")
        time, why = dialog.get_by_label("Thời gian gia hạn"), dialog.get_by_label("Lý do gia hạn")
        expect(time).to_be_focused()
        time.fill("hai tuần")
        why.fill("Chờ xác minh")
        # Left by the keyboard, it goes back where it was opened, and nothing is lost.
        page.keyboard.press("Escape")
        expect(dialog).to_be_hidden()
        expect(button).to_be_focused()
        button.click()
        expect(time).to_have_value("hai tuần")
        look(page)
        dialog.get_by_role("button", name="Gia hạn").click()
        expect(dialog.get_by_role("alert")).to_contain_text("Hãy ghi rõ loại ngày")
        expect(time).to_have_value("hai tuần")
        expect(why).to_have_value("Chờ xác minh")
        time.fill("2 ngày làm việc")
        dialog.get_by_role("button", name="Gia hạn").click()
        expect(page.locator(".messages")).to_contain_text("Gia hạn: đã ghi vào hồ sơ")
        # Rarely used acts stand behind «⋯»; the tabs change without a new page.
        page.locator(".head .menu > summary").click()
        page.get_by_role("link", name="Dừng giải quyết").click()
        expect(page.get_by_role("dialog", name="Dừng giải quyết")).to_be_visible()
        page.keyboard.press("Escape")
        page.get_by_role("link", name="Thời hạn", exact=True).click()
        expect(page.get_by_role("cell", name="Giải quyết cả hồ sơ")).to_be_visible()
        address = reverse("case_detail", args=[case.uid])
        expect(page).to_have_url(f"{live_server}{address}?the=thoi-han")


def test_without_scripts_an_act_stands_open_in_the_page(
    live_server: object, open_context: Callable[..., BrowserContext]
) -> None:
    world = worlds.make()
    case = world.forward(world.forward(world.open(), LATER), LATER)
    with frozen(LATER):
        context = open_context(java_script_enabled=False)
        page = sign_in(context, world.leader, str(live_server))
        page.goto(reverse("case_detail", args=[case.uid]))
        page.get_by_role("link", name="Gia hạn").click()
        page.get_by_label("Thời gian gia hạn").fill("hai tuần")
        page.get_by_label("Lý do gia hạn").fill("Chờ xác minh")
        page.get_by_role("button", name="Gia hạn").click()
        expect(page.get_by_role("alert")).to_contain_text("Hãy ghi rõ loại ngày")
        expect(page.get_by_label("Lý do gia hạn")).to_have_value("Chờ xác minh")
        # Sending back asks for the reason, and keeps the opinion that was typed before.
        page.goto(reverse("task_detail", args=[world.task(case).pk]))
        page.get_by_label("Ý kiến kèm theo").fill("Đã xem")
        page.get_by_role("button", name="Không hợp lệ, trả lại").click()
        page.get_by_label("Lý do (bắt buộc)").fill("Thiếu giấy")
        expect(page.get_by_label("Ý kiến kèm theo")).to_have_value("Đã xem")
        page.get_by_role("button", name="Không hợp lệ, trả lại").last.click()
        expect(page.get_by_text("Không hợp lệ, trả lại: hồ sơ").first).to_be_visible()
