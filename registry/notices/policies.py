"""Who sees notices."""

from registry import policy
from registry.notices import services
from registry.notices.models import Notice


def declare() -> None:
    """Register the policy."""
    policy.register(Notice, services.scope, {})
