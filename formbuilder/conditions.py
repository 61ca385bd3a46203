"""Conditions of fields (`visible_when`), evaluated by the one rule engine."""

from collections.abc import Callable, Mapping
from typing import Any

from rules.engine import RuleError, compile_rule

Inputs = Mapping[str, Mapping[str, Any]]
Test = Callable[[Mapping[str, Any]], bool]


def compiled(logic: Any, inputs: Inputs) -> Test:
    """Return a test of the answers.

    Not enough data, or a condition that cannot be used, means no.
    """
    try:
        rule = compile_rule(logic, inputs, missing="strict")
    except RuleError:
        return lambda data: False

    def test(data: Mapping[str, Any]) -> bool:
        try:
            return rule.decide(data) is True
        except RuleError:  # too many steps
            return False

    return test
