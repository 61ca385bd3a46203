"""Texts compared by their words: capitals and the place of a tone don't matter, marks do."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from registry.vietnamese import alike
from rules.engine import (
    UNKNOWN,
    RuleError,
    compile_rule,
    describe,
    from_condition,
    problems,
    to_condition,
)
from tests.rules.engine.inputs import INPUTS, var

PLACE = var("place")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Hoà", "hòa"), ("THUÝ", "Thúy"), ("thẩm tra", "Thẩm Tra"), ("hoả", "hỏa"), ("QUÝ", "qúy"),
        ("khoẻ", "khỏe"), ("Ðiều", "điều"), ("gi\u00e0\u200b", "gìa"), ("tuỳ", "tùy"),
        ("ho\u0300a", "hoa\u0300"),
    ],
)  # fmt: skip
def test_capitals_and_the_place_of_a_tone_do_not_matter(one: str, other: str) -> None:
    assert compile_rule({"alike": [PLACE, one]}, INPUTS)({"place": other}) is True
    assert compile_rule({"alike_in": [PLACE, ["Huế", one]]}, INPUTS)({"place": other}) is True
    text = {"place": f"Về {other}, và nữa"}
    assert compile_rule({"alike_in": [one, PLACE]}, INPUTS)(text) is True


@pytest.mark.parametrize(
    ("one", "other"),
    [("hoa", "hòa"), ("hòa", "hóa"), ("tham", "thẩm"), ("đa", "da"), ("ô", "o"), ("bưu", "buu")],
)
def test_marks_are_never_dropped(one: str, other: str) -> None:
    assert compile_rule({"alike": [PLACE, one]}, INPUTS)({"place": other}) is False
    assert compile_rule({"alike_in": [PLACE, [one]]}, INPUTS)({"place": other}) is False
    assert compile_rule({"alike_in": [one, PLACE]}, INPUTS)({"place": f"x {other} y"}) is False


def test_a_text_that_was_not_given_is_unknown() -> None:
    for logic in ({"alike": [PLACE, "a"]}, {"!": {"alike_in": ["a", PLACE]}}):
        assert compile_rule(logic, INPUTS)({}) is UNKNOWN


def test_the_old_operators_still_compare_every_letter() -> None:
    said = {"place": "Hòa Bình"}
    for logic in (
        {"==": [PLACE, "hòa bình"]}, {"===": [PLACE, "Hoà Bình"]}, {"in": ["hòa", PLACE]},
        {"in": [PLACE, ["Hoà Bình"]]},
    ):  # fmt: skip
        assert compile_rule(logic, INPUTS)(said) is False


@pytest.mark.parametrize(
    "logic",
    [
        {"alike": [var("fee"), "5"]}, {"alike": [PLACE, 5]}, {"alike_in": [PLACE, [5]]},
        {"alike_in": ["card", var("papers")]}, {"alike": [var("channel"), "post"]},
        {"alike": [PLACE]}, {"alike": [PLACE, "a", "b"]},
    ],
)  # fmt: skip
def test_only_texts_are_alike(logic: object) -> None:
    with pytest.raises(RuleError):
        compile_rule(logic, INPUTS)


def test_without_types_what_is_no_text_is_not_alike() -> None:
    for a, b in ((5, "5"), (None, ""), (["a"], "a"), (True, "true")):
        assert compile_rule({"alike": [var("x"), b]}, missing="null")({"x": a}) is False
        assert compile_rule({"alike_in": [var("x"), [b]]}, missing="null")({"x": a}) is False
    assert compile_rule({"alike_in": ["a", var("x")]}, missing="null")({"x": 5}) is False


def test_it_is_said_as_people_say_it() -> None:
    assert describe({"alike": [PLACE, "Huế"]}, INPUTS) == "«Nơi cư trú» là “Huế”"
    assert describe({"!": {"alike": [PLACE, "Huế"]}}, INPUTS) == "«Nơi cư trú» khác “Huế”"
    assert describe({"alike_in": ["thẩm", PLACE]}, INPUTS) == "«Nơi cư trú» có chứa “thẩm”"
    assert "là một trong: “Huế”" in describe({"alike_in": [PLACE, ["Huế"]]}, INPUTS)


def test_words_that_exclude_each_other_are_told() -> None:
    both = {"and": [{"alike": [PLACE, "Huế"]}, {"alike": [PLACE, "HUẾ"]}]}
    assert problems(both, INPUTS) == []
    never = {"and": [{"alike": [PLACE, "Huế"]}, {"alike": [PLACE, "Vinh"]}]}
    assert [problem.keyword for problem in problems(never, INPUTS)] == ["constant"]


rows = st.builds(
    lambda logic, denied: {"!": logic} if denied else logic,
    st.sampled_from([
        {"alike": [PLACE, "a"]}, {"alike_in": [PLACE, ["a", "b"]]}, {"alike_in": ["a", PLACE]},
        {"in": [PLACE, ["a"]]}, {"in": ["a", PLACE]},
    ]),
    st.booleans(),
)  # fmt: skip


@given(st.lists(rows, min_size=1, max_size=3), st.sampled_from(["and", "or"]))
def test_the_editor_shows_them_as_rows_and_gives_them_back(parts: list[object], join: str) -> None:
    logic = parts[0] if len(parts) == 1 else {join: parts}
    condition = to_condition(logic)
    assert condition is not None
    assert from_condition(condition) == logic


syllables = st.sampled_from(["hòa", "Hoà", "thúy", "THUÝ", "đất", "bưu", "điện", "quý", "1", "–"])
texts = st.lists(syllables, max_size=4).map(" ".join)


@given(texts, texts)
def test_what_was_equal_or_contained_stays_so(one: str, other: str) -> None:
    """The new operators say yes to all that the old ones did, and to themselves both ways."""
    assert alike(alike(one)) == alike(one)
    if one == other:
        assert compile_rule({"alike": [one, var("x")]}, missing="null")({"x": other})
    if one in other:
        assert compile_rule({"alike_in": [one, var("x")]}, missing="null")({"x": other})
    # Marks apart from tones and capitals are the same in both.
    if alike(one) == alike(other):
        plain = [sorted(unicodedata.normalize("NFD", text.lower())) for text in (one, other)]
        assert plain[0] == plain[1]
