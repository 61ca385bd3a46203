"""Thành phần hồ sơ công việc: what belongs to a case, in order, each thing with its sheet."""

from dataclasses import dataclass, replace
from datetime import datetime

from django.utils.safestring import SafeString

from formbuilder.printing import form_header, render_filled
from processes import pinned
from processes.casefile import timeline
from processes.casefile.papers import BY_SYSTEM, PAPERS, CasePaper
from processes.cases.answers import Answers
from processes.events.files import FileAdded
from processes.models import Case
from registry import canonical
from registry.files.models import StoredFile
from registry.now import local
from registry.organisation.models import User
from registry.records.models import RecordRevision
from registry.trail import events
from registry.trail.models import Event


@dataclass(frozen=True)
class FileItem:
    """One thing in the case file; `page` is the name of the page of a paper that the system made,
    `form` the uid of a filled form."""

    number: int
    title: str
    at: datetime
    who: str
    page: str = ""
    form: str = ""
    state: str = ""
    # What was stored, for a file that somebody put into the case.
    file: StoredFile | None = None
    removable: bool = False


def items(
    case: Case, answers: Answers, facts: list[Event], reader: User | None = None
) -> list[FileItem]:
    """List the parts of the case file in their order, each with its sheet.

    Receipt (of papers from outside), filled forms in the order they were begun, attached files,
    control slip. The `reader` may take out the files that they put in.
    """
    printed = [paper for paper in PAPERS if paper.stands(case)]
    rows = [_printed(paper, case, facts) for paper in printed if not paper.last]
    for uid, revision in answers.revisions.items():
        state = "" if revision.state == RecordRevision.FINAL else "đang điền"
        who = str(revision.by or BY_SYSTEM)
        rows.append(FileItem(0, revision.record.title, revision.at, who, form=uid, state=state))
    # Equal bytes are stored once in an agency: who put them into this case is what its events say.
    added = {events.data_of(one)["file"]: one for one in facts if one.type == FileAdded.name}
    removing = str(reader.pk) if reader is not None and case.closed_at is None else None
    for attached in attachments(case):
        event, own = added[str(attached.file.pk)], attached.by == removing
        who = timeline.who(event)
        rows.append(FileItem(0, attached.title, event.at, who, file=attached.file, removable=own))
    rows += [_printed(paper, case, facts) for paper in printed if paper.last]
    return [replace(row, number=number) for number, row in enumerate(rows, start=1)]


def _printed(paper: CasePaper, case: Case, facts: list[Event]) -> FileItem:
    at, who = paper.made(case, facts)
    return FileItem(0, paper.title, at, who, page=paper.name)


@dataclass(frozen=True)
class Attached:
    """A file of the case, the paper that it is a copy of, and the id of who put it in."""

    file: StoredFile
    paper: str
    by: str

    @property
    def title(self) -> str:
        """The paper and the file's own name; the name alone where it is no paper's copy."""
        return f"{self.paper}: {self.file.name}" if self.paper else self.file.name


def attachments(case: Case) -> list[Attached]:
    """Return the files that are in the case now, in the order in which they came."""
    kept = canonical.loads(case.state).get("files", {})
    if not kept:
        return []
    papers = {
        row["id"]: row.get("name", "") for row in pinned.process_of(case)[0].get("papers", [])
    }
    stored = StoredFile.objects.of(case.agency_id).in_bulk([int(file) for file in kept])
    # The state is stored with its keys sorted as text: the order of coming is that of the rows.
    return [
        Attached(stored[key], papers.get(told.get("paper", ""), ""), told.get("by", ""))
        for key, told in ((key, kept[str(key)]) for key in sorted(stored))
    ]


def sheets(case: Case, answers: Answers, one: str = "") -> list[SafeString]:
    """Return every filled form of the case as it is printed, or the `one` of this uid."""
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
                header=form_header(
                    case.agency.name,
                    version.code,
                    place=case.agency.place,
                    day=local(revision.at).date(),
                ),
                signer_name=case.applicant_name,
            )
        )
    return made
