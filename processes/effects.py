"""What the system does by itself when a case comes to a step or leaves it: registered functions.

An effect runs in the transaction of the command that asked for it, after the case is projected.
It may raise `CommandRefused` (or a package's own Vietnamese ValueError): then nothing happened.
"""

from dataclasses import dataclass
from typing import Any, Protocol

from processes.models import Case
from registry.organisation.models import User


class Effect(Protocol):
    """`event` is the stored `effect.requested` event {"type", "data"}; `value` the one value the
    process gives; `data` what the person filled in beside the action (a decision number)."""

    def __call__(
        self,
        case: Case,
        event: dict[str, Any],
        value: str,
        actor: User | None,
        *,
        data: dict[str, Any],
        on_behalf_of: User | None,
    ) -> None: ...


@dataclass(frozen=True)
class Registered:
    """`label` is what people read in the editor of processes."""

    name: str
    run: Effect
    label: str


_effects: dict[str, Registered] = {}


def register(name: str, run: Effect, label: str = "") -> None:
    """Make an effect known under the name that processes use."""
    _effects[name] = Registered(name, run, label or name)


def known(name: str) -> bool:
    """Whether a process may ask for this effect."""
    return name in _effects


def get(name: str) -> Registered:
    """The registered effect; KeyError when unknown."""
    return _effects[name]


def choices() -> list[tuple[str, str]]:
    """(name, Vietnamese label) of all effects."""
    return [(effect.name, effect.label) for effect in _effects.values()]
