"""A decision table in a browser: its edit page opens and keeps it, its reading page shows it."""

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from registry.canonical import dumps
from registry.documents import services
from registry.documents.models import Document
from registry.organisation.models import Agency, Membership, User
from tests.support.browser import look

pytestmark = pytest.mark.django_db(transaction=True)

BODY: dict[str, Any] = {
    "inputs": [
        {"id": "cach", "label": "Cách nộp", "type": "one_of",
         "options": [{"id": "t", "label": "Trực tiếp"}, {"id": "b", "label": "Qua bưu chính"},
                     {"id": "o", "label": "Trực tuyến"}]},
        {"id": "ngay", "label": "Số ngày kể từ ngày sinh", "type": "number"},
    ],
    "policy": "first",
    "conditions": [{"id": "c1", "field": "cach", "label": "Cách nộp"},
                   {"id": "c2", "field": "ngay", "label": "Số ngày kể từ ngày sinh"}],
    "results": [{"id": "k1", "label": "Lệ phí", "type": "money", "group": "Mức thu"},
                {"id": "k2", "label": "Thời hạn", "type": "number", "unit": "ngày làm việc",
                 "group": "Thời gian"}],
    "rows": [
        {"id": "r1", "when": {"c2": {"to": 60}}, "then": {"k1": 0, "k2": 1}},
        {"id": "r2", "when": {"c1": ["t", "b"], "c2": {"above": 60}},
         "then": {"k1": 8000, "k2": 1}},
        {"id": "r3", "when": {"c1": "o"}, "then": {"k1": 5000, "k2": "0.5"},
         "note": "Thu qua mạng"},
    ],
}  # fmt: skip


@pytest.fixture
def table(db: None) -> Document:
    agency = Agency.objects.create(code="phuong-d", name="UBND phường Đông")
    user = User.objects.create_user("soan.thao", password="mat-khau-thu", full_name="Vũ Thị Soạn")
    Membership.objects.create(agency=agency, user=user, role="iso_secretary")
    return services.create(user, agency, "table", title="Mức lệ phí", body=BODY)


@pytest.fixture
def signed_in(page: Page, table: Document) -> Page:
    page.goto("/admin/login/")
    page.fill("input[name=login]", "soan.thao")
    page.fill("input[name=password]", "mat-khau-thu")
    page.click("button[type=submit]")
    page.wait_for_url("**/admin/")
    return page


def test_it_reads_as_a_table_and_as_sentences(signed_in: Page, table: Document) -> None:
    signed_in.goto(f"/admin/tai-lieu/{table.pk}/")
    shown = signed_in.locator(".rule table")
    expect(shown.get_by_role("columnheader", name="Nếu")).to_be_visible()
    expect(shown.get_by_role("row", name="2 Trực tiếp; Qua bưu chính")).to_contain_text(
        "8.000 đồng"
    )
    expect(signed_in.get_by_text("Dòng 3: Nếu «Cách nộp» là “Trực tuyến”")).to_be_visible()
    look(signed_in, "decision-table")


def test_it_opens_in_the_editor_and_is_kept_untouched(signed_in: Page, table: Document) -> None:
    signed_in.goto(f"/admin/tai-lieu/{table.pk}/sua/")
    signed_in.get_by_role("tab", name="Nội dung").click()
    look(signed_in, "decision-table-edit")
    with signed_in.expect_navigation():
        signed_in.get_by_role("button", name="Lưu", exact=True).click()
    expect(signed_in.get_by_text("Đã lưu bản soạn thảo")).to_be_visible()
    table.refresh_from_db()
    assert table.body == dumps(BODY)
