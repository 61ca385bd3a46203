"""Choosing in a real browser: what the system does at a step, and who does a step of a case."""

from collections.abc import Callable

import pytest
from django.urls import reverse
from playwright.sync_api import BrowserContext, expect

from registry import canonical
from registry.documents import services
from tests import factories
from tests.processes.test_chosen_person import advice
from tests.processes.test_screens import sign_in

pytestmark = pytest.mark.django_db(transaction=True)


def test_effects_their_values_and_units_are_chosen_and_old_words_are_kept(
    live_server: object, open_context: Callable[..., BrowserContext]
) -> None:
    agency = factories.agency()
    factories.unit(agency, "TP", "Tư pháp - Hộ tịch")
    author = factories.person(agency, role="iso_secretary")
    body = advice()
    body["roles"][1]["unit"] = "Phòng TP"
    body["steps"][2]["enter"] = [{"effect": "notfy", "value": "Chuyên gia"}]
    draft = services.create(author, agency, "process", code="QT-1", title="Hỏi", body=body)
    page = sign_in(open_context(), author, str(live_server))
    page.goto(reverse("documents:edit", args=[draft.pk]))
    page.get_by_role("tab", name="Các bước").click()

    unit = page.get_by_label("Phòng ban, dòng 2")
    expect(unit).to_have_value("Phòng TP")
    expect(unit.locator("option:checked")).to_have_text("Phòng TP (không còn trong danh sách)")
    unit.select_option(label="Tư pháp - Hộ tịch (TP)")

    # Documents are issued by the system's own processes alone: only their cases have some.
    details = page.locator("[data-pointer='/steps']").get_by_role("button", name="Chi tiết dòng 3")
    details.click()
    drawer = page.get_by_role("dialog")
    entering = drawer.get_by_role("group", name="Hệ thống làm khi đến bước")
    effect = entering.get_by_label("Việc, dòng 1")
    expect(effect.locator("option", has_text="Ban hành bộ tài liệu")).to_have_count(0)
    drawer.get_by_role("button", name="Xong").click()
    page.get_by_role("tab", name="Phạm vi áp dụng").click()
    page.get_by_label("Loại quy trình").select_option(label="Quy trình hệ thống")
    page.get_by_role("tab", name="Các bước").click()
    details.click()
    expect(effect.locator("option:checked")).to_have_text("notfy (không còn trong danh sách)")
    expect(entering.get_by_label("Chi tiết, dòng 1")).to_have_value("Chuyên gia")
    effect.select_option(label="Thông báo cho người giữ vai trò")
    expect(entering.locator("select[aria-label='Chi tiết, dòng 1']")).to_have_value("Chuyên gia")
    entering.get_by_label("Chi tiết, dòng 1").select_option(label="2. Chuyên gia")
    effect.select_option(label="Ban hành bộ tài liệu")
    expect(entering.get_by_text("Không cần.")).to_be_visible()
    effect.select_option(label="Thông báo cho người giữ vai trò")
    expect(entering.get_by_label("Chi tiết, dòng 1")).to_have_value("")
    entering.get_by_label("Chi tiết, dòng 1").select_option(label="2. Chuyên gia")
    drawer.get_by_role("button", name="Xong").click()
    page.get_by_role("button", name="Lưu", exact=True).click()
    expect(page.get_by_text("Đã lưu bản soạn thảo")).to_be_visible()

    draft.refresh_from_db()
    stored = canonical.loads(draft.body)
    assert stored["roles"][1]["unit"] == "TP"
    assert stored["steps"][2]["enter"] == [{"effect": "notify", "value": "gioi"}]


def test_a_person_is_found_without_accents_at_opening(
    live_server: object, open_context: Callable[..., BrowserContext]
) -> None:
    agency = factories.agency()
    unit = factories.unit(agency, "TP", "Tư pháp - Hộ tịch")
    factories.calendar(agency)
    asker = factories.person(agency, unit=unit)
    names = ("Đỗ Văn Giỏi", "Đỗ Văn Hai", "Nguyễn Thị Hòa")
    for name in names:
        factories.person(agency, unit=unit, name=name)
    version = factories.install(agency, "process", advice(), title="Hỏi ý kiến")
    page = sign_in(open_context(), asker, str(live_server))
    page.goto(reverse("case_open", args=[factories.uid_of(version)]))
    expert, find = page.get_by_label("Chuyên gia (bắt buộc)"), page.get_by_label("Tìm Chuyên gia")
    expect(expert.locator("option")).to_have_count(1 + len(names))
    find.fill("do van")
    expect(page.get_by_text("2 người phù hợp")).to_be_visible()
    expect(expert).to_have_value("")
    find.press_sequentially(" gioi")
    expect(expert.locator("option:checked")).to_contain_text("Đỗ Văn Giỏi")
    expect(page.get_by_text("Đã chọn Đỗ Văn Giỏi")).to_be_visible()
    find.fill("HOÀ")
    expect(expert.locator("option:checked")).to_contain_text("Nguyễn Thị Hòa")
    find.press("Enter")  # looks, and sends nothing
    page.get_by_label("Nội dung (bắt buộc)").fill("Hỏi về con dấu")
    page.get_by_role("button", name="Tạo hồ sơ").click()
    expect(page.get_by_text("Chưa chọn người cho vai trò «Người đọc lại»").first).to_be_visible()
    expect(expert.locator("option:checked")).to_contain_text("Nguyễn Thị Hòa")
