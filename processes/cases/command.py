"""One command on a case: `with command(actor, case, key, allowed) as act`.

It holds what every command needs, in one order: a transaction, the lock, whether the command was
done before under its key, the permission, for whom the actor acts. Inside, the act carries out what
the engine decides; at its end what happened is written (`processes.cases.writing`).
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from django.db import transaction

from processes.cases.act import Act
from processes.cases.session import new_session, session_of_case, session_of_task
from processes.cases.writing import write
from processes.models import Case, Task
from registry.organisation.models import User

Allowed = Callable[[Act], User | None]
"""For whom the actor may do it (None: for themselves). Raises Forbidden, CommandRefused."""


@contextmanager
def command(actor: User, thing: Case | Task, key: str, allowed: Allowed) -> Iterator[Act]:
    """Run one command on a case, or on the case of a task; all or nothing.

    `key` is as `registry.trail.events.keyed` makes it, "" for none. Raises CommandRefused where it
    came with other content before, and whatever `allowed` raises.
    """
    with transaction.atomic():
        if isinstance(thing, Task):
            session, done = session_of_task(thing, key)
        else:
            session, done = session_of_case(thing, key)
        act = Act(session, actor, key, done=done)
        if not done:
            act.giver = allowed(act)
        yield act
        write(act)


@contextmanager
def opening_command(actor: User, case: Case, key: str, giver: User | None) -> Iterator[Act]:
    """Run the first command on a case, whose row is not stored yet.

    The caller holds the transaction and the lock, and has asked for the key and the permission, for
    there was no case to ask.
    """
    act = Act(new_session(case), actor, key, giver)
    yield act
    write(act)
