"""What the system does by itself when a case comes to a step or leaves it: registered functions.

An effect runs in the transaction of the command that asked for it, after the case is projected.
It may raise `CommandRefused` (or a package's own Vietnamese ValueError): then nothing happened.
"""

from dataclasses import dataclass
from typing import Any, Literal, Protocol

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
class Value:
    """What the one value of an effect is: how a process chooses it, and how it is checked.

    `kind`: "none", one of `choices` ("choice"), the id of a role of the process ("role"), the code
    of a unit of the agency ("unit"), words ("text", which may be left out).
    """

    kind: Literal["none", "choice", "role", "unit", "text"]
    # What a person chooses, as sentences call it.
    word: str = "giá trị"
    choices: tuple[tuple[str, str], ...] = ()


NOTHING, TEXT = Value("none"), Value("text")
ROLE, UNIT = Value("role", "vai trò của quy trình"), Value("unit", "phòng ban")


@dataclass(frozen=True)
class Registered:
    """`label` is what people read in the editor of processes; `system` effects work on what only
    the system's own processes are about."""

    name: str
    run: Effect
    label: str
    value: Value = TEXT
    system: bool = False


_effects: dict[str, Registered] = {}


def register(
    name: str, run: Effect, label: str = "", value: Value = TEXT, *, system: bool = False
) -> None:
    """Make an effect known under the name that processes use."""
    _effects[name] = Registered(name, run, label or name, value, system)


def known(name: str) -> bool:
    """Whether a process may ask for this effect."""
    return name in _effects


def get(name: str) -> Registered:
    """The registered effect; KeyError when unknown."""
    return _effects[name]


def find(name: str) -> Registered | None:
    """The registered effect, or None: drafts name what they like."""
    return _effects.get(name)


def takes_role(name: str) -> bool:
    """Whether the value of this effect is a role of the process."""
    return name in _effects and _effects[name].value.kind == "role"


def registered() -> list[Registered]:
    """All effects, in the order in which packages brought them."""
    return list(_effects.values())


def choices() -> list[tuple[str, str]]:
    """(name, Vietnamese label) of all effects."""
    return [(effect.name, effect.label) for effect in _effects.values()]
