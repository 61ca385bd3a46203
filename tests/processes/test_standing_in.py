"""Acting for somebody else: both names on every act, and nothing before or after the period."""

from datetime import date, timedelta

import pytest
from django.test import Client

from processes import services, worklists
from processes.casefile import slips, timeline
from processes.cases.projection import differences
from processes.engine.machine import CommandRefused
from processes.handover import giving
from processes.models import Case, Task
from processes.pinned import process_of
from registry.now import frozen
from registry.organisation.models import Delegation, User
from registry.policy import Forbidden, can, forget
from registry.trail import events
from registry.trail.models import Event
from tests import factories
from tests.processes import world as worlds
from tests.processes.world import FRIDAY, World
from tests.support.worlds import once_a_module

pytestmark = pytest.mark.django_db
LATER = FRIDAY + timedelta(days=4)


world = once_a_module(worlds.make)


@pytest.fixture
def deputy(world: World) -> User:
    """The clerk acts for the leader, the officer and the desk."""
    for giver, role in (
        (world.leader, "top_leader"),
        (world.officer, "staff"),
        (world.desk, "one_stop"),
    ):
        factories.delegation(world.agency, giver, world.clerk, role)
    return world.clerk


def last(case: Case) -> Event:
    return events.read(case.stream).order_by("seq").last()  # type: ignore[return-value]


def told(case: Case) -> str:
    definition = process_of(case)[1]
    return timeline.history(case, definition, list(events.read(case.stream)))[-1].who


@pytest.mark.parametrize(
    ("act", "arguments"),
    [
        ("urge", ()),
        ("suspend", ("Chờ bổ sung",)),
        ("extend", ({"amount": "2", "unit": "working_day"}, "Hồ sơ phức tạp")),
        ("stop", ("Người nộp rút hồ sơ",)),
    ],
)
def test_an_act_of_a_leader_s_deputy_bears_both_names(
    world: World, deputy: User, act: str, arguments: tuple[object, ...]
) -> None:
    case = world.open()
    with frozen(LATER):
        if act == "urge":
            services.urge(deputy, case)
        else:
            factories.act(deputy, case, act, *arguments)
    event = last(case)
    assert (event.actor, event.on_behalf_of) == (deputy, world.leader)
    assert told(case) == "Bùi Văn Bốn (thay Hoàng Thị Ba)"


def test_resuming_bears_both_names_too(world: World, deputy: User) -> None:
    case = world.open()
    with frozen(LATER):
        factories.act(world.leader, case, "suspend", "Chờ bổ sung")
        assert last(case).on_behalf_of is None
        factories.act(deputy, case, "resume")
    assert last(case).on_behalf_of == world.leader


def test_steps_bear_both_names_on_task_slip_and_history(world: World, deputy: User) -> None:
    case = world.open()
    with frozen(LATER):
        services.complete_task(deputy, world.task(case))
        services.start_task(deputy, world.task(case))
        factories.complete(deputy, world.task(case), {**worlds.ANSWERS, "xacminh": False})
    done = list(Task.objects.of(world.agency).filter(case=case, status="done").order_by("pk"))
    assert [(task.finished_by, task.on_behalf_of) for task in done] == [
        (deputy, world.desk),
        (deputy, world.officer),
    ]
    facts = list(events.read(case.stream))
    rows = slips.control_slip(case, facts)
    assert rows[1].receiver == "Bùi Văn Bốn (thay Đỗ Văn Hai)"
    completed = [event for event in facts if event.type == "task.completed"]
    assert {event.on_behalf_of for event in completed} == {world.desk, world.officer}


def test_what_a_stand_in_began_stays_with_them_only_while_they_stand_in(world: World) -> None:
    delegation = factories.delegation(world.agency, world.desk, world.clerk, "one_stop")
    case = world.open()
    with frozen(LATER):
        services.start_task(world.clerk, world.task(case))
        assert worklists.counts(world.clerk)["dang-trong-han"] == 1
    delegation.ends = LATER.date()
    delegation.save()
    forget(world.clerk)
    with frozen(LATER + timedelta(days=1)):
        assert sum(worklists.counts(world.clerk).values()) == 0
        with pytest.raises(Forbidden):
            services.complete_task(world.clerk, world.task(case))
        # Whose task it is goes on with it.
        assert sum(worklists.counts(world.desk).values()) == 1
        services.complete_task(world.desk, world.task(case))
    case.refresh_from_db()
    done = Task.objects.of(world.agency).get(case=case, status="done")
    assert (done.finished_by, done.on_behalf_of) == (world.desk, None)
    assert differences(case) == []


def test_opening_a_case_for_somebody_bears_both_names(world: World) -> None:
    """A guest of the agency who holds nothing of their own here."""
    guest = factories.person(factories.agency(), role="staff", name="Phan Thị Khách")
    factories.delegation(world.agency, world.desk, guest, "one_stop")
    with frozen(FRIDAY):
        case = services.open_case(guest, world.agency, world.uid, subject="Trích lục")
    first = events.read(case.stream)[0]
    assert (first.actor, first.on_behalf_of) == (guest, world.desk)


def test_giving_a_task_to_somebody_bears_both_names(world: World, deputy: User) -> None:
    case = world.open()
    other = factories.person(world.agency, role="one_stop", name="Trịnh Thị Sáu")
    with frozen(LATER):
        giving.assign_task(deputy, world.task(case), other, reason="Nghỉ ốm")
    assert last(case).on_behalf_of == world.leader
    happened = timeline.history(case, process_of(case)[1], list(events.read(case.stream)))[-1]
    assert happened.what == "Giao việc «Tiếp nhận hồ sơ» cho Trịnh Thị Sáu"
    assert happened.note == "Nghỉ ốm"


def test_the_work_list_says_for_whom(world: World, deputy: User, client: Client) -> None:
    world.open()
    client.force_login(deputy)
    with frozen(FRIDAY + timedelta(minutes=1)):
        assert worklists.counts(deputy)["chua-trong-han"] == 1
        page = client.get("/admin/cong-viec/chua-trong-han/").content.decode()
    assert "Thay Võ Thị Một" in page


# 24 April 2026 is the first day of the period and 26 April its last one, in Vietnam.
BORDERS = [
    ("2026-04-23 23:59:59", False),
    ("2026-04-24 00:00:00", True),
    ("2026-04-26 23:59:59", True),
    ("2026-04-27 00:00:00", False),
]


@pytest.mark.parametrize(("moment", "holds"), BORDERS)
def test_a_delegation_holds_from_its_first_to_its_last_instant(
    world: World, moment: str, holds: bool
) -> None:
    case = world.open()
    Delegation.objects.create(
        agency=world.agency, giver=world.leader, receiver=world.clerk, role="top_leader",
        starts=date(2026, 4, 24), ends=date(2026, 4, 26),
    )  # fmt: skip
    with frozen(factories.at(moment)):
        forget(world.clerk)
        assert can(world.clerk, "urge", case) is holds


def test_a_delegation_is_never_passed_on(world: World) -> None:
    case = world.open()
    factories.delegation(world.agency, world.leader, world.clerk, "top_leader")
    factories.delegation(world.agency, world.clerk, world.officer, "top_leader")
    assert can(world.clerk, "urge", case)
    assert not can(world.officer, "urge", case)


def test_it_ends_with_the_giver_s_role(world: World) -> None:
    case = world.open()
    factories.delegation(world.agency, world.leader, world.clerk, "top_leader")
    world.leader.memberships.update(ends=date(2026, 4, 24))
    with frozen(factories.at("2026-04-25 00:00")), pytest.raises(Forbidden):
        services.urge(world.clerk, case)


def test_a_task_goes_to_a_colleague_of_the_same_role_only(world: World) -> None:
    case = world.open()
    task = world.task(case)
    with pytest.raises(CommandRefused, match="không giữ vai trò Cán bộ một cửa"):
        giving.assign_task(world.leader, task, world.officer, reason="Nghỉ ốm")
    other = factories.person(world.agency, role="one_stop")
    with pytest.raises(CommandRefused, match="Hãy ghi lý do"):
        giving.assign_task(world.leader, task, other, reason=" ")
    with pytest.raises(Forbidden):
        giving.assign_task(world.officer, task, other, reason="Nghỉ ốm")


def test_both_are_told_when_a_task_is_given_on(world: World) -> None:
    from processes.notices.followups import follow_up
    from registry.notices.models import Notice

    case = world.open()
    with frozen(LATER):
        services.start_task(world.desk, world.task(case))
        other = factories.person(world.agency, role="one_stop", name="Trịnh Thị Sáu")
        giving.assign_task(
            world.leader, world.task(case), other, reason="Nghỉ ốm", idempotency_key="x"
        )
        giving.assign_task(
            world.leader, world.task(case), other, reason="Nghỉ ốm", idempotency_key="x"
        )
    event = last(case)
    for _ in range(2):
        follow_up({"case": case.pk, "from": event.seq, "to": event.seq})
    texts = {row.user: row.text for row in Notice.unscoped.filter(kind="task")}
    assert texts[other].startswith("Giao việc: Tiếp nhận hồ sơ")
    assert "đã giao cho Trịnh Thị Sáu" in texts[world.desk]
    assert Event.objects.filter(type="task.assigned").count() == 1


def test_the_page_gives_a_task_on(world: World, client: Client) -> None:
    case = world.open()
    other = factories.person(world.agency, role="one_stop", name="Trịnh Thị Sáu")
    task = world.task(case)
    client.force_login(world.leader)
    with frozen(LATER):
        page = client.get(f"/admin/cong-viec/{task.pk}/giao/").content.decode()
        assert "Trịnh Thị Sáu" in page and "Đỗ Văn Hai" not in page
        url = f"/admin/cong-viec/{task.pk}/giao/"
        refused = client.post(url, {"to": "", "reason": "Nghỉ ốm"})
        assert refused.status_code == 422
        done = client.post(url, {"to": other.pk, "reason": "Nghỉ ốm", "key": "k"})
        assert done.status_code == 302
        client.force_login(world.desk)
        assert client.get(url).status_code == 404
    task.refresh_from_db()
    assert task.assignee == other
