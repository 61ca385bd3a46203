"""Every rule that ships has examples: all pass, and together they reach all of it."""

import json
from typing import Any

import pytest

from registry import kinds
from registry.kinds import Context, Resolved
from rules.examples.of_rules import issue_problems
from rules.kinds.rule import KIND
from tests.floors.sources import ROOT
from tests.rules.examples.asking import coverage_of

FILES = {
    path.name: json.loads(path.read_text(encoding="utf-8"))
    for path in sorted((ROOT / "fixtures" / "procedures").glob("*.json"))
}
RULES = [name for name, told in FILES.items() if told["kind"] == "rule"]


def shipped(uid: str) -> Resolved | None:
    for told in FILES.values():
        if told["uid"] == uid:
            return Resolved(
                uid, told["kind"], told["code"], told["title"], told["body"], in_force=True
            )
    return None


CONTEXT = Context(resolve=shipped)


@pytest.mark.parametrize("name", RULES)
def test_a_rule_that_ships_could_be_issued_anew(name: str) -> None:
    body: dict[str, Any] = FILES[name]["body"]
    assert KIND.all_problems(body, CONTEXT) == []
    assert issue_problems(body, None, CONTEXT) == []
    told = coverage_of(body, CONTEXT)
    assert told["shown"] == told["asked"] > 0
    assert all(one["passed"] for one in told["examples"])


@pytest.mark.parametrize("name", RULES)
def test_its_examples_answer_as_the_form_does(name: str) -> None:
    body = FILES[name]["body"]
    form = shipped(body["form"])
    assert form is not None
    properties = kinds.get("form").data_schema_of(form.body, CONTEXT)["properties"]
    for example in body["examples"]:
        assert example["answers"].keys() <= properties.keys()
        assert all(one["text"] for one in example["basis"])
