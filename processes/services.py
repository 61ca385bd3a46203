"""What people do with cases and tasks: the only way to change their state.

Every function is one transaction, asks for the permission itself, appends events to the stream of
the case and projects them. A second call with the same `idempotency_key` changes nothing and
returns what is there. What is refused raises `CommandRefused` or `policy.Forbidden`, in Vietnamese.
"""

import uuid as uuids
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from formbuilder import services as filling
from formbuilder.definition import part_of
from processes import adopting, performers, pinned, policies
from processes.cases import shown
from processes.cases.command import carry_out, note, write
from processes.cases.session import Session, new_session, session_of_case, session_of_task
from processes.engine.definition import FORWARD, RETURN, Step
from processes.engine.machine import CommandRefused
from processes.engine.state import ACTIVE
from processes.extensions import guards
from processes.extensions.panels import subject_of
from processes.models import Case, Channel, Task
from processes.performers import choosing
from registry import canonical, policy
from registry.adoption.models import Adoption
from registry.documents import closure
from registry.documents.models import Document
from registry.documents.numbering import next_number
from registry.now import local, now
from registry.organisation.models import Agency, Unit, User
from registry.policy import standing
from registry.trail import events
from registry.vietnamese import compact, fold, one_line, settle

Json = dict[str, Any]

# Name space of the uids of cases: one key opens one case.
_CASES = uuids.UUID("0b1f8f0e-5f6e-5b34-8f0e-2f4d7c0a6e11")
_LATEST_RECEIPT = "Thời điểm tiếp nhận không được sau thời điểm hiện tại."


@transaction.atomic
def open_case(
    actor: User,
    agency: Agency,
    process_uid: str,
    *,
    subject: str,
    received_at: datetime | None = None,
    channel: str = Channel.COUNTER,
    applicant_name: str = "",
    applicant_phone: str = "",
    answers: Mapping[str, Any] | None = None,
    papers_checked: Iterable[str] = (),
    people: Mapping[str, Any] | None = None,
    about: str = "",
    unit: Unit | None = None,
    idempotency_key: str = "",
) -> Case:
    """Open a case of the process in force: pin everything it uses, number it, begin its first step.

    `answers` are those of the first step's form (its part), saved as final; `papers_checked` the
    ids of papers that were handed in; `people` maps roles of which a person is chosen at opening to
    the ids of people; `about` names what a package's own case is about.
    Raises CommandRefused, Forbidden, and FillingRefused with the problems of the form.
    """
    at = standing(actor)
    if not policies.may_open(at, agency):
        raise policy.Forbidden("Ông/bà không có quyền tạo hồ sơ công việc.")
    uid = (
        uuids.uuid5(_CASES, f"{agency.pk}:{actor.pk}:{idempotency_key}")
        if idempotency_key
        else uuids.uuid4()
    )
    events.lock_streams(f"case:{uid}")
    key = events.keyed(
        "open",
        idempotency_key,
        process_uid,
        subject,
        # To the minute, where other commands are the same on one day.
        received_at and received_at.isoformat(" "),
        channel,
        applicant_name,
        applicant_phone,
        answers,
        sorted(papers_checked),
        people,
        about,
        unit and unit.pk,
    )
    opened = Case.objects.of(agency).filter(uid=uid).first()
    if opened is not None:
        events.already_done(opened.stream, key, CommandRefused)
        known: Case = opened
        return known
    giver = at.behalf("case.open", agency.pk, own=True)
    instant = now()
    pin = _pin(agency, process_uid, instant)
    version_id = pin[str(process_uid)]["version"]
    process = Document.unscoped.select_related("agency").get(uid=process_uid)
    adoption = _adoption(agency, process, version_id)
    text = one_line(subject, 500)
    if not text:
        raise CommandRefused("Chưa có nội dung của hồ sơ. Hãy ghi ngắn gọn nội dung công việc.")
    if received_at is not None and received_at > instant:
        raise CommandRefused(_LATEST_RECEIPT)
    day = local(instant)
    code = _code(agency, about, day)
    case = Case(
        uid=uid,
        agency=agency,
        code=code,
        process=process,
        adoption=adoption,
        version_id=version_id,
        pin=canonical.dumps(pin),
        about=about,
        subject=text,
        code_key=compact(code),
        folded=fold(f"{code} {text} {one_line(applicant_name, 150)}")[:600],
        applicant_name=one_line(applicant_name, 150),
        applicant_phone=one_line(applicant_phone, 20),
        channel=channel,
        received_at=received_at or instant,
        opened_at=instant,
        opened_by=actor,
        unit_id=unit.pk if unit else policies.unit_of(at, agency.pk),
    )
    session = new_session(case)
    kept = set(papers_checked)
    case.papers = canonical.dumps(
        {
            "rows": [
                {"id": paper["id"], "enough": paper["id"] in kept}
                for paper in session.body.get("papers", [])
            ]
        }
    )
    carry_out(
        session,
        "open",
        {
            "subject": code,
            "author": str(actor.pk),
            "people": choosing.chosen(agency, session.definition, adoption, actor, people or {}),
            "received_at": case.received_at.isoformat(),
            "pin": pin,
        },
        actor,
        giver,
    )
    first = session.definition.first
    if answers is not None and first is not None and first.form:
        task = session.state["active"][0]
        _save_answers(session, task, first, answers, actor, final=True, giver=giver)
    return write(session, actor, giver, key)


@transaction.atomic
def start_task(actor: User, task: Task, *, idempotency_key: str = "") -> Task:
    """Nhận việc: the task is the actor's from now on."""
    key = events.keyed("start", events.owned(actor, idempotency_key), task.key)
    session, done = session_of_task(task, key)
    fresh = session.rows.tasks[task.key]
    if done:
        return fresh
    giver = _performer(session, fresh, actor)
    carry_out(session, "start", {"task": task.key}, actor, giver)
    write(session, actor, giver, key)
    return fresh


@transaction.atomic
def complete_task(
    actor: User,
    task: Task,
    action: str = FORWARD,
    *,
    reason: str = "",
    answers: Mapping[str, Any] | None = None,
    seen: str = "",
    data: Json | None = None,
    warrant: guards.Warrant | None = None,
    idempotency_key: str = "",
) -> Case:
    """Finish a task by one of the actions of its step; `data` goes to the effects it asks for.

    A case that a package works on at a page of its own takes the package's `warrant` alone.

    With `answers` the step's form is saved in the same transaction (final when going forward,
    as it stands otherwise); `seen` as for `save_answers`. Raises FillingRefused with the problems
    of the form, FillingChanged.
    """
    key = _completion(actor, task, idempotency_key, action, reason, answers, data)
    session, done = session_of_task(task, key)
    if done:
        return session.case
    fresh = session.rows.tasks[task.key]
    giver = _performer(session, fresh, actor, action, warrant)
    step = _step(session, fresh)
    _begin(session, fresh, actor, giver)
    forward = action == FORWARD
    if answers is not None and step.form:
        _save_answers(
            session, fresh.key, step, answers, actor, seen=seen, final=forward, giver=giver
        )
    elif forward and step.form and step.form not in session.state["records"]:
        raise CommandRefused("Biểu mẫu của bước này chưa được điền. Hãy điền rồi chuyển bước.")
    command: Json = {"task": task.key, "action": action, "reason": settle(reason)}
    begun_by = session.state["tasks"][task.key]["by"]
    if (giver and begun_by == str(giver.pk)) or fresh.on_behalf_of_id == actor.pk:
        # Who is away began it and the stand-in finishes it in their place, or the other way round.
        command["by"] = begun_by
    if warrant is not None:
        command |= {"round": warrant.round, "digest": warrant.digest}
    carry_out(session, "complete", command, actor, giver)
    given = warrant.given if warrant is not None else {}
    return write(session, actor, giver, key, {**(data or {}), **given})


def done_before(
    actor: User,
    task: Task,
    idempotency_key: str,
    action: str,
    reason: str,
    data: Json | None = None,
) -> bool:
    """Whether this person finished the task so under this key: a second press of one button.

    Raises CommandRefused where something else was asked under the key.
    """
    key = _completion(actor, task, idempotency_key, action, reason, None, data)
    return events.already_done(task.case.stream, key, CommandRefused) is not None


def _completion(
    actor: User,
    task: Task,
    idempotency_key: str,
    action: str,
    reason: str,
    answers: Mapping[str, Any] | None,
    data: Json | None,
) -> str:
    own = events.owned(actor, idempotency_key and f"{idempotency_key}/{task.key}")
    return events.keyed("complete", own, action, reason, answers, data)


def return_task(actor: User, task: Task, *, reason: str, idempotency_key: str = "") -> Case:
    """Send the case back to where the step says; the reason is told."""
    return complete_task(actor, task, RETURN, reason=reason, idempotency_key=idempotency_key)


@transaction.atomic
def save_answers(
    actor: User,
    task: Task,
    answers: Mapping[str, Any],
    *,
    seen: str = "",
    final: bool = False,
) -> Case:
    """Keep what was filled in so far; rules that now can be answered choose the variant.

    `seen` is the digest of the answers with which the page was opened (`Answers.digest_of`), ""
    where the form was never saved: what somebody saved since is not undone unread.
    Needs no key: saving the same answers twice is saving them once. Raises FillingChanged.
    """
    session, _ = session_of_task(task, "")
    fresh = session.rows.tasks[task.key]
    giver = _performer(session, fresh, actor)
    step = _step(session, fresh)
    if not step.form:
        raise CommandRefused("Bước này không có biểu mẫu để lưu.")
    _begin(session, fresh, actor, giver)
    _save_answers(session, fresh.key, step, answers, actor, seen=seen, final=final, giver=giver)
    if session.facts:
        write(session, actor, giver, "")
    return session.case


@transaction.atomic
def urge(actor: User, case: Case, note: str = "", *, idempotency_key: str = "") -> Case:
    """Đôn đốc: who has the case before them is told, and the case file keeps it."""
    return _act(actor, case, "urge", {"message": settle(note)}, idempotency_key)


@transaction.atomic
def suspend(actor: User, case: Case, reason: str, *, seen: str, idempotency_key: str = "") -> Case:
    """Tạm dừng tính thời hạn: nothing is due until it is resumed.

    `seen`, here and in what follows, is what the page of the case showed (`shown.of`).
    """
    return _act(actor, case, "suspend", {"reason": settle(reason)}, idempotency_key, seen)


@transaction.atomic
def resume(
    actor: User, case: Case, reason: str = "", *, seen: str, idempotency_key: str = ""
) -> Case:
    """Go on counting; what was not used up before the pause is left."""
    return _act(actor, case, "resume", {"reason": settle(reason)}, idempotency_key, seen)


@transaction.atomic
def extend(
    actor: User, case: Case, time: Json, reason: str, *, seen: str, idempotency_key: str = ""
) -> Case:
    """Gia hạn: a further DURATION for the case and for the step it is at."""
    data = {"time": time, "reason": settle(reason)}
    return _act(actor, case, "extend", data, idempotency_key, seen)


@transaction.atomic
def stop(actor: User, case: Case, reason: str, *, seen: str, idempotency_key: str = "") -> Case:
    """Dừng giải quyết: the case ends here, open tasks are called off."""
    return _act(actor, case, "stop", {"reason": settle(reason)}, idempotency_key, seen)


def _act(
    actor: User, case: Case, command: str, data: Json, key: str, seen: str | None = None
) -> Case:
    """Do it once under its key; what decides anything about the case names what was `seen`."""
    key = events.keyed(command, events.owned(actor, key), data)
    session, done = session_of_case(case, key)
    if done:
        return session.case
    policy.require(actor, command, session.case)
    against = guards.act_refusal(session.case, command)
    if against:
        raise CommandRefused(against)
    if seen is not None:
        shown.check(session, seen)
    giver = policies.acts_for(standing(actor), command, session.case)
    carry_out(session, command, data, actor, giver)
    if seen is not None:
        session.facts[-1].data["seen"] = canonical.digest(seen)
    return write(session, actor, giver, key)


def _performer(
    session: Session,
    task: Task,
    actor: User,
    action: str = "",
    warrant: guards.Warrant | None = None,
) -> User | None:
    """For whom the actor does the task (None: for themselves). Raises when they may not."""
    may, giver = performers.may(standing(actor), task)
    if not may:
        if not task.is_open:
            raise CommandRefused("Công việc này đã xử lý xong hoặc không còn chờ xử lý.")
        raise policy.Forbidden("Công việc này không giao cho ông/bà.")
    step = _step(session, task)
    reason = guards.refusal(
        guards.Question(session.case, task, step, actor, giver, action, warrant=warrant)
    )
    if reason:
        raise CommandRefused(reason)
    return giver


def _begin(session: Session, task: Task, actor: User, giver: User | None) -> None:
    """Who works on a task has taken it: the case file shows when it was received."""
    if session.state["tasks"][task.key]["status"] == ACTIVE:
        carry_out(session, "start", {"task": task.key}, actor, giver)


def _step(session: Session, task: Task) -> Step:
    step = session.definition.step(task.step_id)
    if step is None:
        raise CommandRefused("Bước của công việc này không còn trong quy trình.")
    return step


def _save_answers(
    session: Session,
    task_key: str,
    step: Step,
    answers: Mapping[str, Any],
    actor: User,
    *,
    final: bool,
    seen: str = "",
    giver: User | None = None,
) -> None:
    """Save the step's form as a record of the case, and let the engine know."""
    version = pinned.version_in(session.case, step.form)
    if version is None:
        raise CommandRefused("Biểu mẫu của bước này không có trong hồ sơ.")
    before = session.answers.revisions.get(step.form)
    revision = filling.save_in_case(
        actor,
        session.case.agency,
        version,
        answers,
        final=final,
        before=before,
        seen=seen,
        part=part_of(step.form_part),
        case_stream=session.case.stream,
        title=f"{version.title} ({session.case.code})",
        body=pinned.body_in(session.case, step.form) or {},
    )
    if revision is before:
        return
    session.answers.keep(step.form, revision)
    note(session, filling.SAVED, filling.told(revision), actor, giver)
    saved = {
        "form": step.form,
        "record": str(revision.record.uid),
        "digest": revision.sha256,
        "task": task_key,
    }
    carry_out(session, "record_saved", saved, actor, giver)


def _code(agency: Agency, about: str, day: datetime) -> str:
    """The next code of the day. Cases about something (a dossier) have a series of their own, so
    that the numbers of the agency's cases have no gaps."""
    subject = subject_of(about)
    series = f"{subject.series}-" if subject else ""
    number = next_number(agency, f"case:{series}{day:%Y%m%d}")
    return f"{agency.code}-{series}{day:%y%m%d}-{number:04d}"


def _pin(agency: Agency, process_uid: str, at: datetime) -> dict[str, Json]:
    try:
        pin = closure.pin(agency, str(process_uid), at)
    except closure.Broken as broken:
        raise CommandRefused(
            "Quy trình này hoặc một tài liệu mà nó sử dụng chưa có hiệu lực, "
            "nên chưa tạo được hồ sơ công việc."
        ) from broken
    if pin[str(process_uid)]["kind"] != "process":
        raise CommandRefused("Tài liệu đã chọn không phải quy trình.")
    return pin


def _adoption(agency: Agency, process: Document, version_id: int) -> Adoption | None:
    """By which decision the agency runs a process of an agency above."""
    if process.agency_id == agency.pk:
        return None
    try:
        return adopting.required(agency, process, closure.body_of(version_id))
    except adopting.NotRunning as refused:
        raise CommandRefused(str(refused)) from refused
