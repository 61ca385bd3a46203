"""Anything that is a typed tree over inputs plugs in: here a table of rows, the first that hits."""

from typing import Any

from rules.engine.compile import compile_rule
from rules.examples import services
from rules.examples.gate import gate
from rules.examples.logic import F, T, arms
from rules.examples.shape import Example
from rules.examples.subject import Subject, Thing
from tests.rules.engine.inputs import INPUTS, var

ROWS = [
    ({"<": [var("fee"), 5]}, "mien"),
    ({"and": [{"<": [var("fee"), 9]}, {"==": [var("verify"), True]}]}, "nua"),
    ({"<": [var("fee"), 3]}, "thua"),
    (True, "du"),
]


def table(rows: list[Any]) -> Subject:
    compiled = compile_rule({"if": [part for row in rows for part in row]}, INPUTS)
    tests = [condition for condition, _ in arms(compiled.tree)[0]]
    things = tuple(
        Thing(
            name,
            f"/rows/{place}",
            f"bảng lấy dòng {place + 1}".format,
            ((tests[place], T), *((before, F) for before in tests[:place])),
        )
        for place, (_, name) in enumerate(rows)
    )
    return Subject(
        compiled=compiled,
        inputs=INPUTS,
        things=things,
        answer=compiled,
        agrees=lambda expected, value: expected == value,
        words=str,
        expected_words=str,
        shown=lambda trial: {trial.value},
    )


def test_each_row_gets_an_example_and_one_that_never_hits_none() -> None:
    told = services.proposed(table(ROWS), [])
    assert [(one["answers"], one["answer"]) for one in told["proposals"]] == [
        ({"fee": 3}, "mien"),
        ({"fee": 5, "verify": True}, "nua"),
        ({"fee": 5, "verify": False}, "du"),
    ]
    assert told["not_found"] == []


def test_the_gate_asks_for_rows() -> None:
    example = Example(0, "v1", "Bốn đồng", {"fee": 4}, "mien", ())
    (problem,) = gate(table(ROWS), [example], all_of_it=True)
    assert problem.message.startswith(
        "Còn 2 trường hợp chưa có ví dụ: bảng lấy dòng 2; bảng lấy dòng 4."
    )
    wrong = Example(0, "v1", "Bốn đồng", {"fee": 4}, "nua", ())
    (problem,) = gate(table(ROWS), [wrong], all_of_it=False)
    assert "cho kết quả mien, trong khi mong đợi nua" in problem.message
