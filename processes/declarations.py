"""What cases and tasks declare at start: policies, jobs, the effects every process may use."""

from processes import policies
from processes.cases import verifying  # noqa: F401 - declares its regular job
from processes.citizens import services as citizens
from processes.extensions import effects
from processes.handover import holdings
from processes.notices import (
    followups,  # noqa: F401 - declares its job
    standing_in,
)
from processes.notices.notifying import notify_role
from registry.trail.types import register_type


def declare() -> None:
    """Called by registrations."""
    policies.declare()
    holdings.declare()
    standing_in.declare()
    register_type(citizens.GIVEN, "Người nộp hồ sơ đánh giá")
    register_type(citizens.RENEWED, "Cấp lại mã theo dõi hồ sơ")
    effects.register("notify", notify_role, "Thông báo cho người giữ vai trò", effects.ROLE)
