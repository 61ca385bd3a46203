"""What the system does by itself when a case comes to a step or leaves it: registered functions.

An effect runs in the transaction of the command that asked for it, after the case is projected.
It may raise `CommandRefused` (or a package's own Vietnamese ValueError): then nothing happened.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, get_args

from processes.engine.definition import Step
from processes.models import Case
from registry.organisation.models import User
from registry.register import Register


@dataclass(frozen=True)
class EffectRequest:
    """One effect that a process asks for now: the case and the step, for whom, with which value.

    `data` is what was handed over beside the action (a decision number). `task` is the key of the
    task that the step is done by, "" for a step of the system itself.
    """

    case: Case
    step: Step | None
    task: str
    # The one value that the process gives.
    value: str
    actor: User | None
    # For whom the actor acts.
    giver: User | None = None
    data: Mapping[str, Any] = field(default_factory=dict)


# As the schema of processes says.
NAME = r"[a-z_.]+"
ValueKind = Literal["none", "choice", "role", "unit", "text"]


@dataclass(frozen=True)
class Value:
    """What the one value of an effect is: how a process chooses it, and how it is checked.

    `kind`: "none", one of `choices` ("choice"), the id of a role of the process ("role"), the code
    of a unit of the agency ("unit"), words ("text", which may be left out).
    """

    kind: ValueKind
    # What a person chooses, as sentences call it.
    word: str = "giá trị"
    choices: tuple[tuple[str, str], ...] = ()


NOTHING, TEXT = Value("none"), Value("text")
ROLE, UNIT = Value("role", "vai trò của quy trình"), Value("unit", "phòng ban")


@dataclass(frozen=True)
class EffectType:
    """`label` is what people read in the editor of processes; `system` effects work on what only
    the system's own processes are about."""

    # The name that processes use.
    name: str
    run: Callable[[EffectRequest], None]
    label: str
    value: Value = TEXT
    system: bool = False


EFFECTS: Register[EffectType] = Register(
    "effects", "Việc hệ thống tự làm", lambda effect: effect.name
)


@EFFECTS.promise
def _can_be_chosen() -> Iterator[str]:
    for effect in EFFECTS:
        if not effect.label.strip() or effect.label == effect.name:
            yield f"«{effect.name}» chưa có tên để chọn khi soạn quy trình."
        if not re.fullmatch(NAME, effect.name):
            yield f"«{effect.name}» không phải tên mà một bước ghi được ({NAME})."
        value = effect.value
        if value.kind not in get_args(ValueKind):
            yield f"«{effect.name}» cần giá trị loại «{value.kind}», loại này không có."
        elif (value.kind == "choice") != bool(value.choices):
            yield f"«{effect.name}»: các lựa chọn và loại giá trị «{value.kind}» không khớp."
        elif not value.word.strip():
            yield f"«{effect.name}» chưa nói giá trị của nó gọi là gì."


def known(name: str) -> bool:
    """Tell whether a process may ask for this effect."""
    return name in EFFECTS


def takes_role(name: str) -> bool:
    """Tell whether the value of this effect is a role of the process."""
    effect = EFFECTS.find(name)
    return effect is not None and effect.value.kind == "role"


def choices() -> list[tuple[str, str]]:
    """Return (name, Vietnamese label) of all effects."""
    return [(effect.name, effect.label) for effect in EFFECTS]
