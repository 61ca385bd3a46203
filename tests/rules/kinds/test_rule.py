"""The kind «Điều kiện áp dụng»: what it needs, what it names, how people read it."""

from datetime import UTC, datetime

import pytest

from registry import kinds
from registry.canonical import dumps, loads
from registry.kinds import EMPTY_CONTEXT, Context, Kind, Resolved
from rules import input_types
from rules.engine import INPUT_TYPES, UNKNOWN, RuleError
from rules.kinds.rule import KIND
from rules.services import Deciding, compiled, decide, inputs_of

FORM = "11111111-1111-4111-8111-111111111111"
FORM_SCHEMA = {
    "type": "object",
    "properties": {
        "f1": {"title": "Cần xác minh", "x-rule": "yes_no", "type": "boolean"},
        "f2": {"title": "Số tiền", "x-rule": "money", "type": "integer"},
        "f3": {
            "title": "Cách nộp",
            "x-rule": "one_of",
            "type": "string",
            "oneOf": [{"const": "a", "title": "Trực tiếp"}, {"const": "b", "title": "Trực tuyến"}],
        },
        "f4": {
            "title": "Giấy tờ",
            "x-rule": "many_of",
            "type": "array",
            "items": {"oneOf": [{"const": "x", "title": "Căn cước"}]},
        },
        "f5": {
            "title": "Thành viên",
            "x-rule": "table",
            "type": "array",
            "items": {"properties": {"c1": {"title": "Tuổi", "x-rule": "number"}}},
        },
        "f6": {"title": "Số căn cước", "x-type": "cccd", "x-rule": "text", "type": "string"},
        "f7": {"title": "Diện tích", "x-rule": "number", "x-unit": "m²", "type": "string"},
        "f8": {"title": "Ảnh", "x-type": "picture"},
    },
}


@pytest.fixture
def context(monkeypatch):
    """A context in which one form can be seen."""
    form = Kind("toy-form", "Biểu mẫu", "Biểu mẫu", {}, data_schema=lambda body: FORM_SCHEMA)
    document = Resolved(FORM, "toy-form", "BM-01", "Tờ khai", {}, in_force=True)
    with kinds.KINDS.added(form):
        yield Context(resolve={FORM: document}.get)


def var(name):
    return {"var": name}


OWN = {
    "inputs": [
        {"id": "i1", "label": "Số ngày nghỉ", "type": "number"},
        {
            "id": "i2",
            "label": "Loại nghỉ",
            "type": "one_of",
            "options": [{"id": "o1", "label": "Nghỉ phép"}],
        },
    ],
    "logic": {"and": [{">": [var("i1"), 3]}, {"==": [var("i2"), "o1"]}]},
    "note": "Theo quy chế của cơ quan",
}
OVER_FORM = {"form": FORM, "logic": {"==": [var("f1"), True]}}


def found(body, context=EMPTY_CONTEXT):
    return [(item.pointer, item.severity) for item in KIND.all_problems(body, context)]


def test_it_is_registered():
    assert kinds.get("rule") is KIND


def test_a_rule_over_a_form_asks_about_its_fields(context):
    inputs = inputs_of(OVER_FORM, context)
    assert inputs["f1"] == {"type": "yes_no", "label": "Cần xác minh"}
    assert inputs["f3"]["options"] == [
        {"id": "a", "label": "Trực tiếp"},
        {"id": "b", "label": "Trực tuyến"},
    ]
    assert inputs["f4"]["options"] == [{"id": "x", "label": "Căn cước"}]
    assert inputs["f5"]["columns"] == {"c1": {"type": "number", "label": "Tuổi"}}
    assert inputs["f6"]["type"] == "text"
    assert inputs["f7"]["unit"] == "m²"
    assert "f8" not in inputs


def test_sound_rules_have_no_problem(context):
    assert found(OVER_FORM, context) == []
    assert found(OWN) == []


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ({}, [("/form", "error"), ("/logic", "error")]),
        ({"form": FORM}, [("/logic", "error")]),
        ({"form": FORM, "logic": {"==": [var("gone"), 1]}}, [("/logic/==/0", "error")]),
        ({**OVER_FORM, "inputs": [{"id": "x", "label": "X", "type": "text"}]},
         [("/inputs", "warning")]),
        ({"form": FORM, "logic": {"==": [1, 1]}}, [("/logic", "warning")]),
        ({"inputs": [{"id": "i"}], "logic": {"==": [var("i"), 1]}},
         [("/inputs/0/label", "error"), ("/inputs/0/type", "error"), ("/logic/==/0", "error")]),
        ({"inputs": [{"id": "i", "label": "A", "type": "one_of"}], "logic": {"missing": ["i"]}},
         [("/inputs/0/options", "error")]),
        ({"inputs": [*OWN["inputs"], {"id": "i3", "label": "Khác", "type": "date"}],
          "logic": OWN["logic"]}, [("/inputs/2", "warning")]),
        ({"unknown": 1}, [("", "error")]),
        ({"form": FORM, "logic": "x"}, [("/logic", "error")]),
    ],
)  # fmt: skip
def test_a_problem_stands_at_its_place(context, body, expected):
    assert found(body, context) == expected


def test_a_form_that_nobody_sees_is_told_once_and_not_for_every_field():
    assert found(OVER_FORM) == [("/form", "error")]


def test_it_uses_its_form():
    assert [(item.uid, item.relation, item.pointer) for item in KIND.references_of(OVER_FORM)] == [
        (FORM, "uses", "/form")
    ]
    assert KIND.references_of(OWN) == []


def test_people_read_a_sentence_and_what_is_needed(context):
    html = KIND.render(OVER_FORM, context)
    assert "«Cần xác minh» là Có." in html
    assert "BM-01 Tờ khai" in html
    assert "<td>Cần xác minh</td><td>Có/Không</td>" in html
    assert "Cách nộp" not in html


def test_several_parts_are_read_as_a_list():
    html = KIND.render(OWN, EMPTY_CONTEXT)
    assert "Tất cả các điều sau đều đúng" in html
    assert "<li>«Số ngày nghỉ» lớn hơn 3</li><li>«Loại nghỉ» là “Nghỉ phép”</li>" in html
    assert "Theo quy chế của cơ quan" in html


def test_an_unfinished_rule_is_readable_too():
    assert "Chưa đặt điều kiện" in KIND.render({}, EMPTY_CONTEXT)
    assert "Chưa tìm thấy biểu mẫu" in KIND.render(OVER_FORM, EMPTY_CONTEXT)
    broken = {"inputs": [{"id": "x"}], "logic": {"foo": [1]}}
    assert "Không có phép toán «foo»" in KIND.render(broken, EMPTY_CONTEXT)


def test_nothing_typed_becomes_markup():
    body = {"inputs": [{"id": "i", "label": "<script>", "type": "yes_no"}],
            "logic": {"==": [var("i"), True]}, "note": "<b>"}  # fmt: skip
    html = KIND.render(body, EMPTY_CONTEXT)
    assert "<script>" not in html and "<b>" not in html


def test_its_words_can_be_searched():
    words = KIND.text_of(OWN)
    assert "Số ngày nghỉ" in words and "lớn hơn 3" in words and "quy chế" in words
    assert "f1" not in KIND.text_of(OVER_FORM)


def test_it_says_what_answers_look_like():
    properties = KIND.data_schema(OWN)["properties"]
    assert properties["i1"]["x-rule"] == "number"
    assert properties["i2"]["oneOf"] == [{"const": "o1", "title": "Nghỉ phép"}]
    assert KIND.data_schema(OVER_FORM) == {"type": "object"}


def test_every_type_of_the_engine_is_known_to_people():
    assert list(input_types.TYPES) == list(INPUT_TYPES)


@pytest.mark.parametrize(
    ("name", "typed"), [("number", "1,5"), ("number", "-3"), ("date", "24/04/2026")]
)
def test_what_is_typed_in_a_condition_is_shown_as_it_was_typed(name, typed):
    type_ = input_types.TYPES[name]
    assert type_.read is not None and type_.shown(type_.read(typed)) == typed


def test_yes_and_no_are_read_from_what_is_chosen():
    type_ = input_types.TYPES["yes_no"]
    assert [type_.read(code) for code, _ in type_.choices] == [True, False]


def test_it_decides_on_answers(context):
    assert decide(OVER_FORM, {"f1": True}, context) is True
    assert decide(OVER_FORM, {"f1": False}, context) is False
    assert decide(OVER_FORM, {}, context) is UNKNOWN
    assert decide(OWN, {"i1": "3.5", "i2": "o1"}, EMPTY_CONTEXT) is True


def test_it_never_decides_by_a_rule_that_cannot_be_used(context):
    for body in ({}, {"form": FORM}, {"form": FORM, "logic": {"==": [var("gone"), 1]}}):
        with pytest.raises(RuleError):
            decide(body, {"f1": True}, context)


def test_equal_content_is_compiled_once():
    logic = {"==": [var("only-here"), 1]}
    assert compiled(logic, None) is compiled(dict(logic), None)


def test_storing_a_rule_keeps_its_logic():
    body = {
        "logic": {
            "some": [var("f4"), {"in": ["Huế", {"var": ""}]}],
        }
    }
    assert loads(dumps(body)) == body


CATALOGUE = "22222222-2222-4222-8222-222222222222"
OTHER = "33333333-3333-4333-8333-333333333333"


def named(rows, starts="", logic=None):
    """A context in which one catalogue and one rule over `OWN`'s inputs can be seen."""
    row = {"id": "r", "code": "o1", "label": "Nghỉ phép", "valid_from": starts}
    catalogue = {"rows": [row] if rows else []}
    other = {**OWN, "logic": logic or {">": [var("i1"), 3]}}
    found = {
        CATALOGUE: Resolved(
            CATALOGUE, "catalogue", "DM", "Loại nghỉ", catalogue, 1, f"{rows}{starts}"
        ),
        OTHER: Resolved(OTHER, "rule", "", "Nghỉ dài", other, 2, dumps(other)),
    }
    return Context(instant=datetime(2026, 3, 1, tzinfo=UTC), resolve=found.get)


NAMING = {
    **OWN,
    "logic": {"and": [{"in_catalogue": [var("i2"), CATALOGUE]}, {"rule": [OTHER]}]},
}


def test_what_the_logic_names_is_a_reference():
    assert [(one.uid, one.relation, one.pointer) for one in KIND.references_of(NAMING)] == [
        (CATALOGUE, "uses", "/logic/and/0/in_catalogue/1"),
        (OTHER, "uses", "/logic/and/1/rule/0"),
    ]
    assert KIND.references_of(OVER_FORM)[0].uid == FORM


def test_it_decides_by_the_issues_that_its_context_sees():
    answers = {"i1": 4, "i2": "o1"}
    assert found(NAMING, named(True)) == []
    assert decide(NAMING, answers, named(True)) is True
    assert decide(NAMING, answers, named(False)) is False
    assert decide(NAMING, answers, named(True, starts="2026-03-02")) is False
    assert decide(NAMING, answers, named(True, logic={">": [var("i1"), 9]})) is False
    assert "Đáp ứng điều kiện «Nghỉ dài»" in KIND.render(NAMING, named(True))
    assert "danh mục «Loại nghỉ»" in KIND.render(NAMING, named(True))


def test_what_can_not_be_seen_is_said_and_never_yes():
    assert [one for one in found(NAMING) if one[1] == "error"] == [
        ("/logic/and/0/in_catalogue/1", "error"),
        ("/logic/and/1/rule/0", "error"),
    ]
    with pytest.raises(RuleError):
        decide(NAMING, {"i1": 4, "i2": "o1"}, EMPTY_CONTEXT)


def test_a_ring_of_rules_is_refused_with_its_names():
    ring = named(True, logic={"rule": [OTHER]})
    messages = [problem.message for problem in KIND.all_problems(NAMING, ring)]
    assert any("«Nghỉ dài» → «Nghỉ dài»" in message for message in messages)


def test_a_rule_may_ask_for_nothing_but_the_day_of_decision():
    body = {"logic": {">": [{"day_of": var("decision_instant")}, "2026-07-01"]}}
    assert found(body) == []
    assert decide(body, {}, EMPTY_CONTEXT) is UNKNOWN
    at = Deciding(datetime(2026, 7, 1, 17, tzinfo=UTC))
    assert decide(body, {}, EMPTY_CONTEXT, at) is True
    # Nobody's answers say when is decided.
    forged = {"decision_instant": "2020-01-01T00:00:00Z"}
    assert decide(body, forged, EMPTY_CONTEXT, at) is True
    assert "Ngày xét" in KIND.render(body, EMPTY_CONTEXT)
