"""Templates and copies as somebody who begins a document may choose them."""

from dataclasses import dataclass

from django.db.models import Q

from registry import canonical, policy
from registry.documents.models import Document, Validity, Version
from registry.documents.starts.models import DraftTemplate
from registry.documents.streams import stream_of
from registry.lists.ordering import by_words
from registry.now import now
from registry.organisation.models import Agency, Unit, User
from registry.trail.models import Event


@dataclass(frozen=True)
class Start:
    """An issue to begin from, and for whom it is meant."""

    version: Version
    meant_for: str = ""


@dataclass(frozen=True)
class Origin:
    """What a document was begun from, as its trail says."""

    version: Version | None
    name: str
    number: str


def templates_of(user: User, agency: Agency, kind: str, units: list[Unit]) -> list[Start]:
    """List the templates of a kind, those for the person's own units first; two queries.

    Those of the agency itself, and shared ones of the agencies above it.
    """
    owners = [agency, *agency.ancestors()]
    rows = (
        policy.visible(user, DraftTemplate)
        .filter(agency__in=owners, document__kind=kind)
        .filter(Q(agency=agency) | Q(document__shared=True))
        .select_related("unit")
        .order_by("pk")
    )
    meant = {row.document_id: row for row in rows}
    versions = (
        policy.visible(user, Version)
        .filter(Validity.at(now(), "validities__"), document__in=list(meant))
        .order_by(by_words("title"), "pk")
    )
    own = {unit.pk for unit in units}

    def far(version: Version) -> bool:
        return meant[version.document_id].unit_id not in own

    return [
        Start(version, _meant_for(meant[version.document_id]))
        for version in sorted(versions, key=far)
    ]


def _meant_for(row: DraftTemplate) -> str:
    unit = str(row.unit) if row.unit else ""
    return ", ".join(part for part in (row.field, unit) if part)


def start_of(user: User, kind: str, key: int | None) -> Version | None:
    """Return the issue of this key that the person may read, where it is of the kind."""
    found: Version | None = policy.visible(user, Version).filter(pk=key or 0, kind=kind).first()
    return found


def origin_of(user: User, document: Document) -> Origin | None:
    """Return what a document was begun from; None for one begun empty.

    The issue is None where the person may not read it; two queries.
    """
    told = Event.objects.filter(stream=stream_of(document), type="document.created")
    event = told.order_by("seq").first()
    begun = canonical.loads(event.data).get("begun_from") if event else None
    if not begun:
        return None
    version = policy.visible(user, Version).filter(pk=begun["version"]).first()
    return Origin(version, begun["name"], begun["number"])
