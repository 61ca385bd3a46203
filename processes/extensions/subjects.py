"""What cases of other packages are about: the page they are worked on at, and what they are called.

A case is about something of a package where its `about` begins with the prefix of the package
(«dossier:<uid>»). Without one it is the agency's own work.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.urls import NoReverseMatch

from processes.models import Case
from registry.checks import leads_somewhere
from registry.organisation.models import User
from registry.register import Register

# What cases are called by somebody who may know it, by primary key; the others keep the subject
# that is stored, and that everybody may read who sees the case.
SubjectNames = Callable[[User, Sequence[Case]], dict[int, str]]


@dataclass(frozen=True)
class Subject:
    """How cases of a package are named on pages, in notices and numbers, and where they are.

    `series` are the letters by which their numbers are told from those of the agency's own cases.
    """

    # The address of the page on which a case is worked on; it asks no database.
    page: Callable[[Case], str]
    names: SubjectNames
    # What it is called to this person, without the noun: «Sổ tay chất lượng».
    title: Callable[[User, Case], str]
    # How it ended, for who opened the case: «đã ban hành kèm theo 15/QĐ-UBND».
    ended: Callable[[Case], str]
    noun: str
    series: str


# By the prefix of `about`.
SUBJECTS: Register[Subject] = Register("subjects", "Hồ sơ của phần khác")


@SUBJECTS.promise
def _have_their_pages() -> Iterator[str]:
    for prefix, subject in SUBJECTS.items():
        try:
            there = leads_somewhere(subject.page(Case(about=f"{prefix}:{UUID(int=0)}")))
        except NoReverseMatch:
            there = False
        if not there:
            yield f"trang của «{prefix}» không có."
        if not (subject.noun and subject.series):
            yield f"«{prefix}» chưa có tên gọi hoặc chữ đầu của số hồ sơ."


@SUBJECTS.promise
def _have_numbers_of_their_own() -> Iterator[str]:
    known: dict[str, str] = {}
    for prefix, subject in SUBJECTS.items():
        if known.setdefault(subject.series, prefix) != prefix:
            yield f"«{prefix}» và «{known[subject.series]}» cùng đánh số «{subject.series}»."


def name_subjects(user: User, cases: Iterable[Case]) -> None:
    """Let each case say (`Case.called`) what this person may know of what it is about."""
    by_prefix: dict[str, list[Case]] = {}
    for case in cases:
        by_prefix.setdefault(case.about.partition(":")[0], []).append(case)
    for prefix, subject in SUBJECTS.items():
        known = subject.names(user, by_prefix[prefix]) if prefix in by_prefix else {}
        for case in by_prefix.get(prefix, []):
            case.told = known.get(case.pk, "")


def subject_of(about: str) -> Subject | None:
    """Return how a case is named, from its `about`; None for a case of the agency's own work."""
    return SUBJECTS.find(about.partition(":")[0]) if about else None


def subject_page(case: Case) -> str:
    """Return the address of what a case is about; "" for a case that is worked on here."""
    subject = subject_of(case.about)
    return subject.page(case) if subject else ""
