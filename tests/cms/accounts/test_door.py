"""One door: name and password, roles of today, a first password that has to go, and the trail."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from registry.administration import services as organisation
from registry.now import today
from registry.organisation.models import Membership
from registry.trail.models import Event
from tests import factories
from tests.cms.accounts.conftest import LOGIN, Place, facts, inside, sign_in

pytestmark = pytest.mark.django_db


def test_name_and_password_open_the_workspace(place: Place) -> None:
    client, answer = sign_in(place.officer)
    assert (answer.status_code, answer["Location"]) == (302, "/admin/")
    assert inside(client)
    assert facts(place.officer) == [
        {
            "type": "account.signed_in",
            "user": place.officer.pk,
            "method": "password",
            "ip": "127.0.0.1",
            "second_factor": False,
        }
    ]


def test_the_name_is_read_whatever_its_capitals(place: Place) -> None:
    assert inside(sign_in("HA.Pham")[0])


def test_it_leads_where_somebody_wanted_to_go_and_never_elsewhere(place: Place) -> None:
    for wanted, led in (
        ("/admin/tim/", "/admin/tim/"),
        ("https://x.example/", "/admin/"),
    ):
        answer = Client().post(
            LOGIN,
            {"login": "ha.pham", "password": factories.PASSWORD, "next": wanted},
        )
        assert answer["Location"] == led


@pytest.mark.parametrize("name", ["ha.pham", "khong.co"])
def test_a_wrong_password_and_an_unknown_name_get_one_answer(place: Place, name: str) -> None:
    _, answer = sign_in(name, "sai")
    assert answer.status_code == 200
    assert "Tên đăng nhập hoặc mật khẩu không đúng" in answer.content.decode()


def test_an_unknown_name_is_told_by_a_digest_alone(place: Place) -> None:
    sign_in("Nguyễn Văn Khách", "mat-khau-cua-khach")
    event = Event.objects.get(stream="account:unknown")
    assert event.type == "account.sign_in_failed" and event.agency is None
    assert "Khách" not in event.data and "mat-khau" not in event.data


def test_whoever_holds_no_role_today_does_not_enter(place: Place) -> None:
    Membership.objects.of(place.agency).filter(user=place.officer).update(
        ends=today() - timedelta(days=1)
    )
    client, answer = sign_in(place.officer)
    assert answer.status_code == 403
    assert "không giữ vai trò nào" in answer.content.decode()
    assert not inside(client)


def test_a_role_that_ends_closes_an_open_session(place: Place) -> None:
    client, _ = sign_in(place.officer)
    Membership.objects.of(place.agency).filter(user=place.officer).update(
        ends=today() - timedelta(days=1)
    )
    answer = client.get("/admin/", follow=True)
    assert "không giữ vai trò nào" in answer.content.decode()
    assert not inside(client)


def test_a_first_password_has_to_go(place: Place) -> None:
    person, _ = organisation.open_account(
        place.admin, place.agency, username="moi.nguoi", full_name="Lê Mới", role="staff",
        password="abcde-fghij-klmno",
    )  # fmt: skip
    client, _ = sign_in(person, "abcde-fghij-klmno")
    for address in ("/admin/", "/admin/tai-lieu/", "/tai-khoan/phien/"):
        assert client.get(address)["Location"] == "/tai-khoan/mat-khau/"
    same = change(client, "abcde-fghij-klmno", "abcde-fghij-klmno")
    assert "phải khác mật khẩu hiện tại" in same.content.decode()
    assert change(client, "abcde-fghij-klmno", "mua-xuan-ve-roi").status_code == 302
    assert inside(client)
    assert facts(person)[-1]["type"] == "account.password_changed"
    assert not inside(sign_in(person, "abcde-fghij-klmno")[0])
    assert inside(sign_in(person, "mua-xuan-ve-roi")[0])


def change(client: Client, old: str, new: str) -> Any:
    data = {"oldpassword": old, "password1": new, "password2": new}
    return client.post("/tai-khoan/mat-khau/", data)


@pytest.mark.parametrize(
    ("password", "said"),
    [
        ("ngan", "ít nhất 10"),
        ("password1234", "dễ đoán"),
        ("8237465182736", "chữ số"),
        ("phamngocha1", "quá giống"),
    ],
)
def test_weak_passwords_are_refused_in_vietnamese(place: Place, password: str, said: str) -> None:
    client, _ = sign_in(place.officer)
    place.officer.full_name = "phamngocha"
    place.officer.save()
    answer = change(client, factories.PASSWORD, password).content.decode()
    assert said in answer.lower()
    assert inside(sign_in(place.officer)[0])


def test_nothing_goes_round_the_door(place: Place) -> None:
    """Wagtail's own password pages and fields are shut; the account page has no password."""
    client, _ = sign_in(place.officer)
    assert client.get("/admin/password_reset/").status_code == 404
    page = client.get("/admin/account/").content.decode()
    assert re.findall(r'<input[^>]*name="[^"]*(?:password|-email)"', page) == []
    for address in ("/tai-khoan/dang-ky/", "/accounts/signup/", "/tai-khoan/signup/"):
        assert client.get(address).status_code == 404


def test_without_local_sign_in_a_password_opens_nothing(place: Place, settings: Any) -> None:
    settings.LOCAL_SIGN_IN = False
    _, answer = sign_in(place.officer)
    assert "Tên đăng nhập hoặc mật khẩu không đúng" in answer.content.decode()


def test_an_account_that_was_closed_opens_nothing(place: Place) -> None:
    client, _ = sign_in(place.officer)
    place.officer.is_active = False
    place.officer.save()
    assert not inside(client)
    _, answer = sign_in(place.officer)
    assert "Tên đăng nhập hoặc mật khẩu không đúng" in answer.content.decode()
