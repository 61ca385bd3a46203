"""What each event of the trail was done to: named and linked as far as the reader may read it."""

import uuid
from collections import defaultdict
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import CharField, F, Q, QuerySet, UUIDField, Value
from django.db.models.functions import Cast
from django.urls import reverse
from wagtail.models import Page

from cms.site import EDIT_PAGES
from processes.events.files import FileAdded
from processes.models import Case
from registry import policy
from registry.adoption.models import Adoption
from registry.documents.models import Document, Dossier
from registry.handover.models import Handover
from registry.organisation.models import Agency, Unit, User
from registry.records.models import Record
from registry.trail import outbox
from registry.trail.events import data_of
from registry.trail.models import Event

# How many things one question names; more than the events of one page of export are about.
MOST = 600


@dataclass(frozen=True)
class Thing:
    """What an event was done to; without an address where the person may not open it."""

    sort: str
    title: str = ""
    url: str = ""


Things = dict[str, Thing]

SORTS = {
    "document": "Tài liệu",
    "dossier": "Bộ tài liệu trình ban hành",
    "case": "Hồ sơ công việc",
    "review": "Rà soát bộ tài liệu",
    "record": "Biểu mẫu đã điền",
    "agency": "Tổ chức của cơ quan",
    "account": "Tài khoản",
    "membership": "Phân công",
    "delegation": "Ủy quyền",
    "unit": "Phòng ban",
    "adoption": "Áp dụng quy trình của cấp trên",
    "handover": "Biên bản bàn giao",
    "page": "Trang công khai",
    "file": "Tệp trong hồ sơ",
    "job": "Việc nền",
}

# Where the thing is opened, from its primary key and uid.
_ADDRESSES: dict[str, Callable[[int, Any], str]] = {
    "document": lambda pk, uid: reverse("documents:inspect", args=[pk]),
    "dossier": lambda pk, uid: reverse("control:dossier", args=[uid]),
    "case": lambda pk, uid: reverse("case_detail", args=[uid]),
    "review": lambda pk, uid: reverse("case_detail", args=[uid]),
    "record": lambda pk, uid: reverse("documents:inspect", args=[pk]),
    "adoption": lambda pk, uid: reverse("adoption:page", args=[uid]),
    "handover": lambda pk, uid: reverse("system:handover", args=[uid]),
    "unit": lambda pk, uid: reverse("system:organisation"),
    "page": lambda pk, uid: reverse("wagtailadmin_pages:edit", args=[pk]),
}


def key_of(event: Event) -> str:
    """Return which thing an event was done to, «sort:id»: its stream, or what it says within its
    agency's.

    Events carry ids alone; «sort» by itself is a thing that has no name of its own.
    """
    sort = event.stream.partition(":")[0]
    if sort not in ("agency", "account", "outbox"):
        return event.stream
    data, about = data_of(event), event.type.partition(".")[0]
    if about == "delegation" and "receiver" in data:
        return f"delegation:{data['receiver']}"
    if about in ("membership", "account") and "user" in data:
        return f"{about}:{data['user']}"
    for name, kind in _NAMED_BY.items():
        if name in data and (kind != "unit" or about == "unit"):
            return f"{kind}:{data[name]}"
    return sort


_NAMED_BY = {
    "adoption": "adoption",
    "minutes": "handover",
    "code": "unit",
    "page": "page",
    "file": "file",
    "handler": "job",
}


def things_of(user: User, rows: Iterable[Event]) -> Things:
    """Return what some events were done to; a query for them all, one more where files came in."""
    wanted: dict[str, set[str]] = defaultdict(set)
    agencies: set[int] = set()
    stored: dict[str, datetime] = {}
    for event in rows:
        sort, _, last = key_of(event).partition(":")
        wanted[sort].add(last)
        if event.agency_id:
            agencies.add(event.agency_id)
        if sort == "file":
            stored[last] = min(event.at, stored.get(last, event.at))
    files = _cases_of_files(agencies, stored)
    uids = {sort: _uuids(texts) for sort, texts in wanted.items()}
    cases = [*uids.get("case", []), *_uuids(files.values())]
    found = named(
        policy.visible(user, Document).filter(uid__in=uids.get("document", [])),
        policy.visible(user, Dossier).filter(uid__in=uids.get("dossier", [])),
        policy.visible(user, Case).filter(uid__in=cases),
        *_others(user, agencies, wanted, uids),
    )
    for file, uid in files.items():
        if case := found.get(f"case:{uid}"):
            found[f"file:{file}"] = Thing(SORTS["file"], case.title, case.url)
    at = policy.standing(user)
    jobs = reverse("system:jobs") if at.agencies_where("job.manage") else ""
    for handler in wanted["job"]:
        found[f"job:{handler}"] = Thing(SORTS["job"], outbox.label_of(handler), jobs)
    if not at.agencies_where(EDIT_PAGES):
        for key in [key for key in found if key.startswith("page:")]:
            found[key] = Thing(SORTS["page"], found[key].title)
    return found


def named(
    documents: QuerySet[Document],
    dossiers: QuerySet[Dossier],
    cases: QuerySet[Case],
    *others: QuerySet[Any],
) -> Things:
    """Return names and addresses of things of many sorts, asked for in one query."""
    parts = (
        documents.annotate(sort=Value("document"), says=F("title"), known_as=F("code")),
        dossiers.annotate(sort=Value("dossier"), says=F("title"), known_as=Value("")),
        cases.filter(about="").annotate(sort=Value("case"), says=F("subject"), known_as=F("code")),
        cases.exclude(about="").annotate(
            sort=Value("review"), says=F("subject"), known_as=F("code")
        ),
    )
    first, *more = (
        part.order_by().values_list("sort", "pk", "uid", "known_as", "says") for part in parts
    )
    found: Things = {}
    for sort, pk, uid, code, title in first.union(*more, *others, all=True)[:MOST]:
        # Rows that have no uid are known by their number or code.
        stream = "case" if sort == "review" else sort
        key = f"{stream}:{uid or (code if sort == 'unit' else pk)}"
        url = _ADDRESSES[sort](pk, uid)
        found[key] = Thing(SORTS[sort], f"{code} {title}".strip(), url)
    return found


def _others(
    user: User, agencies: set[int], wanted: dict[str, set[str]], uids: dict[str, list[uuid.UUID]]
) -> list[QuerySet[Any]]:
    """The further sorts that these events are about, with the columns of `named`."""
    nobody = Cast(Value(None), UUIDField())
    parts = []
    if uids.get("adoption"):
        rows = policy.visible(user, Adoption).filter(uid__in=uids["adoption"])
        parts.append(_part(rows, "adoption", "pk", F("uid"), Value(""), F("document__title")))
    if uids.get("handover"):
        rows = policy.visible(user, Handover).filter(uid__in=uids["handover"])
        parts.append(_part(rows, "handover", "pk", F("uid"), F("number"), F("person__full_name")))
    if uids.get("record"):
        rows = policy.visible(user, Record).filter(uid__in=uids["record"])
        parts.append(_part(rows, "record", "form_id", F("uid"), Value(""), F("title")))
    if wanted["unit"]:
        rows = policy.visible(user, Unit).filter(agency__in=agencies, code__in=wanted["unit"])
        parts.append(_part(rows, "unit", "pk", nobody, F("code"), F("name")))
    if pages := [int(text) for text in wanted["page"] if text.isdecimal()]:
        rows = Page.objects.filter(pk__in=pages)
        parts.append(_part(rows, "page", "pk", nobody, Value(""), F("title")))
    return parts


def _part(
    rows: QuerySet[Any], sort: str, pk: str, uid: Any, code: Any, title: Any
) -> QuerySet[Any]:
    text = CharField()
    return (
        rows.order_by()
        .annotate(
            thing_sort=Value(sort),
            thing_uid=uid,
            thing_code=Cast(code, text),
            thing_title=Cast(title, text),
        )
        .values_list("thing_sort", pk, "thing_uid", "thing_code", "thing_title")
    )


def _cases_of_files(agencies: set[int], stored: dict[str, datetime]) -> dict[str, str]:
    """The uid of the case into which each file came last, by the file's number; `stored` says when
    each was stored first, before which it came into none."""
    said = Q()
    for number in stored:
        if number.isdecimal():
            said |= Q(data__contains=f'"file":"{number}"')
    if not said:
        return {}
    since = min(stored.values())
    rows = Event.objects.filter(said, agency__in=agencies, type=FileAdded.name, at__gte=since)
    return {
        data_of(event)["file"]: event.stream.partition(":")[2]
        for event in rows.order_by("pk").only("data", "stream")
    }


def of_person(key: str, agency: Agency | None, names: dict[int, str]) -> Thing | None:
    """Return whose role, delegation or account an event is about; None for other things."""
    sort, _, pk = key.partition(":")
    if sort not in ("membership", "delegation", "account") or not pk.isdecimal():
        return None
    page = "system:delegations" if sort == "delegation" else "system:organisation"
    where = f"?co-quan={agency.pk}" if agency else ""
    return Thing(SORTS[sort], names.get(int(pk), "người ngoài cơ quan"), reverse(page) + where)


def of_agency(event: Event) -> Thing:
    """Return the agency itself, for what was done to it as a whole; a bare sort for what is
    hidden."""
    if event.agency is None or key_of(event) != "agency":
        return Thing(SORTS.get(key_of(event).partition(":")[0], "Hệ thống"))
    url = f"{reverse('system:organisation')}?co-quan={event.agency_id}"
    return Thing(SORTS["agency"], event.agency.name, url)


def _uuids(texts: Iterable[str]) -> list[uuid.UUID]:
    """Those of some texts that are uids: events of long ago may say anything."""
    found = []
    for text in texts:
        with suppress(ValueError):
            found.append(uuid.UUID(text))
    return found
