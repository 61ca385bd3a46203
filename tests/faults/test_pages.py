"""Wrong addresses, lost tokens, odd page numbers: Vietnamese pages with a way on."""

from collections.abc import Callable

import pytest
from django.test import Client

from registry.organisation.models import User
from tests.faults.words import fault, text_of
from tests.processes.control.conftest import Office
from tests.processes.world import World

Browser = Callable[[User], Client]


@pytest.mark.parametrize(
    "url", ["/khong-co/", "/thu-tuc/a-00000000/", "/thu-tuc/abc/", "/x" * 900, "/%00/", "/ấ/"]
)
def test_an_unknown_address_of_the_public_site(db: None, url: str) -> None:
    response = Client(raise_request_exception=False).get(url)
    assert response.status_code == 404 and fault(response) == ""
    assert 'lang="vi"' in response.content.decode() and "Không tìm thấy" in text_of(response)


@pytest.mark.parametrize(
    "url",
    ["/admin/khong-co/", "/admin/tai-lieu/abc/", "/admin/ho-so/abc/", "/admin/pages/",
     "/admin/users/", "/admin/tai-lieu/99999999999999999999/", "/admin/danh-sach/khong-co/",
     "/admin/cong-viec/x/"],
)  # fmt: skip
def test_an_unknown_address_of_the_workspace(office: Office, at: Browser, url: str) -> None:
    response = at(office.secretary).get(url)
    assert response.status_code == 404 and fault(response) == ""
    text = response.content.decode()
    assert 'lang="vi"' in text and "Không tìm thấy" in text and "/admin/" in text


@pytest.mark.parametrize("number", ["0", "-1", "999999", "x", "", "2", "²", "9" * 5000, "1.5"])
def test_an_odd_page_number_shows_a_page(office: Office, at: Browser, number: str) -> None:
    client = at(office.secretary)
    draft = office.draft()
    for url in (
        f"/admin/tai-lieu/?p={number}", f"/admin/ho-so/?p={number}",
        f"/admin/danh-sach/da-ban-hanh/?p={number}", f"/admin/cong-viec/chua-trong-han/?p={number}",
        f"/admin/tai-lieu/{draft.pk}/lich-su/?p={number}", f"/admin/tra-cuu/?q=a&trang={number}",
        f"/thu-tuc/?trang={number}",
    ):  # fmt: skip
        response = client.get(url)
        assert response.status_code == 200 and fault(response) == "", url


def test_a_form_without_its_token(office: Office, commune: World) -> None:
    draft = office.draft()
    client = Client(raise_request_exception=False, enforce_csrf_checks=True)
    client.force_login(office.secretary)
    for url in (
        f"/admin/tai-lieu/{draft.pk}/sua/", f"/admin/tai-lieu/{draft.pk}/xoa/", "/admin/dieu-kien/",
        "/admin/tai-lieu/them/?kind=manual", "/admin/login/",
    ):  # fmt: skip
        response = client.post(url, {"title": "A"})
        assert response.status_code == 403 and fault(response) == "", url
        assert "tải lại" in text_of(response)


def test_a_page_that_was_not_asked_that_way(office: Office, at: Browser) -> None:
    client = at(office.secretary)
    draft = office.draft()
    for method in ("put", "patch", "delete", "options", "head"):
        for url in (f"/admin/tai-lieu/{draft.pk}/", "/admin/", "/thu-tuc/", "/admin/dieu-kien/"):
            response = getattr(client, method)(url)
            assert response.status_code < 500, (method, url)


def test_signing_in_wrongly_is_told_in_vietnamese(office: Office) -> None:
    client = Client(raise_request_exception=False)
    for name, password in (("khong-co", "x"), ("a\0b", "x"), ("x" * 100_000, "y"), ("", "")):
        response = client.post("/admin/login/", {"login": name, "password": password})
        assert response.status_code == 200 and fault(response) == "", name[:20]


def test_too_many_fields_are_refused_in_words(office: Office, at: Browser) -> None:
    response = at(office.secretary).post(
        "/admin/tai-lieu/them/?kind=manual", {f"f{number}": "1" for number in range(20_001)}
    )
    assert response.status_code == 400 and fault(response) == ""
    assert "không hợp lệ" in text_of(response)
