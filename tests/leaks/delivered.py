"""What the people of an agency have to read, and a printed copy that one of them holds."""

from registry.distribution import copies, delivering, targets
from registry.distribution.models import ControlledCopy, Delivery, Distribution
from registry.documents.models import Version
from registry.organisation.models import Unit, User


def deliver(secretary: User, desk: Unit, issued: Version, restricted: Version) -> None:
    """Give one issue to a unit, the restricted one to who may read it, and print a copy of it."""
    chosen = targets.stored([targets.Target(targets.UNIT, str(desk.pk))])
    Distribution.objects.create(agency=issued.agency, document=issued.document, targets=chosen)
    for version in (issued, restricted):
        delivering.deliver({"version": version.pk})
    copies.print_copy(secretary, restricted, person=secretary)


def delivery_of(restricted: Version, person: User) -> Delivery:
    """Return what somebody has to read that hardly anybody may."""
    rows = Delivery.objects.of(restricted.agency_id)
    found: Delivery = rows.get(version=restricted, person=person)
    return found


def copy_of(restricted: Version) -> ControlledCopy:
    """Return the printed copy."""
    found: ControlledCopy = ControlledCopy.objects.of(restricted.agency_id).get()
    return found
