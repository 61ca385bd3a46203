"""Thành phần hồ sơ công việc: what belongs to a case, in order, each thing with its sheet."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.safestring import SafeString

from formbuilder.printing import render_filled
from processes import pinned
from processes.answers import Answers
from processes.models import Case, Channel
from registry.now import local
from registry.organisation.models import User
from registry.records.models import RecordRevision
from registry.trail.models import Event


@dataclass(frozen=True)
class FileItem:
    """One thing in the case file; `code` names its sheet in addresses, "" where it has none."""

    number: int
    title: str
    at: datetime
    who: str
    code: str = ""
    state: str = ""


def items(case: Case, answers: Answers, facts: list[Event]) -> list[FileItem]:
    """Receipt (of papers from outside), filled forms in the order they were begun, control slip."""
    rows: list[tuple[str, datetime, User | None, str, str]]
    rows = []
    if case.channel != Channel.INTERNAL:  # nobody outside handed anything in
        title = "Giấy tiếp nhận hồ sơ và hẹn trả kết quả"
        rows.append((title, case.opened_at, case.opened_by, "giay", ""))
    for uid, revision in answers.revisions.items():
        state = "" if revision.state == RecordRevision.FINAL else "đang điền"
        rows.append((revision.record.title, revision.at, revision.by, uid, state))
    last = facts[-1].at if facts else case.opened_at
    rows.append(("Phiếu kiểm soát quá trình giải quyết hồ sơ", last, None, "phieu", ""))
    return [
        FileItem(number, title, at, str(who or "Hệ thống lập"), code, state)
        for number, (title, at, who, code, state) in enumerate(rows, start=1)
    ]


def sheets(case: Case, answers: Answers, one: str = "") -> list[SafeString]:
    """Every filled form of the case as it is printed, or the `one` of this uid."""
    made = []
    for uid, revision in answers.revisions.items():
        body = pinned.body_in(case, uid)
        if body is None or one not in ("", uid):
            continue
        version = revision.record.form_version
        made.append(
            render_filled(
                body,
                revision.data,
                title=version.title,
                code=version.code,
                agency=case.agency.name,
                place=case.agency.place,
                day=local(revision.at).date(),
                signer_name=case.applicant_name,
            )
        )
    return made
