"""Rules: JSON Logic compiled to typed closures, said in Vietnamese, explained, checked."""

from rules.engine.analysis import problems, trace, variables
from rules.engine.compile import CompiledRule, compile_rule
from rules.engine.conditions import from_condition, operators_for, to_condition
from rules.engine.outcomes import UNKNOWN, RuleError, Unknown
from rules.engine.sentences import answer, describe

__all__ = [
    "UNKNOWN",
    "CompiledRule",
    "RuleError",
    "Unknown",
    "answer",
    "compile_rule",
    "describe",
    "from_condition",
    "operators_for",
    "problems",
    "to_condition",
    "trace",
    "variables",
]
