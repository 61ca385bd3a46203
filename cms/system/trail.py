"""Reading the trail of an agency: which events, and what their streams and facts mean in words."""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import islice
from typing import Any

from django.db.models import F, Q, QuerySet, Value
from django.urls import reverse

from processes.models import Case
from registry import policy
from registry.documents.models import Document, Dossier
from registry.now import LOCAL
from registry.organisation.models import Agency, User
from registry.organisation.roles import role_labels
from registry.trail.events import data_of
from registry.trail.models import Event
from registry.vietnamese import compact, fold

# How many things the words of a search may mean; more than the events of one page of export name.
MEANT = 600
STREAMS = {
    "document": "Tài liệu",
    "dossier": "Bộ tài liệu trình ban hành",
    "case": "Hồ sơ công việc",
    "record": "Biểu mẫu đã điền",
    "agency": "Tổ chức của cơ quan",
    "account": "Tài khoản",
}


@dataclass(frozen=True)
class Thing:
    """What a stream is about; without an address where the person may not open it."""

    sort: str
    title: str = ""
    url: str = ""


@dataclass(frozen=True)
class Line:
    """One event as people read it."""

    event: Event
    thing: Thing
    detail: str


Things = dict[str, Thing]


def events_of(
    user: User,
    agency: Agency,
    *,
    since: date | None = None,
    until: date | None = None,
    person: int = 0,
    type: str = "",
) -> QuerySet[Event]:
    """Events that the person may read, newest first; days are local and included."""
    found: QuerySet[Event] = policy.visible(user, Event).filter(agency=agency)
    if since:
        found = found.filter(at__gte=datetime.combine(since, time(), LOCAL))
    if until and until < date.max:
        found = found.filter(at__lt=datetime.combine(until + timedelta(days=1), time(), LOCAL))
    if person:
        found = found.filter(Q(actor_id=person) | Q(on_behalf_of_id=person))
    if type:
        found = found.filter(type=type)
    return found.select_related("actor", "on_behalf_of").order_by("-at", "-pk")


def meant(user: User, agency: Agency, words: str) -> Things:
    """Streams of documents, dossiers and cases whose code or title has these words."""
    folded, key = fold(words), compact(words)
    spelled = Q(folded__contains=folded) | (Q(code_key__contains=key) if key else Q())
    return _named(
        _saying(policy.visible(user, Document).filter(agency=agency), folded, "code", "title"),
        _saying(policy.visible(user, Dossier).filter(agency=agency), folded, "title"),
        policy.visible(user, Case).filter(spelled, agency=agency),
    )


def _saying(rows: QuerySet[Any], folded: str, *columns: str) -> QuerySet[Any]:
    """The rows whose columns have these words; looked for here, as no database folds Vietnamese."""
    found = (
        pk
        for pk, *texts in rows.values_list("pk", *columns).order_by("-pk")
        if folded in fold(" ".join(texts))
    )
    return rows.filter(pk__in=list(islice(found, MEANT)))


def things_of(user: User, rows: Iterable[Event]) -> Things:
    """What the streams of some events are about, as far as the person may read it."""
    ids: dict[str, set[uuid.UUID]] = {"document": set(), "dossier": set(), "case": set()}
    for event in rows:
        sort, _, last = event.stream.partition(":")
        if sort in ids and (found := _uuid(last)):
            ids[sort].add(found)
    return _named(
        policy.visible(user, Document).filter(uid__in=ids["document"]),
        policy.visible(user, Dossier).filter(uid__in=ids["dossier"]),
        policy.visible(user, Case).filter(uid__in=ids["case"]),
    )


def _named(
    documents: QuerySet[Document], dossiers: QuerySet[Dossier], cases: QuerySet[Case]
) -> Things:
    """Names and addresses of three sorts of things, asked for in one query."""
    parts = (
        documents.annotate(sort=Value("document"), called=F("title"), known_as=F("code")),
        dossiers.annotate(sort=Value("dossier"), called=F("title"), known_as=Value("")),
        cases.annotate(sort=Value("case"), called=F("subject"), known_as=F("code")),
    )
    first, *others = (
        part.order_by().values_list("sort", "pk", "uid", "known_as", "called") for part in parts
    )
    found: Things = {}
    for sort, pk, uid, code, title in first.union(*others, all=True)[:MEANT]:
        address, key = {
            "document": ("documents:inspect", pk),
            "dossier": ("control:dossier", uid),
            "case": ("case_detail", uid),
        }[sort]
        found[f"{sort}:{uid}"] = Thing(
            STREAMS[sort], f"{code} {title}".strip(), reverse(address, args=[key])
        )
    return found


def lines(rows: Iterable[Event], things: Things, names: dict[int, str]) -> list[Line]:
    """The events in words; `names` are those of the agency's people by primary key."""
    return [
        Line(event, things.get(event.stream) or _sort(event.stream), detail_of(event, names))
        for event in rows
    ]


def _sort(stream: str) -> Thing:
    sort = stream.partition(":")[0]
    return Thing(STREAMS.get(sort, "Hệ thống"))


def detail_of(event: Event, names: dict[int, str]) -> str:
    """Who was given what and for how long, for events about people; "" for others."""
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


def _uuid(text: str) -> uuid.UUID | None:
    try:
        return uuid.UUID(text)
    except ValueError:
        return None
