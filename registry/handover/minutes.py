"""The stored minutes of a hand-over: one canonical body, from which the sheet is printed.

{"schema_version", "number", "made_at", "reason", "last_day"?,
 "agency": {"code", "name", "place"?, "above"?},
 "giver", "approver", "approver_for"?: {"id", "name", "position"?},
 "receivers": [{"id", "name", "position"?, "count"}],
 "sections": [{"code", "label", "count", "items": [{"title", "detail"?, "parts"?, "to"?, "how"?}]}]}
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from registry.handover.holdings import Holding, Section, Transfer
from registry.organisation.models import Agency, Membership, User
from registry.organisation.roles import role_labels

SCHEMA_VERSION = 1


@dataclass(frozen=True)
class Moved:
    """A thing, who has it now, or how it ended."""

    section: Section
    item: Holding
    receiver: User | None = None
    how: str = ""

    @property
    def count(self) -> int:
        """How many things it is."""
        return len(self.item.parts) or 1


def compose(
    transfer: Transfer, number: str, at: datetime, moved: Sequence[Moved]
) -> dict[str, Any]:
    """Compose the minutes of one transfer."""
    receivers = {one.receiver.pk: one.receiver for one in moved if one.receiver is not None}
    people = [transfer.person, transfer.actor, *receivers.values()]
    if transfer.on_behalf_of is not None:
        people.append(transfer.on_behalf_of)
    positions = positions_of(transfer.agency, people)

    def named(user: User) -> dict[str, Any]:
        return {"id": user.pk, "name": str(user), "position": positions.get(user.pk, "")}

    sections: dict[str, list[Moved]] = {}
    for one in moved:
        sections.setdefault(one.section.code, []).append(one)
    return {
        "schema_version": SCHEMA_VERSION,
        "number": number,
        "made_at": at.isoformat(),
        "reason": transfer.reason,
        "last_day": transfer.last_day.isoformat() if transfer.last_day else "",
        "agency": {
            "code": transfer.agency.code,
            "name": transfer.agency.name,
            "place": transfer.agency.place,
            "above": transfer.agency.parent.name if transfer.agency.parent else "",
        },
        "giver": named(transfer.person),
        "approver": named(transfer.actor),
        "approver_for": named(transfer.on_behalf_of) if transfer.on_behalf_of else None,
        "receivers": [
            {
                **named(user),
                "count": sum(
                    one.count for one in moved if one.receiver and one.receiver.pk == user.pk
                ),
            }
            for user in receivers.values()
        ],
        "sections": [
            {
                "code": code,
                "label": rows[0].section.label,
                "count": sum(one.count for one in rows),
                "items": [_row(one) for one in rows],
            }
            for code, rows in sections.items()
        ],
    }


def _row(one: Moved) -> dict[str, Any]:
    return {
        "title": one.item.title,
        "detail": one.item.detail,
        "parts": list(one.item.parts),
        "to": str(one.receiver) if one.receiver else "",
        "how": one.how,
    }


def positions_of(agency: Agency, people: Sequence[User]) -> dict[int, str]:
    """Return positions as printed, the last one of somebody who has left; else the role's name."""
    labels = role_labels()
    found: dict[int, str] = {}
    rows = Membership.objects.of(agency).filter(user__in=people).order_by("pk")
    for row in sorted(rows, key=lambda row: not row.position):
        found.setdefault(row.user_id, row.position or labels.get(row.role, row.role))
    return found
