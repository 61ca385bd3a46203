"""The condition editor in a browser: rows and groups, moved and undone, read as a list, as code."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

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


def box(editor: Page) -> Locator:
    """The condition with its rows."""
    return editor.locator(".cond-box")


def said(editor: Page) -> Locator:
    """The condition as it reads."""
    return editor.locator(".sentence")


def stored(editor: Page, rule: Document) -> Any:
    """The logic of the draft once the page has saved it."""
    with editor.expect_navigation():
        editor.get_by_role("button", name="Lưu", exact=True).click()
    expect(editor.get_by_text("Đã lưu bản soạn thảo")).to_be_visible()
    rule.refresh_from_db()
    return canonical.loads(rule.body)["logic"]


def test_two_rows_are_read_as_a_list_and_kept(
    editor: Page, rule: Document, accessible: Callable[[Page], None]
) -> None:
    box(editor).get_by_label("Thông tin", exact=True).select_option(label="Cần xác minh")
    box(editor).get_by_label("Giá trị").select_option(label="Có")
    expect(said(editor)).to_have_text("Đọc là «Cần xác minh» là Có")
    editor.get_by_role("button", name="Thêm điều kiện").click()
    box(editor).get_by_label("Thông tin", exact=True).nth(1).select_option(label="Số ngày chậm")
    expect(editor.get_by_text("Chưa nhập giá trị")).to_be_visible()
    expect(editor.locator(".cr.is-wrong")).to_have_count(1)
    box(editor).get_by_label("So sánh").nth(1).select_option(label="lớn hơn")
    box(editor).get_by_label("Giá trị").nth(1).fill("1,5")
    box(editor).get_by_label("Cách kết hợp").select_option(label="Một trong")
    expect(said(editor).get_by_role("listitem")).to_have_text(
        ["«Cần xác minh» là Có", "«Số ngày chậm» lớn hơn 1,5"]
    )
    expect(said(editor)).to_contain_text("Ít nhất một trong các điều sau đúng")
    accessible(editor)
    assert stored(editor, rule) == {
        "or": [{"==": [{"var": "check"}, True]}, {">": [{"var": "days"}, "1.5"]}]
    }


def test_groups_stand_in_groups_and_rows_are_moved_by_keys_and_by_dragging(
    editor: Page, rule: Document
) -> None:
    check = {"==": [{"var": "check"}, True]}
    late = {">": [{"var": "days"}, 5]}
    very = {">": [{"var": "days"}, 30]}
    rule.body = canonical.dumps({**rule.data, "logic": {"and": [check, late]}})
    rule.save()
    editor.reload()
    editor.get_by_role("button", name="Thêm nhóm").click()
    row = editor.locator(".cr").nth(2)
    row.get_by_label("Thông tin", exact=True).select_option(label="Số ngày chậm")
    row.get_by_label("So sánh").select_option(label="lớn hơn")
    row.get_by_label("Giá trị").fill("30")
    # Down once: into the group that follows.
    second = editor.get_by_role("button", name="Chuyển điều kiện 2")
    second.press("ArrowDown")
    expect(editor.get_by_role("group", name="Nhóm điều kiện").locator(".cr")).to_have_count(2)
    expect(editor.get_by_text("Đã chuyển thành điều 1 trong 2 của nhóm.")).to_be_visible()
    assert stored(editor, rule) == {"and": [check, {"or": [late, very]}]}
    # The first one is dragged below the last one of the group.
    grip = editor.get_by_role("button", name="Chuyển điều kiện 1").first
    grip.drag_to(editor.locator(".cr").nth(2), target_position={"x": 60, "y": 36})
    expect(said(editor).get_by_role("listitem").last).to_have_text("«Cần xác minh» là Có")
    assert stored(editor, rule) == {"or": [late, very, check]}


def test_a_row_taken_away_comes_back(editor: Page, rule: Document) -> None:
    box(editor).get_by_label("Thông tin", exact=True).select_option(label="Cần xác minh")
    box(editor).get_by_label("Giá trị").select_option(label="Không")
    editor.get_by_role("button", name="Bỏ điều kiện 1").click()
    expect(said(editor)).to_contain_text("Chưa đặt điều kiện")
    editor.get_by_role("button", name="Hoàn tác").click()
    expect(said(editor)).to_contain_text("«Cần xác minh» là Không")


def test_an_unfinished_condition_is_not_taken_and_the_page_asks(
    editor: Page, rule: Document
) -> None:
    box(editor).get_by_label("Thông tin", exact=True).select_option(label="Số ngày chậm")
    box(editor).get_by_label("Giá trị").fill("nhiều")
    expect(editor.get_by_text("«nhiều» không phải số.")).to_be_visible()
    expect(editor.locator(".saved")).to_have_text("Chưa lưu")
    asked = []
    editor.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.dismiss()))
    editor.evaluate("location.href = '/admin/'")
    editor.wait_for_timeout(300)
    assert asked == ["beforeunload"]
    rule.refresh_from_db()
    assert "logic" not in rule.data


def test_code_is_there_on_request_and_draws_the_rows_anew(editor: Page, rule: Document) -> None:
    editor.get_by_text("Dạng mã (JSON Logic)").click()
    code = editor.get_by_label("Điều kiện dạng mã")
    code.fill('{"and": [')
    expect(editor.get_by_text("Mã chưa đúng cú pháp.")).to_be_visible()
    code.fill('{"or": [{"==": [{"var": "check"}, true]}, {"<": [{"var": "days"}, 3]}]}')
    expect(box(editor).get_by_label("Cách kết hợp")).to_have_value("any")
    expect(box(editor).get_by_label("Giá trị").nth(1)).to_have_value("3")


def test_a_row_of_before_stays_beside_a_new_one(editor: Page, rule: Document) -> None:
    old = {"==": [{"var": "note"}, "Hòa Bình"]}
    rule.body = canonical.dumps({**rule.data, "logic": old})
    rule.save()
    editor.reload()
    editor.get_by_role("tab", name="Nội dung").click()
    expect(box(editor).get_by_label("So sánh").locator("option:checked")).to_have_text(
        "là (y nguyên)"
    )
    editor.get_by_role("button", name="Thêm điều kiện").click()
    box(editor).get_by_label("Thông tin", exact=True).nth(1).select_option(label="Nội dung")
    box(editor).get_by_label("So sánh").nth(1).select_option(label="có chứa")
    box(editor).get_by_label("Giá trị").nth(1).fill("Thẩm\u200b tra")
    expect(said(editor)).to_contain_text("có chứa “Thẩm tra”")
    assert stored(editor, rule) == {"and": [old, {"alike_in": ["Thẩm tra", {"var": "note"}]}]}


def test_a_day_is_held_to_another_day_and_a_part_of_it_is_compared(
    editor: Page, rule: Document
) -> None:
    born = {"id": "born", "label": "Ngày sinh", "type": "date"}
    begun = {"id": "begun", "label": "Ngày nộp", "type": "date"}
    rule.body = canonical.dumps({"inputs": [born, begun]})
    rule.save()
    editor.reload()
    field = box(editor).get_by_label("Thông tin", exact=True)
    field.select_option(label="Ngày nộp")
    box(editor).get_by_label("So sánh").select_option(label="sau ít nhất")
    box(editor).get_by_label("Số", exact=True).fill("60")
    box(editor).get_by_label("Đơn vị").select_option(label="ngày làm việc")
    box(editor).get_by_label("Tính từ").select_option(label="Ngày sinh")
    expect(said(editor)).to_contain_text("60 ngày làm việc")
    editor.get_by_role("button", name="Thêm điều kiện").click()
    field.nth(1).select_option(label="Ngày sinh")
    box(editor).get_by_label("Phần của thông tin").nth(1).select_option(label="năm")
    box(editor).get_by_label("Giá trị").fill("2000")
    editor.get_by_role("button", name="Thêm điều kiện").click()
    field.nth(2).select_option(label="Ngày nộp")
    box(editor).get_by_label("So sánh").nth(2).select_option(label="sau ngày")
    box(editor).get_by_role("button", name="So với thông tin khác").click()
    box(editor).get_by_label("Thông tin so sánh").select_option(label="Ngày sinh")
    assert stored(editor, rule) == {
        "and": [
            {">=": [{"var": "begun"}, {"plus_working_days": [{"var": "born"}, 60]}]},
            {"==": [{"year": {"var": "born"}}, 2000]},
            {">": [{"var": "begun"}, {"var": "born"}]},
        ]
    }
