"""Home, list and search of the public site; what strangers reach and what they do not."""

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test import Client, RequestFactory, override_settings
from django.test.utils import CaptureQueriesContext

from cms.site import errors, views
from registry.organisation.models import Agency
from registry.policy import Forbidden
from search.engines import engine
from tests import factories
from tests.cms.site.conftest import Committed, index, publish

pytestmark = pytest.mark.django_db


@pytest.fixture
def agency() -> Agency:
    return factories.agency("H1", name="Ủy ban nhân dân phường Hòa Bình")


def text_of(client: Client, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200
    return str(answer.content.decode())


def test_home_leads_to_search_fields_newest_and_sign_in(client: Client, agency: Agency) -> None:
    publish(agency, "Đăng ký khai sinh")
    publish(agency, "Cấp giấy phép xây dựng", field="Xây dựng")
    body = text_of(client, "/")
    for said in (
        "Ủy ban nhân dân phường Hòa Bình",
        "Tìm thủ tục",
        "Theo dõi hồ sơ",
        "Đánh giá và liên hệ",
        "Hộ tịch",
        "Xây dựng",
        "Đăng ký khai sinh",
        "Cán bộ, công chức đăng nhập",
        'href="/admin/"',
    ):
        assert said in body, said


def test_an_empty_site_says_what_to_do(client: Client) -> None:
    assert "Chưa có thủ tục nào được công khai" in text_of(client, "/")
    assert "Không tìm thấy thủ tục nào" in text_of(client, "/thu-tuc/")


@pytest.mark.parametrize(
    "typed",
    ["dang ky khai sinh", "ĐĂNG KÝ KHAI SINH", "khai sinh", "làm giấy khai sinh cho con", "QT 01"],
)
def test_a_citizen_finds_with_and_without_accents(
    client: Client, agency: Agency, typed: str
) -> None:
    publish(agency, "Đăng ký khai sinh", code="QT 01", result="Giấy khai sinh")
    publish(agency, "Cấp giấy phép xây dựng", field="Xây dựng", code="QT 02")
    index()
    body = text_of(client, f"/thu-tuc/?q={typed}")
    first = body.index("khai-sinh-")
    other = body.find("cap-giay-phep-xay-dung-")
    assert other < 0 or first < other


def test_fields_are_chosen_with_one_press_and_taken_back_with_one(
    client: Client, agency: Agency
) -> None:
    publish(agency, "Đăng ký khai sinh")
    body = text_of(client, "/thu-tuc/")
    assert "Chọn lĩnh vực" not in body  # one field is no choice
    publish(agency, "Cấp giấy phép xây dựng", field="Xây dựng")
    views.keeping.forget_all()
    body = text_of(client, "/thu-tuc/")
    assert 'class="chip" href="/thu-tuc/?linh-vuc=xay-dung"' in body
    body = text_of(client, "/thu-tuc/?linh-vuc=xay-dung")
    assert "Chọn lĩnh vực" not in body and 'class="chip is-on" href="/thu-tuc/?"' in body


def test_a_row_says_how_long_and_how_much(client: Client, agency: Agency) -> None:
    fees = [{"id": "f1", "name": "Bản sao", "amount": 8000, "per": "bản"}]
    publish(agency, "Đăng ký khai sinh", fees=fees)
    body = text_of(client, "/thu-tuc/")
    assert "<b>5 ngày làm việc</b><span>8.000 đồng/bản</span>" in body


def test_filters_narrow_by_field_and_agency(client: Client, agency: Agency) -> None:
    other = factories.agency("H2", name="Ủy ban nhân dân xã An Lạc")
    publish(agency, "Đăng ký khai sinh")
    publish(other, "Đăng ký khai tử")
    publish(other, "Cấp giấy phép xây dựng", field="Xây dựng")
    body = text_of(client, "/thu-tuc/?linh-vuc=ho-tich")
    assert "khai sinh" in body and "khai tử" in body and "giay-phep" not in body
    body = text_of(client, "/thu-tuc/?linh-vuc=ho-tich&co-quan=H2")
    assert "dang-ky-khai-tu" in body and "dang-ky-khai-sinh" not in body
    index()
    body = text_of(client, "/thu-tuc/?q=khai+sinh&linh-vuc=xay-dung")
    assert "Tìm trong mọi lĩnh vực" in body


def test_internal_procedures_are_not_found_by_searching(client: Client, agency: Agency) -> None:
    publish(agency, "Nghỉ phép của công chức", confidentiality="internal")
    publish(agency, "Mua sắm tài sản", confidentiality="internal")
    index()
    for typed in ("nghi phep", "mua sam"):
        assert "Không tìm thấy thủ tục nào" in text_of(client, f"/thu-tuc/?q={typed}")


def test_procedures_of_an_agency_that_stopped_working_are_gone(
    client: Client, agency: Agency, committed: Committed
) -> None:
    publish(agency, "Đăng ký khai sinh")
    index()
    assert "dang-ky-khai-sinh" in text_of(client, "/thu-tuc/")
    agency.active = False
    with committed():
        agency.save()
    assert "dang-ky-khai-sinh" not in text_of(client, "/thu-tuc/")
    assert "Không tìm thấy" in text_of(client, "/thu-tuc/?q=dang+ky")


def test_long_lists_come_in_pages(client: Client, agency: Agency) -> None:
    for number in range(23):
        publish(agency, f"Thủ tục số {number:02}")
    first = text_of(client, "/thu-tuc/")
    assert "Thủ tục số 19" in first and "Thủ tục số 20" not in first and "Trang 1/2" in first
    assert "Thủ tục số 20" in text_of(client, "/thu-tuc/?trang=2")
    assert "Trang 2/2" in text_of(client, "/thu-tuc/?trang=999999999")


@pytest.mark.parametrize(
    "query",
    [
        "q=%00",
        "q=%22*%22",
        "q=" + "x" * 2000,
        "trang=-1",
        "trang=²",
        "trang=a",
        "linh-vuc=%00",
        "co-quan=%27%20OR%201=1",
        "q=%F0%28",
        "q=<script>alert(1)</script>",
        "q=a&q=b&trang=",
    ],
)
def test_no_query_is_too_odd(client: Client, agency: Agency, query: str) -> None:
    publish(agency)
    index()
    assert "<script>alert" not in text_of(client, f"/thu-tuc/?{query}")


def test_lists_cost_few_queries_whatever_their_length(client: Client, agency: Agency) -> None:
    for number in range(30):
        publish(agency, f"Thủ tục số {number:02}")
    index()
    for path, most in (("/", 9), ("/", 0), ("/thu-tuc/", 0), ("/thu-tuc/?q=thu+tuc", 0)):
        with CaptureQueriesContext(connection) as queries:
            text_of(client, path)
        assert len(queries) <= most, path


def test_while_the_index_is_built_the_whole_list_is_shown(client: Client, agency: Agency) -> None:
    publish(agency, "Đăng ký khai sinh")
    with engine()._alone():  # type: ignore[attr-defined]
        body = text_of(client, "/thu-tuc/?q=khai+sinh")
    assert "đang được lập lại" in body and "dang-ky-khai-sinh" in body


def test_public_pages_set_no_cookie_and_keep_the_strict_policy(
    client: Client, agency: Agency
) -> None:
    publish(agency)
    for path in ("/", "/thu-tuc/", "/khong-co/"):
        answer = client.get(path)
        assert not answer.cookies
        policy = answer.headers["Content-Security-Policy"]
        assert "default-src 'self'" in policy and "unsafe" not in policy
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        body = answer.content.decode()
        assert "style=" not in body and "<style" not in body and "<script>" not in body


def test_robots_stay_out_of_the_workspace(client: Client) -> None:
    answer = client.get("/robots.txt")
    assert answer.headers["Content-Type"].startswith("text/plain")
    assert "Disallow: /admin/" in answer.content.decode()


def test_an_unknown_page_is_said_in_vietnamese_with_a_way_on(client: Client) -> None:
    answer = client.get("/khong-co-trang-nay/")
    assert answer.status_code == 404
    body = answer.content.decode()
    assert "Không tìm thấy trang" in body and 'role="search"' in body


def test_an_unknown_page_of_the_workspace_leads_back_into_it(
    client: Client, agency: Agency
) -> None:
    client.force_login(factories.person(agency))
    answer = client.get("/admin/reports/locked/")
    assert answer.status_code == 404
    assert "Về trang chủ làm việc" in answer.content.decode()


def test_refusals_say_why(rf: RequestFactory) -> None:
    said = errors.forbidden(rf.get("/admin/x/"), Forbidden("Chỉ thư ký ISO được làm việc này."))
    assert said.status_code == 403 and "Chỉ thư ký ISO" in said.content.decode()
    foreign = errors.forbidden(rf.get("/x/"), PermissionDenied("internal detail"))
    assert "internal detail" not in foreign.content.decode()
    assert "Ông/bà không có quyền" in foreign.content.decode()


def test_a_form_without_its_token_is_refused_in_vietnamese(agency: Agency) -> None:
    client = Client(enforce_csrf_checks=True)
    answer = client.post("/admin/login/", {"login": "a", "password": "b"})
    assert answer.status_code == 403
    assert "Trang đã mở quá lâu" in answer.content.decode()


@override_settings(DEBUG=False)
def test_a_fault_is_said_without_the_database(
    agency: Agency, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken() -> None:
        raise RuntimeError("secret detail")

    monkeypatch.setattr("cms.site.views.published.directory", broken)
    answer = Client(raise_request_exception=False).get("/")
    assert answer.status_code == 500
    body = answer.content.decode()
    assert "Hệ thống gặp lỗi" in body and "secret detail" not in body
