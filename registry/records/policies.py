"""Who sees records, and who may fill them in."""

from django.db.models import Q

from registry.policy import POLICIES, Policy
from registry.records.models import Record

_RECORDS = Policy(
    Record,
    lambda at: (
        Q(created_by=at.user, agency_id__in=at.agency_ids)
        | Q(agency_id__in=at.agencies_where("case.read"))
    ),
    {"fill": lambda at, record: at.may("record.fill", record.agency_id, own=True)},
)


def declare() -> None:
    """Register the policy."""
    POLICIES.add(_RECORDS)
