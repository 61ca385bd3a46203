"""The second factor: set up, asked for, not to be gone round, each code once, guessing locked."""

import re
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal import auth as totp
from django.test import Client

from cms.accounts import services
from registry.trail.models import Event
from tests import factories
from tests.cms.accounts.conftest import Place, facts, inside, sign_in

pytestmark = pytest.mark.django_db

ACTIVATE = "/tai-khoan/hai-lop/bat/"
CODE = "/tai-khoan/ma/"


def code_of(secret: str, steps: int = 0) -> str:
    """What the telephone shows now, or so many half minutes later."""
    # Those that are taken, the one of this half minute in the middle.
    taken = list(totp.yield_hotp_counters_from_time())
    return totp.format_hotp_value(totp.hotp_value(secret, taken[len(taken) // 2] + steps))


def set_up(client: Client) -> str:
    """Scan, type the first code, and hand over the secret."""
    first = client.get(ACTIVATE, follow=True)
    if first.redirect_chain:
        assert "Xác nhận mật khẩu" in first.content.decode()
        address = first.redirect_chain[-1][0]
        client.post(address, {"password": factories.PASSWORD})
    page = client.get(ACTIVATE).content.decode()
    secret = re.search(r'secret">(\w+)<', page)
    assert secret and "data:image/svg+xml;base64," in page
    answer = client.post(ACTIVATE, {"code": code_of(secret[1])})
    assert answer["Location"] == "/tai-khoan/hai-lop/du-phong/"
    return secret[1]


def test_it_is_set_up_with_spare_codes(place: Place) -> None:
    client, _ = sign_in(place.officer)
    set_up(client)
    page = client.get("/tai-khoan/hai-lop/du-phong/").content.decode()
    assert len(re.findall(r"<li><code>", page)) == 10
    text = client.get("/tai-khoan/hai-lop/du-phong/tai-ve/")
    assert "Mỗi mã dùng được một lần" in text.content.decode()
    assert facts(place.officer)[-1]["type"] == "account.second_factor_added"


def test_a_password_alone_opens_nothing_any_more(place: Place) -> None:
    secret = set_up(sign_in(place.officer)[0])
    client, answer = sign_in(place.officer)
    assert answer["Location"] == CODE
    assert not inside(client)
    for address in (
        "/admin/account/",
        "/tai-khoan/",
        "/tai-khoan/mat-khau/",
        "/tai-khoan/hai-lop/",
    ):
        assert client.get(address)["Location"].startswith("/admin/login/"), address
    assert client.post(CODE, {"code": "000000"}).status_code == 200
    assert not inside(client)
    assert client.post(CODE, {"code": code_of(secret, 1)}).status_code == 302
    assert inside(client)
    assert facts(place.officer, "account.signed_in")[-1]["second_factor"] is True


def test_a_code_opens_once(place: Place) -> None:
    secret = set_up(sign_in(place.officer)[0])
    code = code_of(secret, 1)
    first, _ = sign_in(place.officer)
    first.post(CODE, {"code": code})
    assert inside(first)
    # Another process knows nothing of the first one's cache.
    from django.core.cache import cache

    cache.clear()
    second, _ = sign_in(place.officer)
    answer = second.post(CODE, {"code": code})
    assert "Mã này đã dùng" in answer.content.decode()
    assert not inside(second)


def test_a_spare_code_opens_once(place: Place) -> None:
    set_up(sign_in(place.officer)[0])
    spare = Authenticator.objects.get(user=place.officer, type="recovery_codes").wrap()
    code = spare.get_unused_codes()[0]
    for number in range(2):
        client, _ = sign_in(place.officer)
        client.post(CODE, {"code": code})
        assert inside(client) is (number == 0)


def test_guessing_codes_is_locked_from_every_address(place: Place) -> None:
    secret = set_up(sign_in(place.officer)[0])
    for number in range(10):
        address: dict[str, Any] = {"REMOTE_ADDR": f"10.0.1.{number}"}
        client, _ = sign_in(place.officer, **address)
        client.post(CODE, {"code": f"{number:06}"}, **address)
    client, _ = sign_in(place.officer, REMOTE_ADDR="10.0.2.1")
    answer = client.post(CODE, {"code": code_of(secret, 1)}, REMOTE_ADDR="10.0.2.1")
    assert "Hãy thử lại sau 15 phút" in answer.content.decode()
    assert not inside(client)
    assert Event.objects.filter(type="account.locked", agency=place.agency).count() == 1
    services.unlock(place.admin, place.agency, place.officer)
    client, _ = sign_in(place.officer)
    client.post(CODE, {"code": code_of(secret, 1)})
    assert inside(client)


def test_a_role_may_ask_for_it(place: Place, settings: Any) -> None:
    settings.MFA_REQUIRED_ROLES = frozenset({"agency_admin"})
    client, _ = sign_in(place.admin)
    for address in ("/admin/", "/admin/to-chuc/", "/tai-khoan/phien/"):
        assert client.get(address)["Location"] == ACTIVATE
    set_up(client)
    assert inside(client)
    page = client.get("/tai-khoan/hai-lop/").content.decode()
    assert "bắt buộc dùng" in page and "Tắt xác thực" not in page
    client.post("/tai-khoan/hai-lop/tat/")
    assert services.has_second_factor(place.admin)
    assert inside(sign_in(place.officer)[0])


def test_it_is_switched_off_where_no_role_asks(place: Place) -> None:
    client, _ = sign_in(place.officer)
    set_up(client)
    assert client.post("/tai-khoan/hai-lop/tat/").status_code == 302
    assert not services.has_second_factor(place.officer)
    assert "account.second_factor_removed" in [f["type"] for f in facts(place.officer)]
    assert inside(sign_in(place.officer)[0])


def test_an_administrator_helps_who_lost_the_telephone(place: Place) -> None:
    client, _ = sign_in(place.officer)
    set_up(client)
    assert services.remove_second_factor(place.admin, place.agency, place.officer)
    assert not inside(client)
    assert inside(sign_in(place.officer)[0])
