"""What migrations wrote into rows that were there is what services write today.

Each step runs on rows of today, with the columns that it fills emptied, through the models as the
migration knows them.
"""

from datetime import datetime, timedelta
from importlib import import_module
from typing import Any

import pytest
from django.apps.registry import Apps
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from processes import services
from processes.cases.projection import differences
from processes.models import Case, Task
from registry import canonical
from registry.handover import holdings
from registry.notices.models import Notice
from registry.now import frozen, now
from registry.trail import outbox
from tests import factories
from tests.processes import world as worlds
from tests.processes.control.conftest import make_office
from tests.processes.world import FRIDAY, World

pytestmark = pytest.mark.django_db
LATER = factories.at("2026-04-29 09:00")
STEP = "0008_who_may_and_when_due"
Rows = dict[Any, tuple[Any, ...]]


@pytest.fixture
def world() -> World:
    return worlds.make()


@pytest.fixture(scope="module")
def then(django_db_setup: None, django_db_blocker: Any) -> Apps:
    """The models as they were when the migration had laid its columns."""
    with django_db_blocker.unblock():
        loader = MigrationExecutor(connection).loader
    found: Apps = loader.project_state([("processes", STEP)]).apps
    return found


def run(name: str, then: Apps, migration: str = STEP) -> None:
    """One data step; a second time it changes nothing more."""
    step = getattr(import_module(f"processes.migrations.{migration}"), name)
    step(then, None)
    before = columns()
    step(then, None)
    assert columns() == before


def columns() -> tuple[Rows, Rows, Rows]:
    """What the steps fill, by primary key."""
    filled: list[Any] = [
        Task.unscoped.values_list("pk", "not_author", "final_case_due_at"),
        Case.unscoped.values_list("pk", "past_authors", "state"),
        Notice.unscoped.values_list("pk", "thing", "thing_id", "read_at"),
    ]
    tasks, cases, notices = ({row[0]: row[1:] for row in rows} for rows in filled)
    return tasks, cases, notices


def sound() -> bool:
    """Whether the nightly comparison finds nothing."""
    return not [found for case in Case.unscoped.all() for found in differences(case)]


def test_steps_that_an_author_may_not_do_are_those_of_the_issue_of_each_case(
    world: World, then: Apps
) -> None:
    old = world.forward(world.forward(world.open(), LATER), LATER)
    # A later issue lets the author sign, and no more has a visit of the desk by the author.
    body = world.process.data
    for step in body["steps"]:
        step["not_author"] = step["id"] == "tham"
    factories.install_process(world.agency, body, uid=world.uid)
    new = world.forward(world.forward(world.open(LATER), LATER), LATER)
    office = make_office()
    dossier = office.submit(office.draft())
    office.approve(dossier, office.head)
    before = columns()
    barred = {
        (task.case_id, task.step_id): task.not_author for task in Task.unscoped.order_by("pk")
    }
    assert barred[old.pk, "ky"] and not barred[new.pk, "ky"] and barred[new.pk, "tham"]
    assert {key[1] for key, value in barred.items() if value} == {"ky", "tham", "phong", "thuky"}
    Task.unscoped.update(not_author=False)
    assert not sound()
    run("bar_authors", then)
    assert columns() == before and sound()


def test_who_had_a_case_before_is_read_from_its_state(world: World, then: Apps) -> None:
    kept, handed = world.open(subject="Giữ nguyên"), world.open(subject="Bàn giao")
    world.forward(kept, LATER)
    world.forward(handed, LATER)
    receiver = factories.person(world.agency, role="one_stop", name="Lý Thị Năm")
    third = factories.person(world.agency, role="one_stop", name="Mai Văn Sáu")
    for giver, taker in ((world.desk, receiver), (receiver, third)):
        wanted = {
            held.address(item): taker.pk
            for held in holdings.of(giver, world.agency)
            if held.section.needs_receiver
            for item in held.items
        }
        with frozen(LATER):
            factories.hand_over(world.leader, world.agency, giver, wanted, reason="Nghỉ")
    after = world.open(subject="Mở sau")
    before = columns()
    two = f'{{"rows":["{world.desk.pk}","{receiver.pk}"]}}'
    found = [before[1][case.pk][0] for case in (kept, handed, after)]
    assert found == [two, two, "{}"]
    Case.unscoped.update(past_authors="{}")
    assert not sound()
    run("name_past_authors", then)
    assert columns() == before and sound()


def test_the_state_of_a_case_loses_its_copy_of_the_pin(world: World, then: Apps) -> None:
    world.forward(world.open(), LATER)
    world.open()
    before = columns()
    for case in Case.unscoped.all():
        # As it was folded before.
        state = canonical.dumps({**canonical.loads(case.state), "pin": case.pinned})
        Case.unscoped.filter(pk=case.pk).update(state=state)
    assert not sound()
    run("fold_anew", then, "0009_one_pin")
    assert columns() == before and sound()


def ended(world: World) -> dict[str, datetime | None]:
    """Cases whose deadline moves while their tasks end; by which each was due at the first end."""
    found: dict[str, datetime | None] = {}
    plain = world.open(subject="Thường")
    found[plain.code] = plain.due_at
    world.forward(plain, LATER)
    extended = world.forward(world.open(subject="Gia hạn"), FRIDAY + timedelta(minutes=5))
    found[extended.code] = extended.due_at
    with frozen(LATER):
        factories.act(world.leader, extended, "extend", factories.days("4"), "Phức tạp")
    # This step chooses the longer variant, and ends by what holds from then on.
    task = world.task(extended)
    with frozen(LATER):
        answers = {**worlds.ANSWERS, "xacminh": True}
        factories.complete(world.officer, task, answers)
    paused = world.open(subject="Dừng khi tạm dừng")
    found[paused.code] = None
    with frozen(LATER):
        factories.act(world.leader, paused, "suspend", "Chờ")
        factories.act(world.leader, Case.unscoped.get(pk=paused.pk), "stop", "Thôi")
    returned = world.open(subject="Trả lại")
    found[returned.code] = returned.due_at
    for _ in range(2):
        returned = world.forward(returned, LATER)
    with frozen(LATER):
        services.return_task(world.leader, world.task(returned), reason="Thiếu")
        factories.act(world.leader, Case.unscoped.get(pk=returned.pk), "suspend", "Chờ")
    later = LATER + timedelta(days=2)
    with frozen(later):
        factories.act(world.leader, Case.unscoped.get(pk=returned.pk), "resume")
    world.forward(returned, later)
    return found


def test_by_when_a_case_was_due_as_a_task_ended_is_read_from_its_events(
    world: World, then: Apps
) -> None:
    first = ended(world)
    world.open(subject="Chưa xong bước nào")
    before = columns()
    ends = Task.unscoped.filter(finished_at__isnull=False).order_by("pk")
    told: dict[str, list[datetime | None]] = {code: [] for code in first}
    for task in ends.select_related("case"):
        told[task.case.code].append(task.final_case_due_at)
    assert {code: dues[0] for code, dues in told.items()} == first
    # Extended, chosen anew, counted on after a pause: later ends are judged by later deadlines.
    assert [len(set(dues)) for dues in told.values()] == [1, 2, 1, 2]
    Task.unscoped.update(final_case_due_at=None)
    assert not sound()
    run("date_ends", then)
    assert columns() == before and sound()


def test_notices_of_work_say_which_and_those_of_ended_work_wait_no_more(
    world: World, then: Apps
) -> None:
    # Whoever opened the case is not told of the first step: the two behind it are.
    case = world.forward(world.open(), LATER)
    with frozen(LATER):
        outbox.work()
    first = world.task(case)
    world.forward(case, LATER)
    with frozen(LATER):
        outbox.work()
    second = world.task(case)
    before = columns()
    assert {row[:2] for row in before[2].values()} == {("task", first.pk), ("task", second.pk)}
    # As they were written before: nobody knew which task, and what was done still waited.
    Notice.unscoped.update(thing="", thing_id=None)
    Notice.unscoped.filter(url__contains=f"/{first.pk}/").update(read_at=None)
    seen = now() - timedelta(days=9)
    about = {"agency": world.agency, "user": world.officer, "kind": "task", "created_at": seen}
    read = Notice.unscoped.create(
        **about, text="Đã xem", url=f"/admin/cong-viec/{first.pk}/", read_at=seen
    )
    odd = [
        Notice.unscoped.create(**about, text=address, url=address)
        for address in (
            "", "/admin/cong-viec/", "/admin/cong-viec/chua-qua-han/", "/admin/cong-viec/²/",
            f"/admin/ho-so/{case.uid}/", f"https://khac.vn/admin/cong-viec/{first.pk}/",
        )
    ]  # fmt: skip
    gone = Notice.unscoped.create(**about, text="Không còn", url="/admin/cong-viec/999999/")
    settled = Notice.unscoped.create(
        **about, text="Đã biết", url=f"/admin/cong-viec/{first.pk}/", thing="dossier", thing_id=7
    )
    run("settle_notices", then)
    after = columns()[2]
    first.refresh_from_db()
    for pk, (thing, number, read_at) in after.items():
        if pk in before[2] and number == first.pk:
            assert read_at == first.finished_at == LATER
        elif pk in before[2]:
            assert (thing, number, read_at) == before[2][pk] == ("task", second.pk, None)
    assert after[read.pk] == ("task", first.pk, seen)
    assert {after[one.pk] for one in odd} == {("", None, None)}
    assert after[gone.pk] == ("task", 999999, None)
    assert after[settled.pk] == ("dossier", 7, None)


def test_a_notice_of_before_is_about_nothing_until_it_is_settled(then: Apps, world: World) -> None:
    """The columns of registry 0014 have no step of their own: empty is what they begin with."""
    made = then.get_model("registry", "Notice")._base_manager.create(
        agency_id=world.agency.pk, user_id=world.desk.pk, kind="task", text="x", created_at=now()
    )
    assert (made.thing, made.thing_id) == ("", None)
