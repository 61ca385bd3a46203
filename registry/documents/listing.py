"""Documents as lists and choosers show them to one person: what is issued, and drafts that they
may read."""

from django.db.models import (
    BooleanField,
    Case,
    ExpressionWrapper,
    F,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    When,
)

from registry import policy
from registry.documents.models import Document, Stage, Version
from registry.documents.policies import under_way
from registry.organisation.models import User
from registry.vietnamese import fold


def listed(user: User | None) -> QuerySet[Document]:
    """What the person may see, last changed first, each with what they may know of its draft.

    `draft_open`: a draft is under way, and they may read it. `changed`: when what they may read
    was changed last; who may not read the draft is told nothing by the order either.
    """
    at = policy.standing(user)
    visible: QuerySet[Document] = policy.visible(user, Document)
    issued = Version.unscoped.filter(document=OuterRef("pk")).order_by("-issued_at")
    open_ = under_way(at)
    return visible.annotate(
        draft_open=ExpressionWrapper(open_, BooleanField()),
        changed=Case(
            When(open_ | Q(stage=Stage.IDLE), then=F("updated_at")),
            default=Subquery(issued.values("issued_at")[:1]),
        ),
    ).order_by("-changed", "-pk")


def said_of(document: Document) -> str:
    """By what a listed document may be found: its name, and that of a draft they may read."""
    name = f"{document.code} {document.title}"
    if document.draft_open:
        name += f" {document.draft_name}"
    return name


def matches(document: Document, words: str) -> bool:
    """Whether each of the words, with or without accents, is in what a document is called."""
    said = fold(said_of(document))
    return all(word in said for word in fold(words).split())
