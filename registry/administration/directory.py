"""The units of an agency as documents name them: by code, with the name that people read."""

from datetime import date

from django.db.models import Q

from registry.lists.ordering import by_words
from registry.organisation.models import Agency, Unit


def units_of(agency: Agency, day: date) -> dict[str, str]:
    """Return {code: name} of the units that stand on a day (or begin later), by name."""
    rows = Unit.objects.of(agency).filter(Q(ends=None) | Q(ends__gte=day))
    return dict(rows.order_by(by_words("name")).values_list("code", "name"))


def codes_below(agency: Agency) -> set[str]:
    """Return the codes of the units of all agencies below.

    A procedure that they share may mean these units.
    """
    below = Q(agency__parent=agency) | Q(agency__parent__parent=agency)
    return set(Unit.unscoped.filter(below).values_list("code", flat=True))
