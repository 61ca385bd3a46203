"""A case begins: pinned, numbered, its papers and its first form kept."""

import uuid as uuids
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from processes import policies
from processes.adoption import running
from processes.cases.command import carry_out, write
from processes.cases.saving import keep_answers
from processes.cases.session import new_session
from processes.engine.machine import CommandRefused
from processes.extensions.subjects import subject_of
from processes.models import Case, Channel
from processes.performers import choosing
from registry import canonical, policy
from registry.adoption.models import Adoption
from registry.documents import closure
from registry.documents.issue.numbering import next_number
from registry.documents.models import Document
from registry.now import local, now
from registry.organisation.models import Agency, Unit, User
from registry.policy import standing
from registry.trail import events
from registry.vietnamese import compact, fold, one_line

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
        keep_answers(session, task, first, answers, actor, final=True, giver=giver)
    return write(session, actor, giver, key)


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
        return running.required(agency, process, closure.body_of(version_id))
    except running.NotRunning as refused:
        raise CommandRefused(str(refused)) from refused
