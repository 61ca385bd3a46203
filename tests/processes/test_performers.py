"""Who may do a task: the service, the list, the count, the page and «đến lượt ai» say the same."""

from datetime import date, timedelta

import pytest
from django.db import transaction
from django.test import Client

from processes import performers, services, worklists
from processes.engine.machine import CommandRefused
from processes.models import Case, Task
from registry.documents.models import Version
from registry.now import frozen
from registry.organisation.models import Delegation, Membership, User
from registry.policy import Forbidden, can, forget, standing
from tests import factories
from tests.processes import world as worlds
from tests.processes.world import FRIDAY, World

pytestmark = pytest.mark.django_db
LATER = FRIDAY + timedelta(days=4)


@pytest.fixture
def world() -> World:
    return worlds.make()


def named(task: Task) -> list[str]:
    return [str(one) for one in performers.candidates(task)]


def accepted(user: User, task: Task) -> bool:
    """Whether the service lets this person begin the task (tried, then undone)."""
    forget(user)
    try:
        with transaction.atomic():
            if Task.unscoped.get(pk=task.pk).status == "not_started":
                services.start_task(user, task)
            else:
                factories.complete(user, task, {**worlds.ANSWERS, "xacminh": False})
            transaction.set_rollback(True)
    except (CommandRefused, Forbidden):
        return False
    return True


def listed(user: User, task: Task) -> bool:
    forget(user)
    lists = [one for one in worklists.LISTS if not one.code.startswith("xong")]
    found = any(worklists.tasks(user, one.code).filter(pk=task.pk).exists() for one in lists)
    assert found == bool(sum(worklists.counts(user)[one.code] for one in lists))
    return found


def everybody_agrees(world: World, task: Task) -> set[str]:
    """Names of who may do the task, after asking everybody in every way there is."""
    task = Task.unscoped.select_related("case", "agency", "assignee").get(pk=task.pk)
    may = {one.user.pk for one in performers.candidates(task)}
    for user in User.objects.all():
        answers = {accepted(user, task), listed(user, task), can(user, "do", task)}
        assert answers == {user.pk in may}, f"{user}: {answers}"
    return {user.full_name for user in User.objects.filter(pk__in=may)}


def author_signs(world: World) -> Case:
    """A case at the leader's step, which whoever opened the case may not do."""
    case = world.open()
    world.forward(case, FRIDAY + timedelta(minutes=5))
    return world.forward(case, LATER)


def leads(world: World, user: User) -> None:
    Membership.objects.create(agency=world.agency, user=user, role="top_leader")
    forget(user)


def test_all_say_the_same_of_a_pool(world: World) -> None:
    with frozen(LATER):
        case = world.open()
        assert everybody_agrees(world, world.task(case)) == {"Võ Thị Một"}


def test_all_say_the_same_of_a_stand_in_before_and_after_it_is_begun(world: World) -> None:
    factories.delegation(world.agency, world.desk, world.clerk, "one_stop")
    case = world.open()
    with frozen(LATER):
        assert everybody_agrees(world, world.task(case)) == {"Võ Thị Một", "Bùi Văn Bốn"}
        services.start_task(world.clerk, world.task(case))
        assert everybody_agrees(world, world.task(case)) == {"Võ Thị Một", "Bùi Văn Bốn"}
    assert named(world.task(case)) == ["Võ Thị Một", "Bùi Văn Bốn (thay Võ Thị Một)"]


def test_all_say_the_same_of_a_task_that_somebody_took(world: World) -> None:
    colleague = factories.person(world.agency, role="one_stop", name="Trịnh Thị Sáu")
    factories.delegation(world.agency, colleague, world.officer, "one_stop")
    case = world.open()
    with frozen(LATER):
        services.start_task(colleague, world.task(case))
        assert everybody_agrees(world, world.task(case)) == {"Trịnh Thị Sáu", "Đỗ Văn Hai"}


def test_who_opened_the_case_is_not_asked_to_sign_it(world: World) -> None:
    case = author_signs(world)
    leads(world, world.desk)
    with frozen(LATER):
        assert world.task(case).not_author
        assert everybody_agrees(world, world.task(case)) == {"Hoàng Thị Ba"}


def test_who_had_the_case_before_a_hand_over_is_not_asked_either(world: World) -> None:
    case = author_signs(world)
    other = factories.person(world.agency, role="one_stop", name="Trịnh Thị Sáu")
    factories.hand_over(
        world.leader, world.agency, world.desk, {f"case:{case.pk}": other.pk}, reason="Nghỉ hưu"
    )
    leads(world, world.desk)
    leads(world, other)
    with frozen(LATER):
        assert everybody_agrees(world, world.task(case)) == {"Hoàng Thị Ba"}


def test_the_page_offers_a_past_author_nothing_and_says_why(world: World, client: Client) -> None:
    case = author_signs(world)
    other = factories.person(world.agency, role="one_stop", name="Trịnh Thị Sáu")
    factories.hand_over(
        world.leader, world.agency, world.desk, {f"case:{case.pk}": other.pk}, reason="Nghỉ hưu"
    )
    leads(world, world.desk)
    client.force_login(world.desk)
    with frozen(LATER):
        page = client.get(f"/admin/cong-viec/{world.task(case).pk}/").content.decode()
        assert "phải do người khác người lập hồ sơ thực hiện" in page
        assert "Nhận việc" not in page
        assert "Đến lượt ông/bà" not in client.get(f"/admin/ho-so/{case.uid}/").content.decode()


@pytest.mark.parametrize(("day", "stands"), [(23, False), (24, True), (26, True), (27, False)])
def test_a_stand_in_is_a_candidate_from_the_first_to_the_last_day(
    world: World, day: int, stands: bool
) -> None:
    case = world.open()
    Delegation.objects.create(
        agency=world.agency, giver=world.desk, receiver=world.clerk, role="one_stop",
        starts=date(2026, 4, 24), ends=date(2026, 4, 26),
    )  # fmt: skip
    with frozen(factories.at(f"2026-04-{day} 08:00")):
        assert ("Bùi Văn Bốn (thay Võ Thị Một)" in named(world.task(case))) is stands


def test_a_stand_in_ends_with_the_givers_role(world: World) -> None:
    case = world.open()
    factories.delegation(world.agency, world.desk, world.clerk, "one_stop")
    world.desk.memberships.update(ends=date(2026, 4, 24))
    with frozen(factories.at("2026-04-25 08:00")):
        assert named(world.task(case)) == []


def test_a_closed_account_is_no_candidate(world: World) -> None:
    case = world.open()
    world.desk.is_active = False
    world.desk.save()
    assert named(world.task(case)) == []


def test_candidates_of_many_cost_two_queries(
    world: World, django_assert_num_queries: object
) -> None:
    case = author_signs(world)
    for number in range(5):
        factories.person(world.agency, role="top_leader", name=f"Người {number}")
    task = Task.unscoped.select_related("case", "agency").get(pk=world.task(case).pk)
    assert Version.unscoped.exists()
    with django_assert_num_queries(2):  # type: ignore[operator]
        assert len(performers.candidates(task)) == 6


def test_a_suspended_case_waits_for_the_same_people_but_offers_nothing(world: World) -> None:
    case = world.open()
    with frozen(LATER):
        factories.act(world.leader, case, "suspend", "Chờ bổ sung")
        case.refresh_from_db()
        assert "tạm dừng tính thời hạn" in performers.standstill(case)
        assert named(world.task(case)) == ["Võ Thị Một"]
        assert performers.may(standing(world.desk), world.task(case)) == (True, None)
