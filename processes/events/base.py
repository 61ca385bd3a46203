"""What an event of a case is to the rest of the package: one class says all of it.

A class is written in the module of its subject and added to the register below it; nothing else is
to be told that it exists. What it leaves out has no part in it: an event that nobody should read
has no sentence, one that is on no slip does not fill one in.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar, Generic, Literal, TypeVar

from processes.events.sides import Asking, Rows, Slip, Telling, Words
from registry.now import local
from registry.register import Register

Json = dict[str, Any]
Carried = TypeVar("Carried", bound=Mapping[str, Any])
"""What the events of a class carry: ids, digests and what was looked up, never names or answers."""


@dataclass
class Fact(Generic[Carried]):
    """One event of a case with who and when."""

    type: str
    data: Carried
    at: datetime
    actor_id: int | None = None
    on_behalf_of_id: int | None = None


@dataclass(frozen=True)
class Request:
    """Something that the system does by itself: the name of an effect and its one value."""

    effect: str
    value: str


class CaseEvent(Generic[Carried]):
    """A sort of event. `name` is stored and never changes; `label` is for lists of all events."""

    name: ClassVar[str]
    label: ClassVar[str]
    # The fields that name people and stored files by number: text, or numbers by role.
    people: ClassVar[Sequence[str]] = ()
    files: ClassVar[Sequence[str]] = ()
    # The field with words that somebody wrote; they stand below the sentence.
    note: ClassVar[str] = "reason"
    # What of the case its sentence leads to, named by the field of this name.
    leads_to: ClassVar[Literal["", "task", "form", "file"]] = ""
    # How screens mark it among what happened (docs/screens.md).
    tone: ClassVar[Literal["", "good", "wait", "late"]] = ""

    @classmethod
    def event(cls, data: Carried) -> Json:
        """Make one such event, as the engine decides it."""
        return {"type": cls.name, "data": data}

    def fold(self, state: Json, data: Carried) -> Json:
        """Return the state after the event.

        Copies outcomes that the event carries and asks nothing, for ever.
        """
        return state

    def look_up(self, asking: Asking, data: Carried) -> Mapping[str, Any]:
        """Look up what the event carries besides what the engine decided.

        Asked once, when the event happens.
        """
        return {}

    def project(self, rows: Rows, fact: Fact[Carried]) -> None:
        """Let the rows follow the event; reads nothing but the event and the rows."""

    def effect(self, data: Carried) -> Request | None:
        """Return what the system does by itself in the same transaction, or None."""
        return None

    def tasks(self, data: Carried) -> Sequence[str]:
        """Return the tasks that the event is about."""
        return [data["task"]] if data.get("task") else []

    def holder(self, fact: Fact[Carried]) -> str:
        """Return to whom its task comes by the event, by number; "" where to nobody by name."""
        return ""

    def sentence(self, words: Words, data: Carried) -> str:
        """Return what officers read of the event; "" where they read nothing."""
        return ""

    def promise(self, words: Words, data: Carried) -> str:
        """Say why its `due_at` is promised from then on, to citizens too; "" where it is not."""
        return ""

    def asked_of_citizen(self, data: Carried) -> str | None:
        """Return what citizens read that they have to do.

        None where the event leaves what they read before.
        """
        return None

    def asked_of_holder(self, data: Carried) -> str | None:
        """Return what whoever holds the case is asked to do, in a leader's words; None for not."""
        return None

    def fill_in(self, slip: Slip, fact: Fact[Carried]) -> None:
        """Fill in the control slip with the event."""

    def tell(self, telling: Telling, fact: Fact[Carried]) -> None:
        """Send notices to those whom the event concerns."""


EVENTS: Register[CaseEvent[Any]] = Register(
    "case-events", "Sự kiện của hồ sơ", lambda event: event.name
)


def find(name: str) -> CaseEvent[Any] | None:
    """Return the event class of this name; None for events of other subjects in the same stream."""
    return EVENTS.find(name)


def defining(part: str) -> list[str]:
    """Name the events whose classes have their own word on a part: `sentence`, `holder`, ..."""
    inherited = getattr(CaseEvent, part)
    return [one.name for one in EVENTS if getattr(type(one), part) is not inherited]


def instant(text: str | None) -> datetime | None:
    """Return the instant that an event carries as text; None where there is none."""
    return datetime.fromisoformat(text) if text else None


def moment(at: datetime | None) -> str:
    """Write «15:10 ngày 24/04/2026» on a Vietnamese wall clock; "" for None."""
    return f"{local(at):%H:%M} ngày {local(at):%d/%m/%Y}" if at else ""


def with_due(text: str, word: str, due_at: str | None) -> str:
    """Write «Chuyển đến bước «Ký», hạn 15:10 ngày 24/04/2026»; the bare text without a due date."""
    due = instant(due_at)
    return f"{text}, {word} {moment(due)}" if due else text
