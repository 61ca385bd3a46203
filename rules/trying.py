"""How documents of a kind are tried and exemplified: `TRYING.add(code, Trying(…))`."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from registry.canonical import Body
from registry.kinds import Context
from registry.register import Register
from rules.engine import variables
from rules.examples import of_rules
from rules.examples.of_rules import WORDS
from rules.examples.subject import Subject

Typed = Mapping[str, Any]


@dataclass(frozen=True)
class Trying:
    """What differs from kind to kind.

    `subject` is what examples try; raises RuleError where the body can't be used yet. `asked` are
    the ids of the inputs on which it depends. `outcome` are the fields (rules.views.trials) in
    which somebody says what is expected; `read` makes the stored expectation of them (ValueError
    says what lacks), `shown` goes back, `words` says it.
    """

    subject: Callable[[Body, Context], Subject]
    asked: Callable[[Body], set[str]]
    outcome: Callable[[Body], list[dict[str, Any]]]
    read: Callable[[Typed, Body], Any]
    shown: Callable[[Any, Body], dict[str, Any]]
    words: Callable[[Any, Body], str]


# By the code of the kind.
TRYING: Register[Trying] = Register("trying", "Thử và ví dụ của điều kiện")


def _outcome(body: Body) -> list[dict[str, Any]]:
    return [
        {
            "id": "answer", "label": "Kết quả", "options": list(WORDS.items()), "many": False,
            "placeholder": "", "unit": "", "columns": None,
        }
    ]  # fmt: skip


def _read(typed: Typed, body: Body) -> str:
    answer = typed.get("answer")
    if answer not in WORDS:
        raise ValueError("Hãy chọn kết quả theo quy định.")
    return str(answer)


TRYING.add(
    "rule",
    Trying(
        of_rules.subject_in,
        lambda body: variables(body.get("logic", {})),
        _outcome,
        _read,
        lambda expected, body: {"answer": expected} if expected in WORDS else {},
        lambda expected, body: WORDS.get(expected, "chưa có kết quả mong đợi"),
    ),
)
