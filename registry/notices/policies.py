"""Who sees notices."""

from registry.notices.models import Notice
from registry.notices.services import scope
from registry.policy import POLICIES, Policy


def declare() -> None:
    """Register the policy."""
    POLICIES.add(Policy(Notice, scope))
