"""What trials of drafts add: kinds that are tried, who may, the job behind them, the button; where
it is used."""

from processes.backtest import deciders, parts, policies, running, uses


def declare() -> None:
    """Register all of it; called by `processes.declarations`."""
    deciders.declare()
    policies.declare()
    running.declare()
    parts.declare()
    uses.declare()
