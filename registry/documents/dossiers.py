"""Dossiers: documents frozen together, moved from stage to stage and issued by one approval."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import transaction

from registry import canonical, policy
from registry.documents import closure
from registry.documents.errors import DocumentError, HasProblems
from registry.documents.issuing import check_issue, issue_version
from registry.documents.models import Document, Dossier, DossierItem, Stage, Version
from registry.documents.streams import giver_of, lock_documents, tell
from registry.now import now
from registry.organisation.models import User
from registry.problems import Problem, errors
from registry.trail import events
from registry.vietnamese import nfc, one_line


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
    dossier.title = one_line(title, 500)
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
        on_behalf_of=giver_of(actor, locked[0], "document.submit"),
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
    decision_no = one_line(decision_no, 80)
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
