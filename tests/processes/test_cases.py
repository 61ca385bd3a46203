"""A case from its opening to its end."""

import re
from datetime import date

import pytest

from processes import services
from processes.cases.projection import differences
from processes.cases.verifying import verify_nightly
from processes.engine.machine import CommandRefused
from processes.models import Case, Deadline, Task
from registry import canonical, policy
from registry.now import frozen
from registry.organisation.models import Membership
from registry.policy import Forbidden, visible
from registry.trail import events, outbox
from registry.trail.regular import RegularFailed
from tests import factories
from tests.processes import world as worlds
from tests.processes.world import ANSWERS, FRIDAY, World
from tests.support.worlds import once_a_module

pytestmark = pytest.mark.django_db
MONDAY = factories.at("2026-04-28 08:00")  # a Tuesday: Monday is off
LATER = factories.at("2026-04-29 09:00")


world = once_a_module(worlds.make)


def types(case: Case) -> list[str]:
    return [event.type for event in events.read(case.stream)]


def test_opening_pins_everything_the_process_uses(world: World) -> None:
    case = world.open()
    pin = case.pinned
    assert {entry["kind"] for entry in pin.values()} == {"process", "form", "rule"}
    opened = events.data_of(events.read(case.stream)[0])
    assert opened["pin"] == pin
    assert "Lê Văn Thử" not in events.read(case.stream)[0].data
    assert case.code == "H99.15.01-260424-0001"
    assert world.open().code == "H99.15.01-260424-0002"


def test_the_appointment_follows_cutoff_weekend_and_holiday(world: World) -> None:
    # Friday 15:10 counts as received on Tuesday (Monday is off); five working days after it,
    # Thursday and Friday being off, end on Thursday 7 May.
    case = world.open()
    assert case.due_at == factories.at("2026-05-07 17:00")


def test_opening_twice_with_one_key_opens_one_case(world: World) -> None:
    first = world.open(idempotency_key="k1")
    assert world.open(idempotency_key="k1") == first
    assert Case.objects.of(world.agency).count() == 1


def test_it_goes_through_its_steps_and_closes(world: World) -> None:
    case = world.open()
    for _ in range(4):
        case = world.forward(case, LATER)
    assert (case.status, case.result) == ("closed", "done")
    tasks = Task.objects.of(world.agency).filter(case=case)
    assert [task.status for task in tasks.order_by("pk")] == ["done"] * 4
    assert not Deadline.objects.of(world.agency).exclude(running_since=None).exists()
    assert differences(case) == []


def test_what_is_returned_is_done_again(world: World) -> None:
    case = world.open()
    case = world.forward(case, MONDAY)
    case = world.forward(case, LATER)
    task = world.task(case)
    with frozen(LATER), pytest.raises(CommandRefused, match="lý do"):
        services.return_task(world.leader, task, reason=" ")
    with frozen(LATER):
        services.return_task(world.leader, task, reason="Thiếu trích lục")
    again = world.task(case)
    assert (again.key, again.status) == ("tham#2", "not_started")
    task.refresh_from_db()
    assert (task.status, task.reason) == ("returned", "Thiếu trích lục")
    case = world.forward(case, LATER)
    assert world.task(case).key == "ky#2"
    assert differences(Case.objects.of(world.agency).get(pk=case.pk)) == []


def test_verification_moves_the_deadline_from_the_original_start(world: World) -> None:
    case = world.forward(world.open(), MONDAY)
    task = world.task(case)
    before = task.due_at
    with frozen(LATER):
        factories.save(world.officer, task, {**ANSWERS, "xacminh": True})
    case.refresh_from_db()
    task.refresh_from_db()
    assert case.variant == "xacminh"
    assert case.due_at == factories.at("2026-05-12 17:00")  # eight days after Tuesday 28 April
    assert before == factories.at("2026-05-04 08:00")  # two days from Tuesday 08:00
    assert task.due_at == factories.at("2026-05-07 08:00")  # five days, from Tuesday 08:00 still
    chosen = [e for e in events.read(case.stream) if e.type == "case.variant_chosen"]
    assert len(chosen) == 1 and events.data_of(chosen[0])["due_at"]
    assert differences(case) == []


def test_not_enough_data_changes_nothing(world: World) -> None:
    case = world.forward(world.open(), MONDAY)
    with frozen(LATER):
        factories.save(world.officer, world.task(case), ANSWERS)
        factories.save(world.officer, world.task(case), {**ANSWERS, "ngay": "1991-01-01"})
    case.refresh_from_db()
    assert case.variant == "thuong"
    assert "case.variant_chosen" not in types(case)


def test_a_double_click_urges_once(world: World) -> None:
    case = world.forward(world.open(), MONDAY)
    with frozen(LATER):
        services.urge(world.leader, case, "Làm ngay", idempotency_key="u1")
        services.urge(world.leader, case, "Làm ngay", idempotency_key="u1")
        outbox.work()
    assert types(case).count("case.urged") == 1
    urged = world.officer.notices.filter(text__startswith="Đôn đốc")
    (text,) = [notice.text for notice in urged]
    assert text.startswith("Đôn đốc: Thẩm tra hồ sơ – Trích lục cho ông Lê Văn Thử")
    assert text.endswith(f"Làm ngay. Mã {case.code}.")


def test_a_double_click_completes_once(world: World) -> None:
    case = world.open()
    task = world.task(case)
    with frozen(MONDAY):
        services.complete_task(world.desk, task, idempotency_key="c1")
        services.complete_task(world.desk, task, idempotency_key="c1")
    assert types(case).count("task.completed") == 1
    with frozen(MONDAY), pytest.raises(CommandRefused, match="đã xử lý xong"):
        services.complete_task(world.desk, task, idempotency_key="c2")


def test_who_is_not_asked_may_not(world: World) -> None:
    case = world.open()
    with pytest.raises(Forbidden):
        services.complete_task(world.officer, world.task(case))
    with pytest.raises(Forbidden):
        services.urge(world.officer, case)


def test_two_people_do_not_take_one_task(world: World) -> None:
    other = factories.person(world.agency, role="one_stop")
    case = world.open()
    task = world.task(case)
    services.start_task(world.desk, task)
    task.refresh_from_db()
    with pytest.raises(Forbidden):
        services.start_task(other, task)
    assert (task.status, task.assignee) == ("in_progress", world.desk)


def test_acting_for_somebody_stores_both_names(world: World) -> None:
    deputy = factories.person(world.agency, role="staff")
    factories.delegation(world.agency, world.leader, deputy, "top_leader")
    case = world.forward(world.forward(world.open(), MONDAY), LATER)
    task = world.task(case)
    services.complete_task(deputy, task)
    task.refresh_from_db()
    assert (task.finished_by, task.on_behalf_of) == (deputy, world.leader)
    done = [event for event in events.read(case.stream) if event.type == "task.completed"][-1]
    assert (done.actor, done.on_behalf_of) == (deputy, world.leader)


def test_a_stand_in_finishes_what_the_giver_began(world: World) -> None:
    deputy = factories.person(world.agency, role="staff")
    factories.delegation(world.agency, world.leader, deputy, "top_leader")
    case = world.forward(world.forward(world.open(), MONDAY), LATER)
    services.start_task(world.leader, world.task(case))
    case = services.complete_task(deputy, world.task(case))
    assert world.task(case).key == "dau#1"
    assert differences(case) == []


def test_suspending_stops_the_clock_and_resuming_keeps_the_rest(world: World) -> None:
    case = world.forward(world.open(), MONDAY)
    with frozen(LATER), pytest.raises(CommandRefused, match="lý do"):
        factories.act(world.leader, case, "suspend", "")
    with frozen(LATER):
        factories.act(world.leader, case, "suspend", "Chờ bổ sung giấy tờ")
    case.refresh_from_db()
    assert (case.status, case.due_at) == ("suspended", None)
    assert world.task(case).due_at is None
    assert Deadline.objects.of(world.agency).get(case=case, key="").running_since is None
    with frozen(factories.at("2026-05-06 09:00")), pytest.raises(CommandRefused):
        services.complete_task(world.officer, world.task(case), answers=ANSWERS)
    # Wednesday 09:00 to Wednesday 09:00 a week on, with Thursday and Friday off: 3 working days.
    with frozen(factories.at("2026-05-06 09:00")):
        factories.act(world.leader, case, "resume")
    case.refresh_from_db()
    assert (case.status, case.due_at) == ("open", factories.at("2026-05-12 17:00"))
    assert differences(case) == []


def test_extending_gives_more_time(world: World) -> None:
    case = world.open()
    with frozen(MONDAY):
        factories.act(world.leader, case, "extend", factories.days("2"), "Hồ sơ phức tạp")
    case.refresh_from_db()
    assert case.due_at == factories.at("2026-05-11 17:00")
    assert differences(case) == []


def test_a_closed_case_takes_no_more_commands(world: World) -> None:
    case = world.open()
    with frozen(LATER):
        factories.act(world.leader, case, "stop", "Người dân rút hồ sơ")
    case.refresh_from_db()
    assert (case.status, case.result) == ("closed", "stopped")
    before = types(case)
    with pytest.raises(CommandRefused, match="đã kết thúc"):
        services.urge(world.leader, case)
    with pytest.raises(CommandRefused):
        factories.act(world.leader, case, "extend", factories.days("1"), "Thử")
    task = Task.objects.of(world.agency).select_related("case").get(case=case)
    with pytest.raises(CommandRefused):
        services.complete_task(world.desk, task)
    assert types(case) == before
    assert differences(case) == []


def test_an_issued_version_does_not_change_a_running_case(world: World) -> None:
    case = world.open()
    body = canonical.loads(world.process.body)
    body["steps"][1]["title"] = "Thẩm tra theo luật mới"
    body["variants"][0]["time"] = factories.days("6")
    with frozen(MONDAY):
        factories.install(
            world.agency, "process", body, uid=world.uid, title="Bản mới", starts=MONDAY
        )
    case = world.forward(case, LATER)
    assert world.task(case).title == "Thẩm tra hồ sơ"
    assert case.due_at == factories.at("2026-05-07 17:00")
    fresh = world.forward(world.open(LATER), LATER)
    assert world.task(fresh).title == "Thẩm tra theo luật mới"
    assert fresh.version_id != case.version_id
    assert fresh.due_at == factories.at("2026-05-11 17:00")  # six days after Wednesday


def test_without_a_calendar_no_case_is_opened(world: World) -> None:
    bare = factories.agency()
    process = factories.install_process(bare)
    desk = factories.person(bare, role="one_stop")
    with frozen(FRIDAY), pytest.raises(CommandRefused, match="chưa có lịch làm việc"):
        services.open_case(desk, bare, factories.uid_of(process), subject="Thử")
    with frozen(factories.at("2027-12-31 09:00")), pytest.raises(CommandRefused, match="2028"):
        services.open_case(world.desk, world.agency, world.uid, subject="Thử")
    assert not Case.objects.of(bare).exists()


def test_a_strange_subject_is_kept_clean(world: World) -> None:
    case = world.open(subject="Tri\u0301ch\0 lu\u0323c\n ho\u0323\u0302 ti\u0323ch")
    assert case.subject == "Trích lục hộ tịch"
    assert "trich luc ho tich" in case.folded
    with pytest.raises(CommandRefused, match="nội dung"):
        world.open(subject="\0 \n")


def test_a_stranger_sees_nothing(world: World) -> None:
    case = world.open()
    assert not visible(world.stranger, Case).exists()
    assert not visible(world.stranger, Task).exists()
    assert visible(world.desk, Case).get() == case
    assert visible(world.leader, Case).get() == case
    # An officer sees the case once it has come to them, not before.
    assert not visible(world.officer, Case).exists()
    world.forward(case, LATER)
    assert visible(world.officer, Case).get() == case


def test_who_has_left_sees_nothing_more(world: World) -> None:
    case = world.open()
    Membership.objects.of(world.agency).filter(user=world.desk).update(ends=date(2026, 1, 1))
    Membership.objects.create(
        agency=world.stranger.memberships.first().agency, user=world.desk, role="staff"
    )
    policy.forget(world.desk)
    assert case.opened_by == world.desk
    assert not visible(world.desk, Case).exists()


def test_replay_finds_a_row_that_was_changed_by_hand(world: World) -> None:
    case = world.forward(world.open(), MONDAY)
    assert differences(case) == []
    Task.objects.of(world.agency).filter(case=case, key="nhan#1").update(finished_by=world.clerk)
    assert differences(case) == [f"{case.code}: công việc nhan#1: finished_by_id khác với sự kiện"]


@pytest.mark.parametrize(
    ("key", "column", "value", "other_than"),
    [
        ("ky#1", "not_author", False, "quy trình của hồ sơ"),
        ("nhan#1", "not_author", True, "quy trình của hồ sơ"),
        ("nhan#1", "final_case_due_at", MONDAY, "sự kiện"),
        ("", "past_authors", '{"rows":["1"]}', ""),
    ],
)
def test_the_nightly_comparison_reads_what_lists_ask_for(
    world: World, key: str, column: str, value: object, other_than: str
) -> None:
    """Columns that lists ask instead of unfolding cases: one that went wrong hides work, or offers
    it to its own author."""
    case = world.forward(world.forward(world.open(), MONDAY), LATER)
    assert "khớp" in (verify_nightly() or "")
    if key:
        Task.objects.of(world.agency).filter(case=case, key=key).update(**{column: value})
        said = f"{case.code}: công việc {key}: {column} khác với {other_than}"
    else:
        Case.objects.of(world.agency).filter(pk=case.pk).update(**{column: value})
        said = f"{case.code}: {column} là "
    (found,) = differences(Case.objects.of(world.agency).get(pk=case.pk))
    assert found.startswith(said)
    with pytest.raises(RegularFailed, match=re.escape(said)):
        verify_nightly()


def test_one_step_takes_at_most_14_queries(
    world: World, django_assert_max_num_queries: object
) -> None:
    case = world.forward(world.open(), MONDAY)
    case = world.forward(case, LATER)
    task = world.task(case)
    policy.forget(world.leader)
    with frozen(LATER), django_assert_max_num_queries(14):  # type: ignore[operator]
        services.complete_task(world.leader, task, idempotency_key="một")
