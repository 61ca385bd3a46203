"""The regular job that gives what is in force to whoever came to a unit or a role after it went
out."""

from datetime import timedelta

from django.db import transaction

from registry.distribution.delivering import give, open_periods
from registry.distribution.models import Delivery
from registry.distribution.people import before_of, recipients
from registry.distribution.targets import chosen_for
from registry.documents.models import Version
from registry.documents.streams import tell
from registry.now import now, today
from registry.organisation.models import Agency, Membership
from registry.trail import events
from registry.trail.models import Event
from registry.trail.regular import JOBS, Regular, crontab

# Whose roles changed so long ago is looked at again each night: nothing may have run for weeks.
LATELY = timedelta(days=35)


def welcome() -> str | None:
    """Give newcomers what went to their unit or role before, an issue at a time."""
    given = 0
    for agency in Agency.objects.filter(active=True).order_by("pk"):
        people = _newcomers(agency)
        if not people:
            continue
        went_out = Delivery.objects.of(agency).values("version")
        versions = Version.objects.of(agency).filter(
            pk__in=went_out, validities__in=open_periods(agency.pk)
        )
        for version in versions.select_related("document__agency").distinct().order_by("pk"):
            given += _give(version, people)
    return f"Đã chuyển {given} tài liệu đến người mới." if given else None


def _newcomers(agency: Agency) -> set[int]:
    """Whose roles changed, or began, lately."""
    since = now() - LATELY
    changed = Event.objects.filter(agency=agency, type="membership.changed", at__gte=since)
    found = {int(events.data_of(one)["user"]) for one in changed}
    began = Membership.objects.of(agency).filter(starts__gt=today() - LATELY, starts__lte=today())
    return found | set(began.values_list("user", flat=True))


@transaction.atomic
def _give(version: Version, people: set[int]) -> int:
    """Give a version to those of them for whom it is and who have it not."""
    has = set(
        Delivery.objects.of(version.agency_id)
        .filter(version=version, person__in=people)
        .values_list("person", flat=True)
    )
    if people <= has:
        return 0
    chosen, before = chosen_for(version.document), before_of(version)
    meant = [one for one in recipients(version, chosen, before) if one.person in people - has]
    if meant:
        # To a newcomer the whole of it is new.
        give(version, None, chosen, meant)
        rows = Delivery.objects.of(version.agency_id).filter(version=version)
        tell(version.document, "document.delivered",
             {"version": version.pk, "people": rows.count()}, None)  # fmt: skip
    return len(meant)


JOBS.add(
    Regular(
        "distribution.newcomers",
        "Chuyển tài liệu đang có hiệu lực đến người mới nhận vai trò, phòng ban",
        crontab(hour=6, minute=40),
        welcome,
    )
)
