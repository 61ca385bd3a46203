"""What a condition comes to: JSON Logic compiled to source, said, explained, checked.

`compile_rule` gives what decides on answers, `describe` the Vietnamese sentence, `problems` what is
wrong, `trace` how it came to its answer; `to_condition` and `from_condition` are the editor's rows.
Pure Python.
"""

from rules.engine.analysis import problems, trace, variables
from rules.engine.compile import CompiledRule, RulesTogether, compile_rule, together
from rules.engine.conditions import (
    ALIKE,
    CONDITION_OPERATORS,
    from_condition,
    operators_for,
    to_condition,
)
from rules.engine.outcomes import UNKNOWN, RuleError, Unknown
from rules.engine.sentences import answer, describe
from rules.engine.types import INPUT_TYPES

__all__ = [
    "ALIKE",
    "CONDITION_OPERATORS",
    "INPUT_TYPES",
    "UNKNOWN",
    "CompiledRule",
    "RuleError",
    "RulesTogether",
    "Unknown",
    "answer",
    "compile_rule",
    "describe",
    "from_condition",
    "operators_for",
    "problems",
    "to_condition",
    "together",
    "trace",
    "variables",
]
