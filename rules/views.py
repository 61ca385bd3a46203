"""What the condition editor asks the server: its choices, the logic of its rows, the sentence."""

import json
import re
from datetime import date
from typing import Any

from django.http import HttpRequest, JsonResponse
from django.views.decorators.http import require_POST

from registry import kinds, policy
from registry.canonical import Body, canonical
from registry.documents import closure
from registry.documents.models import Document
from registry.editor.page_state import body_of_page
from registry.kinds import EMPTY_CONTEXT, Context
from rules.engine import RuleError, describe, from_condition, operators_for, problems, to_condition
from rules.engine.conditions import CONDITION_OPERATORS
from rules.inputs import Inputs, inputs_from_schema
from rules.services import inputs_of

LARGEST = 200_000


@require_POST
def condition(request: HttpRequest) -> JsonResponse:
    """Body: {"kind", "source", "body": page state, "logic"}, or "condition" in place of "logic".

    Answer: {"inputs", "condition" (null = deeper than the editor), "logic", "sentence", "error"}.
    """
    if len(request.body) > LARGEST:
        return JsonResponse({"error": "Điều kiện quá dài."}, status=400)
    try:
        asked = json.loads(request.body)
        kind = kinds.get(asked["kind"])
        body = body_of_page(kind, asked.get("body") or {})
        inputs = _inputs(str(asked.get("source", "")), kind, body, _context(request))
        logic = asked.get("logic")
        typed = asked.get("condition")
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return JsonResponse({"error": "Không đọc được điều kiện."}, status=400)
    try:
        if typed is not None:
            logic = from_condition(_stored(typed, inputs))
        shown = to_condition(logic)
        wrong = problems(logic, inputs) if logic else []
        return JsonResponse(
            {
                "inputs": [_choice(name, entry) for name, entry in inputs.items()],
                "condition": _displayed(shown, inputs) if shown else None,
                "logic": canonical({"logic": logic or {}}).get("logic"),
                "sentence": _sentence(logic, inputs),
                "error": wrong[0].message if wrong else "",
            }
        )
    except (RuleError, ValueError, RecursionError) as error:
        return JsonResponse(
            {
                "inputs": [_choice(name, entry) for name, entry in inputs.items()],
                "sentence": "",
                "error": getattr(error, "message", "") or str(error),
                "incomplete": True,
            }
        )


def _sentence(logic: Any, inputs: Inputs) -> str:
    said = describe(logic, inputs) if logic else ""
    return f"{said[:1].upper()}{said[1:]}." if said else ""


def _context(request: HttpRequest) -> Context:
    """Forms that the person may see, drafts included: conditions are written before they issue."""
    at = policy.standing(request.user)
    if at.agency is None:
        return EMPTY_CONTEXT
    inner = closure.context(at.agency, reader=at.user)
    visible = policy.visible(request.user, Document)

    def resolve(uid: str) -> Any:
        if not closure.is_uuid(uid) or not visible.filter(uid=uid).exists():
            return None
        return inner.resolve(uid)

    return Context(at.agency.pk, inner.instant, resolve)


def _inputs(source: str, kind: kinds.Kind, body: Body, context: Context) -> Inputs:
    """What a condition at this place may ask about.

    `form-or-inputs`: the chosen form, else declared inputs; `case-forms`: every form that the
    document uses; `sibling-fields`: the fields of the form being edited itself.
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


def _choice(name: str, entry: dict[str, Any]) -> dict[str, Any]:
    return {
        "id": name,
        "label": entry["label"],
        "type": entry["type"],
        "options": [[option["id"], option["label"]] for option in entry.get("options", [])],
        "operators": [
            [code, label, CONDITION_OPERATORS[code].takes]
            for code, label in operators_for(entry["type"])
        ],
    }


def _each_row(part: Any, change: Any) -> Any:
    """The same condition with every row's value changed."""
    if isinstance(part, dict) and isinstance(part.get("rows"), list):
        return {**part, "rows": [_each_row(row, change) for row in part["rows"]]}
    if isinstance(part, dict) and "value" in part:
        return {**part, "value": change(part.get("field"), part["value"])}
    return part


def _stored(condition_: Any, inputs: Inputs) -> Any:
    """What was typed, as rules compare it: 15/3/2026 -> 2026-03-15, 1,5 -> "1.5", 2.000 -> 2000."""

    def one(kind: str, value: Any) -> Any:
        text = str(value).strip()
        if kind == "yes_no":
            return text.lower() in ("true", "có")
        if kind == "date":
            found = re.fullmatch(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})", text)
            try:
                return (
                    date(int(found[3]), int(found[2]), int(found[1])).isoformat()
                    if (found)
                    else text
                )
            except ValueError:
                raise ValueError(f"«{text}» không phải ngày có thật.") from None
        if kind in ("number", "money"):
            number = re.sub(r"(?<=\d)[. \u00a0](?=\d{3}\b)", "", text).replace(",", ".")
            if re.fullmatch(r"-?\d{1,30}", number):
                return int(number)
            if kind == "number" and re.fullmatch(r"-?\d+\.\d+", number):
                return number
            raise ValueError(f"«{text}» không phải số." if text else "Chưa nhập giá trị.")
        return value

    def change(name: Any, value: Any) -> Any:
        kind = inputs.get(name, {}).get("type", "text") if isinstance(name, str) else "text"
        return (
            [one(kind, item) for item in value]
            if isinstance(value, list)
            else (None if value in ("", None) else one(kind, value))
        )

    return _each_row(condition_, change)


def _displayed(condition_: Any, inputs: Inputs) -> Any:
    """Stored values as people type them."""

    def one(kind: str, value: Any) -> Any:
        if isinstance(value, bool):
            return "true" if value else "false"
        if kind == "date" and isinstance(value, str) and re.fullmatch(r"\d{4}-\d\d-\d\d", value):
            return "/".join(reversed(value.split("-")))
        return str(value).replace(".", ",") if kind == "number" else str(value)

    def change(name: Any, value: Any) -> Any:
        kind = inputs.get(name, {}).get("type", "text")
        return [one(kind, item) for item in value] if isinstance(value, list) else one(kind, value)

    return _each_row(condition_, change)
