"""Changing documents: drafts and what is in force; dossiers are in `dossiers`, and part of this.

Everybody else imports this module: it is the only way to change a document.
"""

import uuid as uuids
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from registry import canonical, kinds, policy, searchable
from registry.canonical import Body
from registry.documents import closure, listeners, names, unfit
from registry.documents.checks import codes
from registry.documents.checks.checking import problems_of, problems_of_draft, problems_of_items
from registry.documents.codes.giving import proposed_code
from registry.documents.errors import DocumentError, HasProblems, Several, StaleDraft, each_of
from registry.documents.issue.dossiers import (
    check_dossier,
    freeze,
    issue,
    items_of,
    set_stage,
    ticks_of,
)
from registry.documents.issue.issuing import Issue, issue_version, move_end
from registry.documents.models import (
    Confidentiality,
    Document,
    Stage,
    Validity,
    Version,
)
from registry.documents.policies import cancel_ability
from registry.documents.starts.offers import start_of
from registry.documents.streams import giver_of, lock_document, lock_documents, tell
from registry.documents.texts import services as texts
from registry.now import now
from registry.organisation.models import Agency, Unit, User
from registry.problems import errors
from registry.vietnamese import one_code, one_line, settle

# By the switch of the agency: who may not, and whose decision it is.
NOT_CANCELLING = {
    False: "Ông/bà không có quyền hủy bỏ tài liệu.",
    True: "Cơ quan quy định việc hủy bỏ tài liệu do lãnh đạo cao nhất quyết định.",
}

__all__ = [
    "DocumentError",
    "HasProblems",
    "Several",
    "StaleDraft",
    "begin_revision",
    "begin_revision_for",
    "cancel",
    "check_dossier",
    "create",
    "delete",
    "each_of",
    "freeze",
    "install",
    "issue",
    "items_of",
    "problems_of",
    "problems_of_draft",
    "problems_of_items",
    "save_draft",
    "set_stage",
    "ticks_of",
    "writes",
]


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
    begun_from: Version | None = None,
    in_order: bool = False,
    uid: uuids.UUID | None = None,
) -> Document:
    """Make a new document with its first draft, written by `actor`.

    Without `confidentiality` it is internal, and its draft asks for what its kind usually has.
    `begun_from`: an issue of the same kind, whose body is copied and which the trail names.
    `in_order`: the code is the next of its kind, `code` only what the page proposed: of two who
    begin at once each gets another. `uid` is one that nobody has yet.

    Raises Forbidden, KeyError for an unknown kind, CanonicalError for a body that cannot be kept,
    DocumentError without a title, or for an issue that the person may not read.
    """
    policy.require(actor, "document.create", agency)
    known = kinds.get(kind)
    if owner_unit is not None and owner_unit.agency_id != agency.pk:
        raise DocumentError("Đơn vị chủ trì không thuộc cơ quan này.")
    title = one_line(title, 500)
    if not title:
        raise DocumentError("Chưa có tên tài liệu. Hãy nhập tên tài liệu.")
    facts: dict[str, Any] = {"kind": kind}
    source = None
    if begun_from is not None:
        source = start_of(actor, kind, begun_from.pk)
        if source is None:
            raise DocumentError("Không còn tài liệu để chép theo. Hãy chọn lại nơi bắt đầu.")
        body = source.data
        facts["begun_from"] = {
            "document": str(source.document.uid),
            "version": source.pk,
            "sha256": source.sha256,
            "name": f"{source.code} {source.title}".strip(),
            "number": source.number,
        }
    if in_order:
        codes.lock(agency)
        code = proposed_code(agency, kind, owner_unit) or code
    document = Document(
        uid=uid or uuids.uuid4(),
        agency=agency,
        kind=kind,
        code=one_code(code, 60),
        title=title,
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
    if source is not None:
        texts.carry(source, document)
    giver = policy.standing(actor).behalf("document.create", agency.pk, own=True)
    tell(document, "document.created", facts, actor, giver)
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
    as_typed: bool = False,
    head: unfit.Head | None = None,
) -> Document:
    """Keep the draft, however incomplete; what it means is never a reason to refuse.

    `base_digest` is the `draft_digest` of the draft that the editor had opened. What people type
    (`as_typed`) is kept also where it does not fit the kind's shape, beside the body; so is `head`,
    the fields of the head that could not be taken.
    Raises StaleDraft when the stored draft is another by now, DocumentError while in review or for
    a body of another shape than its kind's (unless `as_typed`), Forbidden, CanonicalError.
    """
    fresh = lock_document(document)
    policy.require(actor, "edit", fresh)
    if base_digest != fresh.draft_digest:
        raise StaleDraft(
            "Tài liệu này đã được lưu ở nơi khác sau khi ông/bà mở trang. Nội dung ông/bà vừa nhập"
            " vẫn còn trên màn hình; hãy xem thay đổi đã lưu rồi lưu lại."
        )
    fitted = unfit.fit(fresh.kind_of, canonical.canonical(body))
    text = canonical.dumps(fitted.body)
    if fitted.problems and not as_typed:
        wrong = fitted.problems
        raise HasProblems(
            f"Nội dung không đúng cấu trúc của loại tài liệu này: {wrong[0].message}"
            f" (tại {wrong[0].pointer or '/'})",
            {str(fresh.uid): wrong},
        )
    if owner_unit is not None and owner_unit.agency_id != fresh.agency_id:
        raise DocumentError("Đơn vị chủ trì không thuộc cơ quan này.")
    left = unfit.dumps(fitted, head or {})
    changed = (text, left) != (fresh.body, fresh.unfit)
    fresh.body, fresh.unfit, fresh.schema_version = text, left, fresh.kind_of.schema_version
    names.name_draft(
        fresh,
        fresh.draft_code if code is None else one_code(code, 60),
        one_line(title or "", 500) or fresh.draft_title,
    )
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
        tell(fresh, "document.draft_saved", facts, actor, giver_of(actor, fresh))
    return fresh


@transaction.atomic
def begin_revision(actor: User, document: Document) -> Document:
    """Open the next draft from what is in force (or scheduled last); `actor` becomes its author."""
    fresh = lock_document(document)
    if fresh.stage != Stage.IDLE:
        raise DocumentError("Tài liệu này đang có bản soạn thảo. Hãy mở bản soạn thảo đó.")
    policy.require(actor, "edit", fresh)
    return _begun(fresh, actor, actor, giver_of(actor, fresh))


@transaction.atomic
def begin_revision_for(
    author: User, document: Document, *, actor: User | None, on_behalf_of: User | None = None
) -> Document:
    """Open the next draft for somebody who is to write it, as `actor` has decided.

    The right to decide is asked by the step of the process that calls this. Raises DocumentError
    where a draft is under way, or where `author` may not write this document.
    """
    fresh = lock_document(document)
    if fresh.stage != Stage.IDLE:
        raise DocumentError("Tài liệu này đang có bản soạn thảo. Hãy mở bản soạn thảo đó.")
    if not writes(author, fresh):
        raise DocumentError(
            f"{author} không có vai trò soạn thảo tài liệu này. Hãy chọn người soạn thảo khác."
        )
    return _begun(fresh, author, actor, on_behalf_of)


def writes(author: User, document: Document) -> bool:
    """Tell whether somebody could write, and submit, the next draft of a document."""
    at = policy.standing(author)
    return all(
        at.may(ability, document.agency_id, unit_id=document.owner_unit_id, own=True)
        for ability in ("document.edit", "document.submit")
    )


def _begun(
    fresh: Document, author: User, actor: User | None, on_behalf_of: User | None
) -> Document:
    last = Version.objects.of(fresh.agency_id).filter(document=fresh).order_by("pk").last()
    if last:
        fresh.body, fresh.unfit, fresh.schema_version = last.body, "", last.schema_version
    fresh.stage, fresh.author, fresh.updated_at = Stage.DRAFT, author, now()
    fresh.save()
    facts = {"from": last.pk if last else 0, **({} if author == actor else {"for": author.pk})}
    tell(fresh, "document.revision_begun", facts, actor, on_behalf_of)
    return fresh


@transaction.atomic
def delete(actor: User, document: Document) -> None:
    """Remove a draft that was never submitted.

    Its stream stays and tells that it was there.
    """
    fresh = lock_document(document)
    if fresh.submitted_once or fresh.versions.exists():
        raise DocumentError("Tài liệu đã trình hoặc đã ban hành nên không xóa được.")
    policy.require(actor, "delete", fresh)
    tell(fresh, "document.deleted", {"title": fresh.title}, actor, giver_of(actor, fresh))
    fresh.delete()


@transaction.atomic
def cancel(
    actor: User,
    document: Document,
    *,
    reason: str,
    decision_no: str = "",
    on_behalf_of: User | None = None,
    at: datetime | None = None,
    key: str = "",
) -> None:
    """Cancel an issued document (hủy bỏ, bãi bỏ) from an instant on; its versions stay readable.

    A draft under way goes on: only a new issue undoes a cancellation. The event keeps reason,
    number of the decision and instant, and `key` as `registry.trail.events.keyed` makes it.
    Raises Forbidden, DocumentError without a reason or where nothing is in force from then on.
    """
    fresh = lock_documents([document])[0]
    if not policy.can(actor, "cancel", fresh):
        raise policy.Forbidden(NOT_CANCELLING[fresh.agency.cancels_by_top])
    ability = cancel_ability(fresh.agency)
    on_behalf_of = on_behalf_of or policy.standing(actor).behalf(ability, fresh.agency_id)
    reason = settle(reason)
    if not reason:
        raise DocumentError("Chưa ghi lý do hủy bỏ. Hãy ghi lý do.")
    ends = max(at or now(), now())
    live = Validity.objects.of(fresh.agency_id).filter(document=fresh)
    open_periods = [p for p in live if p.ends is None or p.ends > ends]
    if not open_periods:
        raise DocumentError("Tài liệu này không còn hiệu lực nên không hủy bỏ được nữa.")
    for period in open_periods:
        move_end(fresh, period, max(ends, period.starts), actor)
    facts = {"reason": reason, "decision_no": one_code(decision_no, 80), "at": ends.isoformat()}
    tell(fresh, "document.cancelled", facts, actor, on_behalf_of, key=key)
    searchable.changed("document", str(fresh.uid), agency=fresh.agency_id)
    listeners.cancelled(fresh)
    names.settle(fresh)
    fresh.save(update_fields=names.COLUMNS)
    if ends > now():
        names.settle_at(fresh, ends)
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
    """Put a document that was approved elsewhere in force; its trail says so.

    It was shipped with the product, or taken over from paper. Installing the same content again
    changes nothing. Raises HasProblems when the body has errors.
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
        Issue(
            code=code,
            title=title,
            body=text,
            schema_version=known.schema_version,
            confidentiality=document.confidentiality,
            shared=document.shared,
            starts=starts or now() - timedelta(seconds=1),
            decision_no=decision_no,
            approvals=approvals or (),
            legal_ground=legal_ground,
            taken_over=True,
        ),
    )
