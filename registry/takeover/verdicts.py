"""What a line would become: a new issue, or one that is here already, or nothing, and why.

Documents are known by kind and code, their issues by their numbers, texts by the SHA-256 of their
files. What is unsure changes nothing: it is said, and left to people.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import Q

from registry.documents.checks import codes
from registry.documents.models import Document, Stage, Validity, Version
from registry.kinds import Resolved
from registry.kinds.attached import file_of
from registry.now import local, now
from registry.organisation.models import Agency
from registry.takeover.models import LineVerdict, day_in
from registry.vietnamese import alike


@dataclass(frozen=True)
class Issued:
    """An issue that is here: its numbers, and by what it is compared."""

    pk: int
    numbers: tuple[int, int]
    title: str
    decision_no: str
    issued_on: date
    starts: date | None
    sha256: str
    on_paper: bool

    @property
    def words(self) -> str:
        """«02/01»."""
        return f"{self.numbers[0]:02d}/{self.numbers[1]:02d}"


@dataclass
class Existing:
    """A document that is here, with its issues, oldest first."""

    document: Document
    issues: list[Issued] = field(default_factory=list)
    # Nothing of it is in force, or will be.
    over: bool = True


@dataclass
class Known:
    """What an agency has under the codes of some lines, by their keys."""

    repeats: bool
    issued: dict[str, list[Existing]]
    drafts: dict[str, list[Document]]
    # Why a code may not be given to a new document, as the check of codes says it.
    taken: dict[str, str]

    def same(self, key: str, title: str) -> list[Existing]:
        """Find the documents that a line may mean; where codes are repeated, also by its title."""
        found = self.issued.get(key, [])
        if not self.repeats:
            return found
        return [one for one in found if alike(one.document.title) == alike(title)]


@dataclass(frozen=True)
class Judged:
    """What a line becomes, and why; the document that it belongs to, the issue that is there."""

    verdict: LineVerdict
    reasons: tuple[str, ...] = ()
    document: Document | None = None
    issue: int | None = None


def code_key(facts: Mapping[str, Any]) -> str:
    """Return kind and code in one, the same for every spelling of a code."""
    return f"{facts['kind']}:{codes.key_of(facts['code'])}"


def known_of(agency: Agency, asked: Iterable[Mapping[str, Any]]) -> Known:
    """Read what is here under the codes of these lines, with so many queries for each kind.

    Reads the agency's switch as the caller has it.
    """
    lines = {code_key(facts): facts for facts in asked}
    by_kind: dict[str, list[str]] = {}
    for facts in lines.values():
        by_kind.setdefault(facts["kind"], []).append(facts["code"])
    known = Known(agency.repeats_codes, {}, {}, {})
    for kind, spellings in by_kind.items():
        _read_issued(known, agency, kind, codes.spelt_like(spellings))
        _read_drafts(known, agency, kind, codes.spelt_like(spellings))
    new = [
        Resolved(f"new:{key}", facts["kind"], facts["code"], facts["title"], {})
        for key, facts in lines.items()
        if not known.same(key, facts["title"])
    ]
    for uid, problems in codes.repeated(agency, new, now()).items():
        known.taken[uid.removeprefix("new:")] = problems[0].message
    return known


def _read_issued(known: Known, agency: Agency, kind: str, spelt: str) -> None:
    rows = list(
        Version.objects.of(agency)
        .filter(kind=kind, code__iregex=spelt)
        .select_related("document")
        .order_by("issue_no", "revision_no")
    )
    if not rows:
        return
    wanted = {row.document_id: row.document for row in rows}
    periods = list(Validity.objects.of(agency).filter(document__in=wanted))
    starts = {row.version_id: local(row.starts).date() for row in periods}
    at = now()
    open_ = {row.document_id for row in periods if row.ends is None or row.ends > at}
    every = (
        Version.objects.of(agency).filter(document__in=wanted).order_by("issue_no", "revision_no")
    )
    found = {pk: Existing(document, over=pk not in open_) for pk, document in wanted.items()}
    for row in every:
        found[row.document_id].issues.append(_issued(row, starts.get(row.pk)))
    for row in rows:
        same = known.issued.setdefault(f"{kind}:{codes.key_of(row.code)}", [])
        if all(one.document.pk != row.document_id for one in same):
            same.append(found[row.document_id])


def _issued(row: Version, starts: date | None) -> Issued:
    file = file_of(row.data) or {}
    return Issued(
        row.pk,
        (row.issue_no, row.revision_no),
        row.title,
        row.decision_no,
        local(row.issued_at).date(),
        starts,
        str(file.get("sha256", "")),
        row.taken_over_at is not None,
    )


def _read_drafts(known: Known, agency: Agency, kind: str, spelt: str) -> None:
    under_way = Document.objects.of(agency).filter(kind=kind).exclude(stage=Stage.IDLE)
    for row in under_way.filter(Q(code__iregex=spelt) | Q(next_code__iregex=spelt)):
        known.drafts.setdefault(f"{kind}:{codes.key_of(row.draft_code)}", []).append(row)


def judge(facts: Mapping[str, Any], sha256: str, known: Known) -> Judged:
    """Say what a line without faults becomes."""
    key = code_key(facts)
    found = known.same(key, facts["title"])
    if not found:
        drafts = known.drafts.get(key, [])
        if drafts and not known.repeats:
            reason = (
                f"Mã hiệu {facts['code']} đang ở {_called(drafts[0])}. Hãy xóa bản soạn thảo đó"
                " hoặc đổi mã hiệu của nó rồi kiểm tra lại."
            )
            return Judged(LineVerdict.OTHER, (reason,))
        taken = known.taken.get(key)
        return Judged(LineVerdict.OTHER, (taken,)) if taken else Judged(LineVerdict.NEW)
    if len(found) > 1:
        return Judged(
            LineVerdict.OTHER,
            (f"Có {len(found)} tài liệu cùng mã hiệu, không biết dòng này là của tài liệu nào.",),
        )
    existing = found[0]
    numbers = (facts["issue_no"], facts["revision_no"])
    there = next((one for one in existing.issues if one.numbers == numbers), None)
    if there is not None:
        differences = tuple(_differences(there, facts, sha256))
        verdict = LineVerdict.OTHER if differences else LineVerdict.SAME
        return Judged(verdict, differences, existing.document, there.pk)
    reason = _against_one_more(existing, facts, numbers)
    if reason:
        return Judged(LineVerdict.OTHER, (reason,), existing.document)
    return Judged(LineVerdict.NEW, document=existing.document)


def _called(draft: Document) -> str:
    return f"một bản soạn thảo ({draft.kind_of.label.lower()}, «{draft.draft_title}»)"


def _differences(there: Issued, facts: Mapping[str, Any], sha256: str) -> Iterable[str]:
    kept = f"Lần {there.words} đã có và được giữ nguyên: "
    if there.sha256 != sha256:
        yield kept + "tệp gửi lên khác tệp đã có."
    if alike(there.title) != alike(facts["title"]):
        yield kept + f"tên đã có là «{there.title}»."
    if there.decision_no != facts.get("decision_no", ""):
        yield kept + f"số quyết định đã có là «{there.decision_no or 'không ghi'}»."
    if there.issued_on != day_in(dict(facts), "issued_on"):
        yield kept + f"ngày ban hành đã có là {there.issued_on:%d/%m/%Y}."
    if there.starts is not None and there.starts != day_in(dict(facts), "effective_on"):
        yield kept + f"ngày hiệu lực đã có là {there.starts:%d/%m/%Y}."


def _against_one_more(
    existing: Existing, facts: Mapping[str, Any], numbers: tuple[int, int]
) -> str:
    """Why a document gets no further issue from paper; "" where it may.

    What was issued here goes on here: a list must not pass by those who approve.
    """
    last = existing.issues[-1]
    if existing.document.stage != Stage.IDLE:
        return (
            "Tài liệu này đang có bản soạn thảo trên hệ thống nên không nhận thêm lần ban hành từ"
            " hồ sơ giấy."
        )
    if not all(one.on_paper for one in existing.issues):
        return (
            f"Tài liệu này đã ban hành trên hệ thống (lần {last.words}). Lần ban hành tiếp theo"
            " phải soạn và trình ban hành."
        )
    if existing.over:
        return "Tài liệu này đã hủy bỏ trên hệ thống nên không nhận thêm lần ban hành."
    if numbers < last.numbers:
        return (
            f"Tài liệu này đã có lần {last.words}; lần cũ hơn không chèn vào sau được. Lần cũ vẫn"
            " tra ở hồ sơ giấy."
        )
    effective = day_in(dict(facts), "effective_on")
    if effective is not None and last.starts is not None and effective <= last.starts:
        return (
            f"Ngày hiệu lực phải sau ngày hiệu lực {last.starts:%d/%m/%Y} của lần {last.words} đã"
            " có. Hãy xem lại ngày."
        )
    return ""
