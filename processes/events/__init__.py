"""What can happen to a case: one class an event, one module a subject (`base` says what one is).

Whoever folds, projects, tells or prints events asks the register and knows no event by name.

Others import: states.
"""

from processes.events import (
    citizens,
    clock,
    files,
    handing_over,
    opening,
    records,
    tasks,
    urging,
    variants,
    ways,
)
from processes.events.base import EVENTS, CaseEvent, Fact, defining, find, instant, moment

# Importing its module is what registers a class.
SUBJECTS = (
    *(opening, tasks, ways, records, files, variants),
    *(clock, urging, handing_over, citizens),
)

__all__ = ["EVENTS", "SUBJECTS", "CaseEvent", "Fact", "defining", "find", "instant", "moment"]
