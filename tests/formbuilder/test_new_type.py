"""A field type that nobody knew: declared once, it is offered, filled in, printed, asked about."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from formbuilder import fields
from formbuilder.fields import Field, FieldType, Setting
from formbuilder.filling import final_problems, form_view, opened, posted
from formbuilder.kinds.form import KIND, kind
from formbuilder.printing import render_blank, render_filled
from registry.kinds import EMPTY_CONTEXT, KINDS, Context, Kind, Resolved
from registry.schema import Format
from rules.engine import UNKNOWN, RuleError
from rules.services import decide, inputs_of
from tests.formbuilder.samples import field, form

FORM = "11111111-1111-4111-8111-111111111111"
UNCLEAR = "Hãy ghi số sao, ví dụ 4."


def _parse(definition: Field, texts: list[str]) -> tuple[Any, str | None]:
    text = texts[-1].strip() if texts else ""
    if not text:
        return None, None
    if not text.isdecimal():
        return text, UNCLEAR
    most = int(definition.get("stars", "5"))
    return int(text), f"Nhiều nhất {most} sao." if int(text) > most else None


def _display(definition: Field, value: Any) -> str:
    return "★" * value if isinstance(value, int) else str(value or "")


STARS = FieldType(
    code="stars",
    label="Số sao",
    place=55,
    words=("số sao", "đánh giá"),
    schema=lambda definition: {"type": "integer", "minimum": 0},
    rule="number",
    parse=_parse,
    edit=lambda definition, value: "" if value is None else str(value),
    display=_display,
    attributes={"type": "text", "inputmode": "numeric"},
    example="Từ 0 đến 5",
    settings=(
        Setting("stars", 70, lambda: {"type": "string", "title": "Nhiều sao nhất"}, "Sao của cột"),
    ),
)

BODY = form(
    field("good", "stars", label="Mức hài lòng", required=True, stars="5"),
    field("why", label="Vì sao chưa hài lòng", visible_when={"<": [{"var": "good"}, 3]}),
    field("each", "table", label="Từng bước", columns=[
        {"id": "step", "type": "text", "label": "Bước"},
        {"id": "how", "type": "stars", "label": "Mức", "required": True},
    ]),
)  # fmt: skip


@pytest.fixture
def made() -> Iterator[Kind]:
    """The kind «form» as it is with the type, in place of that without."""
    with fields.FIELD_TYPES.added(STARS):
        KINDS.remove("form")
        try:
            yield KINDS.add(kind())
        finally:
            KINDS.remove("form")
            KINDS.add(KIND)


def test_authors_are_offered_it_at_its_place_with_its_own_setting(made: Kind) -> None:
    offered = made.schema["properties"]["fields"]["items"]["properties"]
    titles = [choice["title"] for choice in offered["type"]["oneOf"]]
    assert titles[titles.index("Số sao") - 1] == "Số tiền (đồng)"
    assert offered["stars"] == {
        "type": "string",
        "title": "Nhiều sao nhất",
        "x-when": {"type": ["stars"]},
    }
    column = offered["columns"]["items"]["properties"]
    assert {"const": "stars", "title": "Số sao"} in column["type"]["oneOf"]
    assert column["stars"]["title"] == "Sao của cột"
    pasted = made.parsers["fields"]([["Mức hài lòng", "Đánh giá", "x"]], {})
    assert [row["type"] for row in pasted] == ["stars"]
    assert made.all_problems(BODY, EMPTY_CONTEXT) == []
    assert KIND.all_problems(BODY, EMPTY_CONTEXT) != []


@pytest.mark.usefixtures("made")
def test_it_is_filled_in_and_checked_also_in_a_cell() -> None:
    post = {"a.good": "4", "a.each": "", "a.each.0.step": "Tiếp nhận", "a.each.0.how": "5"}
    filling = posted(BODY, post)
    assert filling.answers == {"good": 4, "each": [{"step": "Tiếp nhận", "how": 5}]}
    assert final_problems(BODY, filling.answers) == []
    wrong = posted(BODY, {**post, "a.good": "9", "a.each.0.how": "nhiều"})
    assert wrong.all_problems == {"/good": "Nhiều nhất 5 sao.", "/each/0/how": UNCLEAR}
    html = str(form_view(wrong).render())
    assert "Từ 0 đến 5" in html
    assert 'value="9"' in html
    assert 'aria-label="Mức, dòng 1"' in html
    missing = final_problems(BODY, {"each": [{"step": "Tiếp nhận"}]})
    assert [problem.pointer for problem in missing] == ["/good", "/each/0/how"]


@pytest.mark.usefixtures("made")
def test_it_is_printed_also_in_a_cell() -> None:
    html = str(render_filled(BODY, {"good": 4, "each": [{"step": "Tiếp nhận", "how": 2}]}))
    assert "★★★★</span>" in html
    assert "<td>Tiếp nhận</td><td>★★</td>" in html
    assert "1. Mức hài lòng:" in str(render_blank(BODY))


@pytest.mark.usefixtures("made")
def test_conditions_of_the_form_and_rules_over_it_ask_about_it() -> None:
    assert "why" in opened(BODY, {"good": 2}).visible
    assert "why" not in opened(BODY, {"good": 4}).visible
    form_ = Resolved(FORM, "form", "BM-01", "Phiếu hỏi", BODY, in_force=True)
    context = Context(resolve={FORM: form_}.get)
    rule = {"form": FORM, "logic": {">=": [{"var": "good"}, 4]}}
    assert (inputs_of(rule, context) or {})["good"] == {"type": "number", "label": "Mức hài lòng"}
    assert decide(rule, {"good": 5}, context) is True
    assert decide(rule, {"good": 1}, context) is False
    assert decide(rule, {}, context) is UNKNOWN
    some = {"some": [{"var": "each"}, {"<": [{"var": "how"}, 3]}]}
    assert decide({"form": FORM, "logic": some}, {"each": [{"how": 2}]}, context) is True
    with pytest.raises(RuleError, match="là số"):
        decide({"form": FORM, "logic": {"==": [{"var": "good"}, "tốt"]}}, {}, context)


def test_it_is_not_there_without_being_declared() -> None:
    assert fields.find("stars") is None
    assert fields.from_words("số sao") is None
    assert fields.of({"type": "stars"}) is fields.PLAIN


def test_a_code_that_is_taken_is_refused() -> None:
    with pytest.raises(ValueError, match="registered already"):
        fields.FIELD_TYPES.add(replace(STARS, code="money"))


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"rule": "galaxy"}, "điều kiện không có loại giá trị «galaxy»"),
        ({"settings": (Setting("unit", 1, dict),)}, "kiểu khác cũng có mục «unit»"),
        ({"format": Format("comet", "x", "")}, "chưa có dạng văn bản «comet»"),
    ],
)
def test_a_type_that_would_fail_later_is_told(wrong: dict[str, Any], said: str) -> None:
    with fields.FIELD_TYPES.added(replace(STARS, **wrong)):
        assert any(said in sentence for sentence in fields.FIELD_TYPES.broken())
    assert fields.FIELD_TYPES.broken() == []
