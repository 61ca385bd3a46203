"""What the processes package adds to the registry: the kind «process» and the events of cases."""

from processes import declarations, events, leaves, step_templates
from processes.casefile import by_code
from processes.kinds.process import KIND
from processes.kinds.step_template import KIND as STEP_TEMPLATE
from registry.kinds import KINDS
from registry.trail.types import TYPES, EventType


def declare() -> None:
    """Register the kinds, events and all else of processes; called once by the app's ready()."""
    KINDS.add(KIND)
    KINDS.add(STEP_TEMPLATE)
    for event in events.EVENTS:
        TYPES.add(EventType(event.name, event.label))
    leaves.declare()
    by_code.declare()
    step_templates.declare()
    declarations.declare()
