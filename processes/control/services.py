"""Submitting documents for issue and saying yes or no to them: document control as a process."""

import uuid as uuids
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction

from formbuilder.services import FillingError
from processes import performers, pinned
from processes import services as cases
from processes.cases.answers import Answers
from processes.control import offers, reviews, rounds
from processes.control.comments import telling
from processes.engine.definition import FORWARD
from processes.engine.refusal import CommandRefused
from processes.models import Case, Channel, Task
from registry import identity, policy
from registry.documents import closure
from registry.documents import services as documents
from registry.documents.errors import DocumentError, HasProblems, all_of
from registry.documents.issue import decision
from registry.documents.models import Document, Dossier, Validity
from registry.documents.policies import drafts_readable
from registry.documents.streams import stream_of
from registry.now import now
from registry.organisation.models import Agency, User
from registry.policy import standing
from registry.trail import events

# Name space of the uids of dossiers: one key makes one dossier.
_DOSSIERS = uuids.UUID("5c1de0a4-2a7b-5e0f-9d53-0a6a3f6c1b8e")


def control_process(agency: Agency) -> str:
    """Return the uid of the process by which the agency controls its documents.

    Its own, else the nearest one that an agency above shares. Raises CommandRefused where none is
    in force.
    """
    return process_of_code(agency, reviews.CONTROL_CODE, "Kiểm soát tài liệu")


def process_of_code(agency: Agency, code: str, name: str) -> str:
    """Return the uid of the process with this code: the agency's own, else the nearest one shared.

    `name` is what the process is called in the refusal. Raises CommandRefused where none is in
    force.
    """
    for owner in [agency, *agency.ancestors()]:
        found = Validity.objects.of(owner).filter(
            Validity.at(now()), version__code=code, version__kind="process"
        )
        if owner != agency:
            found = found.filter(document__shared=True)
        period = found.select_related("document").first()
        if period:
            return str(period.document.uid)
    raise CommandRefused(f"Cơ quan chưa có quy trình {name} ({code}) đang có hiệu lực.")


def together(document: Document, reader: User | None = None) -> list[Document]:
    """Return the drafts that a draft needs and that are not issued yet, itself first.

    That is what to submit: only drafts that `reader` (the author of the draft, where none is named)
    may read.
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
    seen: Mapping[str, str] | None = None,
    idempotency_key: str = "",
) -> Dossier:
    """Submit drafts together, or a returned dossier once more.

    `known` and `seen`: the author's ticks, and what the author was shown, see
    documents.services.freeze. The key is looked at before anything else: a second press gives the
    dossier of the first, whatever has become of it since.
    Raises HasProblems, DocumentError, Forbidden (see documents.services.freeze), CommandRefused.
    """
    case = reviews.case_of(dossier) if dossier else None
    if case is not None:
        # As a verdict does: the case first, then the documents. Withdrawn in another tab at the
        # same moment, one waits for the other.
        events.lock_streams(case.stream)
    uid, key = _pressed(
        actor,
        chosen,
        dossier,
        idempotency_key,
        (title, change_note, legal_ground, effective_from, minor, known),
    )
    if key:
        stream = Dossier.stream_of(uid)
        events.lock_streams(stream, *(stream_of(document) for document in chosen))
        if events.already_done(stream, key, DocumentError):
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
        seen=seen,
        uid=uid,
        key=key,
    )
    if case is None:
        agency = frozen.agency
        opening = cases.Opening(
            subject=reviews.subject_of(frozen),
            received_at=now(),
            channel=Channel.INTERNAL,
            about=reviews.about(frozen),
            unit=frozen.owner_unit,
        )
        case = cases.open_case(
            actor, agency, control_process(agency), opening, idempotency_key=idempotency_key
        )
    else:
        reviews.say_subject(case, frozen)
    turn = reviews.current_step(case)
    if turn is None:
        raise CommandRefused("Bộ tài liệu này đã xử lý xong.")
    cases.complete_task(
        actor,
        turn.task,
        FORWARD,
        warrant=reviews.Submitted(frozen.round, frozen.digest),
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


class Unconfirmed(CommandRefused):
    """It was not proven who issues; `way` names the field that is at fault (registry.identity)."""

    def __init__(self, message: str, way: str) -> None:
        super().__init__(message)
        self.way = way


def give_verdict(
    actor: User,
    task: Task,
    action: str,
    *,
    round: int | None = None,
    digest: str = "",
    password: str = "",
    proof: identity.Proof | None = None,
    reason: str = "",
    decision_no: str = "",
    effective_from: datetime | None = None,
    answers: Mapping[str, Any] | None = None,
    seen: str = "",
    idempotency_key: str = "",
) -> Case:
    """Say yes (forward), no with a reason (return) or another action of the step.

    `round` and `digest` are those of the page on which it was said (`reviews.shown`); an author
    who withdraws may leave them out. An action that issues needs the number of the decision, an
    aware instant from today to ten years ahead (without one the proposed day counts), and the
    second sign-in: `password`, or `proof` for people without one. A step that asks for a form gets
    `answers`, over those that the page showed (`seen`); without any it is kept as it is, or empty.

    Raises CommandRefused (rounds.Outdated where the dossier is another by now, Unconfirmed where
    the second sign-in fails), Forbidden, DocumentError (issuing without a number, twice, with
    errors; Several where more than one thing bars; Unfilled where the form is not complete or was
    changed meanwhile). A wrong password is counted whatever happens
    then, so that nobody calls this within a transaction of their own.
    """
    case, confirmed = task.case, None
    data = {"decision_no": decision_no, "effective_from": effective_from}
    # A key is of one page, which showed one round: pressed on another it is another question.
    key = f"{idempotency_key}/{round}/{digest}" if idempotency_key else ""
    if cases.done_before(actor, task, key, action, reason, data):
        return case
    if _issues(actor, task, action, round, digest):
        shown = proof or identity.Proof(password)
        confirmed = _confirmed(actor, task, decision_no, effective_from, shown)
    with transaction.atomic():
        events.lock_streams(case.stream)
        fresh, warrant = _fresh(task), None
        if performers.may(standing(actor), fresh)[0]:
            warrant = _seen(fresh, round, digest, confirmed)
            _fill(actor, fresh, action, answers, seen)
        done = cases.complete_task(
            actor,
            task,
            action,
            reason=reason,
            data=data,
            warrant=warrant,
            idempotency_key=key,
        )
        telling.tell_of_verdict(done, _fresh(task), actor)
        return done


class Unfilled(CommandRefused):
    """The form of the step cannot be kept as it was sent; the page says where."""


def _fill(
    actor: User, task: Task, action: str, answers: Mapping[str, Any] | None, seen: str
) -> None:
    """Keep the form of the step with the verdict; complete where the dossier goes forward."""
    step = pinned.process_of(task.case)[1].step(task.step_id)
    if step is None or not step.form:
        return
    if answers is None and Answers(task.case).digest_of(step.form):
        return
    try:
        cases.save_answers(actor, task, answers or {}, seen=seen, final=action == FORWARD)
    except FillingError as error:
        raise Unfilled(f"Chưa ghi nhận ý kiến. {error}") from error


def _confirmed(
    actor: User,
    task: Task,
    decision_no: str,
    effective_from: datetime | None,
    proof: identity.Proof,
) -> identity.Confirmed:
    """The proof that it is them; raises all that bars issuing where anything does."""
    dossier = reviews.dossier_of(task.case)
    if bars := _against_decision(decision_no, effective_from):
        bars += _against_proof(actor, proof)
    else:
        try:
            return identity.confirm(actor, proof)
        except identity.NotConfirmed as error:
            bars = [Unconfirmed(str(error), error.way)]
    if dossier is not None:
        bars += _against_texts(dossier, effective_from)
    raise all_of(bars)


def against_issuing(
    actor: User,
    dossier: Dossier,
    *,
    decision_no: str,
    effective_from: datetime | None,
    proof: identity.Proof,
) -> list[Exception]:
    """List all that would bar issuing a dossier, for a page whose form is wrong already.

    Nothing that proves only once is used up; the caller has asked whether they may issue it.
    """
    return [
        *_against_decision(decision_no, effective_from),
        *_against_proof(actor, proof),
        *_against_texts(dossier, effective_from),
    ]


def _against_decision(decision_no: str, effective_from: datetime | None) -> list[Exception]:
    found: list[Exception] = []
    try:
        decision.number_of(decision_no)
    except DocumentError as error:
        found.append(error)
    try:
        if effective_from is not None:
            decision.checked(effective_from)
    except DocumentError as error:
        found.append(error)
    return found


def _against_proof(actor: User, proof: identity.Proof) -> list[Exception]:
    """Why the proof fails, as far as it can be asked without using it up."""
    if not proof.password and (proof.code or proof.voucher):
        return []
    try:
        identity.confirm(actor, identity.Proof(proof.password, ip=proof.ip))
    except identity.NotConfirmed as error:
        return [Unconfirmed(str(error), error.way)]
    return []


def _against_texts(dossier: Dossier, effective_from: datetime | None) -> list[Exception]:
    """What is wrong with the texts, from the proposed day where the other day is no good."""
    try:
        documents.check_dossier(dossier, effective_from)
    except HasProblems as error:
        return [error]
    except DocumentError:
        return _against_texts(dossier, None) if effective_from else []
    return []


def _issues(actor: User, task: Task, action: str, round: int | None, digest: str) -> bool:
    """Whether the action issues and the person may do it: only then they are asked who they are.

    Raises Outdated, also for whoever reads the dossier and has a page whose task is over.
    """
    fresh = _fresh(task)
    if not fresh.is_open and round is not None:
        dossier = policy.visible(actor, Dossier).filter(uid=reviews.uid_of(fresh.case)).first()
        if dossier is not None and round < dossier.round:
            raise rounds.Outdated(dossier, round)
    if action not in offers.offer(actor, fresh.case, fresh).issuing:
        return False
    _seen(fresh, round, digest)
    return True


def _fresh(task: Task) -> Task:
    found: Task = Task.objects.of(task.agency_id).select_related("case").get(pk=task.pk)
    return found


def _seen(
    task: Task, round: int | None, digest: str, confirmed: identity.Confirmed | None = None
) -> reviews.Shown | None:
    """What the verdict is about, which is what is before the reviewers now. Raises CommandRefused.

    None where the case is no review: such a task is finished without a warrant.
    """
    dossier = reviews.dossier_of(task.case)
    if dossier is None:
        return None
    definition = pinned.process_of(task.case)[1]
    step = definition.step(task.step_id)
    if step is None or not reviews.is_authors(definition, step) or round is not None:
        rounds.check(dossier, round, digest)
    return reviews.Shown(dossier.round, dossier.digest, {"confirmed": confirmed})
