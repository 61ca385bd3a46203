"""Rules: JSON Logic compiled to typed closures, said in Vietnamese, explained, checked."""

from rules.engine.compile import CompiledRule, compile_rule
from rules.engine.outcomes import UNKNOWN, RuleError, Unknown

__all__ = ["UNKNOWN", "CompiledRule", "RuleError", "Unknown", "compile_rule"]
