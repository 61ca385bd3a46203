"""Inputs have types: numbers are exact, dates are dates, clashes are refused when compiling."""

import unicodedata
from decimal import Decimal

import pytest

from rules.engine import RuleError, compile_rule
from tests.rules.engine.inputs import INPUTS, var


def decide(logic, data):
    return compile_rule(logic, INPUTS).decide(data)


def test_decimal_strings_are_numbers():
    assert decide({">": [var("area"), "9.5"]}, {"area": "10"}) is True
    assert decide({"==": [var("area"), 1.5]}, {"area": "1.50"}) is True


def test_sums_are_exact():
    rule = compile_rule({"+": [var("area"), "0.2"]}, INPUTS)
    assert rule({"area": "0.1"}) == Decimal("0.3")


def test_large_amounts_lose_no_digit():
    assert decide({"==": [var("fee"), 10**17 + 1]}, {"fee": 10**17 + 1}) is True
    assert decide({"==": [var("fee"), 10**17 + 1]}, {"fee": 10**17}) is False
    assert compile_rule({"+": [var("fee"), 1]}, INPUTS)({"fee": str(10**17)}) == 10**17 + 1


def test_dates_compare_as_dates():
    assert decide({"<": [var("filed"), "2026-10-01"]}, {"filed": "2026-09-30"}) is True
    assert (
        decide(
            {"<=": [var("filed"), var("decided")]}, {"filed": "2026-01-02", "decided": "2026-01-01"}
        )
        is False
    )


def test_text_is_equal_however_its_accents_were_typed():
    decomposed = unicodedata.normalize("NFD", "Huế")
    assert decide({"==": [var("place"), "Huế"]}, {"place": decomposed}) is True
    assert decide({"==": [var("place"), decomposed]}, {"place": "Huế"}) is True
    assert decide({"in": [decomposed, var("place")]}, {"place": "Thành phố Huế"}) is True
    plain = compile_rule({"==": [var("a"), decomposed]}, missing="null")
    assert plain({"a": "Huế"}) is True


def test_one_of_several_choices():
    assert decide({"in": [var("channel"), ["direct", "post"]]}, {"channel": "post"}) is True
    assert decide({"in": ["map", var("papers")]}, {"papers": ["card"]}) is False


@pytest.mark.parametrize(
    ("logic", "pointer", "words"),
    [
        ({"==": [var("gone"), 1]}, "/==/0", "Không có trường «gone»"),
        ({"and": [True, {"missing": ["gone"]}]}, "/and/1/missing/0", "Không có trường «gone»"),
        ({"some": [var("people"), {"==": [var("fee"), 1]}]}, "/some/1/==/0", "«fee»"),
        ({">": [var("fee"), "nhiều"]}, "/>/1", "«Số tiền» là số"),
        ({"==": [var("filed"), "01/02/2026"]}, "/==/1", "«Ngày nộp» là ngày"),
        ({"==": [var("verify"), "true"]}, "/==/1", "chỉ có Có hoặc Không"),
        ({"==": [var("place"), 5]}, "/==/1", "là văn bản"),
        ({"==": [var("channel"), "fax"]}, "/==/1", "không có lựa chọn"),
        ({"in": ["stamp", var("papers")]}, "/in/0", "không có lựa chọn"),
        ({"in": [var("channel"), ["post", "fax"]]}, "/in/1/1", "không có lựa chọn"),
        ({"<": [var("place"), "b"]}, "/</0", "không so sánh lớn, nhỏ được"),
        ({"<": [var("fee"), var("filed")]}, "/</1", "Không so sánh được"),
        ({"==": [var("papers"), "card"]}, "/==/0", "có chọn"),
        ({"==": [var("people"), 1]}, "/==/0", "danh sách"),
        ({"==": [var("fee"), None]}, "/==/1", "giá trị trống"),
        ({">": [{"+": [var("filed"), 1]}, 5]}, "/>/0/+/0", "không phải là số"),
        ({"some": [var("fee"), True]}, "/some/0", "không phải là bảng"),
        ({"var": {"cat": ["fe", "e"]}}, "", "ghi trực tiếp"),
    ],
)
def test_a_clash_is_refused_when_compiling_with_its_place(logic, pointer, words):
    with pytest.raises(RuleError) as caught:
        compile_rule(logic, INPUTS)
    assert caught.value.pointer == pointer
    assert words in caught.value.message


@pytest.mark.parametrize(
    ("logic", "pointer", "words"),
    [
        ({"and": [{"equals": [1, 1]}]}, "/and/0/equals", "Không có phép toán «equals»"),
        ({"today": []}, "/today", "Không có phép toán «today»"),
        ({"now": []}, "/now", "Không có phép toán"),
        ({"log": "x"}, "/log", "Không có phép toán"),
        ({"method": ["x", "upper"]}, "/method", "Không có phép toán"),
        ({"==": [1, 2], "and": []}, "", "chỉ được có một tên"),
        ({}, "", "Chưa đặt điều kiện"),
        ({"==": [1]}, "/==", "cần ít nhất 2 thành phần"),
        ({"/": [1, {"bad/name~": 1}]}, "/~1/1/bad~1name~0", "Không có phép toán"),
        ({"==": [1, float("nan")]}, "/==/1", "không dùng được"),
        ({"==": [1, object()]}, "/==/1", "không dùng được"),
    ],
)
def test_what_cannot_be_read_is_refused_with_its_place(logic, pointer, words):
    with pytest.raises(RuleError) as caught:
        compile_rule(logic, INPUTS)
    assert caught.value.pointer == pointer
    assert words in caught.value.message
