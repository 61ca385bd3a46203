"""The logs of real requests name nobody: no citizen, telephone, answer, code, query or account."""

import errno
import io
import json
import logging
import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from cms.logs.configuration import configuration
from cms.logs.failures import described
from cms.logs.masking import MASK, masked
from processes.models import Case
from registry.now import frozen
from tests import factories
from tests.processes import world as worlds
from tests.processes.world import FRIDAY, World

NAME, PHONE, ANSWER, MAIL = "Lò Thị Mẩy", "0912 345 678", "Bản Lướt xã Zêta", "may@example.vn"


class Log:
    """What came out since the last look."""

    def __init__(self, stream: io.StringIO) -> None:
        self.stream = stream

    @property
    def text(self) -> str:
        return self.stream.getvalue()

    @property
    def lines(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self.text.splitlines()]

    @property
    def requests(self) -> list[dict[str, Any]]:
        return [line for line in self.lines if line["event"] == "request"]


@pytest.fixture
def log() -> Iterator[Log]:
    """The one handler of the product, with what it writes kept."""
    (handler,) = [
        each for each in logging.getLogger().handlers if type(each) is logging.StreamHandler
    ]
    stream = io.StringIO()
    before = handler.setStream(stream)
    yield Log(stream)
    if before is not None:
        handler.setStream(before)


def test_a_day_at_the_counter_names_nobody(db: None, log: Log) -> None:
    commune: World = worlds.make()
    stranger, desk = Client(), Client(raise_request_exception=False)
    stranger.post(
        reverse("wagtailadmin_login"), {"username": "lo.thi.may", "password": "Mật khẩu sai 1"}
    )
    stranger.get("/", {"q": NAME})
    stranger.get(f"/thu-tuc/{NAME}/{PHONE}/")
    stranger.get("/", headers={"host": "la.example.com"})
    desk.force_login(commune.desk)
    with frozen(FRIDAY):
        answer = desk.post(
            reverse("case_open", args=[commune.uid]),
            {"key": "m1", "subject": f"Trích lục cho {NAME}", "applicant_name": NAME,
             "applicant_phone": PHONE, "channel": "counter", "received_on": "2026-04-24",
             "received_time": "15:10", "papers": ["p1"], "a.hoten": ANSWER,
             "a.ngay": "03/02/1990"},
        )  # fmt: skip
    assert answer.status_code == 302
    case = Case.objects.of(commune.agency).get()
    for query in (NAME, PHONE, case.code):
        desk.get(reverse("case_list"), {"q": query})
    desk.get(reverse("case_detail", args=[case.uid]))
    desk.get(f"/admin/ho-so/{case.uid}/khong-co/")
    assert {line["status"] for line in log.requests} >= {200, 302, 404}
    assert {line["user"] for line in log.requests} == {None, commune.desk.pk}
    # Numbers that the product makes itself may hold any three digits.
    own = {"request_id": r"[0-9a-f]{32}", "timestamp": r"[0-9T:.-]+Z", "ms": r"\d+", "user": r".*"}
    for line in log.requests:
        assert all(re.fullmatch(form, str(line[name])) for name, form in own.items()), line
    told = str([{name: line[name] for name in line if name not in own} for line in log.lines])
    for secret in (
        NAME, "Mẩy", PHONE, "345", ANSWER, "Lướt", "lo.thi.may", "Mật khẩu", case.code,
        str(case.uid), "la.example.com", commune.desk.username, "?q",
    ):  # fmt: skip
        assert secret not in told, secret


def test_a_failure_shows_where_and_not_with_what(
    db: None, log: Log, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(request: HttpRequest) -> HttpResponse:
        answer = f"{NAME} {PHONE}"
        raise ValueError(f"could not read {answer}")

    monkeypatch.setattr("cms.site.views.published.procedures", broken, raising=False)
    from django.urls import get_resolver

    for entry in get_resolver().url_patterns:
        if getattr(entry, "name", "") == "site_home":
            monkeypatch.setattr(entry, "callback", broken)
    answer = Client(raise_request_exception=False).get("/", {"q": NAME})
    assert answer.status_code == 500
    (failure,) = [line for line in log.lines if line["level"] == "error"]
    (told,) = failure["exception"]
    assert told["type"] == "ValueError" and told["at"][-1].endswith(" broken")
    assert "tests/operations/test_logs.py" in told["at"][-1]
    assert failure["request_id"] == answer["X-Request-ID"] and failure["status"] == 500
    assert NAME not in log.text and "0912" not in log.text


def test_a_database_refusal_keeps_the_constraint_and_no_row(db: None, database_engine: str) -> None:
    agency = factories.agency()
    with pytest.raises(IntegrityError) as refused, transaction.atomic():
        type(agency).objects.create(code=agency.code, name=NAME)
    told = list(described(refused.value))
    assert NAME not in str(told) and agency.code not in str(told)
    last = told[-1]
    assert last.get("sqlstate") == "23505" or last.get("sqlite", "").startswith("SQLITE_CONSTRAINT")
    connection.ensure_connection()


def test_the_operating_systems_reason_stays_and_its_file_does_not() -> None:
    (told,) = described(OSError(errno.ENOSPC, "x", f"/ho-so/{NAME}.pdf"))
    assert told["reason"] == "No space left on device" and NAME not in str(told)


@pytest.mark.parametrize(
    "text",
    ["0912345678", "+84 912 345 678", "gọi 0243.826.1234 nhé", "CCCD 001190012345", "số 012345678",
     "thư cho may.lo@example.vn.", "tel:0912-345-678"],
)  # fmt: skip
def test_what_looks_like_a_person_is_masked(text: str) -> None:
    assert MASK in masked(text) and not any(len(run) > 4 for run in _digits(masked(text)))
    assert "@" not in masked(text)


@pytest.mark.parametrize(
    "text",
    ["2026-04-24T15:10:00Z", "processes/services.py:120 open_case", "job 123 failed", "25 MB",
     "4f1c0123456789abcdef", "admin/ho-so/<uuid:uid>/", "PostgreSQL 15.18"],
)  # fmt: skip
def test_what_helps_to_find_a_fault_stays(text: str) -> None:
    assert masked(text) == text


@given(st.text(), st.from_regex(r"0[35789]\d{8}", fullmatch=True), st.text())
def test_a_number_between_any_words_is_masked(before: str, number: str, after: str) -> None:
    assert number not in masked(f"{before} {number} {after}")


def test_a_request_has_one_number_in_and_out(db: None, log: Log) -> None:
    client = Client()
    given = {"x-request-id": "abc-12345"}
    assert client.get("/khong-co/", headers=given)["X-Request-ID"] == "abc-12345"
    made = client.get("/khong-co/", headers={"x-request-id": f"{NAME}\n{{}}"})["X-Request-ID"]
    assert made.isalnum() and len(made) == 32
    assert [line["request_id"] for line in log.requests] == ["abc-12345", made]
    logging.getLogger("iso.other").warning("between requests")
    assert "request_id" not in log.lines[-1]


def test_machines_that_ask_every_few_seconds_are_not_logged(db: None, log: Log) -> None:
    Client().get("/health/")
    Client().get("/ready/")
    assert log.requests == []


def test_a_log_that_cannot_be_written_breaks_no_page(
    db: None, log: Log, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def full(_text: str) -> int:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(log.stream, "write", full)
    assert Client().get("/").status_code == 200


def test_the_plain_style_leaves_out_the_same(db: None) -> None:
    formatter = configuration("plain", "INFO")["formatters"]["line"]
    built = formatter["()"](**{key: value for key, value in formatter.items() if key != "()"})
    try:
        raise ValueError(NAME)
    except ValueError:
        import sys

        record = logging.LogRecord("x", logging.ERROR, "", 0, "gọi %s", (PHONE,), sys.exc_info())
    text = built.format(record)
    assert NAME not in text and "0912" not in text and "ValueError" in text


def _digits(text: str) -> list[str]:
    return "".join(c if c.isdigit() else " " for c in text).split()
