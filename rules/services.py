"""Rules and tables for the other packages: their inputs, deciding on answers, looking up."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any

from registry import kinds
from registry.canonical import Body
from registry.kinds import Context, Kind
from rules.engine import (
    DECISION_INSTANT,
    WORK_CALENDAR,
    CompiledRule,
    Known,
    Unknown,
    compile_rule,
)
from rules.inputs import Inputs, inputs_from_schema, own_inputs
from rules.named import NOTHING, known_of
from rules.tables.answers import Answer
from rules.tables.compile import CompiledTable, compile_table
from rules.worktime import WorkCalendar

# What of a table's body decides; its notes and its legal basis don't.
_OF_TABLES = ("policy", "conditions", "results", "rows")


def _no_calendar() -> WorkCalendar | None:
    return None


@dataclass(frozen=True)
class Deciding:
    """At which instant is decided («Ngày xét»), and on which calendar days of work are counted.

    The calendar is read where a rule asks for it; None: there is none, so that nothing is decided.
    """

    at: datetime | None = None
    calendar: Callable[[], WorkCalendar | None] = _no_calendar

    def beside(self, answers: Mapping[str, Any]) -> dict[str, Any]:
        """Return the answers with what stands in every rule's inputs."""
        given = {DECISION_INSTANT: self.at.isoformat()} if self.at else {}
        return {**answers, **given, WORK_CALENDAR: self.calendar}


def inputs_of(body: Body, context: Context) -> Inputs | None:
    """Return what the rule may ask about: the fields of its form, else the inputs it declares.

    None when it names a form that nobody can see from this context. What stands in every rule's
    inputs (`rules.engine.RESERVED`) is not repeated in each.
    """
    uid = body.get("form")
    if not uid:
        return own_inputs(body)
    form = context.resolve(uid)
    if form is None:
        return None
    return inputs_from_schema(kinds.get(form.kind).data_schema_of(form.body, context))


def inputs_at(source: str, kind: Kind, body: Body, context: Context) -> Inputs:
    """Return what a condition may ask about at a place of a body, by the `x-inputs` of its schema.

    `form-or-inputs`: the chosen form, else declared inputs; `case-forms`: every form that the
    document uses; `sibling-fields`: the fields of the form itself that holds the condition.
    """
    if source == "sibling-fields":
        return inputs_from_schema(kind.data_schema_of(body, context))
    if source == "case-forms":
        found: Inputs = {}
        for reference in kind.references_of(body):
            form = context.resolve(reference.uid) if reference.relation == "uses" else None
            if form and form.kind == "form":
                found |= inputs_from_schema(kinds.get("form").data_schema_of(form.body, context))
        return found
    return inputs_of(body, context) or {}


def known_to(logic: Any, context: Context) -> Known:
    """Return the catalogues and rules that a rule names, as they are seen from this context."""
    return known_of(logic, context, inputs_of)


def decide(
    body: Body, answers: Mapping[str, Any], context: Context, deciding: Deciding | None = None
) -> bool | Unknown:
    """Tell whether the rule of this body applies to the answers; UNKNOWN when they don't suffice.

    A rule that is switched off applies to nothing, whatever was answered.

    Never yes by mistake: raises RuleError for a rule that can't be used (no condition, a field
    that its form doesn't have). Compiled once for equal content.
    """
    if body.get("off"):
        return False
    logic = body.get("logic", {})
    rule = compiled(logic, inputs_of(body, context), known_to(logic, context))
    return rule.decide((deciding or Deciding()).beside(answers))


def look_up(
    body: Body, answers: Mapping[str, Any], context: Context, deciding: Deciding | None = None
) -> Answer:
    """Look answers up in the decision table of this body.

    The answer has values by column and the rows that hit; or says that no row is there, that
    several hit where one may, or what is missing. Raises RuleError for a table that can't be used
    (no rows, a field that its form doesn't have). Compiled once for equal content.
    """
    table = compiled_table(body, inputs_of(body, context))
    return table((deciding or Deciding()).beside(answers))


def compiled_table(body: Body, inputs: Mapping[str, Any] | None) -> CompiledTable:
    """Return the compiled table; content that was compiled before comes from a cache.

    Raises RuleError as `compile_table` does.
    """
    asked: Body = {name: body[name] for name in _OF_TABLES if name in body}
    try:
        content = json.dumps([asked, inputs], ensure_ascii=False)
    except (RecursionError, TypeError, ValueError):
        return compile_table(asked, inputs)
    return _compiled_table(content)


def compiled(logic: Any, inputs: Mapping[str, Any] | None, known: Known = NOTHING) -> CompiledRule:
    """Return the compiled rule; content that was compiled before comes from a cache.

    Raises RuleError as `compile_rule` does.
    """
    try:
        content = json.dumps([logic, inputs], ensure_ascii=False)
    except (RecursionError, TypeError, ValueError):
        # Too deep or no JSON: compiling says so in Vietnamese.
        return compile_rule(logic, inputs, known=known)
    return _compiled(content, known)


@lru_cache(maxsize=1_000)
def _compiled(content: str, known: Known) -> CompiledRule:
    logic, inputs = json.loads(content)
    return compile_rule(logic, inputs, known=known)


@lru_cache(maxsize=100)
def _compiled_table(content: str) -> CompiledTable:
    body, inputs = json.loads(content)
    return compile_table(body, inputs)
