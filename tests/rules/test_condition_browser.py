"""The condition editor in a browser: rows, live sentence, JSON for what is deeper."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from registry import canonical
from registry.documents import services
from registry.documents.models import Document
from registry.organisation.models import Agency, Membership, User

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def rule(db: None) -> Document:
    agency = Agency.objects.create(code="phuong-d", name="UBND phường Đông")
    user = User.objects.create_user("soan.thao", password="mat-khau-thu", full_name="Vũ Thị Soạn")
    Membership.objects.create(agency=agency, user=user, role="iso_secretary")
    inputs = [
        {"id": "check", "label": "Cần xác minh", "type": "yes_no"},
        {"id": "days", "label": "Số ngày chậm", "type": "number"},
        {"id": "note", "label": "Nội dung", "type": "text"},
    ]
    return services.create(user, agency, "rule", title="Có xác minh", body={"inputs": inputs})


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


def test_two_rows_are_read_as_a_sentence_and_kept(
    editor: Page, rule: Document, accessible: Callable[[Page], None]
) -> None:
    editor.get_by_role("button", name="Đặt điều kiện").click()
    dialog = editor.get_by_role("dialog")
    dialog.get_by_label("Thông tin").select_option(label="Cần xác minh")
    dialog.get_by_label("Giá trị").select_option(label="Có")
    expect(dialog.get_by_role("status")).to_have_text("«Cần xác minh» là Có.")
    dialog.get_by_role("button", name="Thêm điều kiện").click()
    dialog.get_by_label("Thông tin").nth(1).select_option(label="Số ngày chậm")
    dialog.get_by_label("So sánh").nth(1).select_option(label="lớn hơn")
    dialog.get_by_label("Giá trị").nth(1).fill("1,5")
    expect(dialog.get_by_role("status")).to_contain_text("lớn hơn 1,5")
    dialog.get_by_label("Cách kết hợp").select_option(label="Ít nhất một trong các điều sau đúng")
    expect(dialog.get_by_role("status")).to_contain_text("hoặc")
    accessible(editor)
    dialog.get_by_role("button", name="Dùng điều kiện này").click()
    expect(dialog).to_be_hidden()
    with editor.expect_navigation():
        editor.get_by_role("button", name="Lưu", exact=True).click()
    expect(editor.get_by_text("Đã lưu bản soạn thảo")).to_be_visible()
    rule.refresh_from_db()
    assert canonical.loads(rule.body)["logic"] == {
        "or": [{"==": [{"var": "check"}, True]}, {">": [{"var": "days"}, "1.5"]}]
    }


def test_an_unfinished_condition_is_not_taken(editor: Page, rule: Document) -> None:
    editor.get_by_role("button", name="Đặt điều kiện").click()
    dialog = editor.get_by_role("dialog")
    dialog.get_by_label("Thông tin").select_option(label="Số ngày chậm")
    dialog.get_by_label("Giá trị").fill("nhiều")
    expect(dialog.get_by_text("«nhiều» không phải số.")).to_be_visible()
    dialog.get_by_role("button", name="Dùng điều kiện này").click()
    expect(dialog).to_be_visible()


def test_a_row_of_before_stays_beside_a_new_one(editor: Page, rule: Document) -> None:
    old = {"==": [{"var": "note"}, "Hòa Bình"]}
    rule.body = canonical.dumps({**rule.data, "logic": old})
    rule.save()
    editor.reload()
    editor.get_by_role("tab", name="Nội dung").click()
    editor.get_by_role("button", name="Sửa điều kiện").click()
    dialog = editor.get_by_role("dialog")
    expect(dialog.get_by_label("So sánh").locator("option:checked")).to_have_text("là (y nguyên)")
    dialog.get_by_role("button", name="Thêm điều kiện").click()
    dialog.get_by_label("Thông tin").nth(1).select_option(label="Nội dung")
    dialog.get_by_label("So sánh").nth(1).select_option(label="có chứa")
    dialog.get_by_label("Giá trị").nth(1).fill("Thẩm\u200b tra")
    expect(dialog.get_by_role("status")).to_contain_text("có chứa “Thẩm tra”")
    dialog.get_by_role("button", name="Dùng điều kiện này").click()
    editor.get_by_role("button", name="Lưu", exact=True).click()
    expect(editor.get_by_text("Đã lưu bản soạn thảo")).to_be_visible()
    rule.refresh_from_db()
    assert rule.data["logic"] == {"and": [old, {"alike_in": ["Thẩm tra", {"var": "note"}]}]}
