"""Why something of distribution is refused."""

from registry.documents.models import Version


class DistributionError(ValueError):
    """What was asked cannot be done; the message is Vietnamese."""


class OldIssue(DistributionError):
    """The issue that was read holds no more; `newest` is the one to read, where there is one."""

    def __init__(self, message: str, newest: Version | None) -> None:
        super().__init__(message)
        self.newest = newest
