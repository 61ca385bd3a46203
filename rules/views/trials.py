"""What trying a rule beside its editor asks: an answer and why, examples, what lacks one."""

import json
from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest, JsonResponse
from django.views.decorators.http import require_POST

from registry.canonical import Body, canonical
from registry.kinds import Context
from registry.kinds.ids import new_id
from registry.readers import provisions
from registry.vietnamese import settle
from rules import input_types
from rules.asking.pages import LARGEST, context_of, page_of
from rules.engine import RuleError
from rules.examples import services as examples
from rules.examples.running import Ran, run
from rules.examples.shape import Example, examples_of
from rules.examples.subject import Subject
from rules.inputs import Inputs
from rules.trying import TRYING, Trying
from rules.typed_answers import stored_of, typed_of

Told = dict[str, Any]
MOST_SHOWN = 8
# How an answer looks, by what a rule says or in which state a table leaves it.
_TONES = {
    "yes": "yes", "no": "no", "unknown": "unknown", "nothing": "unknown", "conflict": "error",
}  # fmt: skip


@require_POST
def trial(request: HttpRequest) -> JsonResponse:
    """Answer what a rule says to the typed answers, and how its examples stand.

    Body: {"kind", "body": page state, "answers": {field id: as typed}}. Answer: {"fields",
    "outcome": fields of what an example expects, "wrong": {field id: what is wrong}, "answer":
    {"tone", "words", "why"} or null, "examples", "coverage" or null}. With "example": {"id",
    "title", "answers", "expected", "basis"}, all as typed, {"stored": the example as the body holds
    it}, or 422 with "error".
    """
    if len(request.body) > LARGEST:
        return JsonResponse({"error": "Nội dung quá dài."}, status=400)
    try:
        asked = json.loads(request.body)
        kind, body = page_of(asked)
        way, typed = TRYING.get(kind.code), asked.get("answers") or {}
        example = asked.get("example")
        told = _kept(way, body, context_of(request), example) if example else None
        return JsonResponse(told or _tried(way, body, context_of(request), typed))
    except RuleError as error:
        return JsonResponse(_nothing(error.message))
    except _Unfit as error:
        return JsonResponse({"error": str(error)}, status=422)
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return JsonResponse({"error": "Không đọc được nội dung của trang."}, status=400)


class _Unfit(Exception):
    """An example that can't be kept as it is; the message is Vietnamese."""


def _tried(way: Trying, body: Body, context: Context, typed: Any) -> Told:
    subject = way.subject(body, context)
    inputs = _asked(way, body, subject)
    answers, wrong = stored_of(typed, inputs)
    kept = examples_of(body)
    # Once for all that is asked of them.
    ran = run(subject, kept)
    told = examples.tried(subject, answers, ran) if not wrong else None
    state = examples.covered(subject, ran)
    return {
        "fields": [field_of(name, entry) for name, entry in inputs.items()],
        "outcome": way.outcome(body),
        "wrong": wrong,
        "answer": _answer(told, off=body.get("off") is True) if told else None,
        "examples": [
            _example(way, body, subject, inputs, example, went)
            for example, went in zip(kept, state["examples"], strict=True)
        ],
        "coverage": _coverage(subject, inputs, ran, state),
    }


def _nothing(message: str) -> Told:
    """What is said while the rule itself can't be used."""
    return {
        "fields": [], "outcome": [], "wrong": {}, "examples": [], "coverage": None,
        "answer": {"tone": "error", "words": "Chưa thử được", "why": [message]},
    }  # fmt: skip


def _asked(way: Trying, body: Body, subject: Subject) -> Inputs:
    """The inputs on which it depends, in the order of the form."""
    used = way.asked(body)
    return {name: entry for name, entry in subject.inputs.items() if name in used}


def field_of(name: str, entry: Mapping[str, Any]) -> Told:
    """Return what draws one input of a trial."""
    type_ = input_types.of(entry)
    options = list(type_.choices) or [(one["id"], one["label"]) for one in entry.get("options", [])]
    return {
        "id": name,
        "label": entry["label"],
        "options": options,
        "many": entry["type"] == "many_of",
        "placeholder": type_.placeholder,
        "unit": "đồng" if entry["type"] == "money" else entry.get("unit", ""),
        "columns": [field_of(*one) for one in entry["columns"].items()]
        if entry["type"] == "table"
        else None,
    }


def _answer(told: Told, *, off: bool = False) -> Told:
    if told["error"]:
        return {"tone": "error", "words": "Không tính được", "why": [told["error"]]}
    given = told["answer"]
    state, rows = (given["state"], given["rows"]) if isinstance(given, dict) else (given, [])
    tone = _TONES.get(str(state), "value")
    if told["missing"]:
        why = [f"Còn thiếu: {', '.join(told['missing'])}"]
        tone = "unknown" if tone == "value" else tone
    else:
        why = [_sentence(one) for one in told["why"]]
    if off:
        why = [
            "Điều kiện đang đánh dấu tạm không áp dụng: ban hành rồi thì luôn trả lời Không",
            *why,
        ]
    return {"tone": tone, "words": told["words"], "why": [*why, *told["strange"]][:MOST_SHOWN],
            "rows": rows}  # fmt: skip


def _sentence(one: Mapping[str, Any]) -> str:
    """A part that decided, and whether it held."""
    return f"{one['sentence']}: {one['value'].lower()}" if one["value"] else str(one["sentence"])


def _example(
    way: Trying, body: Body, subject: Subject, inputs: Inputs, example: Example, ran: Told
) -> Told:
    return {
        "id": example.id,
        "title": example.name,
        "passes": ran["passed"],
        "expected": subject.expected_words(example.expected),
        "given": ran["error"] or ran["words"],
        "typed": typed_of(example.answers, inputs),
        "outcome": way.shown(example.expected, body),
        "basis": "; ".join(example.basis),
    }


def _coverage(subject: Subject, inputs: Inputs, ran: list[Ran], state: Told) -> Told:
    found = examples.proposed(subject, ran)
    uncovered = [
        {
            "words": "; ".join(thing["sentence"] for thing in one["covers"]),
            "title": one["title"],
            "given": one["words"],
            "typed": typed_of(one["answers"], inputs),
        }
        for one in found["proposals"]
    ]  # fmt: skip
    uncovered += [{"words": one["says"], "title": "", "typed": None} for one in found["not_found"]]
    return {"hit": state["shown"], "of": state["asked"], "uncovered": uncovered[:MOST_SHOWN]}


def _kept(way: Trying, body: Body, context: Context, typed: Mapping[str, Any]) -> Told:
    """The example as it is stored. Raises _Unfit where something is not filled in or not read."""
    title = settle(str(typed.get("title") or ""))
    if not title:
        raise _Unfit("Hãy đặt tên cho ví dụ, để người duyệt biết nó nói về trường hợp nào.")
    inputs = _asked(way, body, way.subject(body, context))
    answers, wrong = stored_of(typed.get("answers"), inputs)
    for name, said in wrong.items():
        raise _Unfit(f"«{inputs[name]['label']}»: {said}")
    try:
        expected = way.read(typed.get("expected") or {}, body)
    except ValueError as error:
        raise _Unfit(str(error)) from None
    cited = [settle(part) for part in str(typed.get("basis") or "").split(";")]
    stored = {
        "id": str(typed["id"]),
        "title": title,
        "answers": answers,
        "expected": expected,
        "basis": [{"id": new_id(), **_citation(text)} for text in cited if text],
    }
    return {"stored": canonical(stored)}


def _citation(text: str) -> Told:
    """A citation as far as it is surely recognised, else its words alone."""
    found = provisions.parse(text)
    return dict(found) if provisions.recognised(found) else {"text": text}
