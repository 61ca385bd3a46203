"""What a leader decides on a case names what its page showed; the last act has no way back."""

import html
import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from processes import services
from processes.cases.projection import differences
from processes.engine.machine import CommandRefused
from processes.models import Case
from registry import canonical
from registry.now import frozen
from registry.organisation.models import User
from registry.policy import Forbidden
from registry.trail import events
from tests import factories
from tests.processes import world as worlds
from tests.processes.world import FRIDAY, World
from tests.support.pages import hidden
from tests.support.worlds import once_a_module

LATER = FRIDAY + timedelta(days=4)
TWO_DAYS = factories.days("2")
UNDERSTOOD = {"understood": "1"}
# Reason or note, and what else each act takes.
ACTS: dict[str, Callable[[User, Case, str], Any]] = {
    "suspend": lambda user, case, seen: services.suspend(user, case, "Chờ bổ sung", seen=seen),
    "resume": lambda user, case, seen: services.resume(user, case, seen=seen),
    "extend": lambda user, case, seen: services.extend(user, case, TWO_DAYS, "Phức tạp", seen=seen),
    "stop": lambda user, case, seen: services.stop(user, case, "Rút hồ sơ", seen=seen),
}

world = once_a_module(worlds.make)


def count(case: Case) -> int:
    return events.read(case.stream).count()


def refusal(user: User, case: Case, act: str, seen: str) -> str:
    before = count(case)
    with frozen(LATER), pytest.raises(CommandRefused) as raised:
        ACTS[act](user, case, seen)
    assert count(case) == before
    return str(raised.value)


def test_an_extension_of_a_page_from_before_another_is_refused_with_both_dates(
    world: World,
) -> None:
    case = world.open()
    seen = factories.case_shown(case)
    with frozen(LATER):
        services.extend(world.leader, case, TWO_DAYS, "Phức tạp", seen=seen)
    said = refusal(world.leader, case, "extend", seen)
    assert "Hẹn trả: 17:00 07/05/2026 → 17:00 11/05/2026" in said
    assert "chưa được ghi nhận" in said
    # Read and decided again, it goes through.
    with frozen(LATER):
        services.extend(world.leader, case, TWO_DAYS, "Nữa", seen=factories.case_shown(case))
    case.refresh_from_db()
    assert case.due_at == factories.at("2026-05-13 17:00")


@pytest.mark.parametrize("act", ["suspend", "extend", "stop"])
def test_a_case_that_went_on_is_not_decided_on_unread(world: World, act: str) -> None:
    case = world.open()
    seen = factories.case_shown(case)
    case = world.forward(case, LATER)
    said = refusal(world.leader, case, act, seen)
    assert "Bước: «Tiếp nhận hồ sơ» → «Thẩm tra hồ sơ»" in said


def test_a_step_that_was_begun_and_one_that_came_back_are_told(world: World) -> None:
    case = world.forward(world.forward(world.open(), LATER), LATER)
    seen = factories.case_shown(case)
    with frozen(LATER):
        services.start_task(world.leader, world.task(case))
    said = refusal(world.leader, case, "stop", seen)
    assert "«Ký kết quả»: Chưa thực hiện → Đang thực hiện" in said
    seen = factories.case_shown(case)
    with frozen(LATER):
        services.return_task(world.leader, world.task(case), reason="Thiếu giấy")
        world.forward(case, LATER)
    assert "«Ký kết quả» đã qua và nay làm lại" in refusal(world.leader, case, "stop", seen)


def test_what_was_paused_or_went_on_since_is_told(world: World) -> None:
    case = world.open()
    running = factories.case_shown(case)
    with frozen(LATER):
        services.suspend(world.leader, case, "Chờ bổ sung", seen=running)
    said = refusal(world.leader, case, "suspend", running)
    assert "Tình trạng: Đang giải quyết → Tạm dừng tính thời hạn" in said
    paused = factories.case_shown(case)
    with frozen(LATER):
        services.resume(world.leader, case, seen=paused)
    said = refusal(world.leader, case, "resume", paused)
    assert "Tình trạng: Tạm dừng tính thời hạn → Đang giải quyết" in said
    assert "Hẹn trả: không tính → 17:00" in said


@pytest.mark.parametrize("act", ACTS)
def test_who_names_nothing_decides_nothing(world: World, act: str) -> None:
    case = world.open()
    if act == "resume":
        with frozen(LATER):
            services.suspend(world.leader, case, "Chờ", seen=factories.case_shown(case))
    assert "Chưa rõ ông/bà đã xem" in refusal(world.leader, case, act, "")
    for seen in ("x", "9" * 500, "status=&due=", "task:không#x=1"):
        assert "chưa được ghi nhận" in refusal(world.leader, case, act, seen)


def test_the_key_and_the_permission_come_first(world: World) -> None:
    case = world.open()
    seen = factories.case_shown(case)
    with frozen(LATER):
        for _ in range(2):
            services.extend(world.leader, case, TWO_DAYS, "Một", seen=seen, idempotency_key="k")
    case.refresh_from_db()
    assert case.due_at == factories.at("2026-05-11 17:00")
    for act, do in ACTS.items():
        for said in ("", seen, "x"):
            with pytest.raises(Forbidden):
                do(world.stranger, case, said)
            assert act


def test_the_event_keeps_what_was_seen(world: World) -> None:
    case = world.open()
    for act, do in ACTS.items():
        seen = factories.case_shown(case)
        with frozen(LATER):
            do(world.leader, case, seen)
        last = events.read(case.stream).order_by("seq").last()
        assert last is not None
        assert events.data_of(last)["seen"] == canonical.digest(seen), act
    assert differences(Case.unscoped.get(pk=case.pk)) == []


def at(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def open_page(client: Client, case: Case) -> str:
    with frozen(LATER):
        page = client.get(reverse("case_detail", args=[case.uid])).content.decode()
    return hidden(page, "seen")


def press(client: Client, case: Case, act: str, **sent: Any) -> tuple[int, str]:
    with frozen(LATER):
        answer = client.post(reverse("case_act", args=[case.uid, act]), sent)
    return answer.status_code, html.unescape(answer.content.decode())


def part(page: str, act: str) -> str:
    """The form of an act."""
    return page.partition(f'/{act}/"')[2].partition("</form>")[0]


def test_two_tabs_extend_once_until_the_second_is_read(world: World) -> None:
    case, client = world.open(), at(world.leader)
    first, second = open_page(client, case), open_page(client, case)
    assert first == second == factories.case_shown(case)
    typed = {"duration": "2 ngày làm việc", "note": "Hồ sơ phức tạp"}
    assert press(client, case, "gia-han", seen=first, key="a", **typed)[0] == 302
    status, page = press(client, case, "gia-han", seen=second, key="b", **typed)
    assert status == 422
    assert "Hẹn trả: 17:00 07/05/2026 → 17:00 11/05/2026" in page
    form = part(page, "gia-han")
    assert 'value="2 ngày làm việc"' in form and "Hồ sơ phức tạp</textarea>" in form
    case.refresh_from_db()
    assert case.due_at == factories.at("2026-05-11 17:00")
    again = {**typed, "seen": hidden(page, "seen"), "key": hidden(form, "key")}
    assert press(client, case, "gia-han", **again)[0] == 302
    case.refresh_from_db()
    assert case.due_at == factories.at("2026-05-13 17:00")


def test_a_case_is_not_stopped_from_the_page_of_another_step(world: World) -> None:
    case, client = world.open(), at(world.leader)
    seen = open_page(client, case)
    case = world.forward(case, LATER)
    sent = {"note": "Người nộp rút hồ sơ", **UNDERSTOOD}
    status, page = press(client, case, "dung", seen=seen, **sent)
    case.refresh_from_db()
    assert (status, case.status) == (422, "open")
    assert "Bước: «Tiếp nhận hồ sơ» → «Thẩm tra hồ sơ»" in page
    form = part(page, "dung")
    assert "Người nộp rút hồ sơ</textarea>" in form and " checked" in form
    assert press(client, case, "dung", seen=hidden(page, "seen"), **sent)[0] == 302
    case.refresh_from_db()
    assert case.status == "closed"


def test_a_page_that_does_not_say_what_it_showed_decides_nothing(world: World) -> None:
    case, client = world.open(), at(world.leader)
    before = count(case)
    for act in ("tam-dung", "gia-han", "dung"):
        for said in ({}, {"seen": ""}, {"seen": "x"}):
            status, page = press(
                client, case, act, note="Phức tạp", duration="2 ngày làm việc", **UNDERSTOOD, **said
            )
            assert status == 422 and "Phức tạp</textarea>" in part(page, act)
    assert count(case) == before
    # A reminder decides nothing about the case: it needs none.
    assert press(client, case, "don-doc", note="Nhanh lên")[0] == 302


def test_stopping_asks_once_more(world: World) -> None:
    case, client = world.open(), at(world.leader)
    seen = open_page(client, case)
    with frozen(LATER):
        page = client.get(reverse("case_detail", args=[case.uid])).content.decode()
    form = html.unescape(part(page, "dung"))
    assert "Tôi hiểu hồ sơ kết thúc, không mở lại được" in form and "required" in form
    assert "muốn giải quyết tiếp phải lập hồ sơ mới" in form
    # Asked by the page in Vietnamese, never by the browser in a language of its own.
    assert " novalidate " in form.partition(">")[0]
    for said in ({}, {"understood": ""}):
        status, page = press(client, case, "dung", seen=seen, note="Người nộp rút", **said)
        assert status == 422 and "hãy đánh dấu" in page
        assert "Người nộp rút</textarea>" in part(page, "dung")
    case.refresh_from_db()
    assert case.status == "open"
    assert press(client, case, "dung", seen=seen, note="Người nộp rút", **UNDERSTOOD)[0] == 302
    with frozen(LATER):
        page = client.get(reverse("case_detail", args=[case.uid])).content.decode()
    # The step at which it was stopped is nobody's work, and not among those that were done.
    left = html.unescape(page.partition("is-left")[2].partition("</li>")[0])
    said = " ".join(re.sub("<[^>]*>", " ", left.partition(">")[2]).split())
    assert "Chưa ai nhận việc Thôi thực hiện" in said and "Người nộp rút" in page


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("0 ngày làm việc", "không kéo dài thời hạn"),
        ("0,0 giờ làm việc", "không kéo dài thời hạn"),
        ("0 ngày", "không kéo dài thời hạn"),
        ("99999 ngày làm việc", "quá dài: thời hạn với phần gia hạn phải dưới 10.000"),
        ("không quá 10.000 ngày theo lịch", "quá dài: thời hạn với phần gia hạn phải dưới 10.000"),
        ("1.234 ngày làm việc", "Chưa rõ số"),
        ("trong ngày làm việc", "không kéo dài thời hạn"),
        ("9999 ngày làm việc", "dưới 10.000"),
        ("5000 ngày làm việc", "lịch chỉ có từ ngày 01/01/2025 đến ngày 31/12/2027"),
        ("2 ngày", "Hãy ghi rõ loại ngày"),
        ("vài hôm", "Hãy ghi rõ loại ngày"),
        ("", "Hãy ghi rõ loại ngày"),
        ("99999", "Hãy ghi rõ loại ngày"),
    ],
)
def test_an_extension_that_cannot_be_is_refused_for_what_is_wrong_with_it(
    world: World, typed: str, said: str
) -> None:
    case, client = world.open(), at(world.leader)
    sent = {"seen": open_page(client, case), "note": "Phức tạp", "duration": typed}
    status, page = press(client, case, "gia-han", **sent)
    alert = page.partition('role="alert"')[2].partition("</div>")[0]
    assert status == 422 and said in alert
    assert ("Hãy ghi rõ loại ngày" in alert) is (said == "Hãy ghi rõ loại ngày")
    assert f'value="{typed}"' in part(page, "gia-han")
    case.refresh_from_db()
    assert case.due_at == factories.at("2026-05-07 17:00")


def test_the_service_extends_by_nothing_and_by_too_much_neither(world: World) -> None:
    case = world.open()
    for amount, said in (("0", "lớn hơn 0"), ("99999", "dưới 10.000")):
        with frozen(LATER), pytest.raises(CommandRefused, match=said):
            factories.act(world.leader, case, "extend", factories.days(amount), "Phức tạp")


def test_a_form_that_is_refused_for_itself_does_not_count_as_reading(world: World) -> None:
    """Without the tick, or with an unclear time, nothing was said of what changed meanwhile."""
    case, client = world.open(), at(world.leader)
    seen = open_page(client, case)
    case = world.forward(case, LATER)
    for act, wrong in (("dung", {}), ("gia-han", {"duration": "vài hôm"})):
        status, page = press(client, case, act, seen=seen, note="Phức tạp", **wrong)
        assert (status, hidden(page, "seen")) == (422, seen)
        right = {"duration": "2 ngày làm việc", **UNDERSTOOD}
        status, page = press(client, case, act, seen=seen, note="Phức tạp", **right)
        assert status == 422 and "Bước: «Tiếp nhận hồ sơ»" in page
