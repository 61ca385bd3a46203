"""What cases and tasks declare at start: policies, jobs, the effects every process may use."""

from processes import policies
from processes.backtest import declaring as backtest
from processes.cases import verifying  # noqa: F401 - declares its regular job
from processes.extensions.effects import EFFECTS, ROLE, EffectType
from processes.handover import holdings
from processes.notices import (
    followups,  # noqa: F401 - declares its job
    participants,
    standing_in,
)
from processes.notices.notifying import notify_role


def declare() -> None:
    """Register policies, holdings, listeners and effects of cases; called by registrations."""
    policies.declare()
    holdings.declare()
    standing_in.declare()
    participants.declare()
    backtest.declare()
    EFFECTS.add(EffectType("notify", notify_role, "Thông báo cho người giữ vai trò", ROLE))
