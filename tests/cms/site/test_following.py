"""Theo dõi hồ sơ on the public site: one answer for everything wrong, slow guessing, one rating."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils.crypto import salted_hmac

from cms.models import Attempts
from cms.site.tracking import throttle
from processes.citizens import receipt
from processes.models import Case, Feedback
from registry.now import frozen, now
from tests import factories
from tests.processes.citizens.conftest import closed, opened, public_world
from tests.processes.world import FRIDAY, World
from tests.support.worlds import once_a_module

pytestmark = pytest.mark.django_db
PATH = "/theo-doi/"


world = once_a_module(public_world)


def asked(client: Client, code: str, digits: str, **headers: str) -> Any:
    return client.post(PATH, {"ma": code, "so": digits}, **headers)


def page_of(case: Case) -> str:
    return f"{PATH}{receipt.code_of(case)}/"


def test_code_and_digits_lead_to_the_case(client: Client, world: World) -> None:
    case = opened(world)
    with frozen(FRIDAY):
        answer = asked(client, case.code, "3456")
        assert answer.status_code == 302 and case.code not in answer["Location"]
        body = client.get(answer["Location"]).content.decode()
    assert case.code in body and "Đang giải quyết" in body and "Thẩm tra hồ sơ" in body


def test_the_code_of_the_receipt_leads_there_without_typing(client: Client, world: World) -> None:
    case = opened(world)
    assert case.code in client.get(page_of(case)).content.decode()


def test_it_never_names_people_nor_says_what_was_filled_in(client: Client, world: World) -> None:
    case = opened(world, applicant_name="Lê Văn Thử")
    world.forward(case, FRIDAY)
    body = client.get(page_of(case)).content.decode()
    for hidden in ("Lê Văn Thử", "Võ Thị Một", "Đỗ Văn Hai", "1990", "0905", "123 456"):
        assert hidden not in body, hidden


def test_who_pauses_is_told_that_the_applicant_reads_the_reason(
    client: Client, world: World
) -> None:
    case = opened(world)
    world.process = factories.install_process(world.agency)
    inside = opened(world)
    client.force_login(world.leader)
    said = "Người nộp hồ sơ đọc được lý do này"
    assert said in client.get(f"/admin/ho-so/{case.uid}/").content.decode()
    assert said not in client.get(f"/admin/ho-so/{inside.uid}/").content.decode()


def test_everything_wrong_has_one_answer(client: Client, world: World) -> None:
    case = opened(world)
    world.process = factories.install_process(world.agency)
    inside = opened(world)
    answers = [
        asked(client, case.code, "0000"),
        asked(client, "H99.15.01-260424-9999", "3456"),
        asked(client, inside.code, "3456"),
        asked(client, "' OR 1=1 --", "3456"),
    ]
    bodies = {re.sub(r'value="[^"]*"', "", one.content.decode()) for one in answers}
    assert len(bodies) == 1 and {one.status_code for one in answers} == {200}


def test_wrong_code_and_wrong_digits_cost_the_same_queries(client: Client, world: World) -> None:
    case = opened(world)
    client.get(PATH)  # the head of the page is kept from then on
    counts = set()
    for code, digits in ((case.code, "0000"), ("H99-KHONG", "3456"), (case.code, "1111")):
        with CaptureQueriesContext(connection) as queries:
            asked(client, code, digits)
        counts.add(len(queries))
    assert len(counts) == 1 and counts.pop() <= 9


def test_a_code_can_be_tried_five_times_in_a_quarter_of_an_hour(
    client: Client, world: World
) -> None:
    case = opened(world)
    with frozen(FRIDAY):
        for number in range(5):
            # From ever new addresses: the code itself is counted.
            answer = asked(client, case.code, "0000", REMOTE_ADDR=f"192.0.2.{number}")
            assert answer.status_code == 200
        answer = asked(client, case.code, "3456", REMOTE_ADDR="192.0.2.99")
        assert answer.status_code == 429
        assert 0 < int(answer["Retry-After"]) <= 901
        assert "thử lại từ 15:15" in answer.content.decode()
    with frozen(FRIDAY + timedelta(minutes=16)):
        assert asked(client, case.code, "3456").status_code == 302


def spellings(code: str) -> list[str]:
    """One code as people, telephones and guessers write it."""
    return [
        code,
        code.lower(),
        code.replace("-", " – ").replace(".", " . "),
        code.replace("-", "").replace(".", ""),
        "".join(chr(ord(sign) + 0xFEE0) for sign in code),
        "\u200b".join(code),
        f"  {code}\u00a0.",
        "\u0301".join(code),
    ]


@pytest.mark.parametrize("first", range(8))
def test_every_spelling_of_a_code_opens_it_and_counts_for_it(
    client: Client, world: World, first: int
) -> None:
    case = opened(world)
    written = spellings(case.code)
    written = written[first:] + written[:first]
    with frozen(FRIDAY):
        for number, spelling in enumerate(written):
            own = {"REMOTE_ADDR": f"192.0.2.{number}"}
            assert asked(client, spelling, "3456", **own).status_code == 302, ascii(spelling)
        for number, spelling in enumerate(written[:5]):
            own = {"REMOTE_ADDR": f"198.51.100.{number}"}
            assert asked(client, spelling, "0000", **own).status_code == 200, ascii(spelling)
        for number, spelling in enumerate(written):
            own = {"REMOTE_ADDR": f"203.0.113.{number}"}
            assert asked(client, spelling, "3456", **own).status_code == 429, ascii(spelling)
    # No spelling has a counter of its own.
    assert Attempts.objects.filter(count=5).count() == 1


def test_no_counter_is_shared_by_two_codes(client: Client, world: World) -> None:
    one, other = opened(world), opened(world)
    with frozen(FRIDAY):
        for number in range(6):
            asked(client, one.code, "0000", REMOTE_ADDR=f"192.0.2.{number}")
        assert asked(client, one.code, "3456").status_code == 429
        assert asked(client, other.code, "3456").status_code == 302


def test_an_unknown_code_is_shut_just_the_same(client: Client, world: World) -> None:
    with frozen(FRIDAY):
        answers = [asked(client, "H99-KHONG", "0000").status_code for _ in range(6)]
    assert answers == [200] * 5 + [429]


def test_an_address_can_try_twenty_times(client: Client, world: World) -> None:
    case = opened(world)
    with frozen(FRIDAY):
        for number in range(20):
            assert asked(client, f"H99-{number}", "0000").status_code == 200
        assert asked(client, case.code, "3456").status_code == 429
        assert client.get(f"{PATH}{'A' * 43}/").status_code == 429
        # Whoever holds the paper is not shut out by others behind the same address.
        assert client.get(page_of(case)).status_code == 200
        assert asked(client, case.code, "3456", REMOTE_ADDR="192.0.2.1").status_code == 302


def test_what_is_right_does_not_count(client: Client, world: World) -> None:
    case = opened(world)
    with frozen(FRIDAY):
        for _ in range(30):
            assert asked(client, case.code, "3456").status_code == 302


def test_rows_hold_neither_addresses_nor_codes_and_go(client: Client, world: World) -> None:
    case = opened(world)
    with frozen(FRIDAY):
        asked(client, case.code, "0000")
    rows = list(Attempts.objects.values_list("key", flat=True))
    assert len(rows) == 2 and not any("127.0.0.1" in row or case.code in row for row in rows)
    with frozen(FRIDAY + timedelta(hours=1)):
        asked(client, case.code, "0000")
    assert Attempts.objects.filter(window__lt=FRIDAY + timedelta(minutes=30)).count() == 0


def test_attempts_of_before_count_after_an_upgrade() -> None:
    """What is stored was made with this salt since the first issue."""
    key = salted_hmac("cms.site.throttle", "code:H12", algorithm="sha256").hexdigest()
    assert throttle.Limit("code", "H12", 5).key == key


def test_behind_a_proxy_the_last_hop_counts(rf: Any, settings: Any) -> None:
    request = rf.get("/", REMOTE_ADDR="10.0.0.1", HTTP_X_FORWARDED_FOR="1.1.1.1, 203.0.113.9")
    assert throttle.address_of(request) == "10.0.0.1"
    settings.BEHIND_PROXY = True
    assert throttle.address_of(request) == "203.0.113.9"
    two = [
        throttle.address_of(rf.get("/", HTTP_X_FORWARDED_FOR=f"2001:db8:1:2::{host}"))
        for host in (1, 2)
    ]
    assert two == ["2001:db8:1:2::", "2001:db8:1:2::"]


@pytest.mark.parametrize("given", ["A" * 43, "A" * 44, "a:b:" + "c" * 30, "-" * 60])
def test_a_wrong_link_says_what_to_do(client: Client, world: World, given: str) -> None:
    answer = client.get(f"{PATH}{given}/")
    assert answer.status_code == 404 and "quét mã QR" in answer.content.decode()


def test_these_pages_are_kept_by_nobody(client: Client, world: World) -> None:
    case = opened(world)
    for answer in (client.get(PATH), client.get(page_of(case)), asked(client, "x", "0000")):
        assert answer["Cache-Control"] == "no-store, private"
        assert answer["Referrer-Policy"] == "no-referrer"
        assert "noindex" in answer["X-Robots-Tag"]
        assert not answer.cookies
        assert "unsafe" not in answer["Content-Security-Policy"]


def test_it_needs_no_cookie_and_no_token(world: World) -> None:
    strict = Client(enforce_csrf_checks=True)
    assert asked(strict, opened(world).code, "3456").status_code == 302


def test_a_closed_case_is_rated_once(client: Client, world: World) -> None:
    case = closed(world)
    path = page_of(case)
    assert "Ông/bà có hài lòng không?" in client.get(path).content.decode()
    given = {"sao": "4", "ly-do": ["clear", "late"], "y-kien": "<b>Cảm ơn</b>"}
    answer = client.post(f"{path}danh-gia/", given)
    assert (answer.status_code, answer["Location"]) == (302, f"{path}danh-gia/")
    assert "Cảm ơn ông/bà" in client.get(answer["Location"]).content.decode()
    again = client.post(f"{path}danh-gia/", {"sao": "1"})
    assert again.status_code == 409 and "đã được đánh giá rồi" in again.content.decode()
    body = client.get(path).content.decode()
    assert "đã đánh giá hồ sơ này" in body and "có hài lòng không" not in body
    made = Feedback.objects.of(world.agency).get()
    assert (made.stars, made.text) == (4, "<b>Cảm ơn</b>")


def test_a_rating_without_stars_keeps_what_was_written(client: Client, world: World) -> None:
    case = closed(world)
    answer = client.post(f"{page_of(case)}danh-gia/", {"y-kien": "Rất nhanh", "ly-do": "polite"})
    body = answer.content.decode()
    assert answer.status_code == 422 and "1 đến 5 sao" in body and "Rất nhanh" in body
    assert re.search(r'value="polite" checked', body)
    assert not Feedback.objects.of(world.agency).exists()


def test_an_open_case_is_not_rated(client: Client, world: World) -> None:
    case = opened(world)
    assert "có hài lòng không" not in client.get(page_of(case)).content.decode()
    answer = client.post(f"{page_of(case)}danh-gia/", {"sao": "5"})
    assert answer.status_code == 422 and "chưa kết thúc" in answer.content.decode()


def test_the_receipt_carries_the_code(client: Client, world: World) -> None:
    case = opened(world)
    client.force_login(world.desk)
    paper = f"/admin/ho-so/{case.uid}/giay-tiep-nhan/"
    body = client.get(paper).content.decode()
    assert "Mã QR theo dõi hồ sơ" in body and "/theo-doi/" in body and "4 số cuối" in body
    old = page_of(case)
    assert client.post(f"{paper}ma-moi/").status_code == 302
    assert client.get(old).status_code == 404
    case.refresh_from_db()
    assert client.get(page_of(case)).status_code == 200


def test_the_receipt_of_a_case_of_the_office_has_none(client: Client, world: World) -> None:
    world.process = factories.install_process(world.agency)
    case = opened(world)
    client.force_login(world.desk)
    assert "Mã QR" not in client.get(f"/admin/ho-so/{case.uid}/giay-tiep-nhan/").content.decode()


def test_leaders_read_what_citizens_said(client: Client, world: World) -> None:
    for stars in (5, 2):
        case = closed(world)
        client.post(f"{page_of(case)}danh-gia/", {"sao": stars, "y-kien": f"=cmd {stars}"})
    client.force_login(world.leader)
    client.get("/admin/danh-gia/")
    with CaptureQueriesContext(connection) as queries:
        body = client.get("/admin/danh-gia/").content.decode()
    assert len(queries) <= 12
    assert "Trung bình 3,5/5" in body and "=cmd 5" in body
    body = client.get("/admin/danh-gia/?sao=2").content.decode()
    assert "=cmd 2" in body and "=cmd 5" not in body
    tomorrow = (now() + timedelta(days=2)).date()
    body = client.get(f"/admin/danh-gia/?tu={tomorrow}&den=x").content.decode()
    assert "bỏ lọc" in body and "Ngày chưa đúng" in body
    table = b"".join(client.get("/admin/danh-gia/?dang=csv").streaming_content).decode()  # type: ignore[attr-defined]
    assert "'=cmd 5" in table and "Hài lòng" not in table.splitlines()[1]


def test_officers_do_not_read_them(client: Client, world: World) -> None:
    client.force_login(world.officer)
    assert client.get("/admin/danh-gia/").status_code == 404
