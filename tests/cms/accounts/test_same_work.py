"""Who exists is told by no time: the same statements and the same hashing, whoever is named."""

import re
from typing import Any
from unittest import mock

import pytest
from django.contrib.auth.hashers import MD5PasswordHasher
from django.core import mail
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from registry.trail import outbox
from registry.trail.models import Event, Job
from tests import factories
from tests.cms.accounts.conftest import Place

pytestmark = pytest.mark.django_db
DOOR = "/admin/login/"
FORGOT = "/tai-khoan/mat-khau/quen/"
# Values, and the names of savepoints and cursors, which are numbered.
_VALUES = re.compile(
    r"'(?:[^']|'')*'|\b\d+(?:\.\d+)?\b|\bNULL\b|s\d+_x\d+|_django_curs_\d+_sync_\d+|X'[^']*'"
)


def work_of(address: str, data: dict[str, str]) -> tuple[list[str], int, int]:
    """The statements of one request without their values, how often a password was hashed, and the
    status of the answer."""
    hashed = mock.Mock(side_effect=MD5PasswordHasher().encode)
    with (
        mock.patch.object(MD5PasswordHasher, "encode", hashed),
        CaptureQueriesContext(
            connection,
        ) as asked,
    ):
        answer = Client().post(address, data)
    statements = [_VALUES.sub("?", query["sql"]) for query in asked.captured_queries]
    return statements, hashed.call_count, answer.status_code


@pytest.fixture
def letters(place: Place, settings: Any) -> Place:
    settings.MAIL_ENABLED = True
    place.officer.email = "ha.pham@example.vn"
    place.officer.save()
    # Streams and counters that a first request makes are there.
    for name in (place.officer.username, place.stranger.username, "khong-co-ai"):
        work_of(DOOR, {"login": name, "password": "sai"})
    work_of(FORGOT, {"email": "ai-do@example.vn"})
    return place


def test_a_forgotten_password_asks_the_same_of_every_address(letters: Place) -> None:
    known = work_of(FORGOT, {"email": "ha.pham@example.vn"})
    unknown = work_of(FORGOT, {"email": "khong.co@example.vn"})
    assert known == unknown
    assert mail.outbox == []
    assert "khong.co" not in " ".join(Job.objects.values_list("payload", flat=True))
    outbox.work()
    assert [letter.to for letter in mail.outbox] == [["ha.pham@example.vn"]]


def test_a_wrong_sign_in_does_the_same_for_every_name(letters: Place) -> None:
    known = work_of(DOOR, {"login": letters.officer.username, "password": "sai"})
    unknown = work_of(DOOR, {"login": "khong-co-ai", "password": "sai"})
    assert known == unknown
    assert known[1] == 1
    told = Event.objects.filter(type="account.sign_in_failed")
    assert set(told.values_list("agency", flat=True)) == {
        letters.agency.pk, letters.stranger.memberships.get().agency_id, None,
    }  # fmt: skip


def test_somebody_who_left_or_has_no_password_is_answered_after_the_same_work(
    letters: Place,
) -> None:
    gone = factories.person(letters.agency, role="staff")
    gone.is_active = False
    gone.save()
    vouched = factories.person(letters.agency, role="staff")
    vouched.set_unusable_password()
    vouched.save()
    for user in (gone, vouched):
        work_of(DOOR, {"login": user.username, "password": "sai"})
    plain = work_of(DOOR, {"login": letters.officer.username, "password": "sai"})
    for user in (gone, vouched):
        assert work_of(DOOR, {"login": user.username, "password": "sai"}) == plain
