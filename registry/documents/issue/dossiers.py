"""Dossiers: documents frozen together, moved from stage to stage and issued by one approval."""

import uuid as uuids
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction

from registry import canonical, policy
from registry.documents.checks import codes, ticks
from registry.documents.checks.checking import problems_of
from registry.documents.errors import DocumentError, HasProblems, StaleDraft, all_of
from registry.documents.issue import decision
from registry.documents.issue.issuing import check_issue, issue_version, of_item
from registry.documents.models import Document, Dossier, DossierItem, Stage, Version
from registry.documents.streams import giver_of, lock_documents, tell
from registry.now import now
from registry.organisation.models import User
from registry.problems import errors
from registry.trail import events
from registry.vietnamese import one_line, settle


@transaction.atomic
def freeze(
    actor: User,
    documents: Sequence[Document],
    *,
    title: str,
    change_note: str = "",
    legal_ground: str = "",
    effective_from: datetime | None = None,
    minor: bool = False,
    dossier: Dossier | None = None,
    known: Mapping[str, str] | None = None,
    seen: Mapping[str, str] | None = None,
    uid: uuids.UUID | None = None,
    key: str = "",
) -> Dossier:
    """Freeze drafts into a dossier (or into the next round of a returned one).

    `known` are the reasons of the author's ticks «đã biết, để nguyên» by their keys (see `ticks`);
    None keeps those of the round before. `seen` are the digests (`Document.draft_digest`) of what
    the author was shown, by uid: a draft that somebody saved since is not frozen unseen. A new
    dossier gets `uid`, its event `key`.
    Raises HasProblems when a document has errors or remarks without the tick that they need,
    DocumentError when one is under way already, Forbidden when one may not be submitted by `actor`;
    Several where more than one thing bars, all of them at once.
    """
    locked = lock_documents(documents)
    if not locked:
        raise DocumentError("Chưa chọn tài liệu nào để trình.")
    agency = locked[0].agency
    if any(document.agency_id != agency.pk for document in locked):
        raise DocumentError("Các tài liệu trong một bộ phải thuộc cùng một cơ quan.")
    bars: list[Exception] = []
    for document in locked:
        bars += _against(actor, document, seen or {})
    if dossier is None:
        dossier = Dossier(
            uid=uid or uuids.uuid4(), agency=agency, author=actor, owner_unit=locked[0].owner_unit
        )
        before = {}
    else:
        dossier = Dossier.unscoped.select_for_update().get(pk=dossier.pk)
        if dossier.state != Dossier.RETURNED or dossier.author_id != actor.pk:
            raise DocumentError("Bộ tài liệu này không ở tình trạng chờ chỉnh sửa.")
        before = ticks_of(dossier)
        dossier.round += 1
    if effective_from is not None:
        try:
            effective_from = decision.checked(effective_from)
        except DocumentError as wrong:
            bars.append(wrong)
            effective_from = None
    codes.lock(agency)
    given: dict[str, list[ticks.Tick]] = {}
    try:
        given = _ticked(actor, locked, before if known is None else known, effective_from)
    except HasProblems as wrong:
        bars.append(wrong)
    dossier.title = one_line(title, 500)
    if not dossier.title:
        bars.append(DocumentError("Chưa đặt tên bộ tài liệu. Hãy nhập tên."))
    if bars:
        raise all_of(bars)
    dossier.change_note, dossier.legal_ground = settle(change_note), settle(legal_ground)
    dossier.effective_from, dossier.minor = effective_from, minor
    dossier.state, dossier.submitted_at = Dossier.OPEN, now()
    dossier.save()
    for document in locked:
        DossierItem.objects.create(
            dossier=dossier,
            document=document,
            round=dossier.round,
            code=document.draft_code,
            title=document.draft_title,
            body=document.body,
            schema_version=document.schema_version,
            sha256=canonical.digest(document.body),
            confidentiality=document.next_confidentiality,
            shared=document.next_shared,
            ticks=ticks.dumps(given[str(document.uid)]),
        )
        document.submitted_once = True
        document.save(update_fields=["submitted_once"])
    hashes = {str(document.uid): canonical.digest(document.body) for document in locked}
    left = {
        name: [{"at": tick.pointer, "key": tick.key, "reason": tick.reason} for tick in found]
        for name, found in given.items()
    }
    events.append(
        dossier.stream,
        "dossier.submitted",
        {"round": dossier.round, "items": hashes, "known": {k: v for k, v in left.items() if v}},
        actor=actor,
        on_behalf_of=giver_of(actor, locked[0], "document.submit"),
        agency=agency,
        idempotency_key=key,
    )
    return dossier


def _against(actor: User, document: Document, seen: Mapping[str, str]) -> list[DocumentError]:
    """All that bars freezing one draft, besides what is wrong with its text. Raises Forbidden."""
    found: list[DocumentError] = []
    if document.in_review:
        found.append(
            DocumentError(f"«{document.draft_name}» đang được rà soát trong một bộ tài liệu khác.")
        )
        return found
    policy.require(actor, "submit", document)
    if not settle(document.draft_code):
        found.append(
            DocumentError(f"«{document.draft_title}» chưa có mã hiệu. Hãy đặt mã hiệu rồi trình.")
        )
    if seen.get(str(document.uid), document.draft_digest) != document.draft_digest:
        found.append(
            StaleDraft(
                f"«{document.draft_title}» đã được lưu lại sau khi ông/bà mở trang này, nên chưa"
                " trình. Hãy xem lại nội dung hiện nay rồi bấm trình lần nữa."
            )
        )
    return found


def _ticked(
    actor: User,
    documents: Sequence[Document],
    reasons: Mapping[str, str],
    starts: datetime | None,
) -> dict[str, list[ticks.Tick]]:
    """The ticks of drafts without an error, by uid; HasProblems with all that is left to do."""
    problems = problems_of(documents, starts)
    found = {uid: errors(said) for uid, said in problems.items()}
    said = ["Còn lỗi phải sửa trước khi trình ban hành."] if any(found.values()) else []
    given: dict[str, list[ticks.Tick]] = {}
    unticked = False
    for document in documents:
        uid = str(document.uid)
        wanted = ticks.asked(uid, document.data, problems[uid])
        given[uid] = ticks.given(wanted, reasons, str(actor), now())
        if missing := ticks.missing(wanted, given[uid]):
            unticked = True
            found[uid] = [*found[uid], *missing]
    if unticked:
        said.append(f"Còn điều hệ thống không tính được.{ticks.WITHOUT_TICK}")
    if said:
        raise HasProblems(" ".join(said), found)
    return given


def ticks_of(dossier: Dossier) -> dict[str, str]:
    """Return the reasons of the ticks of the present round, by their keys."""
    texts = DossierItem.objects.filter(dossier=dossier, round=dossier.round)
    rows = texts.values_list("ticks", flat=True)
    return {tick.key: tick.reason for text in rows for tick in ticks.loads(text)}


def items_of(dossier: Dossier) -> list[DossierItem]:
    """List the frozen copies of the present round."""
    return list(
        DossierItem.objects.filter(dossier=dossier, round=dossier.round)
        .select_related("document__agency__parent__parent", "document__owner_unit")
        .order_by("pk")
    )


@transaction.atomic
def set_stage(
    dossier: Dossier, stage: str, *, actor: User | None, on_behalf_of: User | None = None
) -> None:
    """Move all documents of a dossier to a stage, as the process that reviews them says."""
    documents = lock_documents([item.document for item in items_of(dossier)])
    for document in documents:
        document.stage = stage
        document.save(update_fields=["stage"])
        tell(document, "document.stage_set", {"stage": stage}, actor, on_behalf_of)
    returned = stage == Stage.CHANGES_REQUESTED
    if returned or stage == Stage.DRAFT:
        dossier.state = Dossier.RETURNED if returned else Dossier.WITHDRAWN
        dossier.closed_at = None if returned else now()
        dossier.save(update_fields=["state", "closed_at"])


def check_dossier(dossier: Dossier, effective_from: datetime | None = None) -> None:
    """Raise HasProblems where the texts of a dossier could not be issued as they stand."""
    check_issue(items_of(dossier), decision.starts(effective_from, dossier.effective_from))


@transaction.atomic
def issue(
    actor: User | None,
    dossier: Dossier,
    *,
    decision_no: str,
    approvals: list[dict[str, Any]],
    effective_from: datetime | None = None,
    on_behalf_of: User | None = None,
) -> list[Version]:
    """Issue every document of a dossier at once: number, hash, validity, references, outbox.

    The right to issue is asked by the process step that calls this effect. What was in force
    closes at the very instant the new version begins. Raises DocumentError when the dossier is
    not open (two leaders at once: the second finds it issued), HasProblems when something has
    become wrong since it was submitted or when a document in force would break.
    Where `effective_from` is given it is an instant from today to ten years ahead.
    """
    items, round = items_of(dossier), dossier.round
    # The documents before the dossier, as everybody locks them who changes both.
    documents = {d.pk: d for d in lock_documents([item.document for item in items])}
    dossier = Dossier.unscoped.select_for_update().get(pk=dossier.pk)
    if dossier.state != Dossier.OPEN:
        raise DocumentError("Bộ tài liệu này đã được xử lý xong, không ban hành lại được.")
    if dossier.round != round:
        raise DocumentError("Bộ tài liệu này vừa được trình lại nên chưa ban hành. Hãy xem lại.")
    decision_no = decision.number_of(decision_no)
    starts = decision.starts(effective_from, dossier.effective_from)
    codes.lock(items[0].document.agency)
    check_issue(items, starts)
    versions = [
        issue_version(
            documents[item.document_id],
            of_item(dossier, item, starts=starts, decision_no=decision_no, approvals=approvals),
            actor=actor,
            on_behalf_of=on_behalf_of,
        )
        for item in items
    ]
    dossier.state, dossier.closed_at = Dossier.ISSUED, now()
    dossier.decision_no, dossier.effective_from = decision_no, starts
    dossier.save()
    events.append(
        dossier.stream,
        "dossier.issued",
        {"versions": [version.pk for version in versions], "decision_no": decision_no},
        actor=actor,
        on_behalf_of=on_behalf_of,
        agency=dossier.agency_id,
    )
    return versions
