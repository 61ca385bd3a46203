"""Changing documents: drafts, dossiers, issue, cancel. The only way to do so."""

import uuid as uuids
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from registry import canonical, kinds, policy, searchable
from registry.adoption import spread
from registry.canonical import Body
from registry.documents import closure
from registry.documents.errors import DocumentError, HasProblems, StaleDraft
from registry.documents.issuing import check_issue, issue_version, move_end
from registry.documents.models import (
    Confidentiality,
    Document,
    Dossier,
    DossierItem,
    Stage,
    Validity,
    Version,
)
from registry.documents.streams import lock_documents, tell
from registry.now import now
from registry.organisation.models import Agency, Unit, User
from registry.problems import Problem, errors
from registry.trail import events
from registry.vietnamese import nfc


@transaction.atomic
def create(
    actor: User,
    agency: Agency,
    kind: str,
    *,
    title: str,
    code: str = "",
    body: Body | None = None,
    owner_unit: Unit | None = None,
    confidentiality: str = "",
) -> Document:
    """A new document with its first draft, written by `actor`.

    Without `confidentiality` it is internal, and its draft asks for what its kind usually has.

    Raises Forbidden, KeyError for an unknown kind, CanonicalError for a body that cannot be kept.
    """
    policy.require(actor, "document.create", agency)
    known = kinds.get(kind)
    if owner_unit is not None and owner_unit.agency_id != agency.pk:
        raise DocumentError("Đơn vị chủ trì không thuộc cơ quan này.")
    if not title.strip():
        raise DocumentError("Chưa có tên tài liệu. Hãy nhập tên tài liệu.")
    document = Document(
        agency=agency,
        kind=kind,
        code=_line(code, 60),
        title=_line(title, 500),
        owner_unit=owner_unit,
        author=actor,
        confidentiality=confidentiality or Confidentiality.INTERNAL,
        next_confidentiality=confidentiality or known.confidentiality,
        body=canonical.dumps(known.initial() if body is None else body),
        schema_version=known.schema_version,
        created_at=now(),
        updated_at=now(),
    )
    document.save()
    giver = policy.standing(actor).behalf("document.create", agency.pk, own=True)
    tell(document, "document.created", {"kind": kind}, actor, giver)
    return document


@transaction.atomic
def save_draft(
    actor: User,
    document: Document,
    body: Body,
    *,
    base_digest: str,
    title: str | None = None,
    code: str | None = None,
    owner_unit: Unit | None = None,
    confidentiality: str | None = None,
    shared: bool | None = None,
    autosave: bool = False,
) -> Document:
    """Keep the draft, however incomplete; what it means is never a reason to refuse.

    `base_digest` is the digest of the body that the editor had opened.
    Raises StaleDraft when the stored one is another by now, DocumentError while in review or for
    a body of another shape than its kind's, Forbidden, CanonicalError.
    """
    fresh = Document.unscoped.select_for_update().get(pk=document.pk)
    policy.require(actor, "edit", fresh)
    if base_digest != canonical.digest(fresh.body):
        raise StaleDraft(
            "Người khác đã lưu tài liệu này sau khi ông/bà mở. Nội dung ông/bà vừa nhập vẫn còn"
            " trên màn hình; hãy xem thay đổi của người kia rồi lưu lại."
        )
    text = canonical.dumps(body)
    wrong = fresh.kind_of.compiled.problems(canonical.loads(text))
    if wrong:
        raise HasProblems(
            f"Nội dung không đúng cấu trúc của loại tài liệu này: {wrong[0].message}"
            f" (tại {wrong[0].pointer or '/'})",
            {str(fresh.uid): wrong},
        )
    if owner_unit is not None and owner_unit.agency_id != fresh.agency_id:
        raise DocumentError("Đơn vị chủ trì không thuộc cơ quan này.")
    changed = text != fresh.body
    fresh.body, fresh.schema_version = text, fresh.kind_of.schema_version
    if title is not None and title.strip():
        fresh.title = _line(title, 500)
    if code is not None:
        fresh.code = _line(code, 60)
    if owner_unit is not None:
        fresh.owner_unit = owner_unit
    if confidentiality is not None:
        fresh.next_confidentiality = confidentiality
    if shared is not None:
        fresh.next_shared = shared
    if fresh.stage == Stage.IDLE:
        fresh.stage, fresh.author = Stage.DRAFT, actor
    fresh.updated_at = now()
    fresh.save()
    if changed and not autosave:
        facts = {"sha256": canonical.digest(text)}
        tell(fresh, "document.draft_saved", facts, actor, _giver(actor, fresh))
    return fresh


@transaction.atomic
def begin_revision(actor: User, document: Document) -> Document:
    """Open the next draft from what is in force (or scheduled last); `actor` becomes its author."""
    fresh = Document.unscoped.select_for_update().get(pk=document.pk)
    if fresh.stage != Stage.IDLE:
        raise DocumentError("Tài liệu này đang có bản soạn thảo. Hãy mở bản soạn thảo đó.")
    policy.require(actor, "edit", fresh)
    giver = _giver(actor, fresh)
    last = Version.objects.of(fresh.agency_id).filter(document=fresh).order_by("pk").last()
    if last:
        fresh.body, fresh.schema_version = last.body, last.schema_version
    fresh.stage, fresh.author, fresh.updated_at = Stage.DRAFT, actor, now()
    fresh.save()
    tell(fresh, "document.revision_begun", {"from": last.pk if last else 0}, actor, giver)
    return fresh


@transaction.atomic
def delete(actor: User, document: Document) -> None:
    """Remove a draft that was never submitted.

    Its stream stays and tells that it was there.
    """
    fresh = Document.unscoped.select_for_update().get(pk=document.pk)
    if fresh.submitted_once or fresh.versions.exists():
        raise DocumentError("Tài liệu đã trình hoặc đã ban hành nên không xóa được.")
    policy.require(actor, "delete", fresh)
    tell(fresh, "document.deleted", {"title": fresh.title}, actor, _giver(actor, fresh))
    fresh.delete()


def problems_of(documents: Sequence[Document]) -> dict[str, list[Problem]]:
    """Problems of drafts that go together, each read with the others laid over what is in force."""
    if not documents:
        return {}
    overlay = [closure.of_draft(document) for document in documents]
    context = closure.context(documents[0].agency, overlay=overlay)
    return {
        str(document.uid): document.kind_of.all_problems(document.data, context)
        for document in documents
    }


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
) -> Dossier:
    """Freeze drafts into a dossier (or into the next round of a returned one).

    Raises HasProblems when a document has errors, DocumentError when one is under way already,
    Forbidden when one may not be submitted by `actor`.
    """
    locked = lock_documents(documents)
    if not locked:
        raise DocumentError("Chưa chọn tài liệu nào để trình.")
    agency = locked[0].agency
    if any(document.agency_id != agency.pk for document in locked):
        raise DocumentError("Các tài liệu trong một bộ phải thuộc cùng một cơ quan.")
    for document in locked:
        if document.in_review:
            raise DocumentError(f"«{document}» đang được rà soát trong một bộ tài liệu khác.")
        policy.require(actor, "submit", document)
        if not document.code.strip():
            raise DocumentError(f"«{document.title}» chưa có mã hiệu. Hãy đặt mã hiệu rồi trình.")
    found = {uid: errors(found) for uid, found in problems_of(locked).items()}
    if any(found.values()):
        raise HasProblems("Còn lỗi phải sửa trước khi trình ban hành.", found)
    if dossier is None:
        dossier = Dossier(agency=agency, author=actor, owner_unit=locked[0].owner_unit)
    else:
        dossier = Dossier.unscoped.select_for_update().get(pk=dossier.pk)
        if dossier.state != Dossier.RETURNED or dossier.author_id != actor.pk:
            raise DocumentError("Bộ tài liệu này không ở tình trạng chờ chỉnh sửa.")
        dossier.round += 1
    dossier.title = _line(title, 500)
    dossier.change_note, dossier.legal_ground = nfc(change_note), nfc(legal_ground)
    dossier.effective_from, dossier.minor = effective_from, minor
    dossier.state, dossier.submitted_at = Dossier.OPEN, now()
    dossier.save()
    for document in locked:
        DossierItem.objects.create(
            dossier=dossier,
            document=document,
            round=dossier.round,
            code=document.code,
            title=document.title,
            body=document.body,
            schema_version=document.schema_version,
            sha256=canonical.digest(document.body),
            confidentiality=document.next_confidentiality,
            shared=document.next_shared,
        )
        document.submitted_once = True
        document.save(update_fields=["submitted_once"])
    hashes = {str(document.uid): canonical.digest(document.body) for document in locked}
    events.append(
        dossier.stream,
        "dossier.submitted",
        {"round": dossier.round, "items": hashes},
        actor=actor,
        on_behalf_of=_giver(actor, locked[0], "document.submit"),
        agency=agency,
    )
    return dossier


def items_of(dossier: Dossier) -> list[DossierItem]:
    """The frozen copies of the present round."""
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
    """
    dossier = Dossier.unscoped.select_for_update().get(pk=dossier.pk)
    if dossier.state != Dossier.OPEN:
        raise DocumentError("Bộ tài liệu này đã được xử lý xong, không ban hành lại được.")
    decision_no = _line(decision_no, 80)
    if not decision_no:
        raise DocumentError("Chưa có số quyết định ban hành. Hãy nhập số quyết định.")
    items = items_of(dossier)
    documents = {d.pk: d for d in lock_documents([item.document for item in items])}
    starts = max(effective_from or dossier.effective_from or now(), now())
    check_issue(items, starts)
    versions = []
    for item in items:
        document = documents[item.document_id]
        versions.append(
            issue_version(
                document,
                actor,
                on_behalf_of,
                starts=starts,
                code=item.code,
                title=item.title,
                body=item.body,
                confidentiality=item.confidentiality,
                shared=item.shared,
                schema_version=item.schema_version,
                dossier=dossier,
                minor=dossier.minor,
                decision_no=decision_no,
                approvals=approvals,
            )
        )
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


@transaction.atomic
def cancel(
    actor: User,
    document: Document,
    *,
    reason: str,
    on_behalf_of: User | None = None,
    at: datetime | None = None,
) -> None:
    """Hủy bỏ, bãi bỏ an issued document from an instant on; versions stay readable."""
    fresh = lock_documents([document])[0]
    at_work = policy.standing(actor)
    if not at_work.may("document.cancel", fresh.agency_id):
        raise policy.Forbidden("Ông/bà không có quyền hủy bỏ tài liệu.")
    on_behalf_of = on_behalf_of or at_work.behalf("document.cancel", fresh.agency_id)
    if not reason.strip():
        raise DocumentError("Chưa ghi lý do hủy bỏ. Hãy ghi lý do.")
    ends = max(at or now(), now())
    live = Validity.objects.of(fresh.agency_id).filter(document=fresh)
    open_periods = [p for p in live if p.ends is None or p.ends > ends]
    if not open_periods:
        raise DocumentError("Tài liệu này không còn hiệu lực nên không hủy bỏ được nữa.")
    for period in open_periods:
        move_end(fresh, period, max(ends, period.starts), actor)
    tell(fresh, "document.cancelled", {"reason": reason.strip()}, actor, on_behalf_of)
    searchable.changed("document", str(fresh.uid), agency=fresh.agency_id)
    spread.cancelled(fresh)
    if ends > now():
        searchable.changed("document", str(fresh.uid), agency=fresh.agency_id, run_at=ends)


@transaction.atomic
def install(
    agency: Agency,
    kind: str,
    *,
    code: str,
    title: str,
    body: Body,
    uid: str | None = None,
    shared: bool = False,
    confidentiality: str = Confidentiality.INTERNAL,
    owner_unit: Unit | None = None,
    author: User | None = None,
    starts: datetime | None = None,
    decision_no: str = "",
    approvals: list[dict[str, Any]] | None = None,
    legal_ground: str = "",
) -> Version:
    """Put a document that was approved elsewhere (shipped with the product, taken over from
    paper) in force; its trail says so. Installing the same content again changes nothing.

    Raises HasProblems when the body has errors.
    """
    known = kinds.get(kind)
    text = canonical.dumps(body)
    document = Document.unscoped.filter(uid=uid, agency=agency).first() if uid else None
    if document is None:
        document = Document(
            uid=uuids.UUID(uid) if uid else uuids.uuid4(),
            agency=agency,
            kind=kind,
            code=code,
            title=title,
            author=author,
            owner_unit=owner_unit,
            confidentiality=confidentiality,
            next_confidentiality=confidentiality,
            shared=shared,
            next_shared=shared,
            body=text,
            schema_version=known.schema_version,
            created_at=now(),
            updated_at=now(),
        )
        document.save()
    last = document.versions.order_by("pk").last()
    if last and last.sha256 == canonical.digest(text):
        return last
    context = closure.context(agency, starts)
    wrong = errors(known.all_problems(canonical.loads(text), context))
    if wrong:
        raise HasProblems(
            f"«{title}» còn lỗi: {wrong[0].message} ({wrong[0].pointer})",
            {str(document.uid): wrong},
        )
    return issue_version(
        document,
        None,
        None,
        starts=starts or now() - timedelta(seconds=1),
        code=code,
        title=title,
        body=text,
        confidentiality=document.confidentiality,
        shared=document.shared,
        schema_version=known.schema_version,
        decision_no=decision_no,
        approvals=approvals,
        legal_ground=legal_ground,
    )


def _giver(actor: User, document: Document, ability: str = "document.edit") -> User | None:
    """For whom the actor does this to a document; None where they do it themselves."""
    return policy.standing(actor).behalf(
        ability,
        document.agency_id,
        unit_id=document.owner_unit_id,
        own=document.author_id == actor.pk,
    )


def _line(text: str, limit: int) -> str:
    """One normalised line of text that fits its column."""
    return " ".join(nfc(text).split())[:limit]
