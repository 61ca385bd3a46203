"""Who prepares and decides adoptions in an agency, stand-ins too, and what they are told."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q

from registry.adoption.models import Adoption
from registry.notices.services import notify
from registry.now import today
from registry.organisation.models import Dated, Delegation, Membership, User
from registry.organisation.roles import reach, role_labels

PREPARE, CONFIRM = "document.adopt", "document.adopt_confirm"


@dataclass(frozen=True)
class Able:
    """Somebody who may do something in an agency today, and for whom when not for themselves."""

    agency_id: int
    person: User
    giver: User | None = None

    def says(self, text: str) -> str:
        """Put a sentence to this person: a stand-in reads in whose place."""
        return f"(Thay {self.giver}) {text}" if self.giver else text


def people_who(agencies: Iterable[int], *abilities: str) -> list[Able]:
    """List everybody who holds one of the abilities over an agency today, or stands in for one."""
    roles = [
        role
        for role in role_labels()
        if any(reach(role, ability) == "agency" for ability in abilities)
    ]
    held = Membership.unscoped.filter(
        Dated.on(today()), agency_id__in=list(agencies), role__in=roles
    )
    own = held.filter(user__is_active=True).select_related("user").order_by("pk")
    holds = held.filter(user=OuterRef("giver"), agency=OuterRef("agency"), role=OuterRef("role"))
    there = Exists(holds.filter(Q(unit=None) | Q(unit=OuterRef("unit"))))
    received = (
        Delegation.unscoped.filter(Dated.on(today()), receiver__is_active=True)
        .filter(Q(Exists(holds), unit=None) | Q(there))
        .select_related("receiver", "giver")
        .order_by("pk")
    )
    found = {(row.agency_id, row.user_id): Able(row.agency_id, row.user) for row in own}
    for row in received:
        one = Able(row.agency_id, row.receiver, row.giver)
        found.setdefault((row.agency_id, row.receiver_id), one)
    return list(found.values())


def ask(row: Adoption, ability: str, text: str, key: str) -> None:
    """Tell whoever holds an ability over the adopting agency, but not who prepared it."""
    for one in people_who([row.agency_id], ability):
        # Who prepared it, or for whom it was prepared, is not asked to decide on it.
        if one.person.pk not in (row.prepared_by_id, row.prepared_for_id):
            tell(row, one.person, one.says(text), key)


def tell(row: Adoption, person: User, text: str, key: str) -> None:
    """Tell one person, once for each key, with the page of the adoption."""
    notify(
        person,
        row.agency_id,
        text,
        f"/admin/ap-dung/{row.uid}/",
        kind="adoption",
        key=f"adoption:{row.uid}:{key}"[:150],
        about=("adoption", row.pk),
    )
