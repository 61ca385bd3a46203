"""Where people go and whom they call: the agencies of this site, one after the other."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from cms.site import published
from cms.site.agency import head
from cms.site.ready import keeping
from cms.site.ready.responses import kept_page
from registry.lists.ordering import by_words
from registry.organisation.identity import Identity, identity_of
from registry.organisation.models import Agency


@dataclass(frozen=True)
class Place:
    """One agency that people may go to, and how many procedures it has on this site."""

    agency: Agency
    own: Identity
    procedures: int


@require_safe
def contact(request: HttpRequest) -> HttpResponse:
    """Show address, telephone and hours of every agency whose procedures stand on this site."""

    def make() -> tuple[str, datetime | None]:
        kept = keeping.keep("directory", published.directory)
        context: dict[str, Any] = {"places": places(kept.value), "here": "contact"}
        return head.draw("cms/site/contact.html", context), kept.until

    return kept_page(request, "contact", make)


def places(rows: list[published.Row]) -> list[Place]:
    """Return the agencies of procedures and the one above all others, which comes first."""
    counts: dict[str, int] = {}
    for row in rows:
        for place in row.agencies:
            counts[place.code] = counts.get(place.code, 0) + 1
    first = head.top()
    found = list(
        Agency.objects.filter(active=True, code__in=counts)
        .select_related("parent__parent")
        .order_by(by_words("name"), "pk")
    )
    others = [one for one in found if first is None or one.pk != first.pk]
    agencies = [first, *others] if first is not None else others
    return [Place(one, identity_of(one), counts.get(one.code, 0)) for one in agencies]
