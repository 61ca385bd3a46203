"""Conditions of fields (`visible_when`), evaluated by the one rule engine."""

import json
from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Any

from rules.engine import CompiledRule, RuleError, compile_rule, together

Inputs = Mapping[str, Mapping[str, Any]]
Failing = Callable[[Mapping[str, Any]], set[str]]


def failing(conditions: Mapping[str, Any], inputs: Inputs) -> Failing:
    """Return what tells by the answers which of the conditions, each under its key, don't hold.

    Not enough data, or a condition that cannot be used, means no. What was compiled before comes
    from a cache.
    """
    try:
        content = json.dumps([conditions, inputs], ensure_ascii=False)
    except (RecursionError, TypeError, ValueError):
        # Too deep or no JSON, which compiling refuses.
        return _failing(conditions, inputs)
    return _failing_from(content)


@lru_cache(maxsize=300)
def _failing_from(content: str) -> Failing:
    conditions, inputs = json.loads(content)
    return _failing(conditions, inputs)


def _failing(conditions: Mapping[str, Any], inputs: Inputs) -> Failing:
    rules: dict[str, CompiledRule] = {}
    for key, logic in conditions.items():
        try:
            rules[key] = compile_rule(logic, inputs, missing="strict")
        except RuleError:
            continue
    never = conditions.keys() - rules.keys()
    at_once = together(rules.values())

    def fail(data: Mapping[str, Any]) -> set[str]:
        held = at_once.decide(data)
        return never | {key for key, holds in zip(rules, held, strict=True) if holds is not True}

    return fail
