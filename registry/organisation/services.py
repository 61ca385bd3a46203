"""Changing the organisation: agencies, units, people, roles, delegations."""

from datetime import date
from typing import Any

from django.db import transaction

from registry import policy
from registry.organisation.models import Agency, Delegation, Membership, Unit, User
from registry.organisation.roles import role_labels
from registry.trail import events


class OrganisationError(ValueError):
    """What was asked cannot be done; the message is Vietnamese."""


def stream_of(agency: Agency) -> str:
    """The stream of an agency's organisation."""
    return f"agency:{agency.uid}"


@transaction.atomic
def establish(
    code: str, name: str, *, parent: Agency | None = None, short_name: str = "", place: str = ""
) -> Agency:
    """An agency under this code; establishing it again brings its names up to date."""
    agency, created = Agency.objects.update_or_create(
        code=code,
        defaults={"name": name, "parent": parent, "short_name": short_name, "place": place},
    )
    if created:
        events.append(stream_of(agency), "agency.created", {"code": code}, agency=agency)
    return agency


def set_unit(agency: Agency, code: str, name: str) -> Unit:
    """A unit of an agency under this code."""
    unit: Unit
    unit, _ = Unit.unscoped.update_or_create(agency=agency, code=code, defaults={"name": name})
    return unit


def enrol(username: str, full_name: str, *, password: str = "", email: str = "") -> User:
    """A person with an account; without a password they cannot sign in with one."""
    user, created = User.objects.get_or_create(
        username=username, defaults={"full_name": full_name, "email": email}
    )
    if created:
        user.set_password(password) if password else user.set_unusable_password()
        user.save()
    return user


@transaction.atomic
def assign(
    actor: User | None,
    user: User,
    agency: Agency,
    role: str,
    *,
    unit: Unit | None = None,
    position: str = "",
    starts: date | None = None,
    ends: date | None = None,
) -> Membership:
    """Give a person a role in an agency for a period. `actor` None is the installation itself.

    Raises Forbidden, OrganisationError for an unknown role or a unit of another agency.
    """
    _may_manage(actor, agency)
    if role not in role_labels():
        raise OrganisationError(f"Không có vai trò “{role}”.")
    if unit is not None and unit.agency_id != agency.pk:
        raise OrganisationError("Phòng ban không thuộc cơ quan này.")
    known = {"user": user, "agency": agency, "role": role, "unit": unit}
    values: dict[str, Any] = {"position": position, "starts": starts, "ends": ends}
    membership, _ = Membership.unscoped.update_or_create(**known, defaults=values)
    events.append(
        stream_of(agency),
        "membership.changed",
        {"user": user.pk, "role": role, "unit": unit.pk if unit else 0, **_period(starts, ends)},
        actor=actor,
        agency=agency,
    )
    policy.forget(user)
    return membership


@transaction.atomic
def delegate(
    actor: User | None,
    agency: Agency,
    giver: User,
    receiver: User,
    role: str,
    *,
    kind: str = Delegation.ABSENCE,
    unit: Unit | None = None,
    starts: date | None = None,
    ends: date | None = None,
    reason: str = "",
    decision_no: str = "",
    prefix: str = "KT.",
) -> Delegation:
    """Let `receiver` act in one role of `giver` for a period.

    Raises Forbidden unless the actor is the giver or manages the agency; OrganisationError where
    the giver does not hold the role, or both are one person.
    """
    if actor != giver:
        _may_manage(actor, agency)
    if giver == receiver:
        raise OrganisationError("Không thể tự ủy quyền cho chính mình.")
    held = Membership.objects.of(agency).filter(user=giver, role=role)
    if not held.exists():
        raise OrganisationError(f"{giver} không giữ vai trò này nên không giao lại được.")
    if not Membership.objects.of(agency).filter(user=receiver).exists():
        raise OrganisationError(f"{receiver} không làm việc tại {agency}.")
    delegation: Delegation
    delegation, _ = Delegation.unscoped.update_or_create(
        agency=agency,
        giver=giver,
        receiver=receiver,
        role=role,
        kind=kind,
        unit=unit,
        defaults={
            "starts": starts,
            "ends": ends,
            "reason": reason,
            "decision_no": decision_no,
            "prefix": prefix,
        },
    )
    events.append(
        stream_of(agency),
        "delegation.changed",
        {
            "giver": giver.pk,
            "receiver": receiver.pk,
            "role": role,
            "kind": kind,
            **_period(starts, ends),
        },
        actor=actor,
        agency=agency,
    )
    policy.forget(receiver)
    return delegation


def _may_manage(actor: User | None, agency: Agency) -> None:
    if actor is not None:
        policy.require(actor, "organisation.manage", agency)


def _period(starts: date | None, ends: date | None) -> dict[str, str]:
    return {
        "starts": starts.isoformat() if starts else "",
        "ends": ends.isoformat() if ends else "",
    }
