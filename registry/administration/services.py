"""Change the organisation: agencies, units, people, the roles they hold and how long."""

from registry.administration.accounts import enrol, first_password, open_account, reset_password
from registry.administration.agencies import (
    belongs,
    cancel_by_top,
    establish,
    may_manage,
    note,
    repeat_codes,
    save_unit,
    set_unit,
    stream_of,
)
from registry.administration.identity import TEXTS as IDENTITY_TEXTS
from registry.administration.identity import set_identity
from registry.administration.memberships import assign, end_membership, grantable
from registry.organisation.periods import OrganisationError

__all__ = [
    "IDENTITY_TEXTS",
    "OrganisationError",
    "assign",
    "belongs",
    "cancel_by_top",
    "end_membership",
    "enrol",
    "establish",
    "first_password",
    "grantable",
    "may_manage",
    "note",
    "open_account",
    "repeat_codes",
    "reset_password",
    "save_unit",
    "set_identity",
    "set_unit",
    "stream_of",
]
