"""Decides what a command does to a case: `decide(definition, state, command) -> events`.

Commands and events are plain JSON `{"type", "data"}`. `decide` may ask rules, through the callables
of an `Environment`; every answer is written into the event, so `evolve` never asks again. One token
runs through a case: finishing a task activates exactly one next task or closes the case. The state
keeps a list of active tasks all the same, for parallel steps.

| command | data | refused when |
|---|---|---|
| open | subject, received_at, variant?, pin?, author?, people? | already open, no step |
| start | task, by | not active, taken by somebody else |
| complete | task, by, action?, reason?, digest?, round? | not active, unknown action, author |
| return | task, by, reason | as complete; the step has nowhere to return to |
| assign | task, to, by, reason | not active |
| hand_over | to, by, reason | closed |
| recall | task, by | the next task was started, or somebody else did the task |
| record_saved | form, record, digest, task? | closed |
| choose_variant | variant, reason | unknown variant |
| suspend / resume | reason / - | already so |
| extend | time (DURATION), reason | no positive amount |
| urge | by, message? | closed |
| attach | file, digest, paper?, by | closed |
| detach | file, reason, by | not attached, closed |
| close | result, reason | closed |
| stop | reason | closed |

`by` is an opaque id of a person (never a name). Idempotency of commands is the caller's.
"""

from __future__ import annotations

from processes.engine import case_commands, task_commands  # noqa: F401 - add their commands
from processes.engine.advance import Environment, Json, Turn
from processes.engine.commands import COMMANDS
from processes.engine.definition import Definition
from processes.engine.refusal import CommandRefused
from processes.engine.state import evolve, replay, whole
from processes.events.states import CLOSED, NEW, initial_state

__all__ = ["CommandRefused", "Environment", "decide", "evolve", "initial_state", "replay"]


def decide(
    definition: Definition,
    state: Json,
    command: Json,
    environment: Environment | None = None,
) -> list[Json]:
    """Decide the events that the command causes, in order. Raises CommandRefused."""
    state = whole(state)
    handler = COMMANDS.find(command["type"])
    if handler is None:
        raise CommandRefused(f"Không có thao tác «{command['type']}» đối với hồ sơ công việc.")
    if command["type"] == "open":
        if state["status"] != NEW:
            raise CommandRefused("Hồ sơ công việc này đã được mở.")
    elif state["status"] == NEW:
        raise CommandRefused("Hồ sơ công việc chưa được mở.")
    elif state["status"] == CLOSED:
        raise CommandRefused("Hồ sơ công việc đã kết thúc, không thực hiện thêm được thao tác nào.")
    turn = Turn(definition, state, environment or Environment())
    return list(handler(turn, command.get("data", {})))
