"""Rules: how much faster the compiled rule is than walking its JSON again for every answer, than
the closures of the tests, than datalogic-py (compiled Rust) and json-logic-qubit (Python); how much
slower it is where answers are unusual and where it keeps a trace.

Run: `python -m benchmarks.rules`. Prints ratios of measurements of one run: the machine's own
speed cancels out.
"""

import json
import operator
import sys
import timeit
from pathlib import Path
from typing import Any

import datalogic_py
import json_logic

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from rules.engine import compile_rule, together
from tests.rules.engine.closures.build import by_closures

# Twenty branches of three operations each: what a decision list of twenty lines looks like.
BRANCHES = 20
TURN = 0.001
TURNS = 200

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

    times = seconds(
        {
            "compiled": lambda: rule(ANSWERS),
            "interpreted": lambda: interpret(logic, ANSWERS),
            "compilations": lambda: compile_rule(logic, FIELDS),
        }
    )
    found = {name: 1 / spent for name, spent in times.items()}
    return {**found, "ratio": times["interpreted"] / times["compiled"]}


SMALL = {">": [{"var": "f3"}, 2]}
MEDIUM = {
    "if": [
        {"and": [{">=": [{"var": "f18"}, 18]}, {"or": [{"==": [{"var": "f1"}, 9]}, SMALL]}]},
        {"+": [{"var": "f4"}, {"*": [{"var": "f5"}, 2]}]},
        {"-": [{"var": "f4"}, 1]},
    ]
}


def seconds(works: dict[str, Any]) -> dict[str, float]:
    """Measure the seconds of one call of each, in turn, so that noise hits all alike: the best.

    A turn takes about a millisecond, so that some run from end to end on a busy machine too.
    """
    timers = {name: timeit.Timer(work) for name, work in works.items()}
    once = {name: min(timer.repeat(7, 1)) for name, timer in timers.items()}
    rounds = {name: max(1, int(TURN / spent)) for name, spent in once.items()}
    found: dict[str, list[float]] = {name: [] for name in works}
    for _ in range(TURNS):
        for name, timer in timers.items():
            found[name].append(timer.timeit(rounds[name]) / rounds[name])
    return {name: min(times) for name, times in found.items()}


def unusual_and_traced() -> dict[str, float]:
    """Measure how many times slower sixty operations are with one unusual answer, and traced."""
    rule = compile_rule(decision_list(), FIELDS)
    odd = {**ANSWERS, "f19": "19"}
    works = {
        "plain": lambda: rule(ANSWERS),
        "sixty with a number as text, times slower": lambda: rule(odd),
        "trace of sixty, times slower": lambda: rule.trace(ANSWERS),
        "trace of sixty, read to its end, times slower": lambda: list(rule.trace(ANSWERS)),
        "trace with a number as text, times slower": lambda: rule.trace(odd),
    }
    times = seconds(works)
    return {name: times[name] / times["plain"] for name in list(works)[1:]}


def beside_peers() -> dict[str, float]:
    """Measure how many times the speed of its closures and of the peers a rule has."""
    found: dict[str, float] = {}
    engine = datalogic_py.Engine()
    for name, logic in (("one operation", SMALL), ("six", MEDIUM), ("sixty", decision_list())):
        rule = compile_rule(logic, FIELDS)
        slow, theirs = by_closures(rule.tree), engine.compile(logic)
        works = {
            "ours": lambda r=rule: r(ANSWERS),
            "closures": lambda r=slow: r(ANSWERS),
            "datalogic-py": lambda r=theirs: r.evaluate(ANSWERS),
            "json-logic-qubit": lambda r=logic: json_logic.jsonLogic(r, ANSWERS),
        }
        assert len({work() for work in works.values()}) == 1
        times = seconds(works)
        for peer in list(works)[1:]:
            found[f"{name}, times {peer}"] = times[peer] / times["ours"]
    twenty = [SMALL, MEDIUM] * 9 + [decision_list()] * 2
    ours, known = [compile_rule(one, FIELDS) for one in twenty], [*map(engine.compile, twenty)]
    at_once = together(ours)
    assert at_once(ANSWERS) == [rule(ANSWERS) for rule in ours]
    session, text = engine.session(), json.dumps(ANSWERS)
    times = seconds(
        {
            "ours": lambda: at_once(ANSWERS),
            "one by one": lambda: [rule(ANSWERS) for rule in ours],
            "theirs": lambda: session.evaluate_many(known, datalogic_py.DataHandle(text)),
        }
    )
    found["twenty rules, times evaluate_many"] = times["theirs"] / times["ours"]
    found["twenty rules, times one by one"] = times["one by one"] / times["ours"]
    return found


if __name__ == "__main__":
    for name, value in {**measure(), **unusual_and_traced(), **beside_peers()}.items():
        print(f"{name}: {value:,.1f}")
