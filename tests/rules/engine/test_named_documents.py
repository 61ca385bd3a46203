"""Rules that name catalogues and other rules: what they are given of them, and what is refused."""

import pytest

from rules.engine import (
    UNKNOWN,
    Catalogue,
    Known,
    OtherRule,
    RuleError,
    compile_rule,
    describe,
    documents,
    lacking,
    problems,
    trace,
)
from tests.rules.engine.inputs import INPUTS, var

LARGE = {">": [var("fee"), 5]}
KNOWN = Known(
    catalogues={
        "kinds": Catalogue(
            "Loại nghỉ",
            {"label": "Tên", "paid": "Hưởng lương", "most": "Số ngày tối đa"},
            {"direct": {"label": "Phép năm", "paid": "Có", "most": "12"}, "x": {"label": "X"}},
        )
    },
    rules={
        "large": OtherRule("Số tiền lớn", LARGE, INPUTS),
        "both": OtherRule("Cả hai", {"and": [{"rule": ["large"]}, var("verify")]}, INPUTS),
        "ring": OtherRule("Vòng một", {"rule": ["ring2"]}, INPUTS),
        "ring2": OtherRule("Vòng hai", {"!": {"rule": ["ring"]}}, INPUTS),
        "other": OtherRule("Khác", {">": [var("gone"), 1]}, {"gone": {"type": "number"}}),
        "wrong": OtherRule("Hỏng", {">": [var("fee"), "x"]}, INPUTS),
        "typed": OtherRule("Kiểu khác", {"alike": [var("fee"), "x"]}, {"fee": {"type": "text"}}),
        "big": OtherRule("Rất dài", {"or": [var("verify")] * 2_000}, INPUTS),
    },
)


def decide(logic, **data):
    return compile_rule(logic, INPUTS, known=KNOWN).decide(data)


def test_a_column_is_looked_up_by_its_id_or_its_name():
    for column in ("paid", "Hưởng lương"):
        paid = {"==": [{"lookup": ["kinds", var("channel"), column]}, "Có"]}
        assert decide(paid, channel="direct") is True
        assert decide(paid, channel="post") is UNKNOWN
        assert describe(paid, INPUTS, KNOWN) == (
            "cột “Hưởng lương” của dòng có mã «Cách nộp» trong danh mục «Loại nghỉ» là “Có”"
        )
    most = {">": [{"number_in": {"lookup": ["kinds", "direct", "most"]}}, var("fee")]}
    assert decide(most, fee=11) is True
    assert decide({"==": [{"lookup": ["kinds", var("place"), "paid"]}, "Có"]}, place="x") is UNKNOWN


def test_a_code_is_in_a_catalogue_or_not():
    known = {"in_catalogue": [var("channel"), "kinds"]}
    assert decide(known, channel="direct") is True
    assert decide(known, channel="post") is False
    assert decide(known) is UNKNOWN
    assert describe(known, INPUTS, KNOWN) == "«Cách nộp» có trong danh mục «Loại nghỉ»"


def test_another_rule_answers_on_the_same_answers():
    both = {"rule": ["both"]}
    assert decide(both, fee=6, verify=True) is True
    assert decide(both, fee=5) is False
    assert decide(both, fee=6) is UNKNOWN
    assert decide({"!": both}, fee=5) is True
    assert describe({"!": both}, INPUTS, KNOWN) == "không đáp ứng điều kiện «Cả hai»"
    rule = compile_rule(both, INPUTS, known=KNOWN)
    assert lacking(rule, {"fee": 6}) == ["Cần xác minh"]


def test_the_explanation_goes_into_the_other_rule():
    steps = trace({"rule": ["large"]}, INPUTS, {"fee": 6}, KNOWN)
    assert [step["pointer"] for step in steps] == ["/rule/>/>/0", "/rule/>", ""]
    assert steps[-1]["sentence"] == "đáp ứng điều kiện «Số tiền lớn»"


@pytest.mark.parametrize(
    ("logic", "pointer", "words"),
    [
        ({"lookup": ["gone", "x", "paid"]}, "/lookup/0", "Không tìm thấy danh mục này"),
        ({"lookup": [var("place"), "x", "paid"]}, "/lookup/0", "phải được ghi trực tiếp"),
        (
            {"lookup": ["kinds", "x", "Hương lương"]},
            "/lookup/2",
            "không có cột «Hương lương»; ý ông/bà là «Hưởng lương»?",
        ),
        ({"rule": ["gone"]}, "/rule/0", "Không tìm thấy điều kiện này"),
        ({"rule": [var("place")]}, "/rule/0", "Không tìm thấy điều kiện này"),
        ({"rule": ["ring"]}, "/rule/0", "«Vòng một» → «Vòng hai» → «Vòng một»"),
        ({"rule": ["other"]}, "/rule/0", "Điều kiện này hỏi «gone», ở đây không có mục đó"),
        ({"rule": ["typed"]}, "/rule/0", "theo kiểu khác"),
        ({"rule": ["wrong"]}, "/rule/0", "Điều kiện «Hỏng»: «Số tiền» là số"),
        ({"some": [var("people"), {"rule": ["large"]}]}, "/some/1/rule/0", "ngoài các dòng"),
        ({"or": [{"rule": ["big"]}] * 3}, "/or/2/rule/0", "dài quá"),
    ],
)
def test_what_can_not_stand_is_refused_with_its_place(logic, pointer, words):
    with pytest.raises(RuleError) as caught:
        compile_rule(logic, INPUTS, known=KNOWN)
    assert caught.value.pointer == pointer
    assert words in caught.value.message
    assert problems(logic, INPUTS, KNOWN)[0].severity == "error"
    assert describe(logic, INPUTS, KNOWN)


def test_rules_stand_within_rules_five_deep():
    rules = {f"r{n}": OtherRule(f"R{n}", {"rule": [f"r{n + 1}"]}, INPUTS) for n in range(8)}
    known = Known(rules={**rules, "r8": OtherRule("R8", LARGE, INPUTS)})
    assert compile_rule({"rule": ["r4"]}, INPUTS, known=known).decide({"fee": 6}) is True
    with pytest.raises(RuleError, match="chỉ lồng được 5 điều kiện"):
        compile_rule({"rule": ["r3"]}, INPUTS, known=known)


def test_without_its_caller_a_rule_names_nothing():
    for logic in ({"rule": ["large"]}, {"in_catalogue": ["x", "kinds"]}):
        with pytest.raises(RuleError, match="Không tìm thấy"):
            compile_rule(logic, INPUTS)


def test_the_documents_of_a_rule_are_found_wherever_they_stand():
    logic = {
        "some": [var("people"), {"in_catalogue": [var("name"), "kinds"]}],
    }
    assert documents({"and": [logic, {"rule": "large"}]}) == [
        ("/and/0/some/1/in_catalogue/1", "kinds", "catalogue"),
        ("/and/1/rule", "large", "rule"),
    ]
