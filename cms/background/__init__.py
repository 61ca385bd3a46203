"""Background work: what wakes the workers, what starts regular jobs, and whether they are there.

Others import: heartbeat, schedule, state.
"""
