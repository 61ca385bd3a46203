"""A new event of cases is one class and the command that causes it: everything else finds it."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest

from processes import services
from processes.casefile import slips, timeline
from processes.cases.act import Act
from processes.cases.command import command
from processes.cases.projection import differences
from processes.citizens import following
from processes.engine import machine
from processes.engine.advance import Turn
from processes.engine.commands import COMMANDS
from processes.events import CaseEvent, Fact, base
from processes.events.sides import Asking, Json, Rows, Slip, Telling, Words
from processes.extensions.effects import EFFECTS, EffectRequest, EffectType
from processes.models import Case
from processes.notices.followups import follow_up
from processes.pinned import process_of
from registry import canonical
from registry.notices.models import Notice
from registry.now import frozen
from registry.trail import events
from registry.trail.types import TYPES, EventType
from tests import factories
from tests.processes import world as worlds
from tests.processes.world import FRIDAY, World

pytestmark = pytest.mark.django_db
LATER = FRIDAY + timedelta(hours=1)


class Consulted(CaseEvent[Json]):
    """Another office was asked; it takes one working day more."""

    name, label = "case.consulted", "Lấy ý kiến"
    people = ("adviser",)
    note = "question"
    leads_to = "task"

    def fold(self, state: Json, data: Json) -> Json:
        return {**state, "consulted": [*state.get("consulted", []), data["adviser"]]}

    def look_up(self, asking: Asking, data: Json) -> Json:
        return asking.extend(factories.days("1"))

    def project(self, rows: Rows, fact: Fact[Json]) -> None:
        rows.move_dues(fact.data.get("due_at", ""), fact.data.get("task_dues", {}))
        rows.task(fact.data["task"]).outcome = f"{len(rows.state['consulted'])} ý kiến"

    def effect(self, data: Json) -> base.Request:
        return base.Request("test.ask", data["adviser"])

    def holder(self, fact: Fact[Json]) -> str:
        return str(fact.data["adviser"])

    def sentence(self, words: Words, data: Json) -> str:
        return f"Lấy ý kiến của {words.person(data['adviser'])}"

    def promise(self, words: Words, data: Json) -> str:
        return "Chờ ý kiến"

    def asked_of_citizen(self, data: Json) -> str | None:
        return data.get("wanted")

    def fill_in(self, slip: Slip, fact: Fact[Json]) -> None:
        slip.mark(fact.data["task"], "Đã lấy ý kiến")

    def tell(self, telling: Telling, fact: Fact[Json]) -> None:
        telling.work_came(fact.data["task"])


def consult(turn: Turn, data: Json) -> Iterator[Json]:
    (task,) = turn.state["active"]
    yield Consulted.event({**data, "task": task})


@pytest.fixture
def world() -> World:
    return worlds.make()


@pytest.fixture
def asked(added: Callable[..., None]) -> list[str]:
    """The event is registered, and caused by a command; to whom its effect was sent."""
    found: list[str] = []

    def run(request: EffectRequest) -> None:
        found.append(request.value)

    added(base.EVENTS, Consulted())
    added(TYPES, EventType(Consulted.name, Consulted.label))
    added(EFFECTS, EffectType("test.ask", run, "Hỏi ý kiến"))
    added(COMMANDS, "consult", consult)
    return found


def anybody(act: Act) -> None:
    """Whoever it is, for themselves."""


def done(world: World, case: Case, **data: Any) -> Case:
    with frozen(LATER), command(world.officer, case, "", anybody) as act:
        act.carry_out("consult", {"adviser": str(world.clerk.pk), **data})
    return Case.objects.of(world.agency).get(pk=case.pk)


def test_it_folds_is_projected_and_replays(world: World, asked: list[str]) -> None:
    case = world.open()
    due = case.due_at
    case = done(world, case)
    assert due is not None and case.due_at is not None and case.due_at > due
    assert canonical.loads(case.state)["consulted"] == [str(world.clerk.pk)]
    assert world.task(case).outcome == "1 ý kiến"
    assert asked == [str(world.clerk.pk)]
    assert differences(case) == []


def test_officers_read_it(world: World, asked: list[str]) -> None:
    case = done(world, world.open(), question="Có cần xác minh?")
    facts, task = list(events.read(case.stream)), world.task(case)
    line = timeline.history(case, process_of(case)[1], facts)[-1]
    assert line.what == f"Lấy ý kiến của {world.clerk}"
    assert (line.note, line.task) == ("Có cần xác minh?", task.key)
    assert timeline.held(facts) == {task.key: LATER}
    (row,) = slips.control_slip(case, facts)
    assert row.note == "Đã lấy ý kiến"


def test_citizens_read_what_it_promises_and_asks(world: World, asked: list[str]) -> None:
    case = done(world, world.open())
    promised = following.told(case).appointments[-1]
    assert (promised.why, promised.due_at) == ("Chờ ý kiến", case.due_at)
    with frozen(LATER):
        factories.act(world.leader, case, "suspend", "Chờ giấy tờ")
    case = done(world, case)
    assert following.told(case).asked == "Chờ giấy tờ"
    case = done(world, case, wanted="Mang bản chính")
    assert following.told(case).asked == "Mang bản chính"


def test_people_are_told(world: World, asked: list[str]) -> None:
    case = done(world, world.open())
    last = events.read(case.stream).last()
    assert last is not None
    follow_up({"case": case.pk, "from": last.seq, "to": last.seq})
    (notice,) = Notice.objects.of(world.agency)
    assert notice.user == world.desk and "Việc mới" in notice.text


def test_a_name_is_given_once() -> None:
    class Again(CaseEvent[Json]):
        name, label = "case.opened", "Mở hồ sơ"

    with pytest.raises(ValueError, match="registered already"):
        base.EVENTS.add(Again())


def test_what_is_refused_inside_a_command_leaves_nothing(world: World, asked: list[str]) -> None:
    case = world.open()
    before = list(events.read(case.stream).values_list("hash", flat=True))

    def fails(act: Act) -> None:
        act.carry_out("consult", {"adviser": str(world.clerk.pk)})
        raise machine.CommandRefused("Thôi")

    with (
        frozen(LATER),
        pytest.raises(machine.CommandRefused),
        command(world.officer, case, "", anybody) as act,
    ):
        fails(act)
    assert list(events.read(case.stream).values_list("hash", flat=True)) == before
    assert differences(Case.objects.of(world.agency).get(pk=case.pk)) == []
    assert asked == []
    with frozen(LATER):
        services.urge(world.leader, case)
