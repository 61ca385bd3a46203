"""One document of a dossier as reviewers read it: what changed, and the whole text."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import partial

from django.utils.safestring import SafeString

from processes.control.comments.shown import Beside
from registry import kinds
from registry.canonical import Body
from registry.documents import closure
from registry.documents.checks import ticks
from registry.documents.checks.ticks import Tick
from registry.documents.models import Document, Dossier, DossierItem, Version
from registry.documents.services import items_of, problems_of_items
from registry.editor.addresses import addressed
from registry.editor.changes import Change
from registry.editor.comparison import report
from registry.editor.diff import compare, renamed
from registry.kinds import Context
from registry.problems import Problem


@dataclass(frozen=True)
class Remark:
    """A problem as people read it; with `key` it asks for a tick, `tick` is the author's."""

    message: str
    severity: str
    key: str = ""
    tick: Tick | None = None
    where: str = ""

    @property
    def open(self) -> bool:
        """Whether a tick is still missing."""
        return bool(self.key) and self.tick is None


def remarks(
    uid: str,
    body: Body,
    problems: Iterable[Problem],
    known: Mapping[str, Tick],
    where: Callable[[str], str] = lambda pointer: "",
) -> list[Remark]:
    """Return the problems of a text with their ticks: errors first, then what asks for a tick.

    `where` says a pointer in words.
    """
    found = []
    for problem in problems:
        key = ticks.key_of(uid, body, problem) if problem.acknowledge else ""
        found.append(
            Remark(problem.message, problem.severity, key, known.get(key), where(problem.pointer))
        )
    return sorted(found, key=lambda one: (one.severity != "error", not one.open, not one.key))


@dataclass(frozen=True)
class Typed:
    """What was typed for a comment on a passage, and why it was not taken: at its field (`wrong`)
    or as a whole (`message`); `number` is that of the comment which was to be answered."""

    place: str = ""
    quote: str = ""
    text: str = ""
    wrong: str = ""
    message: str = ""
    number: int | None = None
    # The same for taking the dossier back: the reason that was typed, and why it was not taken.
    recalling: str = ""
    refused: str = ""


@dataclass
class DocumentPage:
    """A frozen copy beside what is issued: `changes` is None for a first issue.

    `renderings` are its modes: label, text, whether it draws its official head itself; `around` is
    the frame of the others. `remarks` are what its author was told and left: computed from the copy
    while it is before reviewers, afterwards the ticks alone; `rows` are the changes with the
    comments on each, filled in by who knows the reader.
    """

    item: DossierItem
    document: Document
    label: str
    before: Version | None
    changes: list[Change] | None
    renderings: list[tuple[str, SafeString, bool]]
    around: dict[str, str]
    remarks: list[Remark]
    rows: list[Beside] = field(default_factory=list)

    @property
    def versus(self) -> str:
        """The last issue, as the page of comparisons calls it."""
        return f"v{self.before.pk}" if self.before else ""

    @property
    def frozen(self) -> str:
        """The frozen copy, as the page of comparisons calls it."""
        return f"i{self.item.pk}"

    @property
    def summary(self) -> str:
        """What changed in one line; "" for nothing."""
        return report(self.changes or []).summary


def document_pages(dossier: Dossier) -> list[DocumentPage]:
    """Return every document of the present round, read with the whole dossier laid over."""
    items = items_of(dossier)
    overlay = {str(item.document.uid): closure.of_item(item) for item in items}
    waiting = dossier.state in (Dossier.OPEN, Dossier.RETURNED)
    problems = problems_of_items(items, dossier.effective_from) if waiting else {}
    pages = []
    for item in items:
        document = item.document
        kind = kinds.get(document.kind)
        around = {
            "code": item.code,
            "title": item.title,
            "agency": document.agency.name,
            "uid": str(document.uid),
        }
        context = closure.context(document.agency, overlay=overlay.values(), frame=around)
        context = addressed(context, document, f"i{item.pk}")
        mine = overlay[str(document.uid)]
        before = _before(document, dossier)
        changes = None
        if before:
            names = partial(_name, context)
            changes = renamed((before.code, before.title), (item.code, item.title))
            changes += compare(kind, before.data, mine.body, names, context)
        pages.append(
            DocumentPage(
                item,
                document,
                kind.label,
                before,
                changes,
                [
                    (label, kind.render(mine.body, context, mode), kind.frames(mode))
                    for mode, label in kind.modes
                ],
                around,
                _remarks(item, mine.body, problems.get(str(document.uid))),
            )
        )
    return pages


def _remarks(item: DossierItem, body: Body, problems: list[Problem] | None) -> list[Remark]:
    known = ticks.loads(item.ticks)
    if problems is None:
        return [Remark(tick.message, "warning", tick.key, tick) for tick in known]
    by_key = {tick.key: tick for tick in known}
    return remarks(str(item.document.uid), body, problems, by_key)


@dataclass(frozen=True)
class RoundPage:
    """A document of the present round beside what it was in an earlier one; `changes` is None
    where it was not in the dossier then."""

    item: DossierItem
    label: str
    changes: list[Change] | None


def round_pages(dossier: Dossier, before: int) -> list[RoundPage]:
    """Return every document of the present round beside its frozen copy of an earlier round."""
    items = items_of(dossier)
    overlay = [closure.of_item(item) for item in items]
    then = {
        item.document_id: item for item in DossierItem.objects.filter(dossier=dossier, round=before)
    }
    pages = []
    for item, now in zip(items, overlay, strict=True):
        old, kind = then.get(item.document_id), kinds.get(item.document.kind)
        changes = None
        if old is not None:
            old.document = item.document
            context = closure.context(item.document.agency, overlay=overlay)
            names = partial(_name, context)
            changes = renamed((old.code, old.title), (item.code, item.title))
            changes += compare(kind, closure.of_item(old).body, now.body, names, context)
        pages.append(RoundPage(item, kind.label, changes))
    return pages


def _name(context: Context, uid: str) -> str:
    target = context.resolve(uid)
    return target.title if target else uid


def _before(document: Document, dossier: Dossier) -> Version | None:
    """The last issue that this dossier did not make."""
    return (
        Version.objects.of(document.agency_id)
        .filter(document=document)
        .exclude(dossier=dossier)
        .order_by("-pk")
        .first()
    )
