"""A case begins: pinned, numbered, its papers and its first form kept."""

import uuid as uuids
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from processes import policies
from processes.adoption import running
from processes.cases.act import Act
from processes.cases.command import opening_command
from processes.cases.saving import keep_answers
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
from registry.vietnamese import one_line

Json = dict[str, Any]

OPEN = "case.open"
# Name space of the uids of cases: one key opens one case.
_CASES = uuids.UUID("0b1f8f0e-5f6e-5b34-8f0e-2f4d7c0a6e11")
_LATEST_RECEIPT = "Thời điểm tiếp nhận không được sau thời điểm hiện tại."


@dataclass(frozen=True)
class Opening:
    """What is told about a case when it is opened.

    `answers` are those of the first step's form (its part), saved as final; `papers_checked` the
    ids of papers that were handed in; `people` maps roles of which a person is chosen at opening to
    the ids of people; `about` names what a package's own case is about. Without `received_at` the
    papers came in now, without `unit` the case is in the unit of whoever opens it.
    """

    subject: str
    received_at: datetime | None = None
    channel: str = Channel.COUNTER
    applicant_name: str = ""
    applicant_phone: str = ""
    answers: Mapping[str, Any] | None = None
    papers_checked: Collection[str] = ()
    people: Mapping[str, Any] | None = None
    about: str = ""
    unit: Unit | None = None
    # What gives the right to open it: a package's own cases may be opened by others than who opens
    # the agency's cases.
    ability: str = OPEN

    def keyed(self, key: str, process_uid: str) -> str:
        """Return a page's key as it is stored, with a digest of all that is told."""
        return events.keyed(
            "open",
            key,
            process_uid,
            self.subject,
            # To the minute, where other commands are the same on one day.
            self.received_at and self.received_at.isoformat(" "),
            self.channel,
            self.applicant_name,
            self.applicant_phone,
            self.answers,
            sorted(self.papers_checked),
            self.people,
            self.about,
            self.unit and self.unit.pk,
        )


@transaction.atomic
def open_case(
    actor: User, agency: Agency, process_uid: str, opening: Opening, *, idempotency_key: str = ""
) -> Case:
    """Open a case of the process in force: pin everything it uses, number it, begin its first step.

    Raises CommandRefused, Forbidden, and FillingRefused with the problems of the form.
    """
    at = standing(actor)
    if not at.may(opening.ability, agency.pk, own=True):
        raise policy.Forbidden("Ông/bà không có quyền tạo hồ sơ công việc.")
    uid = (
        uuids.uuid5(_CASES, f"{agency.pk}:{actor.pk}:{idempotency_key}")
        if idempotency_key
        else uuids.uuid4()
    )
    events.lock_streams(f"case:{uid}")
    key = opening.keyed(idempotency_key, process_uid)
    opened = Case.objects.of(agency).filter(uid=uid).first()
    if opened is not None:
        events.already_done(opened.stream, key, CommandRefused)
        known: Case = opened
        return known
    giver = at.behalf(opening.ability, agency.pk, own=True)
    case = _row(actor, agency, process_uid, uid, opening)
    with opening_command(actor, case, key, giver) as act:
        _begin(act, opening)
    return case


def _row(actor: User, agency: Agency, process_uid: str, uid: uuids.UUID, opening: Opening) -> Case:
    """The row of a new case, with its pin and its number. Raises CommandRefused."""
    instant = now()
    pin = _pin(agency, process_uid, instant)
    version_id = pin[str(process_uid)]["version"]
    process = Document.unscoped.select_related("agency").get(uid=process_uid)
    adoption = _adoption(agency, process, version_id)
    text = one_line(opening.subject, 500)
    if not text:
        raise CommandRefused("Chưa có nội dung của hồ sơ. Hãy ghi ngắn gọn nội dung công việc.")
    if opening.received_at is not None and opening.received_at > instant:
        raise CommandRefused(_LATEST_RECEIPT)
    code = _code(agency, opening.about, local(instant))
    unit = opening.unit
    case = Case(
        uid=uid,
        agency=agency,
        code=code,
        process=process,
        adoption=adoption,
        version_id=version_id,
        pin=canonical.dumps(pin),
        about=opening.about,
        subject=text,
        applicant_name=one_line(opening.applicant_name, 150),
        applicant_phone=one_line(opening.applicant_phone, 20),
        channel=opening.channel,
        received_at=opening.received_at or instant,
        opened_at=instant,
        opened_by=actor,
        unit_id=unit.pk if unit else policies.unit_of(standing(actor), agency.pk),
    )
    case.settle_words()
    return case


def _begin(act: Act, opening: Opening) -> None:
    """Its papers are noted, its first step begins, and the form of that step is kept."""
    session, case = act.session, act.case
    kept = set(opening.papers_checked)
    case.papers = canonical.dumps(
        {
            "rows": [
                {"id": paper["id"], "enough": paper["id"] in kept}
                for paper in session.body.get("papers", [])
            ]
        }
    )
    people, definition = opening.people or {}, session.definition
    chosen = choosing.chosen(case.agency, definition, case.adoption, act.actor, people)
    act.carry_out(
        "open",
        {
            "subject": case.code,
            "author": str(act.actor.pk),
            "people": chosen,
            "received_at": case.received_at.isoformat(),
            "pin": case.pinned,
        },
    )
    first = definition.first
    if opening.answers is not None and first is not None and first.form:
        keep_answers(act, session.state["active"][0], first, opening.answers, final=True)


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
