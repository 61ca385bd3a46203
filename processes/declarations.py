"""What cases and tasks declare at start: policies, jobs, the effects every process may use."""

from processes import effects, followups, policies  # noqa: F401 - followups declares its job
from processes.notifying import notify_role


def declare() -> None:
    """Called by registrations."""
    policies.declare()
    effects.register("notify", notify_role, "Thông báo cho người giữ vai trò")
