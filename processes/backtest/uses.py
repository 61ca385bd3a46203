"""Where a document that decides is used: which texts name it, at what place, how many cases run."""

from dataclasses import dataclass

from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from processes.backtest.deciders import DECIDERS
from processes.models import Case, CaseStatus
from registry import kinds, policy
from registry.documents import closure
from registry.documents.models import Document, Version
from registry.editor.buttons import SECTIONS
from registry.editor.problems import place
from registry.lists.ordering import by_words
from registry.now import now
from registry.organisation.models import User

# Texts are read whole to name the place; of more the list beside says how many there are.
SHOWN = 20


@dataclass(frozen=True)
class Use:
    """An issue in force that names the document, and the places where it does."""

    version: Version
    places: tuple[str, ...]


def uses_of(user: User, document: Document) -> list[Use]:
    """List the first texts in force that name a document, as far as the person reads them."""
    uid = str(document.uid)
    periods = (
        closure.naming(uid, now())
        .filter(document__in=policy.visible(user, Document))
        .order_by(by_words("version__title"), "pk")[:SHOWN]
    )
    return [Use(period.version, places_in(period.version, uid)) for period in periods]


def places_in(version: Version, uid: str) -> tuple[str, ...]:
    """Say where a text names a document: «Các trường hợp thời hạn › dòng 2 “Có xác minh” › …»."""
    kind, body = kinds.get(version.kind), version.data
    found = (place(kind, body, one.pointer) for one in kind.references_of(body) if one.uid == uid)
    return tuple(dict.fromkeys(words for words in found if words))


def running_by(document: Document) -> int:
    """Count the cases of its agency that are open and keep an issue of the document."""
    kept = Case.objects.of(document.agency_id).filter(pin__contains=f'"{document.uid}"')
    return kept.exclude(status=CaseStatus.CLOSED).count()


def _section(user: User, document: Document) -> SafeString | str:
    if document.kind not in DECIDERS:
        return ""
    own = document.agency_id in policy.standing(user).agency_ids
    context = {
        "uses": uses_of(user, document),
        "running": running_by(document) if own else 0,
        "document": document,
    }
    return render_to_string("processes/backtest/_uses.html", context)


def declare() -> None:
    """Register the part of the read page."""
    SECTIONS.add("backtest.uses", _section)
