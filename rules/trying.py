"""How documents of a kind are tried and exemplified: `TRYING.add(code, Trying(…))`."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from registry.canonical import Body
from registry.kinds import Context
from registry.register import Register
from rules.engine import variables
from rules.examples import of_rules, of_tables
from rules.examples.of_rules import WORDS
from rules.examples.subject import Subject
from rules.tables.reading import value_of
from rules.tables.shape import Column, table_of
from rules.tables.words import value_words

Typed = Mapping[str, Any]


@dataclass(frozen=True)
class Trying:
    """What differs from kind to kind.

    `subject` is what examples try; raises RuleError where the body can't be used yet. `asked` are
    the ids of the inputs on which it depends. `outcome` are the fields (rules.views.trials) in
    which somebody says what is expected; `read` makes the stored expectation of them (ValueError
    says what lacks), `shown` goes back.
    """

    subject: Callable[[Body, Context], Subject]
    asked: Callable[[Body], set[str]]
    outcome: Callable[[Body], list[dict[str, Any]]]
    read: Callable[[Typed, Body], Any]
    shown: Callable[[Any, Body], dict[str, Any]]


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
    ),
)


# ---- decision tables

# The field that says that no values are expected; columns have ids of their own.
_NONE = "khong-co"


def _table_outcome(body: Body) -> list[dict[str, Any]]:
    table = table_of(body, {})
    columns = [
        {
            "id": column.id,
            "label": column.label,
            "options": _OPTIONS.get(column.type.name, list(column.type.options)),
            "many": False,
            "placeholder": "cách nhau bằng dấu chấm phẩy" if table.policy == "collect" else "",
            "unit": column.unit,
            "columns": None,
        }
        for column in table.results
    ]
    none = {
        "id": _NONE, "label": "Hoặc không có kết quả", "options": list(of_tables.WORDS.items()),
        "many": False, "placeholder": "", "unit": "", "columns": None,
    }  # fmt: skip
    return [*columns, none]


_OPTIONS = {"yes_no": [("true", "Có"), ("false", "Không")]}


def _table_read(typed: Typed, body: Body) -> Any:
    table = table_of(body, {})
    if typed.get(_NONE) in of_tables.WORDS:
        return typed[_NONE]
    found = {}
    for column in table.results:
        text = str(typed.get(column.id) or "").strip()
        if not text:
            continue
        several = table.policy == "collect"
        parts = [part.strip() for part in text.split(";")] if several else [text]
        values = [_one(part, column) for part in parts if part]
        found[column.id] = values if several else values[0]
    if not found:
        raise ValueError("Hãy ghi kết quả theo quy định, hoặc chọn là không có kết quả.")
    return found


def _one(text: str, column: Column) -> Any:
    if column.type.name == "one_of":
        return text
    value = value_of("có" if text == "true" else "không" if text == "false" else text, column)
    if isinstance(value, dict) or value is None:
        raise ValueError(f"«{column.label}» là {column.type.label}; chưa hiểu «{text[:80]}».")
    return value


def _table_shown(expected: Any, body: Body) -> dict[str, Any]:
    if not isinstance(expected, Mapping):
        return {_NONE: expected} if expected in of_tables.WORDS else {}
    return {
        column.id: _as_typed(expected[column.id], column)
        for column in table_of(body, {}).results
        if column.id in expected
    }


def _as_typed(value: Any, column: Column) -> str:
    if isinstance(value, list):
        return "; ".join(_as_typed(one, column) for one in value)
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value) if column.type.name == "one_of" else value_words(value, column, typed=True)


TRYING.add(
    "table",
    Trying(
        of_tables.subject_in,
        lambda body: {column.get("field", "") for column in body.get("conditions", [])},
        _table_outcome,
        _table_read,
        _table_shown,
    ),
)
