"""What trials of drafts add: kinds that are tried, who may, the job behind them, the button; where
it is used; answers of past cases for whoever tries a rule."""

from processes.backtest import deciders, parts, policies, running, uses
from rules.trying import PAST


def declare() -> None:
    """Register all of it; called by `processes.declarations`."""
    deciders.declare()
    policies.declare()
    running.declare()
    parts.declare()
    uses.declare()
    PAST.add("cases", "rule_case")
