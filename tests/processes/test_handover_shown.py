"""Who approves a hand-over approves what the page of checking showed, nothing that came since."""

from typing import Any

import pytest

from processes.models import Task
from registry import canonical
from registry.handover import services as handovers
from registry.handover.models import Handover
from registry.now import frozen
from registry.organisation.models import Delegation, User
from registry.organisation.periods import OrganisationError
from registry.policy import Forbidden
from registry.trail import events
from registry.trail.models import Event
from tests import factories
from tests.processes import world as worlds
from tests.processes.test_handover import LATER, taken
from tests.processes.world import World

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return worlds.make()


@pytest.fixture
def colleague(world: World) -> User:
    unit = factories.unit(world.agency, "TP")
    return factories.person(
        world.agency, role="staff", roles=("drafter",), unit=unit, name="Lý Thị Năm"
    )


REASON = "Chuyển công tác"
BODY = {"sections": [{"id": "m1", "heading": "Phạm vi", "text": "Mọi việc của cơ quan."}]}


def shown(world: World, wanted: dict[str, int], **options: Any) -> str:
    with frozen(LATER):
        return handovers.shown_of(
            world.agency, world.officer, wanted, **{"reason": REASON, **options}
        )


def hand_over(world: World, wanted: dict[str, int], seen: str, **options: Any) -> Handover:
    with frozen(LATER):
        return handovers.hand_over(
            world.leader, world.agency, world.officer, wanted,
            **{"seen": seen, "reason": REASON, **options},
        )  # fmt: skip


def refused(world: World, wanted: dict[str, int], seen: str, **options: Any) -> str:
    with pytest.raises(handovers.HoldingsChanged) as raised:
        hand_over(world, wanted, seen, **options)
    assert not Handover.objects.of(world.agency).exists()
    return str(raised.value)


def test_it_goes_through_as_it_was_shown_and_the_trail_keeps_it(
    world: World, colleague: User
) -> None:
    task = taken(world)
    wanted = {f"task:{task.pk}": colleague.pk}
    seen = shown(world, wanted)
    hand_over(world, wanted, seen)
    task.refresh_from_db()
    assert task.assignee == colleague
    told = events.data_of(Event.objects.get(type="handover.made"))
    assert told["seen"] == canonical.digest(seen)


def test_a_thing_that_was_added_is_named(world: World, colleague: User) -> None:
    first = taken(world)
    wanted = {f"task:{first.pk}": colleague.pk}
    seen = shown(world, wanted)
    second = taken(world)
    said = refused(world, wanted, seen)
    assert "1 việc mới phát sinh" in said and second.case.code in said
    # Nor by naming a receiver for what no page has shown.
    refused(world, {**wanted, f"task:{second.pk}": colleague.pk}, seen)


def test_a_thing_that_was_done_is_named_by_its_section(world: World, colleague: User) -> None:
    first, second = taken(world), taken(world)
    wanted = {f"task:{one.pk}": colleague.pk for one in (first, second)}
    seen = shown(world, wanted)
    with frozen(LATER):
        factories.complete(world.officer, first, {**worlds.ANSWERS, "xacminh": False})
    said = refused(world, wanted, seen)
    assert "1 việc ở mục «Công việc được giao» đã có người xử lý" in said


def test_a_thing_that_became_another_is_named(world: World, colleague: User) -> None:
    task = taken(world)
    wanted = {f"task:{task.pk}": colleague.pk}
    seen = shown(world, wanted)
    with frozen(LATER):
        factories.act(world.leader, task.case, "suspend", "Chờ bổ sung")
    said = refused(world, wanted, seen)
    assert "1 việc không còn như trang đã ghi" in said and "tạm dừng" in said


def test_a_document_that_joined_a_group_is_not_given_away_unseen(
    world: World, colleague: User
) -> None:
    """The documents of a unit are one thing with one address, whatever is in it."""
    for title in ("Sổ tay", "Nội quy"):
        issued = factories.install(world.agency, "manual", BODY, title=title).document
        issued.author = world.officer
        issued.save(update_fields=["author"])
        if title == "Sổ tay":
            wanted = {"document:0": colleague.pk}
            seen = shown(world, wanted)
    assert "1 việc không còn như trang đã ghi: 2 tài liệu" in refused(world, wanted, seen)


def test_what_needs_no_receiver_is_shown_too(world: World, colleague: User) -> None:
    task = taken(world)
    wanted = {f"task:{task.pk}": colleague.pk}
    seen = shown(world, wanted)
    factories.delegation(world.agency, world.leader, world.officer, "top_leader")
    assert "Đỗ Văn Hai thay Hoàng Thị Ba" in refused(world, wanted, seen)
    assert Delegation.objects.of(world.agency).get().ends is None


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"reason": "Nghỉ hưu"}, "lý do hoặc ngày cuối cùng"),
        ({"last_day": LATER.date()}, "lý do hoặc ngày cuối cùng"),
    ],
)
def test_another_reason_or_last_day_than_shown_is_refused(
    world: World, colleague: User, change: dict[str, Any], said: str
) -> None:
    wanted = {f"task:{taken(world).pk}": colleague.pk}
    assert said in refused(world, wanted, shown(world, wanted), **change)


def test_another_receiver_than_shown_is_refused(world: World, colleague: User) -> None:
    task = taken(world)
    other = factories.person(world.agency, role="staff", unit=factories.unit(world.agency, "TP"))
    seen = shown(world, {f"task:{task.pk}": colleague.pk})
    said = refused(world, {f"task:{task.pk}": other.pk}, seen)
    assert "người nhận không phải như trang kiểm tra đã ghi" in said
    assert Task.objects.of(world.agency).get(pk=task.pk).assignee == world.officer


def test_what_the_person_prepared_anew_is_not_closed_unread(world: World, colleague: User) -> None:
    task = taken(world)
    wanted = {f"task:{task.pk}": colleague.pk}
    seen = shown(world, wanted)
    with frozen(LATER):
        plan = handovers.prepare(world.officer, world.agency, wanted, "Nghỉ thai sản")
    assert "người bàn giao đã chuẩn bị lại dự kiến lúc" in refused(world, wanted, seen)
    plan.refresh_from_db()
    assert plan.closed_at is None
    hand_over(world, wanted, shown(world, wanted))
    plan.refresh_from_db()
    assert plan.closed_at is not None


def test_who_names_nothing_seen_hands_nothing_over(world: World, colleague: User) -> None:
    task = taken(world)
    wanted = {f"task:{task.pk}": colleague.pk}
    with pytest.raises(OrganisationError, match="đã xem danh sách bàn giao nào"):
        hand_over(world, wanted, "")
    for seen in ("x", "why=1", "a" * 9000, "&".join(["a=1"] * 9000)):
        refused(world, wanted, seen)
    with pytest.raises(Forbidden):
        handovers.hand_over(colleague, world.agency, world.officer, wanted, seen="", reason=REASON)


def test_a_second_press_answers_the_first(world: World, colleague: User) -> None:
    wanted = {f"task:{taken(world).pk}": colleague.pk}
    seen = shown(world, wanted)
    first, again = (hand_over(world, wanted, seen, idempotency_key="k") for _ in range(2))
    assert again == first and Handover.objects.of(world.agency).count() == 1
