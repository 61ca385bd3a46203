"""All that is wrong with texts that go together: every source of problems comes together here.

Drafts, frozen copies and what is in force are asked the same questions, so that author, reviewer
and the last check before issuing read the same sentences.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime

from registry import kinds
from registry.canonical import Body
from registry.documents import closure, unfit
from registry.documents.checks import codes
from registry.documents.models import Document, DossierItem
from registry.kinds import Context, Resolved
from registry.now import now
from registry.organisation.models import Agency, User
from registry.problems import Problem, errors

Found = dict[str, list[Problem]]


def problems_of(documents: Sequence[Document], at: datetime | None = None) -> Found:
    """Find the problems of drafts that go together, by uid.

    Each is read with the others laid over what is in force. `at` is the instant from which they
    are meant to hold.
    """
    if not documents:
        return {}
    texts = [closure.of_draft(document) for document in documents]
    meaning = _together(documents[0].agency, texts, now(), at)
    return {
        str(document.uid): unfit.problems_of(document, meaning[str(document.uid)])
        for document in documents
    }


def problems_of_items(items: Sequence[DossierItem], at: datetime | None = None) -> Found:
    """Find the problems of the frozen copies of one dossier, by uid."""
    if not items:
        return {}
    texts = [closure.of_item(item) for item in items]
    numbers = {text.uid: item.pk for text, item in zip(texts, items, strict=True)}
    starts = max(at or now(), now())
    return _together(items[0].document.agency, texts, starts, starts, numbers)


def problems_of_draft(
    document: Document, body: Body, *, code: str, reader: User | None = None
) -> list[Problem]:
    """Find the problems that somebody is told while writing a draft.

    It is read with the other drafts that `reader` (the author, where nobody is named) may read.
    """
    text = replace(closure.of_draft(document), body=body, code=code)
    context = closure.context(document.agency, reader=reader or document.author)
    closure.warmed(context, document.kind_of, body)
    found = {text.uid: list(_of_text(text, context))}
    _add_of_issue(document.agency, [text], context, found)
    for uid, said in codes.repeated(document.agency, [text], context.instant).items():
        found[uid] += said
    return found[text.uid]


def problems_in_force(agency: Agency, texts: Sequence[Resolved]) -> Found:
    """Find what is wrong today with texts in force, each by itself, by uid."""
    instant = now()
    resolver = closure.Resolver(agency, instant)
    resolver.warm_all(texts)
    context = replace(closure.context(agency, instant), resolve=resolver)
    found = {text.uid: list(_of_text(text, context)) for text in texts}
    for uid, said in codes.repeated(agency, texts, instant).items():
        found[uid] += said
    return found


def added(
    agency: Agency, overlay: Sequence[Resolved], at: datetime, text: Resolved
) -> list[Problem]:
    """Find the errors that the overlay causes, at an instant, in a text outside it.

    Errors that the text has without the overlay are left out. Without it the overlay's documents
    keep the names that it gives them: a sentence that names a document by another title is not
    another error.
    """
    after = errors(_of_text(text, closure.context(agency, at, overlay)))
    if not after:
        return []
    today = closure.Resolver(agency, at)
    today.warm([item.uid for item in overlay])
    before = [
        replace(held, code=item.code, title=item.title)
        for item in overlay
        if (held := today(item.uid)) is not None
    ]
    old = {
        (problem.pointer, problem.message)
        for problem in _of_text(text, closure.context(agency, at, before))
    }
    return [problem for problem in after if (problem.pointer, problem.message) not in old]


def _together(
    agency: Agency,
    texts: Sequence[Resolved],
    instant: datetime,
    starts: datetime | None,
    numbers: dict[str, int] | None = None,
) -> Found:
    context = closure.context(agency, instant, texts)
    found = {text.uid: list(_of_text(text, context)) for text in texts}
    _add_of_issue(agency, texts, context, found, starts)
    for uid, said in codes.repeated(
        agency, texts, max(starts or instant, instant), numbers
    ).items():
        found[uid] += said
    return found


def _add_of_issue(
    agency: Agency,
    texts: Sequence[Resolved],
    context: Context,
    found: Found,
    starts: datetime | None = None,
) -> None:
    """Add what kinds ask of a new issue beside what it replaces, where the text is sound."""
    asked = [
        (text, hook)
        for text in texts
        if (hook := kinds.get(text.kind).issue_problems) and not errors(found[text.uid])
    ]
    if not asked:
        return
    held = closure.Resolver(agency, max(starts or context.instant, context.instant))
    held.warm(text.uid for text, _ in asked)
    for text, hook in asked:
        before = held(text.uid)
        found[text.uid] += hook(text.body, before.body if before else None, context)


def _of_text(text: Resolved, context: Context) -> Iterator[Problem]:
    """What its kind says, and what it uses that cannot be used."""
    kind = kinds.get(text.kind)
    if wrong := kind.compiled.problems(text.body):
        yield from wrong
        return
    yield from kind.problems(text.body, context)
    yield from _unusable(text, context)


def _unusable(text: Resolved, context: Context) -> Iterator[Problem]:
    """A document that it uses uses one that is not there: nothing could be opened with it.

    What the text itself names and is not there, its kind says.
    """
    for reference in kinds.get(text.kind).references_of(text.body):
        target = context.resolve(reference.uid) if reference.relation == "uses" else None
        if target is not None and not _whole(target, context, {text.uid}):
            yield Problem(
                reference.pointer,
                f"«{target.title}» được dùng ở đây lại dùng một tài liệu chưa có hiệu lực hoặc đã"
                " bị hủy bỏ, nên chưa dùng được. Hãy trình tài liệu đó cùng bộ hoặc chọn lại.",
                "unusable",
            )


def _whole(target: Resolved, context: Context, seen: set[str]) -> bool:
    seen.add(target.uid)
    for reference in kinds.get(target.kind).references_of(target.body):
        if reference.relation != "uses" or reference.uid in seen:
            continue
        below = context.resolve(reference.uid)
        if below is None or not _whole(below, context, seen):
            return False
    return True
