"""The state of a case as the fold of its events.

Events and state are plain JSON. How an event changes the state, its class says
(`processes.events`): it only copies outcomes that the event carries and asks no rule and no
definition, so a log written today replays to the same state after rules, processes and laws have
changed. Events of other subjects in the same stream are ignored. Stored canonically, both lose
their empty values: here absent is read as empty (`whole` puts the empty values back).
"""

from __future__ import annotations

from collections.abc import Iterable

from processes import events
from processes.events.states import NEW_TASK, Json, initial_state


def whole(state: Json) -> Json:
    """Return a stored state with its empty values put back."""
    complete = {**initial_state(), **state}
    complete["tasks"] = {
        task_id: {**NEW_TASK, **task} for task_id, task in complete["tasks"].items()
    }
    return complete


def evolve(state: Json, event: Json) -> Json:
    """Return the state after one event `{"type", "data"}`. Pure: `state` is left as it was."""
    happened = events.find(event["type"])
    if happened is None:
        return state
    return happened.fold({**initial_state(), **state}, event.get("data", {}))


def replay(log: Iterable[Json], state: Json | None = None) -> Json:
    """Fold of `evolve` over events, from the beginning unless a state is given."""
    current = initial_state() if state is None else state
    for event in log:
        current = evolve(current, event)
    return current
