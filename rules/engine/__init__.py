"""What a condition comes to: JSON Logic compiled to source and closures, said, explained, checked.

`compile_rule` gives what decides on answers, `describe` the Vietnamese sentence, `outline` the same
as a list, `problems` what is wrong, `trace` how it came to its answer; `to_condition` and
`from_condition` are the rows of the editor.
Pure Python.
"""

from rules.engine.analysis import problems, trace, variables
from rules.engine.compile import CompiledRule, compile_rule
from rules.engine.conditions import (
    ALIKE,
    CONDITION_OPERATORS,
    from_condition,
    operators_for,
    to_condition,
)
from rules.engine.outcomes import UNKNOWN, RuleError, Unknown
from rules.engine.outline import Outline, outline
from rules.engine.sentences import answer, describe
from rules.engine.types import INPUT_TYPES

__all__ = [
    "ALIKE",
    "CONDITION_OPERATORS",
    "INPUT_TYPES",
    "UNKNOWN",
    "CompiledRule",
    "Outline",
    "RuleError",
    "Unknown",
    "answer",
    "compile_rule",
    "describe",
    "from_condition",
    "operators_for",
    "outline",
    "problems",
    "to_condition",
    "trace",
    "variables",
]
