"""The administration pages in a browser: accessible, whole at both sizes, and without script."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings
from playwright.sync_api import BrowserContext, Page, expect

from registry.administration import delegations
from registry.documents import services as documents
from registry.now import now, today
from registry.organisation.models import Delegation, User
from registry.trail.models import Job
from tests.cms.system.conftest import Place, client_of
from tests.support.browser import DESKTOP, PHONE, look

pytestmark = pytest.mark.django_db(transaction=True)

BOTH = pytest.mark.parametrize("viewport", [DESKTOP, PHONE], ids=["1280", "390"])


def sign_in(context: BrowserContext, user: User, base: object) -> Page:
    session = client_of(user).cookies[settings.SESSION_COOKIE_NAME].value
    context.add_cookies(
        [{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": str(base)}]
    )
    return context.new_page()


def test_every_page_is_accessible_and_fits(
    live_server: object, open_context: Callable[..., BrowserContext], place: Place
) -> None:
    documents.create(
        place.secretary, place.agency, "manual", title="Sổ tay chất lượng", code="ST-07", body={}
    )
    row = delegations.delegate(
        place.secretary, place.agency, place.secretary, place.deputy, "iso_secretary",
        kind=Delegation.STAND_IN, starts=today(), ends=today() + timedelta(days=90),
        reason="Thư ký ISO là người soạn thảo", decision_no="12/QĐ-UBND",
    )  # fmt: skip
    Job.objects.create(
        agency=place.agency, handler="search.index", state=Job.FAILED, attempts=5,
        run_at=now(), created_at=now(), finished_at=now(), error="OperationalError: máy bận",
    )  # fmt: skip
    page = sign_in(open_context(), place.admin, live_server)
    for path in (
        "/admin/",
        "/admin/to-chuc/",
        "/admin/to-chuc/phan-cong/moi/",
        "/admin/to-chuc/nguoi/moi/",
        "/admin/to-chuc/phong-ban/moi/",
        f"/admin/to-chuc/nguoi/{place.deputy.pk}/mat-khau/",
        "/admin/uy-quyen/",
        "/admin/uy-quyen/moi/",
        f"/admin/uy-quyen/{row.pk}/ket-thuc/",
        "/admin/nhat-ky/",
        "/admin/viec-nen/",
    ):
        page.goto(path)
        look(page)
    page.goto("/admin/uy-quyen/moi/")
    page.get_by_role("button", name="Lập ủy quyền").click()
    expect(page.get_by_role("alert").first).to_be_visible()
    look(page)


@BOTH
def test_a_stand_in_is_appointed_by_keyboard_without_script(
    live_server: object,
    open_context: Callable[..., BrowserContext],
    place: Place,
    viewport: Any,
) -> None:
    context = open_context(viewport=viewport, java_script_enabled=False)
    page = sign_in(context, place.secretary, live_server)
    page.goto("/admin/uy-quyen/")
    page.get_by_role("link", name="Lập ủy quyền, cử người thay").press("Enter")
    page.get_by_label("Vai trò được giao thay").select_option(
        label="Thư ký ISO – Văn phòng - Thống kê"
    )
    page.get_by_label("Người thay").select_option(label=f"Phạm Ngọc Hà ({place.deputy.username})")
    page.get_by_label("Hình thức").select_option(label="Người thay của ban ISO")
    page.get_by_label("Đến hết ngày").fill("01/01/2020")
    page.keyboard.press("Enter")
    expect(page.get_by_text("trước ngày bắt đầu")).to_be_visible()
    page.get_by_label("Đến hết ngày").fill(f"{today() + timedelta(days=9):%d/%m/%Y}")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Phạm Ngọc Hà thay Trần Thị Mai Lan").first).to_be_visible()
    page.get_by_role("link", name="Kết thúc sớm").press("Enter")
    page.get_by_role("button", name="Ghi ngày kết thúc").press("Enter")
    assert Delegation.objects.of(place.agency).get().ends == today()
