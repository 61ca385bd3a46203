"""Handing over tasks and cases: one act with minutes, to people who may have them, or nothing."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from processes import casefile, services
from processes.casefile import timeline
from processes.cases.answers import Answers
from processes.cases.projection import differences
from processes.models import Task
from processes.notices.followups import follow_up
from registry import canonical
from registry.handover import holdings
from registry.handover import services as handovers
from registry.handover.models import Handover, HandoverPlan, HandoverReceipt
from registry.notices.models import Notice
from registry.now import frozen, today
from registry.organisation.models import Delegation, Membership, User
from registry.organisation.periods import OrganisationError
from registry.policy import Forbidden
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
def colleague(world: World) -> User:
    """Another officer of the same unit."""
    unit = factories.unit(world.agency, "TP")
    return factories.person(world.agency, role="staff", unit=unit, name="Lý Thị Năm")


def taken(world: World) -> Task:
    """A task that the officer has begun."""
    case = world.open()
    world.forward(case, FRIDAY + timedelta(minutes=5))
    task = world.task(case)
    with frozen(LATER):
        return services.start_task(world.officer, task)


def hand_over(world: World, receiver: User, **changes: object) -> Handover:
    """Everything of the officer to one person, by the leader."""
    given = {"reason": "Chuyển công tác", **changes}
    found = holdings.of(world.officer, world.agency)
    wanted = {
        held.address(item): receiver.pk
        for held in found
        if held.section.needs_receiver
        for item in held.items
    }
    with frozen(LATER):
        return factories.hand_over(world.leader, world.agency, world.officer, wanted, **given)


def test_it_moves_a_task_that_was_begun(world: World, colleague: User) -> None:
    task = taken(world)
    made = hand_over(world, colleague)
    task.refresh_from_db()
    assert (task.assignee, task.status, task.started_at) == (colleague, "not_started", None)
    assert differences(task.case) == []
    with frozen(LATER):
        factories.complete(colleague, task, {**worlds.ANSWERS, "xacminh": False})
    event = Event.objects.get(type="task.assigned")
    data = events.data_of(event)
    assert event.actor == world.leader
    assert (data["before"], data["to"]) == (str(world.officer.pk), str(colleague.pk))
    assert data["minutes"] == str(made.uid)


def test_the_one_before_may_not_do_it_any_more(world: World, colleague: User) -> None:
    task = taken(world)
    hand_over(world, colleague)
    with frozen(LATER), pytest.raises(Forbidden):
        services.complete_task(world.officer, task, answers=worlds.ANSWERS)


def test_the_minutes_say_who_gave_what_to_whom(world: World, colleague: User) -> None:
    task = taken(world)
    made = hand_over(world, colleague)
    minutes = made.minutes
    assert made.number == f"01/2026/BBBG-{world.agency.code}"
    assert minutes["giver"]["name"] == "Đỗ Văn Hai"
    assert minutes["approver"] == {
        "id": world.leader.pk, "name": "Hoàng Thị Ba", "position": "Chủ tịch"
    }  # fmt: skip
    assert minutes["receivers"][0]["name"] == "Lý Thị Năm"
    (section,) = minutes["sections"]
    assert (section["label"], section["count"]) == ("Công việc được giao", 1)
    assert task.case.code in section["items"][0]["title"]
    assert section["items"][0]["to"] == "Lý Thị Năm"
    assert made.sha256 == canonical.digest(made.content)


def test_the_minutes_never_change(world: World, colleague: User) -> None:
    taken(world)
    made = hand_over(world, colleague)
    with pytest.raises(IntegrityError), transaction.atomic():
        Handover.objects.of(world.agency).filter(pk=made.pk).update(content="{}")
    with pytest.raises(IntegrityError), transaction.atomic():
        HandoverReceipt.objects.of(world.agency).all().delete()
        made.delete()


def test_a_receiver_without_the_role_is_refused_and_nothing_moves(world: World) -> None:
    task = taken(world)
    with pytest.raises(handovers.Refused) as refused:
        hand_over(world, world.clerk)
    assert "không giữ vai trò Cán bộ, công chức" in refused.value.reasons[f"task:{task.pk}"]
    task.refresh_from_db()
    assert task.assignee == world.officer
    assert not Handover.objects.of(world.agency).exists()


def test_everything_or_nothing(world: World, colleague: User) -> None:
    first, second = taken(world), taken(world)
    wanted = {f"task:{first.pk}": colleague.pk, f"task:{second.pk}": world.clerk.pk}
    with pytest.raises(handovers.Refused):
        factories.hand_over(world.leader, world.agency, world.officer, wanted, reason="Nghỉ")
    assert set(Task.objects.of(world.agency).filter(status="in_progress").values_list(
        "assignee", flat=True
    )) == {world.officer.pk}  # fmt: skip
    assert not Event.objects.filter(type="task.assigned").exists()


def test_what_was_finished_meanwhile_stops_the_act(world: World, colleague: User) -> None:
    first, second = taken(world), taken(world)
    wanted = {f"task:{one.pk}": colleague.pk for one in (first, second)}
    with frozen(LATER):
        factories.complete(world.officer, first, {**worlds.ANSWERS, "xacminh": False})
    with pytest.raises(handovers.HoldingsChanged, match="1 việc đã có người xử lý"):
        factories.hand_over(world.leader, world.agency, world.officer, wanted, reason="Nghỉ")
    second.refresh_from_db()
    assert second.assignee == world.officer


def test_what_was_added_meanwhile_stops_the_act(world: World, colleague: User) -> None:
    first = taken(world)
    taken(world)
    wanted = {f"task:{first.pk}": colleague.pk}
    with pytest.raises(handovers.HoldingsChanged, match="1 việc mới"):
        factories.hand_over(world.leader, world.agency, world.officer, wanted, reason="Nghỉ")


def test_nobody_approves_their_own(world: World, colleague: User) -> None:
    task = taken(world)
    wanted = {f"task:{task.pk}": colleague.pk}
    with pytest.raises(Forbidden, match="không ai tự phê duyệt"):
        factories.hand_over(world.officer, world.agency, world.officer, wanted, reason="Nghỉ")
    with pytest.raises(Forbidden):
        factories.hand_over(colleague, world.agency, world.officer, wanted, reason="Nghỉ")


def test_the_leader_of_another_unit_does_not_approve_it(world: World, colleague: User) -> None:
    task = taken(world)
    desk = factories.unit(world.agency, "MC")
    other = factories.person(world.agency, role="department_leader", unit=desk)
    own = factories.person(
        world.agency, role="department_leader", unit=factories.unit(world.agency, "TP")
    )
    wanted = {f"task:{task.pk}": colleague.pk}
    with pytest.raises(Forbidden):
        factories.hand_over(other, world.agency, world.officer, wanted, reason="Nghỉ")
    with frozen(LATER):
        made = factories.hand_over(own, world.agency, world.officer, wanted, reason="Nghỉ")
    assert made.made_by == own


def test_a_stand_in_of_the_leader_approves_under_both_names(world: World, colleague: User) -> None:
    task = taken(world)
    factories.delegation(world.agency, world.leader, world.clerk, "top_leader")
    made = factories.hand_over(
        world.clerk, world.agency, world.officer, {f"task:{task.pk}": colleague.pk}, reason="Nghỉ"
    )
    assert (made.made_by, made.on_behalf_of) == (world.clerk, world.leader)
    assert made.minutes["approver_for"]["name"] == "Hoàng Thị Ba"
    event = Event.objects.get(type="handover.made")
    assert (event.actor, event.on_behalf_of) == (world.clerk, world.leader)


def test_who_left_and_whose_account_is_closed_can_be_handed_over(
    world: World, colleague: User
) -> None:
    task = taken(world)
    world.officer.memberships.update(ends=today() - timedelta(days=300))
    world.officer.is_active = False
    world.officer.save()
    hand_over(world, colleague)
    task.refresh_from_db()
    assert task.assignee == colleague


def test_the_receiver_of_an_author_s_case_may_not_sign_it(world: World) -> None:
    case = world.open()
    world.forward(case, FRIDAY + timedelta(minutes=5))
    world.forward(case, LATER)
    with frozen(LATER):
        services.start_task(world.leader, world.task(case))
    admin = factories.person(world.agency, role="agency_admin")
    Membership.objects.create(agency=world.agency, user=world.leader, role="one_stop")
    wanted = {f"case:{case.pk}": world.leader.pk}
    with pytest.raises(handovers.Refused) as refused:
        factories.hand_over(admin, world.agency, world.desk, wanted, reason="Nghỉ")
    assert "bước phải do người khác" in refused.value.reasons[f"case:{case.pk}"]


def test_a_case_gets_a_new_author_and_the_old_one_stays_barred(world: World) -> None:
    case = world.open()
    other = factories.person(world.agency, role="one_stop", name="Trịnh Thị Sáu")
    made = factories.hand_over(
        world.leader, world.agency, world.desk,
        {f"case:{case.pk}": other.pk}, reason="Nghỉ hưu",
    )  # fmt: skip
    case.refresh_from_db()
    assert case.opened_by == other
    assert differences(case) == []
    facts = list(events.read(case.stream))
    assert timeline.opener(case, facts) == world.desk
    assert casefile.items(case, Answers(case), facts)[0].who == str(world.desk)
    state = canonical.loads(case.state)
    assert (state["author"], state["past_authors"]) == (str(other.pk), [str(world.desk.pk)])
    assert made.minutes["sections"][0]["code"] == "case"


def test_roles_and_delegations_end_with_the_last_day(world: World, colleague: User) -> None:
    taken(world)
    admin = factories.person(world.agency, role="agency_admin")
    factories.delegation(world.agency, world.leader, world.officer, "top_leader")
    with frozen(LATER):
        day = today()
        wanted = {
            held.address(item): colleague.pk
            for held in holdings.of(world.officer, world.agency)
            if held.section.needs_receiver
            for item in held.items
        }
        made = factories.hand_over(
            admin, world.agency, world.officer, wanted, reason="Nghỉ hưu", last_day=day
        )
    assert set(world.officer.memberships.values_list("ends", flat=True)) == {day}
    assert Delegation.objects.of(world.agency).get().ends == day
    assert made.minutes["roles_ended"] == 1
    assert made.minutes["sections"][-1]["items"][0]["how"].startswith("Kết thúc sau ngày")


def test_only_who_manages_the_agency_ends_roles(world: World, colleague: User) -> None:
    taken(world)
    with pytest.raises(Forbidden):
        hand_over(world, colleague, last_day=FRIDAY.date() + timedelta(days=9))
    assert not Handover.objects.of(world.agency).exists()


def test_a_second_click_writes_nothing(world: World, colleague: User) -> None:
    taken(world)
    first = hand_over(world, colleague, idempotency_key="a")
    again = factories.hand_over(
        world.leader, world.agency, world.officer, {}, reason="x", idempotency_key="a"
    )
    assert again == first
    assert Handover.objects.of(world.agency).count() == 1


def test_without_a_reason_it_is_refused(world: World, colleague: User) -> None:
    taken(world)
    with pytest.raises(OrganisationError, match="Chưa ghi lý do"):
        hand_over(world, colleague, reason="  ")


def test_receivers_are_told_once_and_confirm(world: World, colleague: User) -> None:
    taken(world)
    taken(world)
    made = hand_over(world, colleague)
    for task in Task.objects.of(world.agency):
        for event in Event.objects.filter(type="task.assigned", stream=task.case.stream):
            follow_up({"case": task.case_id, "from": event.seq, "to": event.seq})
    (told,) = Notice.unscoped.filter(user=colleague, kind="handover")
    assert "nhận bàn giao 2 việc của Đỗ Văn Hai" in told.text
    assert not Notice.unscoped.filter(user=colleague, kind="task").exists()
    row = handovers.confirm(colleague, made, "Đủ hồ sơ")
    again = handovers.confirm(colleague, made, "Khác")
    assert (row.remark, again.remark) == ("Đủ hồ sơ", "Đủ hồ sơ")
    assert Event.objects.filter(type="handover.confirmed").count() == 1
    with pytest.raises(Forbidden):
        handovers.confirm(world.clerk, made)


def test_preparing_gives_nobody_anything(world: World, colleague: User) -> None:
    task = taken(world)
    handovers.prepare(
        world.officer, world.agency, {f"task:{task.pk}": colleague.pk}, "Nghỉ thai sản"
    )
    plan = handovers.prepare(
        world.officer, world.agency, {f"task:{task.pk}": colleague.pk}, "Nghỉ hưu"
    )
    task.refresh_from_db()
    assert task.assignee == world.officer
    assert HandoverPlan.objects.of(world.agency).count() == 1
    assert handovers.proposal(plan) == {f"task:{task.pk}": colleague.pk}
    hand_over(world, colleague)
    plan.refresh_from_db()
    assert plan.closed_at is not None
