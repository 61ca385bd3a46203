"""Submitting documents for issue and saying yes or no to them: document control as a process."""

import uuid as uuids
from collections.abc import Mapping, Sequence
from datetime import datetime

from django.db import transaction

from processes import services as cases
from processes.control import reviews
from processes.engine.refusal import CommandRefused
from processes.models import Case, Channel, Task
from registry.documents import closure
from registry.documents import services as documents
from registry.documents.errors import DocumentError
from registry.documents.models import Document, Dossier, Validity
from registry.documents.policies import drafts_readable
from registry.documents.streams import stream_of
from registry.now import now
from registry.organisation.models import Agency, User
from registry.policy import standing
from registry.trail import events

FORWARD, RETURN = "forward", "return"
# Name space of the uids of dossiers: one key makes one dossier.
_DOSSIERS = uuids.UUID("5c1de0a4-2a7b-5e0f-9d53-0a6a3f6c1b8e")


def control_process(agency: Agency) -> str:
    """Uid of the process by which the agency controls its documents: its own, else the nearest
    one that an agency above shares.

    Raises CommandRefused where none is in force.
    """
    for owner in [agency, *agency.ancestors()]:
        found = Validity.objects.of(owner).filter(
            Validity.at(now()), version__code=reviews.CONTROL_CODE, version__kind="process"
        )
        if owner != agency:
            found = found.filter(document__shared=True)
        period = found.select_related("document").first()
        if period:
            return str(period.document.uid)
    raise CommandRefused(
        f"Cơ quan chưa có quy trình Kiểm soát tài liệu ({reviews.CONTROL_CODE}) đang có hiệu lực."
    )


def together(document: Document, reader: User | None = None) -> list[Document]:
    """The drafts that a draft needs and that are not issued yet, itself first: what to submit.

    Only those that `reader` (the author of the draft, where none is named) may read.
    """
    seen = drafts_readable(standing(reader or document.author))
    found = {str(document.uid): document}
    level = [document]
    while level:
        below: list[Document] = []
        for one in level:
            uids = [
                reference.uid
                for reference in one.kind_of.references_of(one.data)
                if closure.is_uuid(reference.uid)
                and reference.uid not in found
                and reference.relation != "copies"
            ]
            for other in Document.objects.of(document.agency_id).filter(seen, uid__in=uids):
                if not other.in_review and other.stage:
                    found[str(other.uid)] = other
                    below.append(other)
        level = below
    return list(found.values())


@transaction.atomic
def submit(
    actor: User,
    chosen: Sequence[Document],
    *,
    title: str,
    change_note: str = "",
    legal_ground: str = "",
    effective_from: datetime | None = None,
    minor: bool = False,
    dossier: Dossier | None = None,
    known: Mapping[str, str] | None = None,
    idempotency_key: str = "",
) -> Dossier:
    """Submit drafts together, or a returned dossier once more.

    `known`: the author's ticks, see documents.services.freeze. The key is looked at before anything
    else: a second press gives the dossier of the first, whatever has become of it since.
    Raises HasProblems, DocumentError, Forbidden (see documents.services.freeze), CommandRefused.
    """
    uid, key = _pressed(
        actor,
        chosen,
        dossier,
        idempotency_key,
        (title, change_note, legal_ground, effective_from, minor, known),
    )
    if key:
        events.lock_streams(f"dossier:{uid}", *(stream_of(document) for document in chosen))
        if events.already_done(f"dossier:{uid}", key, DocumentError):
            done: Dossier = Dossier.objects.of(chosen[0].agency_id).get(uid=uid)
            return done
    frozen = documents.freeze(
        actor,
        chosen,
        title=title,
        change_note=change_note,
        legal_ground=legal_ground,
        effective_from=effective_from,
        minor=minor,
        dossier=dossier,
        known=known,
        uid=uid,
        key=key,
    )
    case = reviews.case_of(frozen)
    if case is None:
        agency = frozen.agency
        case = cases.open_case(
            actor,
            agency,
            control_process(agency),
            subject=reviews.subject_of(frozen),
            received_at=now(),
            channel=Channel.INTERNAL,
            about=reviews.about(frozen),
            unit=frozen.owner_unit,
            idempotency_key=idempotency_key,
        )
    else:
        reviews.say_subject(case, frozen)
    turn = reviews.turn_of(case)
    if turn is None:
        raise CommandRefused("Bộ tài liệu này đã xử lý xong.")
    cases.complete_task(
        actor,
        turn.task,
        FORWARD,
        idempotency_key=f"{idempotency_key}/trình" if idempotency_key else "",
    )
    return frozen


def _pressed(
    actor: User,
    chosen: Sequence[Document],
    dossier: Dossier | None,
    key: str,
    asked: tuple[object, ...],
) -> tuple[uuids.UUID, str]:
    """(uid of the dossier, key as it is stored): one key makes one dossier."""
    if dossier is not None:
        uid = dossier.uid
    elif key and chosen:
        uid = _uid(actor, chosen[0].agency_id, key)
    else:
        uid = uuids.uuid4()
    papers = sorted(str(document.uid) for document in chosen)
    return uid, events.keyed("submit", key if chosen else "", papers, *asked)


def _uid(actor: User, agency_id: int, key: str) -> uuids.UUID:
    return uuids.uuid5(_DOSSIERS, f"{agency_id}:{actor.pk}:{key}")


@transaction.atomic
def give_verdict(
    actor: User,
    task: Task,
    action: str,
    *,
    reason: str = "",
    decision_no: str = "",
    effective_from: datetime | None = None,
    idempotency_key: str = "",
) -> Case:
    """Say yes (forward), no with a reason (return) or another action of the step.

    Raises CommandRefused, Forbidden, DocumentError (issuing without a number, twice, with errors).
    """
    data = {"decision_no": decision_no}
    if effective_from:
        data["effective_from"] = effective_from.isoformat()
    return cases.complete_task(
        actor, task, action, reason=reason, data=data, idempotency_key=idempotency_key
    )
