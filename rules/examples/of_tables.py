"""Examples of the kind «Bảng quyết định»: what they expect, the gate, what each row must show."""

import json
from collections.abc import Mapping
from decimal import Decimal
from functools import lru_cache, partial
from typing import Any

from registry.canonical import Body
from registry.kinds import Context
from registry.problems import Problem
from registry.readers import numbers
from rules.engine.compile import compile_tree
from rules.engine.outcomes import RuleError
from rules.engine.parse import Call, Node, Sequence
from rules.examples.coverage import coverage
from rules.examples.gate import gate
from rules.examples.logic import F, Goal, T
from rules.examples.running import run
from rules.examples.shape import examples_of, examples_schema
from rules.examples.subject import Subject, Thing
from rules.inputs import Inputs, with_reserved
from rules.services import compiled_table, inputs_of
from rules.tables.answers import Answer, said_value
from rules.tables.shape import Row, Table
from rules.tables.tree import Cells, tree_of
from rules.tables.words import condition_words, value_words

# What an example may expect besides values by column of results.
WORDS = {"none": "Bảng không có dòng nào", "unknown": "Chưa đủ thông tin"}
_STATES = {"nothing": "none", "unknown": "unknown"}
# Of a table with more rows, this many are held against earlier ones when an example is looked for.
_MOST_AHEAD = 200

EXAMPLES = examples_schema(
    {
        "type": ["string", "object"],
        "x-editor": "expected-of-table",
        "maxLength": 60,
        "maxProperties": 50,
        "additionalProperties": {"type": ["string", "boolean", "integer", "array"]},
    }
)
_DECIDE = ("form", "policy", "conditions", "results", "rows", "inputs")


def subject_of(body: Body, inputs: Inputs) -> Subject:
    """Return a table as its examples see it. Raises RuleError for a table that can't be used."""
    inputs = with_reserved(inputs)
    look_up = compiled_table(body, inputs)
    table = look_up.table
    compiled = compile_tree(tree_of(table))
    tests = _tests(compiled.tree)
    hit = dict(zip((row.id for row in table.live), tests, strict=True))
    return Subject(
        compiled=compiled,
        inputs=inputs,
        things=tuple(_things(table, tests)),
        answer=look_up,
        agrees=lambda expected, answer: _agrees(expected, answer, table),
        words=lambda answer: words_of(answer, table),
        expected_words=lambda expected: expected_words(expected, table),
        shown=lambda trial: set(trial.value.rows) if trial.value.state == "found" else set(),
        code=lambda answer: {
            "state": answer.state,
            "rows": list(answer.rows),
            "values": {name: said_value(value) for name, value in answer.values.items()},
        },
        decided=lambda trial: [hit[row] for row in trial.value.rows],
        lacks=lambda trial: [
            column.label for column in table.conditions if column.name in trial.value.missing
        ],
    )


def subject_in(body: Body, context: Context) -> Subject:
    """Return the table of a body as its examples see it. Raises RuleError."""
    inputs = inputs_of(body, context)
    if inputs is None:
        raise RuleError("/form", "Không tìm thấy biểu mẫu của bảng", "reference")
    return subject_of(body, inputs)


def _tests(tree: Node) -> tuple[Node, ...]:
    """The tests of the rows in use, as they stand in the tree."""
    if isinstance(tree, Call):
        return tree.arguments[0::2]
    assert isinstance(tree, Sequence)
    return tree.items


def _things(table: Table, tests: tuple[Node, ...]) -> list[Thing]:
    """Each row in use must be hit; under «first», where those above it do not."""
    cells = Cells(table)
    found = []
    above: tuple[Goal, ...] = ()
    for row, here in zip(table.live, tests, strict=True):
        goals = ((here, T), *above[-_MOST_AHEAD:])
        found.append(Thing(row.id, f"/rows/{row.place}", partial(_shown, row, table, cells), goals))
        if table.policy == "first":
            above = (*above, (here, F))
    return found


def _shown(row: Row, table: Table, cells: Cells) -> str:
    return f"dòng {row.number} được dùng ({condition_words(row, table, cells)})"


def _agrees(expected: Any, answer: Answer, table: Table) -> bool:
    if isinstance(expected, str):
        return _STATES.get(answer.state) == expected
    if answer.state != "found" or not isinstance(expected, Mapping):
        return False
    # What no value is expected for must have none.
    columns = [column.id for column in table.results]
    return any(name in expected for name in columns) and all(
        _plain(answer.values.get(name)) == _plain(expected.get(name)) for name in columns
    )


def _plain(value: Any) -> Any:
    """A value as it compares: 1.50 is 1.5, no values are none."""
    if value == []:
        return None
    if isinstance(value, list):
        return [_plain(item) for item in value]
    if isinstance(value, int | Decimal) and not isinstance(value, bool):
        return Decimal(value)
    return Decimal(value) if isinstance(value, str) and numbers.STORED.fullmatch(value) else value


def words_of(answer: Answer, table: Table) -> str:
    """Say what a table answers: «Mức thu» là 8.000 đồng (dòng 2)."""
    if answer.state != "found":
        return answer.said
    said = _values(answer.values, table)
    return f"{said} ({table.numbered(answer.rows)})"


def expected_words(expected: Any, table: Table) -> str:
    """Say what an example expects."""
    if isinstance(expected, Mapping):
        return _values(expected, table)
    return WORDS.get(str(expected), "chưa có kết quả mong đợi")


def _values(values: Mapping[str, Any], table: Table) -> str:
    said = [
        f"{column.label}: {_said(values[column.id], column)}"
        for column in table.results
        if values.get(column.id) is not None
    ]
    return "; ".join(said) or "không ghi kết quả"


def _said(value: Any, column: Any) -> str:
    if isinstance(value, list):
        return ", ".join(_said(item, column) for item in value) or "(trống)"
    return value_words(said_value(value), column)


# ---- the gate


def issue_problems(body: Body, before: Body | None, context: Context) -> list[Problem]:
    """Return what bars issuing a table that is new or answers otherwise than the one in force."""
    changed = before is None or _decisive(body) != _decisive(before)
    if not (changed or body.get("examples") != (before or {}).get("examples")):
        return []
    inputs = inputs_of(body, context)
    return list(_problems(_content(body, inputs), changed)) if inputs is not None else []


def _decisive(body: Body) -> Body:
    """The part of a body on which its answers depend."""
    rows = [
        {name: value for name, value in row.items() if name in ("id", "when", "then", "off")}
        for row in body.get("rows", [])
    ]
    return {**{name: body.get(name) for name in _DECIDE}, "rows": rows}


def _content(body: Body, inputs: Inputs) -> str:
    kept = {name: body[name] for name in (*_DECIDE, "examples") if name in body}
    return json.dumps([kept, inputs], ensure_ascii=False)


@lru_cache(maxsize=64)
def _problems(content: str, changed: bool) -> tuple[Problem, ...]:
    """Remembered by content: a draft is asked at every save, whatever was changed in it."""
    body, inputs = json.loads(content)
    try:
        subject = subject_of(body, inputs)
    except RuleError:
        # What is wrong with the table itself is said by the kind.
        return ()
    return tuple(gate(subject, examples_of(body), all_of_it=changed))


def reach(body: Body, inputs: Inputs) -> str:
    """Say how far the examples reach: «3/4 trường hợp đã có ví dụ»; "" where nobody can tell."""
    return _reach(_content(body, inputs))


@lru_cache(maxsize=64)
def _reach(content: str) -> str:
    body, inputs = json.loads(content)
    try:
        subject = subject_of(body, inputs)
    except RuleError:
        return ""
    return coverage(subject, [one.trial for one in run(subject, examples_of(body))]).words
