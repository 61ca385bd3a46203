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
    """List what the person may see, last changed first, each with what they may know of its draft.

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


def called(words: str) -> Q:
    """Return the condition for listed documents (`listed`) that are called by these words.

    Each of the words is in the name, with or without accents; a draft's own name counts for whoever
    may read it.
    """
    found = Q()
    for word in fold(words).split():
        found &= Q(folded__contains=word) | Q(draft_open=True, next_folded__contains=word)
    return found
