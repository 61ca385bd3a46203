"""Who may do a task: one answer for services, offers, lists, counts, notices and «đến lượt ai».

`may` goes by roles and delegations of today, `refusal` says what stands against one person all the
same (who wrote a thing never judges it), `candidates` are all for whom both say yes, and `waiting`
is the same as a condition on rows, but for guards. `assignment` finds whose step it is when a case
comes there, `choosing` whom somebody may choose for it at opening.

Others import: assignment, choosing.
"""

from processes.performers.barring import refusal, standstill
from processes.performers.people import Candidate, candidates, holders
from processes.performers.rights import done_by, may, pool
from processes.performers.rows import waiting

__all__ = [
    "Candidate",
    "candidates",
    "done_by",
    "holders",
    "may",
    "pool",
    "refusal",
    "standstill",
    "waiting",
]
