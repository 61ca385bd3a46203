"""Inserting a step template with the keyboard, and the page of its newer issue, in a browser."""

import json
from collections.abc import Callable

import pytest
from django.urls import reverse
from playwright.sync_api import BrowserContext, Page, expect

from tests.processes.kinds.step_template.conftest import Office, template_body
from tests.processes.test_screens import sign_in
from tests.support.browser import PHONE

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_step_template_is_inserted_and_its_newer_issue_taken_over(
    office: Office,
    live_server: object,
    open_context: Callable[..., BrowserContext],
    accessible: Callable[[Page], None],
) -> None:
    page = sign_in(open_context(), office.secretary, str(live_server))
    page.goto(reverse("documents:edit", args=[office.draft.pk]))
    page.get_by_role("tab", name="Các bước").click()
    page.get_by_role("button", name="Chèn bước mẫu").press("Enter")
    dialog = page.get_by_role("dialog", name="Chèn bước mẫu")
    dialog.get_by_role("button", name="Vào sổ, đóng dấu").press("Enter")
    expect(dialog.get_by_text("Vào sổ · Văn thư · 2 giờ làm việc")).to_be_visible()
    accessible(page)
    dialog.get_by_role("button", name="Chèn vào bảng").press("Enter")
    expect(page.get_by_text("Đã chèn 2 bước từ «Vào sổ, đóng dấu».")).to_be_visible()
    expect(
        page.get_by_text("Từ bước mẫu BMAU-01 Vào sổ, đóng dấu, lần ban hành 01/00")
    ).to_have_count(2)
    with page.expect_navigation():
        page.get_by_role("button", name="Lưu", exact=True).click()
    expect(page.get_by_text("Đã lưu bản soạn thảo")).to_be_visible()
    office.draft.refresh_from_db()
    steps = json.loads(office.draft.body)["steps"]
    assert [step["title"] for step in steps[-3:]] == ["Vào sổ", "Đóng dấu", "Đã trả kết quả"]
    assert steps[-3]["origin"]["template"] == office.uid

    office.reissue(template_body("Vào sổ điện tử"))
    page.goto(reverse("documents:edit", args=[office.draft.pk]))
    page.get_by_role("tab", name="Các bước").click()
    warned = page.locator(".grid-problems").get_by_text("Bước mẫu này có bản mới")
    expect(warned).to_be_visible()
    page.get_by_role("link", name="Xem bước mẫu có bản mới (1)").click()
    page.set_viewport_size(PHONE)
    expect(page.get_by_role("checkbox", name="Trình tự")).to_be_checked()
    accessible(page)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.get_by_role("button", name="Nhận các thay đổi đã chọn").click()
    expect(page.get_by_text("Đã nhận 1 thay đổi của bước mẫu")).to_be_visible()
    office.draft.refresh_from_db()
    assert "Vào sổ điện tử" in [step["title"] for step in json.loads(office.draft.body)["steps"]]
