"""Equal content has equal bytes."""

import json
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from registry import canonical

texts = st.text(max_size=20)
values = st.recursive(
    st.none() | st.booleans() | st.integers() | texts,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(texts, inner, max_size=4),
    max_leaves=12,
)
bodies = st.dictionaries(texts, values, max_size=5)


@given(bodies)
def test_it_is_the_same_the_second_time(body: dict[str, object]) -> None:
    once = canonical.dumps(body)
    assert canonical.dumps(canonical.loads(once)) == once


@given(bodies)
def test_composed_and_decomposed_letters_are_one(body: dict[str, object]) -> None:
    text = json.dumps(body, ensure_ascii=False)
    decomposed = json.loads(unicodedata.normalize("NFD", text))
    composed = json.loads(unicodedata.normalize("NFC", text))
    assert canonical.dumps(decomposed) == canonical.dumps(composed)


def test_absent_null_and_empty_are_one() -> None:
    assert canonical.dumps({"a": None, "b": "", "c": [], "d": {}, "e": 0, "f": False}) == (
        '{"e":0,"f":false}'
    )


def test_rows_of_a_list_stay_even_when_empty() -> None:
    assert canonical.dumps({"rows": ["", {}, None]}) == '{"rows":["",{},null]}'


def test_json_logic_for_the_whole_data_stays() -> None:
    assert canonical.dumps({"when": {"var": ""}}) == '{"when":{"var":""}}'


def test_nul_is_dropped() -> None:
    assert canonical.dumps({"ten": "Lê\x00 Văn"}) == '{"ten":"Lê Văn"}'


def test_a_number_beyond_floats_stays_exact() -> None:
    assert canonical.loads(canonical.dumps({"n": 10**17 + 1}))["n"] == 10**17 + 1


@pytest.mark.parametrize(
    ("body", "where"),
    [({"a": {"b": [0.5]}}, "/a/b/0"), ({"a": "\ud800"}, "/a"), ({"a": object()}, "/a")],
)
def test_what_no_body_may_hold_is_refused_with_its_place(
    body: dict[str, object], where: str
) -> None:
    with pytest.raises(canonical.CanonicalError) as refused:
        canonical.canonical(body)
    assert refused.value.pointer == where


def test_five_thousand_levels_are_refused_not_crashed() -> None:
    deep: object = "x"
    for _ in range(5000):
        deep = [deep]
    with pytest.raises(canonical.CanonicalError, match="lồng quá"):
        canonical.canonical({"a": deep})
    with pytest.raises(canonical.CanonicalError, match="lồng quá"):
        canonical.parse('{"a":' + "[" * 100_000 + "]" * 100_000 + "}")


def test_a_broken_file_says_where() -> None:
    with pytest.raises(canonical.CanonicalError, match="dòng 2"):
        canonical.parse('{"a": 1,\n oops}')
