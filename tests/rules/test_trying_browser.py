"""Trying a rule beside its editor: what it says and why, examples kept, what lacks one."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from registry.documents import services
from registry.documents.models import Document
from registry.organisation.models import Agency, Membership, User

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def rule(db: None) -> Document:
    agency = Agency.objects.create(code="phuong-d", name="UBND phường Đông")
    user = User.objects.create_user("soan.thao", password="mat-khau-thu", full_name="Vũ Thị Soạn")
    Membership.objects.create(agency=agency, user=user, role="iso_secretary")
    body: dict[str, Any] = {
        "inputs": [
            {"id": "check", "label": "Cần xác minh", "type": "yes_no"},
            {"id": "days", "label": "Số ngày chậm", "type": "number"},
        ],
        "logic": {"and": [{"==": [{"var": "check"}, True]}, {">": [{"var": "days"}, 60]}]},
    }
    return services.create(user, agency, "rule", title="Có xác minh", body=body)


@pytest.fixture
def editor(page: Page, rule: Document) -> Page:
    page.goto("/admin/login/")
    page.fill("input[name=login]", "soan.thao")
    page.fill("input[name=password]", "mat-khau-thu")
    page.click("button[type=submit]")
    page.wait_for_url("**/admin/")
    page.goto(f"/admin/tai-lieu/{rule.pk}/sua/")
    page.get_by_role("tab", name="Nội dung").click()
    return page


def pane(page: Page) -> Locator:
    return page.get_by_role("complementary", name="Thử và ví dụ")


def test_answers_are_tried_and_what_lacks_or_is_wrong_is_said(
    editor: Page, accessible: Callable[[Page], None]
) -> None:
    side = pane(editor)
    side.get_by_label("Cần xác minh").select_option(label="Có")
    expect(side.locator(".answer")).to_contain_text("Còn thiếu: Số ngày chậm")
    side.get_by_label("Số ngày chậm").fill("nhiều")
    expect(side.get_by_text("«nhiều» không phải số.")).to_be_visible()
    side.get_by_label("Số ngày chậm").fill("61")
    expect(side.locator(".answer b")).to_have_text("Có")
    accessible(editor)
    side.get_by_label("Số ngày chậm").fill("60")
    expect(side.locator(".answer b")).to_have_text("Không")
    expect(side.locator(".answer")).to_contain_text("«Số ngày chậm» lớn hơn 60: sai")


def test_examples_are_proposed_confirmed_by_a_person_and_kept_with_the_draft(
    editor: Page, rule: Document
) -> None:
    side = pane(editor)
    expect(side.locator(".cover > p").first).to_have_text("0/4 trường hợp đã có ví dụ")
    while side.get_by_role("button", name="Thêm ví dụ này").count():
        before = side.locator(".cover > p").first.inner_text()
        side.get_by_role("button", name="Thêm ví dụ này").first.click()
        dialog = editor.get_by_role("dialog")
        answer = dialog.get_by_label("Kết quả", exact=True)
        expect(answer).to_have_value("")
        dialog.get_by_role("button", name="Lưu ví dụ").click()
        expect(dialog.get_by_text("Hãy chọn kết quả theo quy định.")).to_be_visible()
        words = dialog.get_by_text("Phần mềm đang trả lời").inner_text().partition(".")[0]
        answer.select_option(label="Không" if "Không" in words else "Có")
        dialog.get_by_label("Căn cứ (điều, khoản)").fill("Điều 4 Nghị quyết 10/2022/NQ-HĐND")
        dialog.get_by_role("button", name="Lưu ví dụ").click()
        expect(dialog).to_be_hidden()
        expect(side.locator(".cover > p").first).not_to_have_text(before)
    expect(side.locator(".cover > p").first).to_have_text("4/4 trường hợp đã có ví dụ")
    # The law changes: an example that stood for the old rule fails, and says what it got.
    editor.locator(".cr").nth(1).get_by_label("Giá trị").fill("90")
    expect(side.locator(".tally")).to_contain_text("sai")
    expect(side.get_by_text("Mong đợi: Có · kết quả: Không").first).to_be_visible()
    editor.get_by_role("button", name="Lưu", exact=True).click()
    expect(editor.get_by_text("Đã lưu bản soạn thảo")).to_be_visible()
    # The list of what bars issuing leads to the example that fails.
    editor.locator("[data-pointer-link^='/examples/0']").first.evaluate("link => link.click()")
    expect(editor.get_by_role("dialog", name="Sửa ví dụ")).to_be_visible()
    editor.keyboard.press("Escape")
    rule.refresh_from_db()
    assert {one["expected"] for one in rule.data["examples"]} == {"yes", "no"}
    assert all(one["basis"] for one in rule.data["examples"])
    first = rule.data["examples"][0]["title"]
    side.get_by_role("button", name=f"Bỏ ví dụ {first}").click()
    side.get_by_role("button", name="Hoàn tác").click()
    expect(side.locator(".examples").first.get_by_role("listitem")).to_have_count(
        len(rule.data["examples"])
    )
