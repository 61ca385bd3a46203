"""What an operator is: its family, what it takes, what it gives, how it is said."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Parameter:
    """One thing that a function takes.

    `accepts` names the families of types that fit (empty: any); a literal is taken for a `literal`.
    `read` makes a known answer what the function reckons with, and raises Incalculable where it is
    none; `asked` says in an error what is wanted.
    """

    accepts: frozenset[str]
    literal: str
    read: Callable[[Any], Any]
    asked: str


@dataclass(frozen=True)
class Operator:
    """An operator that a rule may use.

    `family` decides how it is checked, evaluated and said; `most` None has no upper limit.
    `accepts` names the families of types of its operands (empty: any), `gives` its result
    ("amount": money where one of its operands is money, else a number).

    Family `function`: `takes` are its parameters, the last one for all further operands.
    `calculate` is a function of known values, each as its parameter reads it; Incalculable says
    that nothing comes out. `says` is its Vietnamese, {0} and {1} being the operands (`says_more`
    where there are more than the least). `given` names a reserved input (types.RESERVED) that
    stands behind what is written, as its last operand.

    `steps`: what a call takes of the budget of one evaluation.

    `internal`: the checker makes it of what is written; nobody writes it. `note`: what the page of
    operators says besides.
    """

    code: str
    family: str
    label: str
    least: int
    most: int | None = None
    accepts: frozenset[str] = frozenset()
    gives: str = "yes_no"
    takes: tuple[Parameter, ...] = ()
    calculate: Callable[..., Any] | None = None
    says: str = ""
    says_more: str = ""
    given: str = ""
    internal: bool = False
    note: str = ""
    steps: int = 15

    def parameter(self, index: int) -> Parameter:
        """Return the parameter of an operand of a function."""
        return self.takes[min(index, len(self.takes) - 1)]
