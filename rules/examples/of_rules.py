"""Examples of the kind «Điều kiện áp dụng»: what they expect, the gate, what screens ask."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from registry.canonical import Body
from registry.kinds import Context
from registry.problems import Problem
from rules.engine import Known
from rules.engine.outcomes import RuleError
from rules.engine.sentences import saying
from rules.engine.types import fields_of
from rules.examples import services
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

CODES = {T: "yes", F: "no", U: "unknown"}
WORDS = {"yes": "Có", "no": "Không", "unknown": "Chưa đủ thông tin"}

EXAMPLES = examples_schema(
    {
        "type": "string",
        "oneOf": [{"const": code, "title": words} for code, words in WORDS.items()],
    }
)


def subject_of(logic: Any, inputs: Inputs, known: Known = NOTHING) -> Subject:
    """Return a rule as its examples see it. Raises RuleError for a rule that can't be used."""
    inputs = with_reserved(inputs)
    decides = compiled(logic, inputs, known)
    tree = decides.tree
    things = Things(tree, saying(fields_of(inputs)), "/logic")
    return Subject(
        tree=tree,
        inputs=inputs,
        things=tuple(things.found),
        answer=decides.decide,
        agrees=lambda expected, value: _code(value) == expected,
        words=lambda value: WORDS[_code(value)],
        expected_words=lambda expected: WORDS.get(expected, "chưa rõ"),
        shown=things.shown,
        traced=decides.trace,
        at="/logic",
        code=_code,
        # A case to which the rule answers yes or no tells more than one that lacks data.
        wishes=lambda thing: ((tree, T | F),),
    )


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
    return list(_problems(_asked(body, inputs, known_to(body.get("logic"), context)), changed))


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


@dataclass(frozen=True)
class _Asked:
    """A rule with its examples, known again by its content and that of what it names."""

    content: str
    digest: str
    known: Known = field(compare=False)

    @property
    def body(self) -> Body:
        """The part of the body."""
        body: Body = json.loads(self.content)[0]
        return body

    @property
    def subject(self) -> Subject:
        """What the examples try. Raises RuleError."""
        body, inputs = json.loads(self.content)
        return subject_of(body.get("logic", {}), inputs, self.known)


def _asked(body: Body, inputs: Inputs, known: Known) -> _Asked:
    kept = {name: body[name] for name in ("logic", "examples") if name in body}
    return _Asked(json.dumps([kept, inputs], ensure_ascii=False), known.digest, known)


@lru_cache(maxsize=256)
def _problems(asked: _Asked, changed: bool) -> tuple[Problem, ...]:
    """Remembered by content: a draft is asked at every save, whatever was changed in it."""
    try:
        subject = asked.subject
    except RuleError:
        # What is wrong with the rule itself is said by the kind.
        return ()
    return tuple(gate(subject, examples_of(asked.body), all_of_it=changed))


def reach(body: Body, inputs: Inputs, known: Known = NOTHING) -> str:
    """Say how far the examples reach: «3/4 trường hợp đã có ví dụ»; "" where nobody can tell."""
    return _reach(_asked(body, inputs, known))


@lru_cache(maxsize=256)
def _reach(asked: _Asked) -> str:
    try:
        subject = asked.subject
    except RuleError:
        return ""
    return coverage(subject, [one.trial for one in run(subject, examples_of(asked.body))]).words


# ---- what screens ask


def try_out(body: Body, answers: Mapping[str, Any], context: Context) -> dict[str, Any]:
    """Return what the rule of a body says on answers, as `services.tried` tells it.

    A rule that is switched off is tried as if it were on; `off` tells. Raises RuleError for a rule
    that can't be used.
    """
    told = services.tried(subject_in(body, context), answers, examples_of(body))
    return {**told, "off": body.get("off") is True}


def coverage_of(body: Body, context: Context) -> dict[str, Any]:
    """Return how far the examples of a body reach, as `services.covered` tells it.

    Raises RuleError for a rule that can't be used.
    """
    return services.covered(subject_in(body, context), examples_of(body))


def proposals_of(body: Body, context: Context) -> dict[str, Any]:
    """Return examples that a body lacks, as `services.proposed` tells it.

    Raises RuleError for a rule that can't be used.
    """
    return services.proposed(subject_in(body, context), examples_of(body))


def subject_in(body: Body, context: Context) -> Subject:
    """Return the rule of a body as its examples see it. Raises RuleError."""
    inputs = inputs_of(body, context)
    if inputs is None:
        raise RuleError("/form", "Không tìm thấy biểu mẫu của điều kiện", "reference")
    logic = body.get("logic", {})
    return subject_of(logic, inputs, known_to(logic, context))
