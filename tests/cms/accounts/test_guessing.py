"""Fifty wrong passwords: who is locked, who is not, for how long, and who may open the lock."""

import re
from datetime import timedelta
from typing import Any

import pytest
from axes.models import AccessAttempt
from django.test import Client

from cms.accounts import guessing, services
from registry.policy import Forbidden
from registry.trail.models import Event
from tests.cms.accounts.conftest import LOGIN, Place, facts, inside, sign_in

pytestmark = pytest.mark.django_db

HOME: dict[str, Any] = {"REMOTE_ADDR": "10.0.0.5"}
ELSEWHERE: dict[str, Any] = {"REMOTE_ADDR": "10.0.0.6"}


def fifty(name: str, **meta: Any) -> str:
    """What the fiftieth wrong password is answered."""
    for number in range(50):
        # Another browser every time, which helps nobody.
        _, answer = sign_in(name, f"sai-{number}", HTTP_USER_AGENT=f"M/{number}", **(meta or HOME))
    assert answer.status_code == 429
    return str(answer.content.decode())


def test_fifty_wrong_passwords(place: Place) -> None:
    page = fifty("ha.pham")
    assert "Hãy thử lại sau <strong>15 phút" in page
    client, right = sign_in(place.officer, **HOME)
    assert right.status_code == 429 and right["Retry-After"] == "900"
    assert not inside(client)
    assert inside(sign_in(place.secretary, **HOME)[0])
    assert inside(sign_in(place.officer, **ELSEWHERE)[0])


def test_after_the_cool_off_the_right_password_opens(place: Place) -> None:
    fifty("ha.pham")
    for row in AccessAttempt.objects.all():
        row.attempt_time -= timedelta(minutes=16)
        row.save()
    assert inside(sign_in(place.officer, **HOME)[0])


def test_going_on_does_not_make_it_longer(place: Place) -> None:
    fifty("ha.pham")
    newest = AccessAttempt.objects.latest("attempt_time").attempt_time
    fifty("ha.pham")
    assert AccessAttempt.objects.latest("attempt_time").attempt_time == newest


def test_capitals_and_marks_are_no_further_attempts(place: Place) -> None:
    for number in range(10):
        sign_in("ha.pham" if number % 2 else "  HA.pham ", "sai", **HOME)
    assert sign_in(place.officer, **HOME)[1].status_code == 429


def test_an_unknown_name_is_locked_with_the_same_words(place: Place) -> None:
    known = fifty("ha.pham")
    unknown = fifty("khong.co")
    token = re.compile(r"\w{64}")
    assert token.sub("", known) == token.sub("", unknown)
    assert not AccessAttempt.objects.filter(username__icontains="khong").exists()
    assert not AccessAttempt.objects.filter(post_data__icontains="khong").exists()


def test_the_trail_tells_ten_failures_and_one_lock(place: Place) -> None:
    fifty("ha.pham")
    told = [fact["type"] for fact in facts(place.officer)]
    assert told == ["account.sign_in_failed"] * 10 + ["account.locked"]
    assert Event.objects.get(type="account.locked").agency == place.agency


def test_an_address_of_the_browsers_own_making_is_not_believed(place: Place, settings: Any) -> None:
    for number in range(10):
        sign_in("ha.pham", "sai", HTTP_X_FORWARDED_FOR=f"10.9.9.{number}", **HOME)
    assert sign_in(place.officer, **HOME)[1].status_code == 429
    settings.BEHIND_PROXY = True
    for number in range(10):
        forged = f"10.9.9.{number}, 10.7.7.7"
        sign_in("lan.tran", "sai", HTTP_X_FORWARDED_FOR=forged, **HOME)
    assert AccessAttempt.objects.filter(ip_address="10.7.7.7").exists()
    last = sign_in("lan.tran", "sai", HTTP_X_FORWARDED_FOR="10.1.1.1, 10.7.7.7", **HOME)[1]
    assert last.status_code == 429
    assert sign_in("lan.tran", "sai", HTTP_X_FORWARDED_FOR="10.8.8.8", **HOME)[1].status_code == 200


def test_an_administrator_opens_the_lock(place: Place) -> None:
    fifty("ha.pham")
    [lock] = guessing.locks_of([place.officer, place.secretary])
    assert (lock.user_id, lock.ip) == (place.officer.pk, "10.0.0.5")
    assert services.unlock(place.admin, place.agency, place.officer)
    assert not services.unlock(place.admin, place.agency, place.officer)
    assert inside(sign_in(place.officer, **HOME)[0])
    assert [f["type"] for f in facts(place.officer)][-2:] == [
        "account.unlocked",
        "account.signed_in",
    ]


def test_nobody_else_opens_it(place: Place) -> None:
    fifty("ha.pham")
    for who, agency in ((place.secretary, place.agency), (place.stranger, place.agency)):
        with pytest.raises(Forbidden):
            services.unlock(who, agency, place.officer)
    assert guessing.locks_of([place.officer])


def test_a_sign_in_forgets_the_failures_at_that_address_alone(place: Place) -> None:
    for _ in range(9):
        sign_in("ha.pham", "sai", **HOME)
        sign_in("ha.pham", "sai", **ELSEWHERE)
    sign_in(place.officer, **HOME)
    assert sign_in("ha.pham", "sai", **HOME)[1].status_code == 200
    assert sign_in("ha.pham", "sai", **ELSEWHERE)[1].status_code == 429


def test_guessing_the_password_of_an_open_session_is_counted(place: Place) -> None:
    client, _ = sign_in(place.officer, **HOME)
    for number in range(11):
        data = {"oldpassword": f"sai-{number}", "password1": "mua-xuan-ve", "password2": "x"}
        page = client.post("/tai-khoan/mat-khau/", data, **HOME).content.decode()
    assert "Hãy thử lại sau 15 phút" in page
    assert Client().post(LOGIN, {"login": "ha.pham", "password": "sai"}).status_code == 200
