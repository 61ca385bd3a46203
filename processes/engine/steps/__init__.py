"""The kinds of steps: one class a kind, one module a class (`base` says what one is).

Whoever compiles, runs, checks, draws, prints or edits steps asks the kind and knows none by name.
"""

from processes.engine.steps.base import (
    FORWARD,
    RETURN,
    STEP_KINDS,
    Action,
    Branch,
    Effect,
    Step,
    StepKind,
    WayOut,
    codes_of,
    kind_of,
)
from processes.engine.steps.decision import Decision
from processes.engine.steps.end import RESULTS, End
from processes.engine.steps.human import Human

# In the order in which authors choose.
for _kind in (Human(), Decision(), End()):
    STEP_KINDS.add(_kind)

# As what the end is drawn that nobody wrote: where the last row leads.
UNWRITTEN_END: StepKind = STEP_KINDS.get(End.code)

__all__ = [
    "FORWARD",
    "RESULTS",
    "RETURN",
    "STEP_KINDS",
    "UNWRITTEN_END",
    "Action",
    "Branch",
    "Effect",
    "Step",
    "StepKind",
    "WayOut",
    "codes_of",
    "kind_of",
]
