"""The pages of work in a real browser: accessible and whole at 1280 and at 390 pixels."""

from collections.abc import Callable

from django.conf import settings
from django.test import Client
from django.urls import reverse
from playwright.sync_api import BrowserContext, Dialog, Page, expect

from processes import services
from registry.now import frozen
from registry.organisation.models import User
from tests import factories
from tests.processes import world as worlds
from tests.support.browser import look

LATER = factories.at("2026-04-29 09:00")


def sign_in(context: BrowserContext, user: User, base: str) -> Page:
    client = Client()
    client.force_login(user)
    context.add_cookies(
        [
            {
                "name": settings.SESSION_COOKIE_NAME,
                "value": client.cookies[settings.SESSION_COOKIE_NAME].value,
                "url": base,
            }
        ]
    )
    return context.new_page()


def test_pages_of_work_are_accessible_and_fit(
    live_server: object,
    open_context: Callable[..., BrowserContext],
) -> None:
    world = worlds.make()
    case = world.forward(world.open(papers_checked=["p1"], applicant_name="Lê Văn Thử"), LATER)
    with frozen(LATER):
        services.urge(world.leader, case, "Sắp đến hạn")
        factories.act(world.leader, case, "extend", factories.days("2"), "Chờ xác nhận cư trú")
    task = world.task(case)
    opening = reverse("case_open", args=[world.uid])
    pages = [
        (world.desk, reverse("case_new")),
        (world.desk, opening),
        (world.desk, reverse("case_list")),
        (world.leader, reverse("case_detail", args=[case.uid])),
        (world.officer, reverse("task_detail", args=[task.pk])),
        (world.officer, reverse("work_list", args=["nhac-nho"])),
        (world.desk, reverse("case_receipt", args=[case.uid])),
        (world.desk, reverse("case_slip", args=[case.uid])),
        (world.desk, reverse("case_file", args=[case.uid])),
    ]
    with frozen(LATER):
        for user, url in pages:
            page = sign_in(open_context(), user, str(live_server))
            page.goto(url)
            look(page)
            if url == opening:
                page.get_by_label("Nội dung").fill("Cấp trích lục")
                page.get_by_role("button", name="Tạo hồ sơ").click()
                assert page.get_by_label("Nội dung").input_value() == "Cấp trích lục"
                page.get_by_role("alert").first.wait_for()
                look(page)
            page.close()


def test_leaving_a_page_with_something_typed_asks(
    live_server: object, open_context: Callable[..., BrowserContext]
) -> None:
    world = worlds.make()
    page = sign_in(open_context(), world.desk, str(live_server))
    opening = str(live_server) + reverse("case_open", args=[world.uid])
    page.goto(opening)
    asked: list[str] = []

    def answer(dialog: Dialog) -> None:
        asked.append(dialog.type)
        dialog.dismiss()

    page.on("dialog", answer)
    watching = page.locator("form[data-controller='w-unsaved']")
    # The watch starts a moment after the page is there, and looks again every half second.
    page.wait_for_timeout(2_500)
    page.get_by_label("Nội dung").fill("Cấp trích lục")
    page.wait_for_timeout(1_000)
    page.get_by_role("link", name="Chọn quy trình khác").click(no_wait_after=True)
    expect(page).to_have_url(opening)
    assert asked == ["beforeunload"]
    # What is sent needs no asking.
    watching.get_by_role("button", name="Tạo hồ sơ").click()
    page.get_by_role("alert").first.wait_for()
    assert asked == ["beforeunload"]
