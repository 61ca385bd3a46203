"""Who is meant by the targets of a document today, and whose work an issue changes.

Processes know who does their steps, calendars which days are worked: both add themselves here.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from registry import policy
from registry.distribution import targets
from registry.distribution.models import Delivery
from registry.distribution.targets import Chosen
from registry.documents.models import Confidentiality, Version
from registry.now import today
from registry.organisation.models import Agency, Dated, Membership, User
from registry.register import Register

Performers = Callable[[Version, Version | None], Mapping[int, list[str]]]
Days = Callable[[Agency, date, int], date | None]

# Who works by a version, by primary key, each with the names of those of their roles that it
# changed against the version before (None: there is none).
PERFORMERS: Register[Performers] = Register("distribution-performers", "Người thực hiện")
# The last of so many working days after a day; None where a calendar does not say.
WORKDAYS: Register[Days] = Register("distribution-days", "Cách tính ngày làm việc")
_SATURDAY = 6


@dataclass(frozen=True)
class Recipient:
    """Somebody to whom an issue goes; `touched` are their roles that it changes."""

    person: int
    touched: tuple[str, ...] = ()


def before_of(version: Version) -> Version | None:
    """Return the issue before this one."""
    rows = Version.objects.of(version.agency_id).filter(
        document=version.document_id, pk__lt=version.pk
    )
    found: Version | None = rows.order_by("-pk").first()
    return found


def recipients(version: Version, chosen: Chosen, before: Version | None) -> list[Recipient]:
    """List to whom a version goes, by primary key: whoever works in the agency today.

    A restricted document goes to nobody who may not read it.
    """
    held = Membership.objects.of(version.agency_id).filter(Dated.on(today()), user__is_active=True)
    rows = list(held.values_list("user_id", "unit_id", "role"))
    here = {user for user, _, _ in rows}
    works: dict[int, list[str]] = {}
    for find in PERFORMERS:
        for person, roles in find(version, before).items():
            works.setdefault(person, []).extend(roles)
    meant: set[int] = set()
    for one in chosen.targets:
        match one.sort:
            case targets.AGENCY:
                meant |= here
            case targets.UNIT:
                meant |= {user for user, unit, _ in rows if str(unit) == one.key}
            case targets.ROLE:
                meant |= {user for user, _, role in rows if role == one.key}
            case targets.PERSON:
                meant.add(int(one.key))
            case targets.PERFORMERS:
                meant |= set(works)
            case targets.BEFORE if before is not None:
                past = Delivery.objects.of(version.agency_id).filter(version=before)
                meant |= set(past.values_list("person_id", flat=True))
    meant &= here
    if version.document.confidentiality == Confidentiality.RESTRICTED:
        meant = {
            user.pk
            for user in User.objects.filter(pk__in=meant)
            if policy.visible(user, Version).filter(pk=version.pk).exists()
        }
    return [
        Recipient(person, tuple(dict.fromkeys(works.get(person, [])))) for person in sorted(meant)
    ]


def due_day(agency: Agency, day: date, days: int) -> date:
    """Return the last of so many working days after a day; Monday to Friday where no calendar
    says."""
    for count in WORKDAYS:
        if found := count(agency, day, days):
            return found
    while days > 0:
        day += timedelta(days=1)
        days -= day.isoweekday() < _SATURDAY
    return day
