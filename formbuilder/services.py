"""Saving fillings: answers to an issued form version become a record and its revisions."""

import uuid
from collections.abc import Mapping
from typing import Any, TypeGuard

from django.db import connection, transaction

from formbuilder.catalogues import complete
from formbuilder.definition import Part
from formbuilder.filling import Change, changes, final_problems, opened
from registry import canonical, kinds, policy
from registry.canonical import Body
from registry.documents import closure
from registry.documents.models import Version
from registry.now import local, now
from registry.organisation.models import Agency, User
from registry.problems import Problem
from registry.records.models import Record, RecordRevision
from registry.trail import events

# Name space of the uids of records that a form sent twice must not double.
_RECORDS = uuid.UUID("6f1d1b0a-3f0b-5d53-9a53-1c7f6e4a2d10")
SAVED = "record.saved"


class FillingError(ValueError):
    """What was asked cannot be done; the message is Vietnamese and says what to do."""


class FillingRefused(FillingError):
    """A final save with problems; nothing was written. `problems` point into the answers."""

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__(f"Biểu mẫu còn {len(problems)} mục cần xem lại: {problems[0].message}")
        self.problems = problems


class FillingChanged(FillingError):
    """A save over answers that the page did not show; nothing was written.

    `revision` holds them, `changes` are the fields that the save would have undone.
    """

    def __init__(self, revision: RecordRevision, changes: list[Change], actor: User) -> None:
        by = "chính ông/bà" if revision.by == actor else str(revision.by or "hệ thống")
        named = ", ".join(f"«{change.label}»" for change in changes)
        super().__init__(
            f"Sau khi ông/bà mở trang, biểu mẫu này đã được {by} lưu lúc"
            f" {local(revision.at):%H:%M %d/%m/%Y}, khác ở mục: {named}. Nội dung ông/bà vừa gửi"
            " chưa được ghi; hãy xem các mục đó, sửa nếu cần rồi lưu lại."
        )
        self.revision, self.changes = revision, changes


def form_body(version: Version) -> Body:
    """Return the body of an issued form, in today's schema version.

    Raises FillingError when the version is no form.
    """
    if version.kind != "form":
        raise FillingError("Tài liệu này không phải biểu mẫu.")
    return kinds.get("form").upgraded(canonical.loads(version.body), version.schema_version)


@transaction.atomic
def save_filling(
    actor: User,
    agency: Agency,
    form_version: Version,
    answers: Mapping[str, Any],
    *,
    final: bool,
    record: Record | None = None,
    part: Part = "all",
    case_stream: str = "",
    title: str = "",
    idempotency_key: str = "",
) -> RecordRevision:
    """Keep the answers as the next revision of a record, and tell the trail.

    Without `record` a new one is made, pinned to `form_version` for ever. An unfinished filling
    (`final=False`) is kept with its problems, a final one is refused with them. What is hidden is
    never kept. Saving the same answers in the same state again, or with the same
    `idempotency_key`, returns the revision that is there.

    Raises FillingRefused, FillingError (another agency's form or record, another version than the
    record's), Forbidden, CanonicalError for answers that are no JSON of ours.
    """
    _check(actor, agency, form_version, record)
    if record is None:
        _check_version(agency, form_version)
        record = _new_record(actor, agency, form_version, case_stream, title, idempotency_key)
    events.lock_streams(record.stream)
    last = record.revisions.order_by("number").last()
    # The stream may be a case's, where the same key belongs to the case's own command.
    key = f"record.saved:{idempotency_key}" if idempotency_key else ""
    done = events.already_done(record.stream, key)
    if done is not None:
        return record.revisions.get(number=events.data_of(done)["revision"])
    body = form_body(form_version)
    # Choices are those of the day on which the record was begun.
    body = complete(body, closure.context(agency, record.created_at))
    text = _kept(body, answers, part, final=final)
    if _holds(last, text, final):
        return last
    revision = _revise(actor, record, last, text, final)
    events.append(
        record.stream, SAVED, told(revision), actor=actor, agency=agency, idempotency_key=key
    )
    return revision


def save_in_case(
    actor: User,
    agency: Agency,
    form_version: Version,
    answers: Mapping[str, Any],
    *,
    final: bool,
    before: RecordRevision | None,
    seen: str,
    part: Part,
    case_stream: str,
    title: str,
    body: Body,
) -> RecordRevision:
    """Save a filling as `save_filling` does, for a case that its command has locked already.

    `body` is the form as the case keeps it, with the choices of the catalogues it pinned. `seen` is
    the digest of the answers with which the page was opened, "" where there were none yet: a page
    of before undoes nothing that was saved since.

    The command is the transaction, has read `before` (the latest revision with its record, None
    for a new record) under the lock of `case_stream`, and writes the event: SAVED with what is
    `told` of a revision other than `before`. That the agency may use the form was asked when the
    case pinned it. Raises as `save_filling` does, and FillingChanged.
    """
    if not connection.in_atomic_block:
        raise events.TrailError("a filling of a case is saved inside the case's command")
    record = before.record if before else None
    _check(actor, agency, form_version, record)
    if before is not None and before.sha256 != seen:
        _undoes_nothing(actor, body, answers, part, before, seen)
    text = _kept(body, answers, part, final=final)
    if _holds(before, text, final):
        return before
    if record is None:
        record = _create(actor, agency, form_version, case_stream, title, uuid.uuid4())
    return _revise(actor, record, before, text, final)


def told(revision: RecordRevision) -> dict[str, Any]:
    """Return what the trail is told of a revision: ids and digest, never an answer."""
    return {
        "record": str(revision.record.uid),
        "revision": revision.number,
        "state": revision.state,
        "sha256": revision.sha256,
        "form_version": revision.record.form_version_id,
    }


def _check(actor: User, agency: Agency, form_version: Version, record: Record | None) -> None:
    """Whether the actor may fill in this record, or a new one, by this version of the form."""
    if record is None:
        policy.require(actor, "record.fill", agency)
        return
    policy.require(actor, "fill", record)
    if record.agency_id != agency.pk:
        raise FillingError("Hồ sơ lưu này thuộc cơ quan khác.")
    if record.form_version_id != form_version.pk:
        raise FillingError("Hồ sơ lưu này được lập theo một lần ban hành khác của biểu mẫu.")


def _undoes_nothing(
    actor: User,
    body: Body,
    answers: Mapping[str, Any],
    part: Part,
    before: RecordRevision,
    seen: str,
) -> None:
    """Raise FillingChanged unless the page says just what was saved after it was opened."""
    opened_with = before.record.revisions.filter(sha256=seen).order_by("-number").first()
    given = opened(body, canonical.canonical(dict(answers)), part).answers
    found = changes(body, part, given, opened_with.data if opened_with else {}, before.data)
    if found:
        raise FillingChanged(before, found, actor)


def _holds(last: RecordRevision | None, text: str, final: bool) -> TypeGuard[RecordRevision]:
    """Whether the last revision says just this already."""
    return last is not None and (last.state, last.sha256) == (_state(final), canonical.digest(text))


def _state(final: bool) -> str:
    return RecordRevision.FINAL if final else RecordRevision.DRAFT


def _revise(
    actor: User, record: Record, last: RecordRevision | None, text: str, final: bool
) -> RecordRevision:
    return RecordRevision.objects.create(
        record=record,
        number=last.number + 1 if last else 1,
        state=_state(final),
        answers=text,
        sha256=canonical.digest(text),
        by=actor,
        at=now(),
    )


def _kept(body: Body, answers: Mapping[str, Any], part: Part, *, final: bool) -> str:
    """The canonical text to store."""
    given = canonical.canonical(dict(answers))
    if final:
        problems = final_problems(body, given, part)
        if problems:
            raise FillingRefused(problems)
        return canonical.dumps(given)
    return canonical.dumps(opened(body, given, part).answers)


def _check_version(agency: Agency, version: Version) -> None:
    """An agency fills in its own forms and those shared by the agencies above it."""
    if version.agency_id == agency.pk:
        return
    above = {ancestor.pk for ancestor in agency.ancestors()}
    if not (version.document.shared and version.agency_id in above):
        raise FillingError("Biểu mẫu này thuộc cơ quan khác.")


def _new_record(
    actor: User, agency: Agency, version: Version, case_stream: str, title: str, key: str
) -> Record:
    """A record for this filling; the same key gives the same record."""
    uid = uuid.uuid5(_RECORDS, f"{agency.pk}:{version.pk}:{case_stream}:{key}") if key else None
    stream = case_stream or (f"record:{uid}" if uid else "")
    if stream:
        events.lock_streams(stream)
    known = Record.objects.of(agency).filter(uid=uid).first() if uid else None
    if known is not None:
        found: Record = known
        return found
    return _create(actor, agency, version, case_stream, title, uid or uuid.uuid4())


def _create(
    actor: User, agency: Agency, version: Version, case_stream: str, title: str, uid: uuid.UUID
) -> Record:
    made: Record = Record.objects.create(
        uid=uid,
        agency=agency,
        form_id=version.document_id,
        form_version=version,
        case_stream=case_stream,
        title=(title or version.title)[:255],
        created_by=actor,
        created_at=now(),
    )
    return made
