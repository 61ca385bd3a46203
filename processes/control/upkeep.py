"""Who keeps which documents: revises them, and is told what is wrong with what is in force."""

from django.db.models import Q

from registry.policy import Standing

LABEL = "Tài liệu có hiệu lực cần xem lại"
_EDIT = "document.edit"


def keeps(at: Standing) -> bool:
    """Tell whether the person keeps documents at all."""
    return any(at.may(_EDIT, agency.pk, own=True) for agency in at.agencies)


def kept(at: Standing) -> Q:
    """Select the documents that the person revises."""
    own = [agency.pk for agency in at.agencies if at.may(_EDIT, agency.pk, own=True)]
    return (
        Q(agency_id__in=at.agencies_where(_EDIT))
        | Q(owner_unit_id__in=at.units_where(_EDIT))
        | Q(author=at.user, agency_id__in=own)
    )
