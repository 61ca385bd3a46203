"""Rules for the other packages: their inputs, and deciding on answers."""

import json
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from registry import kinds
from registry.canonical import Body
from registry.kinds import Context, Kind
from rules.engine import CompiledRule, Unknown, compile_rule
from rules.inputs import Inputs, inputs_from_schema, own_inputs


def inputs_of(body: Body, context: Context) -> Inputs | None:
    """Return what the rule may ask about: the fields of its form, else the inputs it declares.

    None when it names a form that nobody can see from this context.
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


def decide(body: Body, answers: Mapping[str, Any], context: Context) -> bool | Unknown:
    """Tell whether the rule of this body applies to the answers; UNKNOWN when they don't suffice.

    A rule that is switched off applies to nothing, whatever was answered.

    Never yes by mistake: raises RuleError for a rule that can't be used (no condition, a field
    that its form doesn't have). Compiled once for equal content.
    """
    if body.get("off"):
        return False
    return compiled(body.get("logic", {}), inputs_of(body, context)).decide(answers)


def compiled(logic: Any, inputs: Mapping[str, Any] | None) -> CompiledRule:
    """Return the compiled rule; content that was compiled before comes from a cache.

    Raises RuleError as `compile_rule` does.
    """
    try:
        content = json.dumps([logic, inputs], ensure_ascii=False)
    except (RecursionError, TypeError, ValueError):
        # Too deep or no JSON: compiling says so in Vietnamese.
        return compile_rule(logic, inputs)
    return _compiled(content)


@lru_cache(maxsize=1_000)
def _compiled(content: str) -> CompiledRule:
    logic, inputs = json.loads(content)
    return compile_rule(logic, inputs)
