"""The examples in the documents work as they are printed there."""

import json
import re
from pathlib import Path
from typing import Any

import pytest

from formbuilder.kinds.form import KIND as FORM
from processes.engine.definition import compile_definition
from processes.kinds.process import KIND as PROCESS
from processes.kinds.step_template import KIND as STEP_TEMPLATE
from registry import kinds
from registry.kinds import EMPTY_CONTEXT, Kind
from registry.kinds.catalogue import KIND as CATALOGUE
from registry.problems import errors
from rules import operators_page
from rules.engine import compile_rule, describe
from rules.engine.outcomes import UNKNOWN
from rules.inputs import own_inputs
from rules.kinds.rule import KIND as RULE
from tests.floors.sources import ROOT

DOCS = ROOT / "docs"
_ROW = re.compile(r"^\| `(\{.+\})` \| `(\{.*\})` \| (yes|no|unknown) \|$", re.MULTILINE)


def example(page: str, language: str) -> str:
    """The first block of code of a page in this language."""
    found = re.search(rf"^```{language}\n(.*?)^```$", _text(page), re.MULTILINE | re.DOTALL)
    assert found, f"{page} has no example"
    return found[1]


def _text(page: str) -> str:
    return Path(DOCS / page).read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("page", "kind"),
    [
        ("processes.md", PROCESS),
        ("forms.md", FORM),
        ("rules.md", RULE),
        ("kinds.md", CATALOGUE),
    ],
)
def test_the_example_of_a_kind_has_no_problem(page: str, kind: Kind) -> None:
    assert kind.all_problems(json.loads(example(page, "json")), EMPTY_CONTEXT) == []


def test_the_step_template_of_the_page_has_no_problem() -> None:
    _, second = re.findall(r"^```json\n(.*?)^```$", _text("processes.md"), re.M | re.S)
    assert STEP_TEMPLATE.all_problems(json.loads(second), EMPTY_CONTEXT) == []


def test_every_kind_stands_on_the_page() -> None:
    text = _text("kinds.md")
    shipped = [kind.code for kind in kinds.all_kinds() if kind.code not in ("toy", "meeting-note")]
    assert not [code for code in shipped if f"`{code}`" not in text]


def test_the_process_of_the_example_can_be_returned_and_refused() -> None:
    definition = compile_definition(json.loads(example("processes.md", "json")))
    step = definition.step("duyet")
    assert step is not None
    assert [action.id for action in step.actions] == ["forward", "return", "refuse"]


def test_the_rule_of_the_example_reads_as_printed() -> None:
    body = json.loads(example("rules.md", "json"))
    sentence = describe(body["logic"], own_inputs(body))
    assert sentence in " ".join(_text("rules.md").split())


@pytest.mark.parametrize(("logic", "answers", "result"), _ROW.findall(_text("rules.md")))
def test_missing_data_gives_what_the_table_says(logic: str, answers: str, result: str) -> None:
    given = compile_rule(json.loads(logic)).decide(json.loads(answers))
    assert given is {"yes": True, "no": False, "unknown": UNKNOWN}[result]


def test_the_table_of_missing_data_was_found() -> None:
    assert len(_ROW.findall(_text("rules.md"))) >= 5


def test_the_page_of_operators_is_what_the_engine_declares() -> None:
    """`manage.py rules_operators` writes it anew."""
    assert _text(Path(operators_page.PLACE).name) == operators_page.page()


def test_every_field_type_stands_on_the_page() -> None:
    from formbuilder import fields

    text = _text("forms.md")
    assert not [item.code for item in fields.all_types() if f"| `{item.code}` |" not in text]


def test_every_property_of_a_step_stands_on_the_page() -> None:
    text = _text("processes.md")
    properties = PROCESS.schema["properties"]["steps"]["items"]["properties"]
    named = set(re.findall(r"`([a-z_]+)`", text))
    assert set(properties) - {"id", "title"} <= named
    assert set(PROCESS.schema["properties"]) - {"procedure_type", "field"} <= named | {
        "roles",
        "variants",
        "steps",
    }


def test_every_effect_stands_on_the_page() -> None:
    from processes.extensions import effects

    text = _text("processes.md")
    # Other tests register effects of their own in the same process.
    shipped = [
        effect.name for effect in effects.EFFECTS if not effect.run.__module__.startswith("tests.")
    ]
    assert shipped
    assert not [name for name in shipped if f"| `{name}` |" not in text]


def test_the_kind_of_the_example_works() -> None:
    made: dict[str, Any] = {}
    exec(example("kinds.md", "python"), made)  # the very code that the page prints
    kind: Kind = made["KIND"]
    assert kind.compiled.problems({}) == []
    assert [found.pointer for found in kind.all_problems({}, EMPTY_CONTEXT)] == ["/decisions"]
    row = {"id": "a", "what": "Mua máy quét"}
    wrong = errors(kind.all_problems({"decisions": [row]}, EMPTY_CONTEXT))
    assert [found.pointer for found in wrong] == ["/decisions/0/until"]
    whole = {
        "decisions": [{**row, "until": "2026-12-01"}],
        "manual": "7f0e5a52-6a0f-4c5e-9a51-0c1f30a7b001",
    }
    assert kind.all_problems(whole, EMPTY_CONTEXT) == []
    assert [named.relation for named in kind.references_of(whole)] == ["uses"]
    assert "Mua máy quét" in kind.render(whole, EMPTY_CONTEXT)
    assert "Mua máy quét" in kind.text_of(whole)
