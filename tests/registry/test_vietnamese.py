"""What people type is settled once on its way in; what was stored before is found all the same."""

import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from registry.vietnamese import (
    compact,
    fold,
    nfc,
    one_code,
    one_line,
    settle,
    slug,
    sort_key,
    syllables,
)

LETTERS = "aăâbcdđeêghiklmnoôơpqrstuưvxyAĂÂBCDĐEÊGHIKLMNOÔƠPQRSTUƯVXY"
TONES = ("", "\u0300", "\u0301", "\u0303", "\u0309", "\u0323")
STRANGE = (
    "\u00ad\u200b\u200c\u200d\u200e\u200f\u202a\u202e\u2060\u2066\u2069\ufeff\u180e\u3164\ufe0f\x00\x7f"
    "\u00a0\u2009\u202f\u3000\t\r\n\x0b\u2028ÐƉðɖ\u2010\u2011\u2012\u2013\u2014\u2015\u2212\ufe58\uff0d"
    "Ａ１👩💻👍🏽❤"
)
plain = st.lists(
    st.builds(
        lambda letter, tone: unicodedata.normalize("NFC", letter + tone),
        st.sampled_from(LETTERS + "0123456789"),
        st.sampled_from(TONES),
    )
    | st.sampled_from(" .,;:()/-–“”\n"),
    max_size=30,
).map(lambda parts: unicodedata.normalize("NFC", "".join(parts)).strip())
anything = st.text(max_size=30) | st.text(
    st.sampled_from(STRANGE + "đaă\u0301\u0323e -"), max_size=20
)


@given(anything)
@example("\u200d\ufe0f👩\u200b\u200d💻\u200d")
@example("a\u200b\u0301\r\u200b\n")
@example(" \u200b \u200b")
def test_what_is_settled_stays_as_it_is(text: str) -> None:
    once = settle(text)
    assert settle(once) == once
    assert nfc(once) == once
    assert one_line(once, 1000) == one_line(text, 1000)


@given(plain)
@example("Quy trình – bước 1: “Tiếp nhận”, đúng hẹn…")
def test_plain_vietnamese_is_never_touched(text: str) -> None:
    assert settle(text) == text


@given(anything)
@example("\u2000Ð\u00adặng")
def test_looking_up_sees_through_all_that_settling_mends(text: str) -> None:
    assert fold(settle(text)) == fold(text)
    assert fold(fold(text)) == fold(text)
    assert compact(settle(text)) == compact(text)
    assert slug(settle(text)) == slug(text)
    assert syllables(settle(text)) == syllables(text)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("Ðặng Thị Ðào", "Đặng Thị Đào"),
        ("123/2015/NÐ-CP", "123/2015/NĐ-CP"),
        ("Ɖiều ɖộng, ðất", "Điều động, đất"),
        ("zero\u200bwidth giám\u00adđịnh", "zerowidth giámđịnh"),
        ("\u202aHồ sơ\u202c \u2066số\u2069\ufeff", "Hồ sơ số"),
        ("1\u00a0200\u202f000\u2009đồng", "1 200 000 đồng"),
        ("một\r\nhai\rba\x0bbốn\u2028năm", "một\nhai\nba\nbốn\nnăm"),
        ("từ 2–3 ngày — xem mục 4", "từ 2–3 ngày — xem mục 4"),
        ("👩🏽\u200d💻 và ❤\ufe0f\u200d🔥, a\u200db\ufe0f", "👩🏽\u200d💻 và ❤\ufe0f\u200d🔥, ab"),
        ("a\u0323\u0302\u200b", "ậ"),
        ("lẻ \ud800 một nửa", "lẻ  một nửa"),
    ],
)
def test_what_is_typed_is_settled(typed: str, kept: str) -> None:
    assert settle(typed) == kept


@pytest.mark.parametrize(
    "nothing",
    ["", " ", "\u200b", "\u00a0\u3000\t\n", "\ufeff\u2060\u00ad", "\u3164\u2800\u180e\ufe0f"],
)
def test_what_shows_nothing_is_empty(nothing: str) -> None:
    assert settle(nothing) == one_line(nothing, 10) == one_code(nothing, 10) == fold(nothing) == ""


def test_a_code_has_hyphens_only() -> None:
    assert one_code(" QT–15\u200b‑A ", 60) == "QT-15-A"
    assert compact("QT 12/ABC–DE") == compact("qt12-abc.de") == "qt12abcde"


def test_looking_up_folds_dashes_and_wide_letters() -> None:
    assert fold("H99.15.01–261129−0005") == "h99.15.01-261129-0005"
    assert fold("ＱＴ－１５") == "qt-15"


def test_eth_sorts_as_d_with_stroke() -> None:
    names = ["Ðiều động", "Ea", "Du lịch", "Đi", "Zên"]
    assert sorted(names, key=sort_key) == ["Du lịch", "Đi", "Ðiều động", "Ea", "Zên"]
    assert sort_key("QT\u201115") == sort_key("QT-15")
