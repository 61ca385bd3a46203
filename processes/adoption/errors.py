"""Why an adoption was not changed, in Vietnamese."""

from registry.organisation.periods import OrganisationError


class AdoptionError(OrganisationError):
    """What was asked cannot be done; the message is Vietnamese, `field` names what is wrong."""


class Outdated(AdoptionError):
    """The decision is about something else than what is prepared, and in force above, by now."""


class Withdrawn(AdoptionError):
    """The adoption was withdrawn before; the message says by whom and when."""
