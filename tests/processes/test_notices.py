"""Who is told of work, in which words, and when what was told waits no longer."""

from datetime import timedelta

import pytest

from processes import services
from processes.cases.writing import FOLLOW_UP
from processes.handover import giving
from processes.models import Task
from processes.performers import candidates
from registry.administration.delegations import delegate
from registry.notices.models import Notice
from registry.notices.services import LONGEST
from registry.now import frozen, today
from registry.organisation.models import User
from registry.policy import forget, visible
from registry.trail import outbox
from registry.trail.models import Job
from tests import factories
from tests.processes import world as worlds
from tests.processes.world import FRIDAY, World

pytestmark = pytest.mark.django_db
LATER = FRIDAY + timedelta(days=4)


@pytest.fixture
def world() -> World:
    return worlds.make()


def told(user: User, kind: str = "task") -> list[str]:
    """What waits for the person, oldest first, after all follow-ups have run."""
    outbox.work()
    forget(user)
    rows = visible(user, Notice).filter(read_at=None, kind=kind).order_by("pk")
    return list(rows.values_list("text", flat=True))


def test_whoever_may_do_it_is_told_a_stand_in_with_the_name(world: World) -> None:
    factories.delegation(world.agency, world.officer, world.clerk, "staff")
    case = world.open()
    with frozen(FRIDAY + timedelta(minutes=5)):
        services.complete_task(world.desk, world.task(case))
        (own,), (stand_in,) = told(world.officer), told(world.clerk)
    assert own.startswith("Việc mới: Thẩm tra hồ sơ – Trích lục cho ông Lê Văn Thử (")
    assert "Võ Thị Một chuyển đến, hạn " in own and own.endswith(f"Mã {case.code}.")
    assert stand_in.startswith("Việc mới (thay Đỗ Văn Hai): Thẩm tra hồ sơ – Trích lục cho ông")
    assert told(world.leader) == told(world.stranger) == []


def test_nobody_is_told_of_what_their_delegation_does_not_reach_any_more(world: World) -> None:
    delegation = factories.delegation(world.agency, world.officer, world.clerk, "staff")
    delegation.ends = FRIDAY.date() - timedelta(days=1)
    delegation.save()
    case = world.open()
    with frozen(FRIDAY + timedelta(minutes=5)):
        services.complete_task(world.desk, world.task(case))
        assert told(world.clerk) == []


def test_who_opened_the_case_is_not_told_of_a_step_that_she_may_not_do(world: World) -> None:
    factories.delegation(world.agency, world.leader, world.desk, "top_leader")
    case = world.open()
    world.forward(case, FRIDAY + timedelta(minutes=5))
    world.forward(case, LATER)
    with frozen(LATER):
        assert [text[:20] for text in told(world.leader)] == ["Việc mới: Ký kết quả"]
        assert told(world.desk) == []


def test_work_that_comes_back_is_told_as_such_with_the_reason(world: World) -> None:
    case = world.forward(world.forward(world.open(), LATER), LATER)
    with frozen(LATER):
        services.return_task(world.leader, world.task(case), reason="Thiếu số bản án.")
        said = told(world.officer)[-1]
    assert said.startswith("Trả lại: Thẩm tra hồ sơ – Trích lục cho ông Lê Văn Thử (")
    assert "Hoàng Thị Ba trả lại, hạn " in said and "Lý do: Thiếu số bản án. Mã" in said
    # Forward again it is new work of the next step.
    world.forward(case, LATER)
    with frozen(LATER):
        assert told(world.leader)[-1].startswith("Việc mới: Ký kết quả")


def test_what_is_taken_by_another_waits_for_nobody_else(world: World) -> None:
    colleague = factories.person(world.agency, role="one_stop", name="Trịnh Thị Sáu")
    case = world.open()
    with frozen(LATER):
        assert told(colleague) and told(world.desk) == []  # she opened it herself
        services.start_task(world.desk, world.task(case))
        assert told(colleague) == []


@pytest.mark.parametrize("how", ["done", "stopped", "given to somebody else"])
def test_what_is_done_or_withdrawn_waits_no_longer(world: World, how: str) -> None:
    case = world.open()
    world.forward(case, FRIDAY + timedelta(minutes=5))
    with frozen(LATER):
        assert told(world.officer)
        services.urge(world.leader, case, "Trước thứ Sáu")
        assert told(world.officer, "urge")
        task = world.task(case)
        if how == "done":
            world.forward(case, LATER)
        elif how == "stopped":
            factories.act(world.leader, case, "stop", "Người nộp rút hồ sơ")
        else:
            unit = world.officer.memberships.get().unit
            other = factories.person(world.agency, role="staff", unit=unit, name="Lý Văn Bảy")
            giving.assign_task(world.leader, task, other, reason="Nghỉ ốm")
            assert told(other)[0].endswith(f"Nghỉ ốm. Mã {case.code}.")
        assert [*told(world.officer, "urge")] == []
        assert [text for text in told(world.officer) if text.startswith("Việc mới")] == []


def test_an_urge_waits_until_something_is_done(world: World) -> None:
    case = world.open()
    world.forward(case, FRIDAY + timedelta(minutes=5))
    with frozen(LATER):
        services.start_task(world.officer, world.task(case))
    with frozen(LATER + timedelta(hours=1)):
        services.urge(world.leader, case, "Trước thứ Sáu")
        (urge,) = told(world.officer, "urge")
    assert urge.startswith("Đôn đốc: Thẩm tra hồ sơ – Trích lục cho ông Lê Văn Thử")
    assert "Hoàng Thị Ba đôn đốc" in urge and "Trước thứ Sáu." in urge


def test_follow_ups_that_come_in_another_order_tell_the_same(world: World) -> None:
    case = world.open()
    world.forward(case, FRIDAY + timedelta(minutes=5))
    world.forward(case, LATER)
    jobs = Job.objects.filter(handler=FOLLOW_UP, state=Job.WAITING).order_by("-pk")
    with frozen(LATER):
        for number, job in enumerate(jobs):
            job.run_at = LATER - timedelta(hours=len(jobs) - number)
            job.save()
        assert told(world.officer) == []
        assert len(told(world.leader)) == 1


def test_a_notice_about_what_one_may_not_read_any_more_is_not_shown(world: World) -> None:
    delegation = factories.delegation(world.agency, world.officer, world.clerk, "staff")
    case = world.open()
    world.forward(case, FRIDAY + timedelta(minutes=5))
    with frozen(LATER):
        assert told(world.clerk)
        delegation.ends = LATER.date() - timedelta(days=1)
        delegation.save()
        assert told(world.clerk) == []


def test_long_names_leave_room_for_who_and_until_when(world: World) -> None:
    case = world.open(subject="Trích lục " + "rất " * 120)
    world.forward(case, FRIDAY + timedelta(minutes=5))
    with frozen(LATER):
        (text,) = told(world.officer)
    assert len(text) < LONGEST and text.endswith(f"Mã {case.code}.") and ", hạn " in text


def test_a_suspended_case_says_since_when(world: World) -> None:
    case = world.open()
    world.forward(case, FRIDAY + timedelta(minutes=5))
    with frozen(LATER):
        factories.act(world.leader, case, "suspend", "Chờ bổ sung")
        services.urge(world.leader, case)
        (text,) = told(world.officer, "urge")
    assert f"tạm dừng tính thời hạn từ 15:10 ngày {LATER:%d/%m/%Y}" in text


def test_a_delegation_that_begins_while_work_waits_says_so(world: World) -> None:
    case = world.open()
    with frozen(FRIDAY + timedelta(minutes=5)):
        services.complete_task(world.desk, world.task(case))
        outbox.work()
        delegate(
            world.officer, world.agency, world.officer, world.clerk, "staff",
            starts=today() + timedelta(days=2), ends=today() + timedelta(days=5),
        )  # fmt: skip
        assert told(world.clerk, "delegation") == []
    with frozen(FRIDAY + timedelta(days=2)):
        (text,) = told(world.clerk, "delegation")
        assert text.startswith("Từ hôm nay ông/bà thay Đỗ Văn Hai")
        assert "1 việc đang chờ" in text
    with frozen(FRIDAY + timedelta(days=3)):
        assert len(told(world.clerk, "delegation")) == 1


def test_a_delegation_over_nothing_says_nothing(world: World) -> None:
    with frozen(FRIDAY):
        delegate(world.officer, world.agency, world.officer, world.clerk, "staff")
        assert told(world.clerk, "delegation") == []


def test_candidates_and_notices_name_the_same_people(world: World) -> None:
    factories.delegation(world.agency, world.officer, world.clerk, "staff")
    case = world.open()
    world.forward(case, FRIDAY + timedelta(minutes=5))
    with frozen(LATER):
        outbox.work()
        task = Task.unscoped.select_related("case", "agency").get(pk=world.task(case).pk)
        people = {one.user.pk for one in candidates(task)}
        assert (
            set(Notice.unscoped.filter(thing_id=task.pk).values_list("user", flat=True)) == people
        )
