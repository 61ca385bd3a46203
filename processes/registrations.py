"""What the processes package adds to the registry: the kind «process» and the events of cases."""

from processes import declarations
from processes.engine.state import EVENT_LABELS
from processes.kinds.process import KIND
from registry import kinds
from registry.trail.types import register_type


def declare() -> None:
    """Called once by the app's ready()."""
    kinds.register(KIND)
    for name, label in EVENT_LABELS.items():
        register_type(name, label)
    declarations.declare()
