"""Rules: how much faster the compiled rule is than walking its JSON again for every answer.

Run: `python benchmarks/rules.py`. Prints a ratio of two measurements of one run, so that the
machine's own speed cancels out.
"""

import operator
import sys
import timeit
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from rules.engine import compile_rule

# Twenty branches of three operations each: what a decision list of twenty lines looks like.
BRANCHES = 20
ROUNDS = 2_000
REPEATS = 7

FIELDS = {f"f{number}": {"type": "number", "label": f"Số {number}"} for number in range(BRANCHES)}
ANSWERS = {name: number for number, name in enumerate(FIELDS)}


def decision_list() -> dict[str, Any]:
    """Return an `if` of 20 conditions `f <= a and f > b`, none of which holds: 60 operations."""
    parts: list[Any] = []
    for number, name in enumerate(FIELDS):
        field = {"var": name}
        parts += [{"and": [{"<=": [field, number]}, {">": [field, number + 1]}]}, number]
    return {"if": [*parts, -1]}


_SIMPLE = {"<=": operator.le, ">": operator.gt}


def interpret(logic: Any, data: dict[str, Any]) -> Any:
    """Interpret as plainly as can be: three operators, no types, no missing data."""
    if not isinstance(logic, dict):
        return logic
    [(code, arguments)] = logic.items()
    if code == "var":
        return data.get(arguments)
    if code == "if":
        for index in range(0, len(arguments) - 1, 2):
            if interpret(arguments[index], data):
                return interpret(arguments[index + 1], data)
        return interpret(arguments[-1], data)
    if code == "and":
        value = None
        for argument in arguments:
            value = interpret(argument, data)
            if not value:
                return value
        return value
    left, right = (interpret(argument, data) for argument in arguments)
    return _SIMPLE[code](left, right)


def measure() -> dict[str, float]:
    """Measure evaluations a second, compiled and interpreted, compilations a second, the ratio."""
    logic = decision_list()
    rule = compile_rule(logic, FIELDS)
    assert rule(ANSWERS) == interpret(logic, ANSWERS) == -1

    def best(work: Any, rounds: int) -> float:
        return rounds / min(timeit.repeat(work, number=rounds, repeat=REPEATS))

    fast = best(lambda: rule(ANSWERS), ROUNDS)
    slow = best(lambda: interpret(logic, ANSWERS), ROUNDS)
    compiling = best(lambda: compile_rule(logic, FIELDS), 20)
    return {"compiled": fast, "interpreted": slow, "compilations": compiling, "ratio": fast / slow}


if __name__ == "__main__":
    for name, value in measure().items():
        print(f"{name}: {value:,.1f}")
