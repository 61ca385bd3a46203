"""What issuing does: the checks before it, the version, its validity, its approval block.

Called by registry.documents.services inside their transaction, never by views.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from registry import canonical, kinds, searchable
from registry.documents import closure, listeners, names
from registry.documents.checks import checking, ticks
from registry.documents.errors import HasProblems
from registry.documents.issue import numbering
from registry.documents.models import (
    Confidentiality,
    Document,
    Dossier,
    DossierItem,
    ReferenceRow,
    Stage,
    Validity,
    Version,
)
from registry.documents.streams import stream_of, tell
from registry.kinds import Reference, Resolved
from registry.now import now
from registry.organisation.models import Agency, User
from registry.problems import Problem, errors
from registry.trail import events
from registry.vietnamese import nfc

_WRONG = "Bộ tài liệu còn lỗi nên chưa ban hành được."
_UNTICKED = (
    "Bộ tài liệu còn điều hệ thống không tính được mà người soạn thảo chưa đánh dấu «Đã biết, để"
    " nguyên». Hãy yêu cầu chỉnh sửa."
)
_BREAKS = (
    "Nếu ban hành, tài liệu khác đang có hiệu lực sẽ bị lỗi. Hãy đưa tài liệu đó vào cùng bộ trình"
    " ban hành."
)


def check_issue(items: list[DossierItem], starts: datetime) -> None:
    """Check that every frozen copy still holds and that nothing in force that uses one breaks.

    Raises HasProblems with all of it at once. What a document outside the dossier had wrong before
    does not bar: its owner is told by registry.documents.checks.in_force.
    """
    problems = checking.problems_of_items(items, starts)
    overlay = [closure.of_item(item) for item in items]
    wrong = {uid: errors(said) for uid, said in problems.items()}
    unticked = {
        text.uid: ticks.missing(
            ticks.asked(text.uid, text.body, problems[text.uid]), ticks.loads(item.ticks)
        )
        for text, item in zip(overlay, items, strict=True)
    }
    broken = _broken(items[0].document.agency, overlay, starts)
    found = ((_WRONG, wrong), (_UNTICKED, unticked), (_BREAKS, broken))
    said = [sentence for sentence, by_uid in found if any(by_uid.values())]
    if said:
        together: dict[str, list[Problem]] = {}
        for _, by_uid in found:
            for uid, told in by_uid.items():
                together.setdefault(uid, []).extend(told)
        raise HasProblems(" ".join(said), {uid: told for uid, told in together.items() if told})


def _broken(
    agency: Agency, overlay: Sequence[Resolved], starts: datetime
) -> dict[str, list[Problem]]:
    """The errors that issuing would cause in what is in force outside the dossier, by uid.

    A copy of the wrong shape is laid over nothing: what reads it trusts its shape.
    """
    if any(kinds.get(text.kind).compiled.problems(text.body) for text in overlay):
        return {}
    asked = {text.uid for text in overlay}
    broken: dict[str, list[Problem]] = {}
    for laid in overlay:
        for period in closure.used_by(agency, laid.uid, starts):
            user = closure.of_version(period.version, str(period.document.uid))
            if user.uid in asked:
                continue
            asked.add(user.uid)
            if wrong := checking.added(agency, overlay, starts, user):
                broken[user.uid] = wrong
    return broken


@dataclass(frozen=True)
class Past:
    """What an issue of paper was already: its numbers and its day, which stay as they were.

    `facts` stand in the trail: from which list it was taken over.
    """

    issue_no: int
    revision_no: int
    issued_at: datetime
    facts: Mapping[str, Any]


@dataclass(frozen=True)
class Issue:
    """What is issued of one document: the text, who may read it, from when, by which decision."""

    code: str
    title: str
    body: str
    schema_version: int
    confidentiality: str
    shared: bool
    starts: datetime
    dossier: Dossier | None = None
    minor: bool = False
    decision_no: str = ""
    approvals: Sequence[dict[str, Any]] = ()
    change_note: str = ""
    legal_ground: str = ""
    # It was issued elsewhere, perhaps long ago; its trail says so.
    taken_over: bool = False
    # Where it was issued on paper: nobody approved it here, and no page says that somebody did.
    past: Past | None = None


def of_item(
    dossier: Dossier,
    item: DossierItem,
    *,
    starts: datetime,
    decision_no: str,
    approvals: Sequence[dict[str, Any]],
) -> Issue:
    """Say what is issued of a frozen copy, as its dossier was approved."""
    return Issue(
        code=item.code,
        title=item.title,
        body=item.body,
        schema_version=item.schema_version,
        confidentiality=item.confidentiality,
        shared=item.shared,
        starts=starts,
        dossier=dossier,
        minor=dossier.minor,
        decision_no=decision_no,
        approvals=approvals,
        change_note=dossier.change_note,
        legal_ground=dossier.legal_ground,
    )


def issue_version(
    document: Document,
    issue: Issue,
    *,
    actor: User | None = None,
    on_behalf_of: User | None = None,
) -> Version:
    """Make the next version of a document and put it in force; the caller holds the transaction.

    One of the past (`issue.past`) keeps its numbers, which the caller knows to be later than those
    that are there.
    """
    events.lock_streams(stream_of(document))
    past = issue.past
    issue_no, revision_no = (
        (past.issue_no, past.revision_no)
        if past
        else numbering.next_issue(document, minor=issue.minor)
    )
    version = Version(
        agency_id=document.agency_id,
        document=document,
        dossier=issue.dossier,
        issue_no=issue_no,
        revision_no=revision_no,
        code=issue.code,
        title=issue.title,
        kind=document.kind,
        body=issue.body,
        schema_version=issue.schema_version,
        sha256=canonical.digest(issue.body),
        approvals=approvals_text(issue.approvals),
        decision_no=issue.decision_no,
        change_note=issue.change_note,
        legal_ground=issue.legal_ground,
        issued_by=None if past else actor,
        issued_at=past.issued_at if past else now(),
        taken_over_at=now() if past else None,
    )
    version.save(force_insert=True)
    public = issue.confidentiality == Confidentiality.PUBLIC
    _begin_validity(document, version, issue.starts, actor, public)
    lay_references(version)
    was_shared = document.shared
    _settle_draft(document, issue)
    tell(
        document,
        "document.taken_over" if issue.taken_over or past else "document.issued",
        {
            **(past.facts if past else {}),
            "version": version.pk,
            "sha256": version.sha256,
            "issue_no": issue_no,
            "revision_no": revision_no,
            "starts": issue.starts.isoformat(),
        },
        actor,
        on_behalf_of,
    )
    searchable.changed("document", str(document.uid), agency=document.agency_id)
    listeners.issued(version, reached_others=issue.shared or was_shared)
    if issue.starts > now():
        names.settle_at(document, issue.starts)
        searchable.changed(
            "document", str(document.uid), agency=document.agency_id, run_at=issue.starts
        )
    return version


def _settle_draft(document: Document, issue: Issue) -> None:
    """Let the draft say what was issued; nothing of it is under way any more."""
    document.stage, document.body, document.unfit = Stage.IDLE, issue.body, ""
    document.schema_version = issue.schema_version
    document.confidentiality = document.next_confidentiality = issue.confidentiality
    document.shared = document.next_shared = issue.shared
    document.submitted_once = True
    names.name_draft(document, issue.code, issue.title)
    names.settle(document)
    document.save()


def approvals_text(approvals: Sequence[dict[str, Any]]) -> str:
    """Write the approval block as stored text."""
    return canonical.dumps({"rows": list(approvals)})


def approvals_of(version: Version) -> list[dict[str, Any]]:
    """Return the approval block of a version.

    [{"column": drafted|reviewed|approved, "name", "position", "prefix" (KT., TM., TUQ.),
    "for_name", "at", "paper" (signed on paper, not here)}].
    """
    rows: list[dict[str, Any]] = canonical.loads(version.approvals).get("rows", [])
    return rows


def lay_references(version: Version) -> list[Reference]:
    """Lay out as rows which documents a new version names; everything that its body names."""
    named = kinds.get(version.kind).references_of(version.data)
    ReferenceRow.unscoped.bulk_create(
        ReferenceRow(
            agency_id=version.agency_id,
            version=version,
            document_id=version.document_id,
            target_uid=reference.uid,
            relation=reference.relation,
            pointer=reference.pointer[:255],
            provision=nfc(reference.provision)[:120],
        )
        for reference in named
        if closure.is_uuid(reference.uid)
    )
    return named


def _begin_validity(
    document: Document, version: Version, starts: datetime, actor: User | None, public: bool
) -> None:
    """Close what is in force at the instant the new one begins.

    An urgent version that starts before a scheduled one holds until that one begins; a version
    scheduled for exactly the same instant or already beaten keeps no time of its own.
    """
    periods = list(
        Validity.objects.of(document.agency_id)
        .select_for_update()
        .filter(document=document)
        .order_by("starts", "pk")
    )
    for period in periods:
        if period.starts <= starts and (period.ends is None or period.ends > starts):
            move_end(document, period, starts, actor)
    later = [period for period in periods if period.starts > starts and not _is_void(period)]
    ends = later[0].starts if later else None
    Validity.objects.create(
        agency_id=document.agency_id,
        document=document,
        version=version,
        starts=starts,
        ends=ends,
        public=public,
    )


def misread() -> list[Validity]:
    """List the periods whose columns do not say, as the body does, who may begin their issue and of
    which field it is.

    `manage.py verify_documents` asks this.
    """
    found = []
    for period in Validity.unscoped.select_related("version").order_by("pk").iterator():
        before = (period.opening, period.field)
        period.derive()
        if (period.opening, period.field) != before:
            found.append(period)
    return found


def _is_void(period: Validity) -> bool:
    return period.ends is not None and period.ends <= period.starts


def move_end(
    document: Document, period: Validity, ends: datetime | None, actor: User | None
) -> None:
    """Move the end of a period of validity; every move is an event."""
    before = period.ends
    period.ends = ends
    period.save(update_fields=["ends"])
    tell(
        document,
        "document.validity_moved",
        {
            "version": period.version_id,
            "from": before.isoformat() if before else "",
            "to": ends.isoformat() if ends else "",
        },
        actor,
    )
