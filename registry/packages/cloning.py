"""A new agency from the system of another one: the same units and documents under uids of its own.

The documents arrive as drafts. Issuing them is the new agency's own act, decided by its own leader;
only an installation that holds such a decision on paper issues them at once (`issued`).
"""

import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.db.models import Q

from registry import canonical, kinds, policy
from registry.administration import services as organisation
from registry.documents import services as documents
from registry.documents.models import Confidentiality, Document, Stage, Validity, Version
from registry.documents.streams import tell
from registry.documents.texts import services as texts
from registry.lists.ordering import by_words
from registry.now import now, today
from registry.organisation.models import Agency, Unit, User
from registry.organisation.periods import OrganisationError
from registry.trail import events, outbox
from registry.trail.models import Job
from registry.vietnamese import one_code, one_line

JOB = "agency.clone"
EVENT = "agency.cloned"
AT_ONCE = 30
CHUNK = 25
STOPPED = (
    "Việc chép bị lỗi nên đã dừng. Người quản trị hệ thống xem lý do và cho làm lại ở trang Việc"
    " nền; tài liệu đã chép không mất và không bị chép hai lần."
)

Json = dict[str, Any]


@dataclass(frozen=True)
class Progress:
    """How far a clone is."""

    source: str
    total: int
    done: int
    # Why it does not go on, as a sentence; "" while it does.
    stopped: str = ""

    @property
    def finished(self) -> bool:
        """Whether every document has arrived."""
        return self.done >= self.total


def sources(user: User) -> list[Agency]:
    """List the agencies that the person may clone: their own, and those below it."""
    at = policy.standing(user)
    own = at.agencies_where("agency.clone")
    if not own:
        return []
    every = (
        Agency.objects.filter(active=True)
        .select_related("parent__parent")
        .order_by(by_words("name"))
    )
    return [one for one in every if one.pk in own or own & {above.pk for above in one.ancestors()}]


def offered(source: Agency) -> list[tuple[str, str, int]]:
    """List what an agency has to give: (kind, its plural name, how many are in force)."""
    counted: dict[str, int] = {}
    for period in _periods(source).values_list("document__kind", flat=True):
        counted[period] = counted.get(period, 0) + 1
    return [
        (kind.code, kind.label_plural, counted[kind.code])
        for kind in kinds.all_kinds()
        if kind.code in counted
    ]


def _periods(source: Agency) -> Any:
    return (
        Validity.objects.of(source)
        .filter(Validity.at(now()))
        .exclude(document__confidentiality=Confidentiality.RESTRICTED)
    )


@transaction.atomic
def clone(
    actor: User | None,
    source: Agency,
    *,
    code: str,
    name: str,
    parent: Agency | None = None,
    short_name: str = "",
    place: str = "",
    taking: Iterable[str] | None = None,
    units: bool = True,
    issued: str = "",
    idempotency_key: str = "",
) -> Agency:
    """Make a new agency with what is in force in `source`; `taking` are codes of kinds (None: all).

    What a taken document uses comes along whatever its kind, so that no reference is left behind.
    Few documents are there at once, many are brought by jobs (`progress` tells). With `issued` (the
    number of the decision) everything is put in force at once, by the installation alone.
    Restricted documents, drafts, people, cases and records are never taken.
    Raises Forbidden, OrganisationError for a code in use or nothing to take.
    """
    if actor is not None:
        may = {one.pk for one in sources(actor)}
        if source.pk not in may or (parent is None or parent.pk not in may):
            raise policy.Forbidden("Ông/bà không có quyền lập cơ quan từ cơ quan này.")
        if issued:
            raise policy.Forbidden("Tài liệu của cơ quan mới do lãnh đạo cơ quan đó ban hành.")
    code, name = one_code(code, 40), one_line(name, 255)
    taken = None if taking is None else sorted(taking)
    asked = (name, parent.pk if parent else 0, short_name, place, taken, units, issued)
    key = events.keyed("clone", idempotency_key, source.pk, *asked)
    if not code or not name:
        raise OrganisationError("Chưa nhập đủ mã và tên cơ quan.", "name" if code else "code")
    there = Agency.objects.filter(code__iexact=code).first()
    if there is not None:
        if events.already_done(organisation.stream_of(there), key, OrganisationError):
            return there
        raise OrganisationError(f"Đã có cơ quan mã “{there.code}”. Hãy chọn mã khác.", "code")
    plan = _plan(source, None if taken is None else set(taken))
    if not plan and not units:
        raise OrganisationError("Chưa chọn gì để lấy từ cơ quan mẫu.", "taking")
    made = Agency.objects.create(
        code=code,
        name=name,
        short_name=one_line(short_name, 80),
        place=one_line(place, 120),
        parent=parent if actor is not None or parent is not None else source.parent,
        repeats_codes=source.repeats_codes,
        cancels_by_top=source.cancels_by_top,
    )
    events.append(
        organisation.stream_of(made),
        EVENT,
        {"source": str(source.uid), "versions": plan},
        actor=actor,
        agency=made,
        idempotency_key=key,
    )
    if units:
        _units(source, made)
    if issued:
        _issue(made, plan, issued)
    elif len(plan) <= AT_ONCE:
        _bring(made, plan, list(plan))
    else:
        outbox.enqueue(JOB, {"agency": made.pk}, key=str(made.uid), agency=made.pk)
    return made


@transaction.atomic
def found(
    actor: User,
    source: Agency,
    *,
    username: str,
    full_name: str,
    password: str,
    idempotency_key: str,
    **options: Any,
) -> tuple[Agency, User]:
    """Clone an agency and open the account of its first administrator, who gives the other roles.

    A second click (same key) gives back both. Raises what `clone` and `open_account` raise.
    """
    made = clone(actor, source, idempotency_key=idempotency_key, **options)
    person, _ = organisation.open_account(
        None,
        made,
        username=username,
        full_name=full_name,
        role="agency_admin",
        password=password,
        idempotency_key=f"{idempotency_key}:admin"[:120],
    )
    return made, person


def progress(agency: Agency) -> Progress | None:
    """Tell how far the clone that made this agency is; None where it was made otherwise."""
    event = _event(agency)
    if event is None:
        return None
    data = events.data_of(event)
    plan = data.get("versions", {})
    done = Document.objects.of(agency).filter(uid__in=[new_uid(agency, old) for old in plan])
    source = Agency.objects.filter(uid=data["source"]).first()
    failed = Job.objects.filter(handler=JOB, agency=agency, state=Job.FAILED).exists()
    return Progress(str(source or ""), len(plan), done.count(), STOPPED if failed else "")


def bring(payload: Json) -> None:
    """Bring the next documents, and note a job for the rest; run twice it brings nothing twice."""
    agency = Agency.objects.filter(pk=payload["agency"]).first()
    event = _event(agency) if agency else None
    if agency is None or event is None:
        return
    plan = events.data_of(event).get("versions", {})
    wanted = {str(new_uid(agency, old)): old for old in plan}
    there = Document.objects.of(agency).filter(uid__in=list(wanted)).values_list("uid", flat=True)
    left = [old for new, old in wanted.items() if new not in {str(uid) for uid in there}]
    _bring(agency, plan, left[:CHUNK])
    if left[CHUNK:]:
        outbox.enqueue(JOB, payload, key=f"{agency.uid}:{len(left)}", agency=agency.pk)


outbox.HANDLERS.add(JOB, outbox.Handler(bring, "Chép tài liệu cho cơ quan mới"))


def new_uid(agency: Agency, old: str) -> uuid.UUID:
    """Return the uid of a document in the new agency: always the same, so nothing comes twice."""
    return uuid.uuid5(agency.uid, old)


def remapped(value: Any, new: dict[str, str]) -> Any:
    """Replace in a body every uid of a taken document by that of its clone."""
    if isinstance(value, str):
        return new.get(value, value)
    if isinstance(value, list):
        return [remapped(item, new) for item in value]
    if isinstance(value, dict):
        return {name: remapped(item, new) for name, item in value.items()}
    return value


def _event(agency: Agency) -> Any:
    return events.read(organisation.stream_of(agency)).filter(type=EVENT).first()


def _plan(source: Agency, taking: set[str] | None) -> dict[str, int]:
    """{uid: version} of what is taken, with everything that it uses within the source."""
    periods = {
        str(period.document.uid): period
        for period in _periods(source).select_related("document", "version")
    }
    level = [uid for uid, one in periods.items() if taking is None or one.document.kind in taking]
    found: dict[str, int] = {}
    while level:
        below = []
        for uid in level:
            found[uid] = periods[uid].version_id
            version = periods[uid].version
            below += [
                one.uid
                for one in kinds.get(version.kind).references_of(version.data)
                if one.relation == "uses" and one.uid in periods
            ]
        level = [uid for uid in dict.fromkeys(below) if uid not in found]
    return found


def _units(source: Agency, made: Agency) -> None:
    rows = list(
        Unit.objects.of(source)
        .filter(Q(ends=None) | Q(ends__gte=today()))
        .select_related("parent")
        .order_by("code")
    )
    there = {
        row.code: Unit.objects.create(agency=made, code=row.code, name=row.name) for row in rows
    }
    for row in rows:
        if row.parent is not None and row.parent.code in there:
            there[row.code].parent = there[row.parent.code]
            there[row.code].save(update_fields=["parent"])


def _versions(olds: Sequence[str], plan: dict[str, int]) -> dict[str, Version]:
    rows = Version.unscoped.select_related("document__owner_unit").in_bulk(
        [plan[old] for old in olds]
    )
    return {old: rows[plan[old]] for old in olds}


def _bring(made: Agency, plan: dict[str, int], olds: Sequence[str]) -> None:
    """Drafts of these documents in the new agency."""
    new = {old: str(new_uid(made, old)) for old in plan}
    units = {unit.code: unit for unit in Unit.objects.of(made)}
    for old, version in _versions(olds, plan).items():
        source = version.document
        kind = kinds.get(version.kind)
        code = source.owner_unit.code if source.owner_unit else ""
        document: Document = Document.objects.create(
            uid=uuid.UUID(new[old]),
            agency=made,
            kind=version.kind,
            code=version.code,
            title=version.title,
            owner_unit=units.get(code),
            next_confidentiality=source.confidentiality,
            stage=Stage.DRAFT,
            body=canonical.dumps(remapped(version.data, new)),
            schema_version=kind.schema_version,
            created_at=now(),
            updated_at=now(),
        )
        texts.carry(version, document)
        tell(document, "document.created", {"kind": kind.code, "from": version.pk}, None)


def _issue(made: Agency, plan: dict[str, int], decision_no: str) -> None:
    """Put everything in force, what others use first."""
    new = {old: str(new_uid(made, old)) for old in plan}
    units = {unit.code: unit for unit in Unit.objects.of(made)}
    versions = _versions(list(plan), plan)
    for old in _used_first(versions):
        version, source = versions[old], versions[old].document
        issued = documents.install(
            made,
            version.kind,
            code=version.code,
            title=version.title,
            body=remapped(version.data, new),
            uid=new[old],
            confidentiality=source.confidentiality,
            owner_unit=units.get(source.owner_unit.code if source.owner_unit else ""),
            starts=now() - timedelta(seconds=1),
            decision_no=decision_no,
        )
        texts.carry(version, issued.document)


def _used_first(versions: dict[str, Version]) -> list[str]:
    """The documents so that each comes after everything that it names among them."""
    names = {
        old: [
            one.uid
            for one in kinds.get(version.kind).references_of(version.data)
            if one.uid in versions
        ]
        for old, version in versions.items()
    }
    order: dict[str, None] = {}
    waiting = list(versions)
    while waiting:
        ready = [old for old in waiting if all(uid in order for uid in names[old] if uid != old)]
        # Documents that name each other in a circle come as they are; the checks say what is wrong.
        for old in ready or waiting:
            order[old] = None
        waiting = [old for old in waiting if old not in order]
    return list(order)
