"""How a case and a step say how their time stands: in working days, with a tone, day by day."""

import html
import re
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from hypothesis import given, settings
from hypothesis import strategies as st

from processes import services
from processes.clocks import days, deadlines
from processes.clocks.figures import figure
from processes.models import Case
from processes.views import standing
from registry.now import frozen
from registry.organisation.models import User
from rules.worktime import Conventions, WorkCalendar, from_body
from rules.worktime.arithmetic import add, receive
from tests import factories
from tests.processes import world as worlds
from tests.processes.world import ANSWERS, FRIDAY, World
from tests.rules.worktime.strategies import bodies, instants
from tests.support.worlds import once_a_module

LATER = factories.at("2026-04-29 09:00")
# The case is due on Thursday 07/05 at 17:00: three working days later, over a weekend.
LATE = factories.at("2026-05-12 09:00")
NEXT_DAY = Conventions(count_from="next_day")

world = once_a_module(worlds.make)


@settings(max_examples=100, deadline=None)
@given(body=bodies("next_day"), start=instants(), number=st.integers(1, 6))
def test_days_left_and_days_late_are_those_of_the_rules(
    body: dict[str, Any], start: datetime, number: int
) -> None:
    """A time of n days, given on a working day, leaves n; n working days after its end it is n late
    (Bộ luật Dân sự 2015, Điều 147 khoản 2)."""
    calendar = from_body(body)
    given_at = receive(calendar, start, NEXT_DAY).at
    due = add(calendar, given_at, Decimal(number), "working_day", NEXT_DAY)
    left = figure(due, given_at, calendar)
    assert (left.number, left.unit) == (str(number), "ngày làm việc")
    assert left.tone in ("good", "wait") and left.words == f"còn {number} ngày làm việc"
    after = calendar.working_days[calendar.index(due.date()) + number]
    late = figure(due, datetime.combine(after, due.timetz()) + timedelta(seconds=1), calendar)
    assert (late.number, late.unit, late.tone) == (str(number), "ngày làm việc", "late")
    assert late.words == f"quá hạn {number} ngày làm việc" and late.short == f"Quá {number} ngày"


def test_on_the_day_itself_the_hour_is_said() -> None:
    calendar = from_body(factories.calendar_body())
    due = factories.at("2026-05-07 17:00")
    before = figure(due, factories.at("2026-05-07 09:00"), calendar, "trả kết quả")
    assert (before.lead, before.number, before.unit) == ("Đến hạn trả kết quả", "17:00", "hôm nay")
    after = figure(due, factories.at("2026-05-07 17:01"), calendar)
    assert (after.number, after.unit, after.tone) == ("", "quá hạn từ 17:00", "late")


def test_beyond_its_calendar_every_day_counts_and_is_called_a_day() -> None:
    due, at = factories.at("2026-05-07 17:00"), factories.at("2026-05-10 09:00")
    assert figure(due, at, None).words == "quá hạn 3 ngày"
    short = from_body(factories.calendar_body(to="2026-05-08"))
    assert figure(due, at, short).words == "quá hạn 3 ngày"


def page(user: User, case: Case, at: datetime = LATER, query: str = "") -> str:
    client = Client()
    client.force_login(user)
    with frozen(at):
        answer = client.get(reverse("case_detail", args=[case.uid]) + query)
    assert answer.status_code == 200
    return html.unescape(answer.content.decode())


def words(text: str) -> str:
    """What is read of a piece of a page."""
    return " ".join(re.sub("<[^>]*>", " ", text).split())


def clock(text: str) -> tuple[str, str]:
    """(tone, words) of the large figure."""
    part = text.partition('<div class="clock is-')[2].partition("</div>")[0]
    return part.partition('"')[0], words(part.partition(">")[2])


@pytest.mark.django_db
def test_a_late_case_says_so_in_working_days_with_the_step_that_holds_it(world: World) -> None:
    case = world.forward(world.open(papers_checked=["p1"]), LATER)
    text = page(world.leader, case, LATE)
    assert clock(text) == ("late", "Quá hạn trả kết quả 3 ngày làm việc Hẹn trả 17:00, 07/05/2026")
    here = words(text.partition('aria-current="step">')[2].partition("</li>")[0])
    assert here.startswith("Thẩm tra hồ sơ") and re.search(r"Quá \d+ ngày", here)
    papers = text.partition('id="h-papers"')[2].partition("</section>")[0]
    missing = [words(row) for row in papers.split("<li")[1:] if 'class="is-late"' in row]
    assert len(missing) == 1 and "Còn thiếu" in missing[0] and "Thiếu 1" in papers


@pytest.mark.django_db
def test_standing_still_and_ended_have_tones_of_their_own(world: World) -> None:
    case = world.open()
    with frozen(LATER):
        factories.act(world.leader, case, "suspend", "Chờ giấy tờ")
    assert clock(page(world.leader, case, LATE))[0] == "wait"
    assert "từ 09:00 29/04/2026" in clock(page(world.leader, case, LATE))[1]
    stopped = world.open()
    with frozen(LATER):
        factories.act(world.leader, stopped, "stop", "Người nộp rút")
    text = page(world.leader, stopped, LATE)
    assert clock(text) == ("done", "Đã kết thúc Dừng giải quyết Kết thúc 09:00, 29/04/2026")
    # Stopped is not green: neither the mark beside its name nor anything on the line of steps.
    said = words(text.partition('<span class="state is-done">')[2].partition("</span>")[0])
    assert said == "Đã kết thúc: Dừng giải quyết"
    stopped.refresh_from_db()
    assert stopped.tone == "done" and 'class="is-left"' in text
    for result, tone in (("done", "good"), ("refused", "done"), ("withdrawn", "done")):
        assert Case(status="closed", result=result).tone == tone


@pytest.mark.django_db
def test_the_calendar_beside_the_form_shows_which_days_counted(world: World) -> None:
    case = world.open()
    deadline = case.deadlines.select_related("calendar").get(key="")
    work: WorkCalendar = deadlines.calendar_for(deadline)
    lines = standing.explanation(case, deadline)
    assert deadline.due_at is not None
    cells = {one.day: one for one in days.cells(lines, work, deadline.due_at, LATE)}
    state = {f"{day:%d/%m}": one.states for day, one in cells.items()}
    assert min(cells).weekday() == 0 and max(cells).weekday() == 6
    # Received after the cut-off hour on a Friday; Monday is a day off, Tuesday begins.
    assert state["27/04"] == ("off",) and state["30/04"] == ("off",)
    assert state["05/05"] == ("in",) and state["07/05"] == ("due",)
    assert state["08/05"] == state["11/05"] == ("out",) and state["12/05"] == ("out", "now")
    assert state["09/05"] == ("off",) and state["13/05"] == ("none",)
    assert cells[max(cells)].said == "ngày nghỉ"
    counted = sum(one.states[0] in ("in", "due") for one in cells.values())
    assert counted == int(deadline.amount)


@pytest.mark.django_db
def test_a_very_late_case_shows_the_weeks_that_led_to_its_end(world: World) -> None:
    case = world.open()
    deadline = case.deadlines.select_related("calendar").get(key="")
    assert deadline.due_at is not None
    work, lines = deadlines.calendar_for(deadline), standing.explanation(case, deadline)
    cells = days.cells(lines, work, deadline.due_at, LATE + timedelta(days=300))
    assert len(cells) <= 7 * days.MOST_WEEKS and "due" in {one.states[0] for one in cells}


@pytest.mark.django_db
def test_the_tabs_are_links_and_show_the_drawing_as_a_list_too(world: World) -> None:
    case = world.forward(world.open(), FRIDAY + timedelta(minutes=5))
    first = page(world.leader, case)
    assert 'id="h-history"' in first and 'class="swimlane"' not in first
    assert re.search(r'href="[^"]*\?the=luu-do#the"', first)
    drawn = page(world.leader, case, LATE, "?the=luu-do")
    assert "Đang ở bước 2, quá hạn" in drawn
    assert f'href="{reverse("case_detail", args=[case.uid])}?the=dien-bien#the"' in drawn
    here = words(drawn.partition('class="flow-list"')[2].partition('class="is-now"')[2][:300])
    assert "Thẩm tra hồ sơ" in here
    counted = page(world.leader, case, LATE, "?the=thoi-han")
    rows = counted.partition("<tbody>")[2].partition("</tbody>")[0].split("</tr>")[:-1]
    said = [words(row) for row in rows]
    assert said[0].startswith("Giải quyết cả hồ sơ") and said[0].endswith("Quá 3 ngày")
    assert any("Tiếp nhận hồ sơ" in one and "Xong trong hạn" in one for one in said)
    assert said[-1].endswith("Chưa đến")


@pytest.mark.django_db
def test_work_that_came_back_says_so_with_the_reason(world: World) -> None:
    case = world.forward(world.forward(world.open(), LATER), LATER)
    client = Client()
    with frozen(LATER):
        services.return_task(world.leader, world.task(case), reason="Thiếu số bản án.")
        client.force_login(world.officer)
        url = reverse("task_detail", args=[world.task(case).pk])
        text = words(html.unescape(client.get(url).content.decode()))
        assert "Việc bị trả lại: Hoàng Thị Ba ở bước «Ký kết quả»" in text
        assert "Lý do: Thiếu số bản án." in text
        # Sent on and come forward again, it is ordinary work of the next.
        world.forward(case, LATER)
        client.force_login(world.leader)
        url = reverse("task_detail", args=[world.task(case).pk])
        assert "Việc bị trả lại" not in html.unescape(client.get(url).content.decode())


@pytest.mark.django_db
def test_what_is_left_of_a_step_is_listed_and_leads_to_it(world: World) -> None:
    case = world.forward(world.open(), LATER)
    task = world.task(case)
    mine, theirs = page(world.officer, case), page(world.leader, case)
    left = mine.partition("Việc còn lại ở bước Thẩm tra hồ sơ")[2].partition("</section>")[0]
    assert "Nhận việc" in left and "Điền «Tờ khai»" in left
    assert reverse("task_detail", args=[task.pk]) in left and "Đến lượt ông/bà" in left
    assert "Đến lượt ông/bà" not in theirs


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("who", "name", "most"),
    # As many as before these pages took their drawn shape, and two.
    [("leader", "case_detail", 16), ("officer", "task_detail", 12), ("desk", "case_open", 11)],
)
def test_the_pages_of_work_ask_little(world: World, who: str, name: str, most: int) -> None:
    case = world.forward(world.open(), LATER)
    keys = {"case_detail": case.uid, "task_detail": world.task(case).pk, "case_open": world.uid}
    key = keys[name]
    client = Client()
    client.force_login(getattr(world, who))
    with frozen(LATER):
        client.get(reverse(name, args=[key]))
        with CaptureQueriesContext(connection) as queries:
            client.get(reverse(name, args=[key]))
    assert len(queries) <= most


def receiving(world: World, query: str = "", name: str = "case_open") -> str:
    client = Client()
    client.force_login(world.desk)
    with frozen(FRIDAY - timedelta(hours=5)):
        answer = client.get(reverse(name, args=[world.uid]) + query)
    assert answer.status_code == 200
    return words(html.unescape(answer.content.decode()))


@pytest.mark.django_db
def test_the_appointment_is_told_before_anything_is_typed(world: World) -> None:
    text = receiving(world)
    with frozen(FRIDAY - timedelta(hours=5)):
        case = services.open_case(
            world.desk, world.agency, world.uid, subject="Thử", answers=ANSWERS
        )
    assert case.due_at is not None
    assert f"Hẹn trả kết quả Thứ Tư {case.due_at:%d/%m/%Y} trước 17:00" in text
    assert "24/04/2026" in text or 'value="24/04/2026"' in text


@pytest.mark.django_db
def test_another_day_of_receipt_is_another_appointment(world: World) -> None:
    early = "?received_on=20/04/2026&received_time=09:00"
    earlier = receiving(world, early, "case_new_appointment")
    assert "Hẹn trả kết quả" in earlier and earlier != receiving(world, "", "case_new_appointment")
    # What cannot be read is told when it is sent; until then it is as of now.
    unclear = receiving(world, "?received_on=31/02/2026", "case_new_appointment")
    assert unclear == receiving(world, "", "case_new_appointment")
