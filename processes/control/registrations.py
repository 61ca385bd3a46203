"""What document control declares at start."""

from processes.control import actions, effects


def declare() -> None:
    """Called once by the app's ready()."""
    effects.declare()
    actions.declare()
