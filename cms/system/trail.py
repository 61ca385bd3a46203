"""Reading the trail of an agency: which events, and what their streams and facts mean in words."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import islice
from typing import Any

from django.db.models import Q, QuerySet

from cms.system import objects
from cms.system.objects import MOST, Thing, Things
from processes.models import Case
from registry import policy
from registry.documents.models import Document, Dossier
from registry.now import LOCAL
from registry.organisation.models import Agency, User
from registry.organisation.roles import role_labels
from registry.trail.events import data_of
from registry.trail.models import Event
from registry.vietnamese import compact, fold


@dataclass(frozen=True)
class Line:
    """One event as people read it."""

    event: Event
    thing: Thing
    detail: str


def events_of(
    user: User,
    agency: Agency,
    *,
    since: date | None = None,
    until: date | None = None,
    person: int = 0,
    type: str = "",
) -> QuerySet[Event]:
    """Return events that the person may read, newest first; days are local and included."""
    found: QuerySet[Event] = policy.visible(user, Event).filter(agency=agency)
    if since:
        found = found.filter(at__gte=datetime.combine(since, time(), LOCAL))
    if until and until < date.max:
        found = found.filter(at__lt=datetime.combine(until + timedelta(days=1), time(), LOCAL))
    if person:
        found = found.filter(Q(actor_id=person) | Q(on_behalf_of_id=person))
    if type:
        found = found.filter(type=type)
    return found.select_related("actor", "on_behalf_of", "agency").order_by("-at", "-pk")


def meant(user: User, agency: Agency, words: str) -> Things:
    """Return streams of documents, dossiers and cases whose code or title has these words."""
    folded, key = fold(words), compact(words)
    spelled = Q(folded__contains=folded) | (Q(code_key__contains=key) if key else Q())
    return objects.named(
        _newest(policy.visible(user, Document).filter(agency=agency, folded__contains=folded)),
        _saying(policy.visible(user, Dossier).filter(agency=agency), folded),
        policy.visible(user, Case).filter(spelled, agency=agency),
    )


def _newest(rows: QuerySet[Any]) -> QuerySet[Any]:
    """As many of them as one question names; a union takes no part that is cut off itself."""
    return rows.filter(pk__in=list(rows.order_by("-pk").values_list("pk", flat=True)[:MOST]))


def _saying(rows: QuerySet[Any], folded: str) -> QuerySet[Any]:
    """The rows whose title has these words; looked for here, as no database folds Vietnamese."""
    titles = rows.values_list("pk", "title").order_by("-pk")
    found = (pk for pk, title in titles if folded in fold(title))
    return rows.filter(pk__in=list(islice(found, MOST)))


def lines(rows: Iterable[Event], things: Things, names: dict[int, str]) -> list[Line]:
    """Return the events in words; `names` are those of the agency's people by primary key."""
    return [Line(event, _thing(event, things, names), detail_of(event, names)) for event in rows]


def _thing(event: Event, things: Things, names: dict[int, str]) -> Thing:
    key = objects.key_of(event)
    found = things.get(key) or objects.of_person(key, event.agency, names)
    return found or objects.of_agency(event)


def detail_of(event: Event, names: dict[int, str]) -> str:
    """Return who was given what and for how long, for events about people; "" for others."""
    data = data_of(event)
    if "to" in data and event.type.endswith((".handed_over", ".assigned")):
        before = _name(names, _number(data.get("from") or data.get("before")))
        return " → ".join(part for part in (before, _name(names, _number(data["to"]))) if part)
    about_people = ("membership", "delegation", "account", "unit", "handover")
    if event.type.partition(".")[0] not in about_people:
        return ""
    parts = []
    if "receiver" in data:
        receiver, giver = (_name(names, data.get(key)) for key in ("receiver", "giver"))
        parts.append(f"{receiver} thay {giver}")
    elif "user" in data:
        parts.append(_name(names, data["user"]))
    elif "code" in data:
        parts.append(str(data["code"]))
    if "count" in data and event.type == "handover.made":
        parts.append(f"{data['count']} việc")
    if "role" in data:
        parts.append(role_labels().get(str(data["role"]), str(data["role"])))
    if data.get("ip"):
        parts.append(f"từ địa chỉ {data['ip']}")
    for key, word in (("starts", "từ"), ("ends", "đến")):
        if data.get(key):
            parts.append(f"{word} {date.fromisoformat(str(data[key])):%d/%m/%Y}")
    return ", ".join(parts)


def _number(value: object) -> object:
    """Cases write ids of people as text, as their engine knows them."""
    return int(value) if isinstance(value, str) and value.isdigit() else value


def _name(names: dict[int, str], pk: object) -> str:
    return names.get(pk, "người ngoài cơ quan") if isinstance(pk, int) else ""
