"""The check before anything is written: every file is looked at, every line judged.

Runs as a job, outside of every transaction but for the few moments in which it keeps what it found.
"""

import hashlib
import time
from collections.abc import Iterable
from typing import Any

from django.core.files.storage import default_storage
from django.db import transaction
from django.db.models import Q

from registry import canonical
from registry.files.inspection import FileError
from registry.files.services import MAX_BYTES, Inspected, inspect
from registry.now import today
from registry.organisation.models import Agency, Unit
from registry.takeover import verdicts
from registry.takeover.errors import TakeoverError
from registry.takeover.models import (
    LineVerdict,
    Takeover,
    TakeoverFile,
    TakeoverLine,
    TakeoverState,
)
from registry.takeover.reading import archives, sheets
from registry.takeover.reading.files import Names, list_among
from registry.takeover.reading.headings import label
from registry.takeover.reading.lines import Line, Surroundings, order, read_line
from registry.trail import outbox
from registry.vietnamese import fold

# So often the page is told how far it is.
TELLS = 1.0


def check(takeover: Takeover) -> None:
    """Look at every new file, read the list anew, judge its lines; what was judged before goes.

    Begun again after a kill it goes on with the files that nobody has looked at.
    """
    _list_files(takeover)
    _look(takeover)
    refusal, lines, remarks = "", list[Line](), list[str]()
    try:
        found = _list_of(takeover)
        takeover.list_name = found.name
        sheet = sheets.read(found.name, content_of(takeover, found))
        around = _surroundings(takeover.agency)
        lines = [read_line(row, around) for row in sheet.rows]
        order(lines)
        remarks = _remarks(sheet.head.unknown, sheet.head.twice)
    except (TakeoverError, FileError) as error:
        refusal = str(error)
    _keep(takeover, lines, refusal, remarks)


def content_of(takeover: Takeover, file: TakeoverFile) -> bytes:
    """Return the bytes of a file as it came. Raises TakeoverError where they are gone."""
    try:
        with default_storage.open(takeover.place_of(file.part)) as archive:
            return archives.content_of(archive, file.member)
    except FileNotFoundError:
        raise TakeoverError(
            "Tệp đã gửi không còn được giữ. Hãy lập đợt nhập mới và gửi lại."
        ) from None


def inspected(takeover: Takeover, file: TakeoverFile) -> Inspected:
    """Read a file to its end, as every file is read that comes in.

    Raises TakeoverError, FileError.
    """
    content = content_of(takeover, file)
    return inspect(file.name, content)


@transaction.atomic
def _list_files(takeover: Takeover) -> None:
    """Keep a row for each file; one that came again under its name is looked at again."""
    there = {row.name: row for row in TakeoverFile.objects.of(takeover.agency_id).filter(
        takeover=takeover)}  # fmt: skip
    wanted: dict[str, tuple[int, archives.Member]] = {}
    for part in range(1, takeover.parts + 1):
        with default_storage.open(takeover.place_of(part)) as archive:
            for member in archives.members(archive, "đã gửi"):
                wanted[member.name] = part, member
    for name, (part, member) in wanted.items():
        row = there.get(name) or TakeoverFile(
            agency_id=takeover.agency_id, takeover=takeover, name=name
        )
        if row.pk is None or (row.part, row.member) != (part, member.member):
            row.part, row.member, row.size = part, member.member, member.size
            row.sha256 = row.refusal = ""
            row.save()


def _look(takeover: Takeover) -> None:
    rows = TakeoverFile.objects.of(takeover.agency_id).filter(takeover=takeover)
    waiting = list(rows.filter(sha256="", refusal="").order_by("pk"))
    takeover.to_look = rows.count()
    takeover.looked = takeover.to_look - len(waiting)
    told = 0.0
    for row in waiting:
        if time.monotonic() - told > TELLS:
            told = time.monotonic()
            takeover.save(update_fields=["looked", "to_look"])
            outbox.keep()
        try:
            content = content_of(takeover, row)
            row.sha256 = hashlib.sha256(content).hexdigest()
            if row.size > MAX_BYTES:
                raise FileError(f"Tệp lớn hơn {MAX_BYTES // 1024 // 1024} MB.")
            inspect(row.name, content)
        except (TakeoverError, FileError) as error:
            row.refusal = str(error)
        row.save(update_fields=["sha256", "refusal"])
        takeover.looked += 1
    takeover.save(update_fields=["looked", "to_look"])


def _list_of(takeover: Takeover) -> TakeoverFile:
    rows = TakeoverFile.objects.of(takeover.agency_id).filter(takeover=takeover)
    by_name = {row.name: row for row in rows}
    return by_name[list_among(by_name)]


def _surroundings(agency: Agency) -> Surroundings:
    day = today()
    units = Unit.objects.of(agency).filter(Q(ends=None) | Q(ends__gte=day))
    found: dict[str, str] = {}
    for unit in units.order_by("-code"):
        found[fold(unit.name)] = found[fold(unit.code)] = unit.code
    switch = Agency.objects.only("repeats_codes").get(pk=agency.pk)
    agency.repeats_codes = switch.repeats_codes
    return Surroundings(day, found, agency.repeats_codes)


def _remarks(unknown: Iterable[str], twice: Iterable[str]) -> list[str]:
    found = []
    if unknown := list(unknown):
        found.append(f"Cột không dùng đến: {', '.join(unknown)}.")
    if twice := list(twice):
        found.append(f"Cột ghi hai lần, chỉ dùng cột đầu: {', '.join(twice)}.")
    return found


def _keep(takeover: Takeover, lines: list[Line], refusal: str, remarks: list[str]) -> None:
    """Judge the lines by what is here now, and put the report in the place of the one before."""
    files = {row.name: row for row in TakeoverFile.objects.of(takeover.agency_id).filter(
        takeover=takeover)}  # fmt: skip
    names = Names(name for name in files if name != takeover.list_name)
    meant = {line.number: _file_of(line, names, files) for line in lines}
    order(lines)
    known = verdicts.known_of(
        takeover.agency, [line.facts for line in lines if not line.wrong and line.document_key]
    )
    rows = [_row(takeover, line, meant[line.number], known) for line in lines]
    by_numbers = sorted(
        zip(lines, rows, strict=True),
        key=lambda one: (one[0].facts["issue_no"], one[0].facts["revision_no"], one[0].number),
    )
    for place, (_, row) in enumerate(by_numbers):
        row.place = place
    with transaction.atomic():
        fresh = Takeover.unscoped.select_for_update().get(pk=takeover.pk)
        if fresh.state != TakeoverState.CHECKING or fresh.parts != takeover.parts:
            # More was sent meanwhile: its own check is noted already.
            return
        TakeoverLine.objects.of(fresh.agency_id).filter(takeover=fresh).delete()
        TakeoverLine.unscoped.bulk_create(rows)
        fresh.list_name, fresh.refusal = takeover.list_name, refusal
        fresh.remarks = canonical.dumps({"rows": remarks})
        fresh.digest = digest_of(rows, refusal)
        fresh.state = TakeoverState.CHECKED
        fresh.save()


def _file_of(line: Line, names: Names, files: dict[str, TakeoverFile]) -> TakeoverFile | None:
    meant = names.meant(line.facts["file"], line.facts["code"])
    if meant.wrong:
        line.refuse("file", meant.wrong)
        return None
    file = files[meant.name]
    if file.refusal:
        line.refuse("file", f"«{file.name}»: {file.refusal}")
    elif meant.supposed:
        line.suppose("file", meant.supposed)
    return file


def _row(
    takeover: Takeover, line: Line, file: TakeoverFile | None, known: verdicts.Known
) -> TakeoverLine:
    notes = line.wrong or line.supposed
    verdict, version = LineVerdict.WRONG, None
    if not line.wrong and file is not None:
        judged = verdicts.judge(line.facts, file.sha256, known)
        verdict, version = judged.verdict, judged.issue
        if judged.reasons:
            notes = [{"column": label("code"), "text": text} for text in judged.reasons]
    return TakeoverLine(
        agency_id=takeover.agency_id,
        takeover=takeover,
        number=line.number,
        facts=canonical.dumps(line.facts),
        document_key=line.document_key,
        file=file,
        verdict=verdict,
        notes=canonical.dumps({"rows": notes}),
        version_id=version,
    )


def digest_of(rows: Iterable[TakeoverLine], refusal: str = "") -> str:
    """Return the SHA-256 of all that a report says."""
    told: list[dict[str, Any]] = [
        {
            "number": row.number,
            "facts": row.facts,
            "verdict": str(row.verdict),
            "notes": row.notes,
            "file": row.file.sha256 if row.file else "",
        }
        for row in rows
    ]
    return canonical.digest(canonical.dumps({"refusal": refusal, "rows": told}))
