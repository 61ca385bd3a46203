"""Examples of the kind «Điều kiện áp dụng»: what they expect, the gate, what screens ask."""

import json
from functools import cache, lru_cache
from typing import Any

from registry.canonical import Body
from registry.kinds import Context
from registry.problems import Problem
from rules.engine import WORK_CALENDAR, Known, RuleError
from rules.engine.sentences import saying
from rules.engine.types import fields_of
from rules.examples.coverage import coverage
from rules.examples.gate import gate
from rules.examples.logic import F, T, U, part_of
from rules.examples.running import run
from rules.examples.shape import examples_of, examples_schema
from rules.examples.subject import Subject
from rules.examples.things import Things
from rules.inputs import Inputs, with_reserved
from rules.named import NOTHING
from rules.services import compiled, inputs_of, known_to
from rules.worktime import WorkCalendar, from_body

CODES = {T: "yes", F: "no", U: "unknown"}
WORDS = {"yes": "Có", "no": "Không", "unknown": "Chưa đủ thông tin"}

EXAMPLES = examples_schema(
    {
        "type": "string",
        "oneOf": [{"const": code, "title": words} for code, words in WORDS.items()],
    }
)


def subject_of(logic: Any, inputs: Inputs, known: Known = NOTHING) -> Subject:
    """Return a rule as its examples see it; `known` is what it names besides fields.

    Raises RuleError for a rule that can't be used.
    """
    rule = compiled(logic, inputs, known)
    things = Things(rule.tree, saying(fields_of(inputs)), "/logic")
    return Subject(
        compiled=rule,
        inputs=with_reserved(inputs),
        things=tuple(things.found),
        answer=rule.decide,
        agrees=lambda expected, value: _code(value) == expected,
        words=lambda value: WORDS[_code(value)],
        expected_words=lambda expected: WORDS.get(expected, "chưa rõ"),
        shown=things.shown,
        at="/logic",
        code=_code,
        # A case to which the rule answers yes or no tells more than one that lacks data.
        wishes=lambda thing: ((rule.tree, T | F),),
        beside={WORK_CALENDAR: _calendar},
    )


@cache
def _calendar() -> WorkCalendar:
    """The days of work of examples: Monday to Friday, so that they always say the same."""
    shifts = [
        {"weekday": day, "start": start, "end": end}
        for day in range(1, 6)
        for start, end in (("07:30", "11:30"), ("13:30", "17:00"))
    ]
    return from_body({"from": "2000-01-01", "to": "2059-12-31", "shifts": shifts})


def _code(value: Any) -> str:
    return CODES[part_of(value)]


def issue_problems(body: Body, before: Body | None, context: Context) -> list[Problem]:
    """Return what bars issuing a rule that is new or decides otherwise than the one in force.

    Where only other parts changed, examples that stand there as before are not asked again; a rule
    that is switched off decides nothing and is asked nothing.
    """
    changed = before is None or decisive(body) != decisive(before)
    if body.get("off") or not (changed or body.get("examples") != (before or {}).get("examples")):
        return []
    inputs = inputs_of(body, context)
    if inputs is None:
        return []
    known = known_to(body.get("logic", {}), context)
    return list(_problems(_content(body, inputs), known, changed))


def decisive(body: Body) -> Body:
    """Return the part of a body on which its answers depend."""
    inputs = [] if body.get("form") else body.get("inputs", [])
    return {
        "form": body.get("form", ""),
        "logic": body.get("logic"),
        "off": body.get("off") is True,
        "inputs": [
            [one["id"], one.get("type"), [option["id"] for option in one.get("options", [])]]
            for one in inputs
        ],
    }


def _content(body: Body, inputs: Inputs) -> str:
    kept = {name: body[name] for name in ("logic", "examples") if name in body}
    return json.dumps([kept, inputs], ensure_ascii=False)


@lru_cache(maxsize=256)
def _problems(content: str, known: Known, changed: bool) -> tuple[Problem, ...]:
    """Remembered by content: a draft is asked at every save, whatever was changed in it."""
    body, inputs = json.loads(content)
    try:
        subject = subject_of(body.get("logic", {}), inputs, known)
    except RuleError:
        # What is wrong with the rule itself is said by the kind.
        return ()
    return tuple(gate(subject, examples_of(body), all_of_it=changed))


def reach(body: Body, inputs: Inputs, context: Context) -> str:
    """Say how far the examples reach: «3/4 trường hợp đã có ví dụ»; "" where nobody can tell."""
    return _reach(_content(body, inputs), known_to(body.get("logic", {}), context))


@lru_cache(maxsize=256)
def _reach(content: str, known: Known) -> str:
    body, inputs = json.loads(content)
    try:
        subject = subject_of(body.get("logic", {}), inputs, known)
    except RuleError:
        return ""
    return coverage(subject, [one.trial for one in run(subject, examples_of(body))]).words


def subject_in(body: Body, context: Context) -> Subject:
    """Return the rule of a body as its examples see it. Raises RuleError."""
    inputs = inputs_of(body, context)
    if inputs is None:
        raise RuleError("/form", "Không tìm thấy biểu mẫu của điều kiện", "reference")
    logic = body.get("logic", {})
    return subject_of(logic, inputs, known_to(logic, context))
