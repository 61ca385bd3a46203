"""What a kind of step is to the rest of the package: one class says all of it.

A class is written in a module of its own and added in `processes.engine.steps`; nothing else is to
be told that it exists. What it leaves out is as for a row whose kind nobody knows: nothing is done
there, nothing leads out, and no case may come to it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Generator, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar, Literal, TypeAlias

from processes.engine.refusal import CommandRefused
from processes.engine.rows import text
from registry.problems import Problem
from registry.register import Register

if TYPE_CHECKING:
    from processes.engine.advance import Turn
    from processes.engine.definition import Definition

Json = dict[str, Any]
At: TypeAlias = Callable[..., str]  # pointer to a property of the row in hand
Arriving: TypeAlias = Generator[Json, None, str | None]
"""Events of coming to a step; in the end the id of the step that the case goes on to by itself, ""
where it is thereby done, None where it goes nowhere now."""
Shape: TypeAlias = Literal["box", "diamond", "pill"]
Tone: TypeAlias = Literal["plain", "ask", "done", "refused"]

FORWARD, RETURN = "forward", "return"


@dataclass(frozen=True)
class Action:
    """One way to finish the task of a step. `to` is a step id, "" closes the case as done."""

    id: str
    label: str
    kind: str  # "forward", "return" or "extra"
    to: str
    reason: bool = False


@dataclass(frozen=True)
class Branch:
    """One arm of a decision: taken when its JSON Logic over the data of the case is true."""

    id: str
    when: Any
    to: str


@dataclass(frozen=True)
class Effect:
    """A registered function that the process asks for, with the one value it is given."""

    effect: str
    value: str = ""


@dataclass(frozen=True)
class WayOut:
    """A way out of a step, as it is followed, drawn and told; `to` as in an action."""

    to: str
    sort: str = FORWARD  # "forward", "return", "extra" or "branch"
    # What tables call it, and what stands on its arrow.
    label: str = ""
    on_arrow: str = ""
    # The printed procedure says it: the way to the row below goes without saying.
    printed: bool = False


@dataclass(frozen=True)
class Step:
    """One row of the step table. `number` counts from 1 in the order of the table."""

    id: str
    number: int
    title: str
    note: str
    kind: StepKind
    role: str
    responsible: str
    times: Mapping[str, Json]
    shares_time_with: str
    form: str
    form_part: str
    output: str
    result: str
    not_author: bool
    enter: tuple[Effect, ...]
    done: tuple[Effect, ...]
    returned: tuple[Effect, ...]
    # What its kind makes of the row (`StepKind.compile`).
    next: str = ""
    actions: tuple[Action, ...] = ()
    branches: tuple[Branch, ...] = ()
    otherwise: str = ""
    # JSON Logic that must hold before the step is finished; None where nothing is asked.
    guard: Any = None

    def action(self, action_id: str) -> Action | None:
        """Return the action with this id, or None."""
        return next((action for action in self.actions if action.id == action_id), None)

    @property
    def name(self) -> str:
        """How sentences call the step: `Bước 4 «Đóng dấu»`, `Kết thúc «Đã trả kết quả»`."""
        return self.kind.name(self)

    def ways(self) -> Sequence[WayOut]:
        """Return all ways out of it, in the order in which they are written."""
        return self.kind.ways(self)

    def targets(self) -> Iterator[str]:
        """Return the ids of all steps that can follow this one; "" is the end of the case."""
        return (way.to for way in self.ways())


class StepKind:
    """A kind of steps. `code` is stored in rows and never changes; `label` is what authors choose.

    `fields` are the fields of a row that the editor shows for this kind; those that no kind names
    belong to every row.
    """

    code: ClassVar[str] = ""
    label: ClassVar[str] = ""
    fields: ClassVar[Sequence[str]] = ()
    # Rows that name no kind are of this one.
    left_out: ClassVar[bool] = False

    # What becomes of a case there: people get a task, or it goes on at once by itself, or it is
    # over; a kind that is none of these lets it wait for something else.
    performed: ClassVar[bool] = False
    passes: ClassVar[bool] = False
    ends: ClassVar[bool] = False
    # Its time counts: it is drawn, and summed up against the time of the whole.
    timed: ClassVar[bool] = False

    # Why no case may begin there, after «đứng đầu»; "" where one may.
    never_first: ClassVar[str] = ""
    # Where authors say how it goes on, and what they have to lead elsewhere if it goes in a ring.
    way_out: ClassVar[tuple[str, str]] = ("next", "«Bước tiếp theo»")

    # In the drawing; a row without a number is called by its title alone.
    shape: ClassVar[Shape] = "box"
    numbered: ClassVar[bool] = True
    # The printed table has a row for it.
    printed: ClassVar[bool] = True

    def compile(self, step: Step, row: Json, following: str) -> Step:
        """Return the step with its ways out; `following` is the row below, "" after the last."""
        return step

    def ways(self, step: Step) -> Sequence[WayOut]:
        """Return all ways out of a step, in the order in which they are written."""
        return ()

    def arrive(self, turn: Turn, step: Step, variant: str, after: str) -> Arriving:
        """Decide what happens when a case comes to the step after the task `after`."""
        raise CommandRefused(
            f"{step.name} thuộc loại mà hệ thống không biết; cần sửa quy trình trước khi xử lý."
        )

    def problems(self, definition: Definition, step: Step, row: Json, at: At) -> Iterator[Problem]:
        """Find what is wrong with a step that can be wrong with its kind only."""
        return iter(())

    def name(self, step: Step) -> str:
        """Say how sentences call the step."""
        return f"Bước {step.number} «{step.title}»" if step.title else f"Bước {step.number}"

    def as_target(self, step: Step) -> str:
        """Say how the printed procedure calls the step where a way leads to it, after «chuyển»."""
        return f"bước {step.number}"

    def outcome(self, step: Step) -> str:
        """Say what came of a case that ends there; "" where none does."""
        return ""

    def tone(self, step: Step) -> Tone:
        """Say in which of the drawing's colours the step is filled."""
        return "plain"


STEP_KINDS: Register[StepKind] = Register("step-kinds", "Loại bước", lambda kind: kind.code)
_CODE = re.compile(r"[a-z][a-z_]*")


@STEP_KINDS.promise
def _kinds_can_be_chosen() -> Iterator[str]:
    for kind in STEP_KINDS:
        if not _CODE.fullmatch(kind.code):
            yield f"«{kind.code}» không phải mã mà một bước ghi được."
        if not kind.label:
            yield f"«{kind.code}» chưa có tên để chọn."
        if kind.performed + kind.passes + kind.ends > 1:
            yield f"«{kind.code}» vừa có người làm, vừa tự đi tiếp hoặc kết thúc hồ sơ."
    if sum(kind.left_out for kind in STEP_KINDS) != 1:
        yield "phải có đúng một loại cho các bước không ghi loại."


def kind_of(row: Json) -> StepKind:
    """Return the kind of a row. A draft may name one that nobody knows, which then does nothing."""
    code = text(row, "kind")
    return next((kind for kind in STEP_KINDS if code in codes_of(kind)), StepKind())


def codes_of(kind: StepKind) -> list[str]:
    """Return what rows of a kind may have as their kind."""
    return ["", kind.code] if kind.left_out else [kind.code]


def to_nowhere(
    definition: Definition, step: Step, to: str, where: str, how: str
) -> Iterator[Problem]:
    """Make a way to a step that is not in the table."""
    if to and definition.step(to) is None:
        yield Problem(
            where, f"{step.name}: {how} chuyển đến một bước không tồn tại. Hãy chọn lại bước."
        )
