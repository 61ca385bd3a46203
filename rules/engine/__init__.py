"""What a condition comes to: JSON Logic compiled to source, said, explained, checked.

`compile_rule` gives what decides on answers, `describe` the Vietnamese sentence, `outline` the same
as a list, `problems` what is wrong, `trace` how it came to its answer, `lacking` which answers it
still needs; `to_condition` and `from_condition` are the editor's rows.
Pure Python.

Others import: check, compile, expressions, functions/moments, operators, outcomes, parse, sentences,
signature, types, values.
"""

from rules.engine.analysis import asked_of_caller, documents, explain, problems, trace, variables
from rules.engine.compile import CompiledRule, RulesTogether, compile_rule, together
from rules.engine.conditions.choices import (
    ALIKE,
    CONDITION_OPERATORS,
    PARTS,
    UNITS,
    operators_for,
    parts_for,
    relations_for,
)
from rules.engine.conditions.rows import from_condition, to_condition
from rules.engine.functions.known import Catalogue, Known, OtherRule
from rules.engine.lacking import lacking
from rules.engine.operators import OPERATORS
from rules.engine.outcomes import UNKNOWN, RuleError, Unknown
from rules.engine.outline import Outline, outline
from rules.engine.sentences import answer, describe
from rules.engine.signature import Operator
from rules.engine.types import DECISION_INSTANT, INPUT_TYPES, RESERVED, WORK_CALENDAR

__all__ = [
    "ALIKE",
    "CONDITION_OPERATORS",
    "DECISION_INSTANT",
    "INPUT_TYPES",
    "OPERATORS",
    "PARTS",
    "RESERVED",
    "UNITS",
    "UNKNOWN",
    "WORK_CALENDAR",
    "Catalogue",
    "CompiledRule",
    "Known",
    "Operator",
    "OtherRule",
    "Outline",
    "RuleError",
    "RulesTogether",
    "Unknown",
    "answer",
    "asked_of_caller",
    "compile_rule",
    "describe",
    "documents",
    "explain",
    "from_condition",
    "lacking",
    "operators_for",
    "outline",
    "parts_for",
    "problems",
    "relations_for",
    "to_condition",
    "together",
    "trace",
    "variables",
]
