"""Who read what in the demo, who has it before them still; the printed copies of the clerk."""

from random import Random

from cms.demo.office import Office
from cms.demo.shipped import read
from registry.distribution import copies, services
from registry.distribution.models import ControlledCopy, CopyState, Delivery
from registry.documents.models import Document, Version
from registry.organisation.models import Unit
from registry.policy import forget

# On which working days before day 0 people read what came, and how many of ten do it by then.
DAYS = (143, 88, 20, 1)
OF_TEN = 6
CLERK, COPIED = "vanthu", "procedures/birth.json"


def plan(office: Office, seed: str) -> None:
    """Plan the reading, and two printed copies of an issue that was replaced since."""
    random = Random(f"{seed}:readers")  # noqa: S311 - a tale, not a secret
    for day in DAYS:
        office.later(office.days.ago(day, "10:35"), lambda: _read(office, random))
    office.later(office.days.ago(170, "14:20"), lambda: _print(office))
    office.later(office.days.ago(140, "09:10"), lambda: _take_back(office))
    office.later(office.days.ago(139, "09:25"), lambda: _print(office))


def _read(office: Office, random: Random) -> None:
    """Let some of those who have something to read do so."""
    rows = Delivery.objects.of(office.agency).filter(acknowledged_at=None)
    for row in rows.select_related("version__document", "person").order_by("pk"):
        if services.is_over(row.version):
            continue
        forget(row.person)
        if random.randrange(10) < OF_TEN:
            services.acknowledge(row.person, row.version)
        elif random.randrange(2):
            services.opened(row.person, row.version)


def _version(office: Office) -> Version:
    document = Document.objects.of(office.agency).get(uid=read(COPIED)["uid"])
    found: Version = Version.objects.of(office.agency).filter(document=document).latest("pk")
    return found


def _print(office: Office) -> None:
    version, clerk = _version(office), office.person(CLERK)
    for unit in Unit.objects.of(office.agency).order_by("pk")[:2]:
        copies.print_copy(clerk, version, unit=unit)


def _take_back(office: Office) -> None:
    """One of the two copies has come back."""
    held = ControlledCopy.objects.of(office.agency).filter(state=CopyState.HELD).earliest("pk")
    copies.end_copy(office.person(CLERK), held, CopyState.RETURNED)
