"""More to see on a task page: panels that packages add for the tasks they know about.

A panel is asked for every task page and answers "" where it has nothing to show. Inputs inside
`action_fields` are posted with the action, each as «x-» and one of its declared `names`, and reach
the effects as `data`; whatever else is posted reaches nothing.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from django.http import HttpRequest
from django.utils.safestring import SafeString

from processes.engine.definition import Action, Step
from processes.models import Case, Task
from registry.organisation.models import User


@dataclass(frozen=True)
class Page:
    """The task page that is being drawn."""

    request: HttpRequest
    case: Case
    task: Task
    step: Step
    # Whether the person may do the task now.
    active: bool


Panel = Callable[[Page], SafeString | str]
ActionFields = Callable[[Page, Action], SafeString | str]

SubjectPage = Callable[[Case], str]
# What cases are called by somebody who may know it, by primary key; the others keep the subject
# that is stored, and that everybody may read who sees the case.
SubjectNames = Callable[[User, Sequence[Case]], dict[int, str]]


@dataclass(frozen=True)
class Subject:
    """How cases of a package are named on pages, in notices and numbers.

    `series` are the letters by which their numbers are told from those of the agency's own cases.
    """

    names: SubjectNames
    # What it is called to this person, without the noun: «Sổ tay chất lượng».
    title: Callable[[User, Case], str]
    # How it ended, for who opened the case: «đã ban hành kèm theo 15/QĐ-UBND».
    ended: Callable[[Case], str]
    noun: str
    series: str


_panels: dict[str, Panel] = {}
_subject_pages: dict[str, SubjectPage] = {}
_subjects: dict[str, Subject] = {}
_fields: dict[str, tuple[ActionFields, frozenset[str]]] = {}


def register(
    name: str,
    panel: Panel | None = None,
    action_fields: ActionFields | None = None,
    names: Iterable[str] = (),
) -> None:
    """Add a panel, or fields (whose inputs have these `names`) inside the form of an action."""
    if panel:
        _panels[name] = panel
    if action_fields:
        _fields[name] = (action_fields, frozenset(names))


def register_subject(prefix: str, address: SubjectPage, subject: Subject | None = None) -> None:
    """Cases whose `about` begins with «prefix:» are worked on at a page of their own package."""
    _subject_pages[prefix] = address
    if subject is not None:
        _subjects[prefix] = subject


def name_subjects(user: User, cases: Iterable[Case]) -> None:
    """Let each case say (`Case.called`) what this person may know of what it is about."""
    by_prefix: dict[str, list[Case]] = {}
    for case in cases:
        by_prefix.setdefault(case.about.partition(":")[0], []).append(case)
    for prefix, subject in _subjects.items():
        known = subject.names(user, by_prefix[prefix]) if prefix in by_prefix else {}
        for case in by_prefix.get(prefix, []):
            case.told = known.get(case.pk, "")


def subject_of(about: str) -> Subject | None:
    """How a case is named, from its `about`; None for a case of the agency's own work."""
    return _subjects.get(about.partition(":")[0]) if about else None


def subject_page(case: Case) -> str:
    """The address of what a case is about; "" for a case that is worked on here."""
    address = _subject_pages.get(case.about.partition(":")[0])
    return address(case) if address and case.about else ""


def panels_of(page: Page) -> list[str]:
    """The HTML of all panels that have something to show on this page."""
    return [html for panel in _panels.values() if (html := panel(page))]


def fields_of(page: Page, action: Action) -> list[str]:
    """The HTML of all further fields of an action."""
    return [html for fields, _ in _fields.values() if (html := fields(page, action))]


def names_of(page: Page, action: Action) -> set[str]:
    """The inputs that the page of this action has; fields that show nothing now have none."""
    return {name for fields, names in _fields.values() if fields(page, action) for name in names}
