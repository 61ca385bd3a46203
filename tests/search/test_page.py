"""The page «Tra cứu» of the workspace."""

from pathlib import Path

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from playwright.sync_api import Page, expect

from registry.organisation.models import Agency, User
from search import indexing
from search.engines import engine
from tests.search.places import enrol, establish, put_in_force
from tests.support.browser import look

pytestmark = pytest.mark.usefixtures("index_file")


@pytest.fixture
def agency(db: None) -> Agency:
    made = establish("P1", establish("T", name="Sở Tư pháp"))
    enrol(made, "an")
    put_in_force(made, "Quy chế tiếp công dân", text="Lịch tiếp công dân", code="QC 01")
    return made


@pytest.fixture
def signed_in(client: Client, agency: Agency) -> Client:
    indexing.rebuild()
    client.force_login(User.objects.get(username="an"))
    return client


def test_it_shows_what_was_found_with_its_words_marked(signed_in: Client) -> None:
    body = signed_in.get("/admin/tra-cuu/?q=tiep+cong+dan").content.decode()
    assert "Quy chế <mark>tiếp công dân</mark>" in body
    assert "1 kết quả" in body
    assert "QC 01" in body


def test_before_searching_it_says_what_can_be_found(signed_in: Client) -> None:
    assert "Có thể tìm gì ở đây" in signed_in.get("/admin/tra-cuu/").content.decode()


def test_nothing_found_comes_with_advice(signed_in: Client) -> None:
    body = signed_in.get("/admin/tra-cuu/?q=zzz").content.decode()
    assert "Không tìm thấy kết quả nào cho «zzz»" in body
    assert "Thử ít từ hơn" in body


def test_another_agency_finds_nothing_of_it(signed_in: Client, client: Client) -> None:
    enrol(establish("P2"), "binh")
    client.force_login(User.objects.get(username="binh"))
    page = client.get("/admin/tra-cuu/?q=tiep+cong+dan").content.decode()
    assert "Quy chế" not in page.partition("<main")[2]
    assert client.get("/admin/tra-cuu/goi-y/?q=quy").json() == {"titles": []}


def test_a_stranger_is_sent_to_sign_in(client: Client, db: None) -> None:
    for address in ("/admin/tra-cuu/", "/admin/tra-cuu/goi-y/"):
        assert client.get(address).status_code == 302


def test_suggestions_complete_what_is_typed(signed_in: Client) -> None:
    answer = signed_in.get("/admin/tra-cuu/goi-y/?q=tiep+c")
    assert answer.json() == {"titles": ["Quy chế tiếp công dân"]}


@pytest.mark.parametrize(
    "address",
    [
        "?q=%00",
        "?q=%22*",
        "?q=a&trang=-1",
        "?q=a&trang=99999999999",
        "?q=a&trang=²",
        "?q=a&loai=%00",
        "?q=%F0%28",
        "?q=" + "x" * 3000,
        "?q=quy&loai=khong-co",
        "?q=quy&trang=7",
    ],
)
def test_no_address_is_too_odd(signed_in: Client, address: str) -> None:
    assert signed_in.get(f"/admin/tra-cuu/{address}").status_code == 200


def test_further_pages_are_reached(signed_in: Client, agency: Agency) -> None:
    for number in range(25):
        put_in_force(agency, f"Quy định số {number}")
    indexing.rebuild()
    first = signed_in.get("/admin/tra-cuu/?q=quy+dinh").content.decode()
    assert "Trang 1/2" in first and "?q=quy+dinh&amp;trang=2" in first
    assert "Trang 2/2" in signed_in.get("/admin/tra-cuu/?q=quy+dinh&trang=2").content.decode()


def test_it_asks_the_database_at_most_twelve_times(signed_in: Client, agency: Agency) -> None:
    for number in range(25):
        put_in_force(agency, f"Quy định số {number}")
    indexing.rebuild()
    with CaptureQueriesContext(
        connection,
    ) as queries:
        signed_in.get("/admin/tra-cuu/?q=quy+dinh")
    assert len(queries) <= 12, [query["sql"][:120] for query in queries]


def test_while_the_index_is_built_it_says_so(signed_in: Client, index_file: Path) -> None:
    index_file.unlink()
    with engine()._alone():  # type: ignore[attr-defined]
        answer = signed_in.get("/admin/tra-cuu/?q=quy")
    assert answer.status_code == 503
    assert "đang được lập lại" in answer.content.decode()


@pytest.mark.django_db(transaction=True)
def test_it_works_with_the_keyboard_and_for_everybody(page: Page, tmp_path: Path) -> None:
    made = establish("P1")
    enrol(made, "an")
    put_in_force(made, "Quy chế tiếp công dân", text="Lịch tiếp công dân", code="QC 01")
    indexing.rebuild()
    page.goto("/admin/tra-cuu/")
    page.get_by_label("Tên đăng nhập").fill("an")
    page.get_by_label("Mật khẩu").first.fill("mat-khau-thu")
    page.keyboard.press("Enter")
    field = page.get_by_label("Tên, mã hiệu hoặc nội dung cần tìm")
    expect(field).to_be_focused()
    look(page)
    field.fill("tiep cong")
    expect(page.locator("#search-suggestions option")).to_have_attribute(
        "value", "Quy chế tiếp công dân"
    )
    page.keyboard.press("Enter")
    expect(page.get_by_role("link", name="Quy chế tiếp công dân")).to_be_visible()
    look(page)
    page.locator("h1").click()
    page.keyboard.press("/")
    expect(field).to_be_focused()
