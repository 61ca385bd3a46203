"""Somebody doing something to a locked case: what the engine decides happens to rows in memory."""

from dataclasses import dataclass, field
from typing import Any

from processes.cases.lookups import completed
from processes.cases.session import Session
from processes.engine.advance import Environment
from processes.engine.machine import CommandRefused, decide
from processes.events import Fact
from processes.extensions import effects
from processes.models import Case, Task
from registry import canonical
from registry.organisation.models import User
from rules.worktime import WorktimeError

Json = dict[str, Any]


@dataclass
class Act:
    """Somebody doing something to a locked case. `giver` is for whom; None: for themselves.

    What was `done` before is not done again: then `case` and `task` say how it stands.
    """

    session: Session
    actor: User
    key: str = ""
    giver: User | None = None
    done: bool = False
    # What was filled in beside the action, for the effects that it asks for.
    given: Json = field(default_factory=dict)

    @property
    def case(self) -> Case:
        """The locked case."""
        return self.session.case

    def task(self, key: str) -> Task:
        """Return the row of a task of the case that this command is about."""
        return self.session.rows.tasks[key]

    def carry_out(self, command: str, data: Json) -> None:
        """Decide one command and let its events happen to the rows in memory.

        Raises CommandRefused (Vietnamese), and nothing happens.
        """
        session = self.session
        environment = Environment(
            evaluate=session.answers.evaluate,
            branch=session.answers.branch,
            says=session.answers.says,
            effect_allowed=effects.known,
        )
        decided = decide(
            session.definition,
            session.state,
            {"type": command, "data": {"by": str(self.actor.pk), **data}},
            environment,
        )
        try:
            for event in decided:
                self.note(event["type"], completed(session, event, self.actor))
        except WorktimeError as error:
            raise CommandRefused(str(error)) from error

    def note(self, type: str, data: Json) -> None:
        """Let one event happen to the rows in memory."""
        happened, giver = canonical.canonical(data), self.giver.pk if self.giver else None
        fact = Fact(type, happened, self.session.at, self.actor.pk, giver)
        self.session.rows.apply(fact)
        self.session.facts.append(fact)

    def shown(self, seen: str) -> None:
        """Write into the last event, as a digest, what was shown to whoever decided."""
        self.session.facts[-1].data["seen"] = canonical.digest(seen)
