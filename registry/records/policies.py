"""Who sees records, and who may fill them in."""

from django.db.models import Q

from registry import policy
from registry.records.models import Record


def declare() -> None:
    """Register the policy."""
    policy.register(
        Record,
        lambda at: (
            Q(created_by=at.user, agency_id__in=at.agency_ids)
            | Q(agency_id__in=at.agencies_where("case.read"))
        ),
        {"fill": lambda at, record: at.may("record.fill", record.agency_id, own=True)},
    )
