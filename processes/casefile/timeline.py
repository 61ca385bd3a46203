"""What happened to a case, told in Vietnamese from its events: the words are those of each event's
class (`processes.events`)."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import Max, Q

from processes import events, pinned
from processes.cases.projection import fact_of
from processes.engine.definition import Definition
from processes.events import CaseEvent, Fact, instant
from processes.models import RESULTS, Case, Task
from registry.files.models import StoredFile
from registry.now import local
from registry.organisation.models import User
from registry.trail.events import read
from registry.trail.models import Event
from rules.worktime import explain

Json = dict[str, Any]


@dataclass(frozen=True)
class Happening:
    """One line of the history: when, who, what, and the words that were written with it."""

    at: datetime
    who: str
    what: str
    note: str = ""
    # The thing of the case that it was done to, as it is known there; "" for the case itself.
    task: str = ""
    form: str = ""
    file: str = ""
    # How screens mark it (docs/screens.md).
    tone: str = ""

    @property
    def when(self) -> str:
        """Write «16:20, thứ Sáu 27/11/2026»."""
        day = explain.name_of(local(self.at).date())
        return f"{local(self.at):%H:%M}, {day[0].lower()}{day[1:]}"


@dataclass(frozen=True)
class Appointment:
    """When the result was promised, and why from then on."""

    told_at: datetime
    due_at: datetime
    why: str


def newest(case: Case, most: int | None) -> tuple[list[Event], int]:
    """Return the last events that people want to read, oldest first, and how many are left out.

    Those left out come before them; without `most` all are returned. Two queries.
    """
    told = read(case.stream).filter(type__in=events.defining("sentence"))
    total = told.count()
    latest = told.order_by("-seq") if most is None else told.order_by("-seq")[:most]
    found = list(latest)[::-1]
    return found, total - len(found)


def lasting(case: Case, current: Sequence[Task]) -> list[Event]:
    """Return the events that the page of a case needs, however many others there are. One query.

    By them it says who opened the case, what was promised, which files came, when it was last
    moved, and since when its `current` tasks are held.
    """
    wanted = Q(type__in=[*events.defining("promise"), *events.defining("files")])
    last = read(case.stream).order_by().values("stream").annotate(last=Max("seq"))
    wanted |= Q(seq__in=last.values("last"))
    if current:
        since = min(task.activated_at for task in current)
        wanted |= Q(type__in=events.defining("holder"), at__gte=since)
    return list(read(case.stream).filter(wanted).order_by("seq"))


@dataclass(frozen=True)
class Words:
    """What events may ask to tell themselves (`processes.events.sides.Words`); `people` are names
    by number. Without a case no form has a title."""

    definition: Definition
    case: Case | None = None
    people: dict[str, str] = field(default_factory=dict)

    def step(self, step: str) -> str:
        """Return «Thẩm tra hồ sơ», the quoted title of a step; "" for a step without a title."""
        found = self.definition.step(step)
        return f"«{found.title}»" if found and found.title else ""

    def variant(self, variant: str) -> str:
        """Return the label of a variant."""
        found = self.definition.variant(variant)
        return found.label if found else variant

    def roles(self) -> Sequence[tuple[str, str]]:
        """Return (id, label) of the roles of the process."""
        return [(role.id, role.label) for role in self.definition.roles]

    def person(self, number: str) -> str:
        """Return somebody's name; the number of who is no longer known."""
        return self.people.get(number, number)

    def form(self, uid: str) -> str:
        """Return the title of a form that the case keeps, "" for another one."""
        version = pinned.version_in(self.case, uid) if self.case else None
        return version.title if version else ""

    def result(self, code: str) -> str:
        """Return the Vietnamese words for how a case ended."""
        return RESULTS.get(code, code)


def history(case: Case, definition: Definition, facts: list[Event]) -> list[Happening]:
    """Tell the events that people want to read, oldest first."""
    known = list(_known(facts))
    words, files = Words(definition, case, _names(known)), _file_names(case, known)
    told = []
    for event, happened, fact in known:
        data, sentence = fact.data, happened.sentence(words, fact.data)
        if sentence:
            # The event knows a file by its number: names of files may name citizens.
            notes = [files.get(str(data.get(name)), "") for name in happened.files]
            note = ". ".join(filter(None, [*notes, str(data.get(happened.note) or "")]))
            leads = {happened.leads_to: data[happened.leads_to]} if happened.leads_to else {}
            told.append(
                Happening(event.at, who(event), sentence, note, tone=happened.tone, **leads)
            )
    return told


_Known = tuple[Event, CaseEvent[Any], Fact[Json]]


def _known(facts: Iterable[Event]) -> Iterator[_Known]:
    """Events with their classes and as these read them; those of other subjects left out."""
    for event in facts:
        if happened := events.find(event.type):
            yield event, happened, fact_of(event)


def _names(known: Iterable[_Known]) -> dict[str, str]:
    """Names by the numbers that events carry; asked for only where there is one."""
    named = (fact.data.get(name) for _, happened, fact in known for name in happened.people)
    numbers: set[str] = set()
    for one in filter(None, named):
        numbers.update(one.values() if isinstance(one, dict) else [one])
    if not numbers:
        return {}
    return {str(user.pk): str(user) for user in User.objects.filter(pk__in=numbers)}


def _file_names(case: Case, known: Iterable[_Known]) -> dict[str, str]:
    """What the senders called the files that events are about, by the numbers that they carry."""
    wanted = {fact.data[name] for _, happened, fact in known for name in happened.files}
    if not wanted:
        return {}
    rows = StoredFile.objects.of(case.agency_id).filter(pk__in=wanted)
    return {str(key): name for key, name in rows.values_list("pk", "name")}


def appointments(definition: Definition, facts: list[Event]) -> list[Appointment]:
    """Return every date that was promised, oldest first: one for each real change.

    What is counted again in the same act (the answers that came in with the papers choose another
    variant) or comes out the same was never promised otherwise, so no paper says it was.
    """
    found: list[Appointment] = []
    words = Words(definition)
    for event, happened, fact in _known(facts):
        why, due = happened.promise(words, fact.data), instant(fact.data.get("due_at"))
        if not why or due is None or (found and found[-1].due_at == due):
            continue
        if found and found[-1].told_at == event.at:
            found[-1] = Appointment(event.at, due, found[-1].why)
        else:
            found.append(Appointment(event.at, due, why))
    return found


def held(facts: list[Event]) -> dict[str, datetime]:
    """Return, by the key of a task, since when it is with whoever has it; not those that only wait.

    Who takes what was theirs already has it since before.
    """
    found: dict[str, tuple[str, datetime]] = {}
    for event, happened, fact in _known(facts):
        holder, task = happened.holder(fact), fact.data.get("task", "")
        if holder and found.get(task, ("",))[0] != holder:
            found[task] = (holder, event.at)
    return {task: at for task, (_, at) in found.items()}


def asked_of_citizen(facts: list[Event]) -> str:
    """Return what citizens read last that they have to do; "" for nothing."""
    asked = [happened.asked_of_citizen(fact.data) for _, happened, fact in _known(facts)]
    return next((one for one in reversed(asked) if one is not None), "")


def urged(facts: list[Event]) -> Happening | None:
    """Return the last time that a leader urged, with what they wrote; None where nobody did."""
    asked = [
        (event, said)
        for event, happened, fact in _known(facts)
        if (said := happened.asked_of_holder(fact.data)) is not None
    ]
    if not asked:
        return None
    event, said = asked[-1]
    return Happening(event.at, who(event), "", said)


def opener(case: Case, facts: list[Event]) -> User:
    """Return who opened the case; a hand-over later makes somebody else answer for it."""
    first = facts[0].actor if facts else None
    return first or case.opened_by


def who(event: Event) -> str:
    """Name who did it; both names where somebody acted for somebody."""
    if event.actor is None:
        return "Hệ thống"
    if event.on_behalf_of is not None:
        return f"{event.actor} (thay {event.on_behalf_of})"
    return str(event.actor)
