"""What each type of field reads, refuses and prints."""

import re
import unicodedata
from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from formbuilder import fields
from formbuilder.fields.money import LARGEST
from formbuilder.fields.words import in_words
from registry.schema import compile_schema
from tests.formbuilder.samples import options

CHOICE = {"type": "one_of", "options": options("Nam", "Nữ")}


def read(kind: str, text: str | list[str], **definition: Any) -> tuple[Any, str | None]:
    texts = text if isinstance(text, list) else [text]
    return fields.get(kind).parse({"id": "f", "type": kind, **definition}, texts)


@pytest.mark.parametrize(
    ("kind", "typed", "stored"),
    [
        ("date", "7/12/2026", "2026-12-07"),
        ("year_or_date", "7/12/1960", "1960-12-07"),
        ("year_or_date", "3/1960", "1960-03"),
        ("year_or_date", "tháng 12 năm 1960", "1960-12"),
        ("year_or_date", " năm 1960 ", "1960"),
        ("date", "07-12-2026", "2026-12-07"),
        ("date", "2026-12-07", "2026-12-07"),
        ("date", " 7.12.2026 ", "2026-12-07"),
        ("date", "07122026", "2026-12-07"),
        ("date", "ngày 7 tháng 12 năm 2026", "2026-12-07"),
        ("date", "29/2/2024", "2024-02-29"),
        ("date", "ngày 5/3/2025", "2025-03-05"),
        ("date", "05/03/2025.", "2025-03-05"),
        ("date", "5–3–2025", "2025-03-05"),
        ("date", "05\u20113\u20112025\u200b", "2025-03-05"),
        ("date", "Thứ Sáu, ngày 27 tháng 11 năm 2026", "2026-11-27"),
        ("date", "ngay 27 thang 11 nam 2026", "2026-11-27"),
        ("date", "2026-12-07 00:00:00", "2026-12-07"),
        ("money", "1.234.567", 1234567),
        ("money", "1234567 đồng", 1234567),
        ("money", "1 234 567", 1234567),
        ("money", "1\u00a0234\u00a0567 VNĐ", 1234567),
        ("money", "75,000 đồng", 75000),
        ("money", "0", 0),
        ("money", str(10**17), 10**17),
        ("number", "1,5", "1.5"),
        ("number", "1.5", "1.5"),
        ("number", "1234.567", "1234.567"),
        ("number", "1.234.567", "1234567"),
        ("number", "1 234", "1234"),
        ("number", "1\u202f234,5\u200b", "1234.5"),
        ("number", "−12,5", "-12.5"),
        ("number", "1,234,567.5", "1234567.5"),
        ("number", "0.125", "0.125"),
        ("number", "-1.234,50", "-1234.5"),
        ("number", "-0", "0"),
        ("number", "007", "7"),
        ("cccd", "046203004567", "046203004567"),
        ("cccd", "046 203 004 567", "046203004567"),
        ("phone", "0912 345 678", "0912345678"),
        ("phone", "+84 912 345 678", "0912345678"),
        ("phone", "84912345678", "0912345678"),
        ("phone", "+84 (0)912.345.678", "0912345678"),
        ("phone", "(0234) 3822 222", "02343822222"),
        ("phone", "0912\u2011345\u2011678\u200e", "0912345678"),
        ("phone", "+1 202 555 0123", "+12025550123"),
        ("phone", "0049 30 901820", "+4930901820"),
        ("phone", "1900 1234", "19001234"),
        ("phone", "1800-599-920", "1800599920"),
        ("phone", "113", "113"),
        ("phone", "1022", "1022"),
        ("yes_no", ["", "yes"], True),
        ("yes_no", ["", "no"], False),
        ("text", "  hai\r\ndòng  ", "hai dòng"),
        ("long_text", "hai\r\ndòng\n", "hai\ndòng"),
    ],
)
def test_it_reads_what_people_write(kind: str, typed: str, stored: Any) -> None:
    assert read(kind, typed) == (stored, None)


@pytest.mark.parametrize(
    ("kind", "typed", "said"),
    [
        ("date", "31/2/2026", "Không có ngày 31/2/2026"),
        ("year_or_date", "31/2/1960", "Không có ngày 31/2/1960"),
        ("year_or_date", "13/1960", "tháng/năm hoặc chỉ năm"),
        ("year_or_date", "60", "tháng/năm hoặc chỉ năm"),
        ("date", "29/2/2023", "Không có ngày"),
        ("date", "12/2026", "ngày/tháng/năm"),
        ("date", "7/12/26", "ngày/tháng/năm"),
        ("date", "7/12/0026", "Năm 26"),
        ("date", "٧/١٢/٢٠٢٦", "ngày/tháng/năm"),
        ("money", str(10**17 + 1), "quá lớn"),
        ("money", "9" * 100_000, "quá lớn"),
        ("money", "1,5", "số nguyên đồng"),
        ("money", "-5", "số nguyên đồng"),
        ("money", "1.23", "số nguyên đồng"),
        ("money", "1e5", "số nguyên đồng"),
        ("number", "mười", "chữ số"),
        ("number", "1.234", "1234 (dấu chấm ngăn hàng nghìn) hoặc 1,234"),
        ("number", "-12.500", "-12500 (dấu chấm ngăn hàng nghìn) hoặc -12,500"),
        ("number", "1,2,3", "chữ số"),
        ("number", "NaN", "chữ số"),
        ("number", "1" * 21, "quá dài"),
        ("cccd", "04620300456", "hiện có 11 chữ số"),
        ("cccd", "O46203004567", "chỉ gồm chữ số"),
        ("cccd", "000203004567", "mã tỉnh"),
        ("cccd", "097203004567", "mã tỉnh"),
        ("cccd", "046703004567", "thế kỷ"),
        ("phone", "0112345678", "Số di động"),
        ("phone", "091234567", "Số di động"),
        ("phone", "0234382222", "Số di động"),
        ("phone", "gọi cho tôi", "chữ số"),
        ("phone", "0912345678/0987654321", "2 số: 0912 345 678, 0987 654 321"),
        ("phone", "0912 345 678 hoặc 024 3822 22 22", "2 số"),
        ("phone", "0912345678 0987654321", "một số điện thoại"),
        ("phone", "+84 12 345", "mã nước"),
        ("phone", "+1 202", "mã nước"),
        ("yes_no", "maybe", "Có hoặc Không"),
        ("text", "x" * 1001, "1001 ký tự"),
        ("long_text", "x" * 20001, "20001 ký tự"),
    ],
)
def test_it_refuses_in_vietnamese_and_keeps_what_was_typed(
    kind: str, typed: str, said: str
) -> None:
    value, problem = read(kind, typed)
    assert value == typed
    assert problem is not None
    assert said in problem


@pytest.mark.parametrize("kind", [item.code for item in fields.all_types() if item.shape == "one"])
@pytest.mark.parametrize("blank", ["", "   ", "\x00", "\n", "\u200b", "\u00a0\ufeff"])
def test_nothing_typed_is_no_answer_and_no_problem(kind: str, blank: str) -> None:
    assert read(kind, blank) == (None, None)


def test_decomposed_letters_and_nul_become_composed_text_without_nul() -> None:
    typed = unicodedata.normalize("NFD", "Nguyễn Thị Ước") + "\x00\x07"
    assert read("text", typed) == ("Nguyễn Thị Ước", None)
    assert read("long_text", typed) == ("Nguyễn Thị Ước", None)


def test_an_answer_of_before_keeps_what_is_no_longer_typed() -> None:
    for kept in ("zero\u200bwidth", "Ðặng\u00a0Thị", "một\thai"):
        assert fields.get("text").problems_of({}, kept) == {}
        assert fields.get("long_text").problems_of({}, kept) == {}
    assert fields.get("text").problems_of({}, "\u200b")
    assert fields.get("text").problems_of({}, 5)


def test_a_lone_surrogate_is_dropped() -> None:
    assert read("text", "a\ud800b") == ("ab", None)


def test_limits_are_said_as_people_write_numbers() -> None:
    assert read("number", "5", min="10.5")[1] == "Phải từ 10,5 trở lên."
    assert read("money", "2.000.000", max="1000000")[1] == "Không được quá 1.000.000 đồng."
    assert read("number", "11", min="10", max="12") == ("11", None)


def test_a_limit_with_an_exponent_is_no_limit() -> None:
    assert read("money", "5", min="1e999999999") == (5, None)
    assert fields.get("money").schema({"min": "1e999999999"})["minimum"] == 0


def test_choices_are_kept_in_the_order_of_the_form_and_strangers_are_refused() -> None:
    given = {"options": options("A", "B", "C")}
    assert read("many_of", ["", "o3", "o1", "o3"], **given) == (["o1", "o3"], None)
    assert read("many_of", [""], **given) == (None, None)
    assert read("many_of", ["o9"], **given)[1]
    assert read("one_of", ["", "o2"], **given) == ("o2", None)
    assert read("one_of", "o9", **given)[1]


@pytest.mark.parametrize(
    ("kind", "value", "printed"),
    [
        ("date", "2026-12-07", "07/12/2026"),
        ("money", 1234567, "1.234.567 đồng"),
        ("number", "-1234.5", "-1.234,5 m²"),
        ("phone", "0912345678", "0912 345 678"),
        ("phone", "+12025550123", "+12025550123"),
        ("phone", "19001234", "1900 1234"),
        ("yes_no", False, "Không"),
        ("one_of", "o2", "Nữ"),
        ("many_of", ["o1", "o2"], "Nam; Nữ"),
    ],
)
def test_it_prints_as_vietnamese_papers_do(kind: str, value: Any, printed: str) -> None:
    definition = {**CHOICE, "type": kind, "unit": "m²"}
    assert fields.get(kind).display(definition, value) == printed


@settings(max_examples=150)
@given(st.dates(min_value=date(1800, 1, 1)))
def test_a_printed_day_is_read_back(day: date) -> None:
    printed = fields.get("date").display({}, day.isoformat())
    assert read("date", printed) == (day.isoformat(), None)


@settings(max_examples=150)
@given(st.integers(0, LARGEST))
def test_a_printed_amount_is_read_back(amount: int) -> None:
    assert read("money", fields.get("money").display({}, amount)) == (amount, None)


@settings(max_examples=150)
@given(st.decimals(-(10**15), 10**15, places=3))
def test_a_printed_number_is_read_back(number: Any) -> None:
    stored = read("number", f"{number:f}".replace(".", ","))[0]
    printed = fields.get("number").display({}, stored)
    if re.fullmatch(r"-?\d{1,3}\.\d{3}", printed):
        # 3125 is printed as 3.125, by law; typed in, that has two readings, and both are said.
        assert str(stored) in str(read("number", printed)[1])
    else:
        assert read("number", printed) == (stored, None)
    assert read("number", fields.get("number").edit({}, stored)) == (stored, None)


@settings(max_examples=200)
@given(
    st.sampled_from([item.code for item in fields.all_types() if item.shape in ("one", "group")]),
    st.text(max_size=40),
)
def test_what_is_read_is_read_again_alike_and_fits_its_schema(kind: str, typed: str) -> None:
    field_type = fields.get(kind)
    definition = {**CHOICE, "type": kind}
    value, problem = field_type.parse(definition, [typed])
    if value is None:
        return
    assert field_type.problems_of(definition, value) == ({"": problem} if problem else {})
    if problem is None:
        assert compile_schema(field_type.schema(definition)).problems(value) == []


@settings(max_examples=100)
@given(
    st.sampled_from([item.code for item in fields.all_types() if item.shape in ("one", "group")]),
    st.one_of(
        st.integers(),
        st.booleans(),
        st.lists(st.text(max_size=3), max_size=2),
        st.dictionaries(st.text(max_size=3), st.integers(), max_size=2),
        st.text(max_size=9),
    ),
)
def test_no_stored_value_passes_the_check_and_fails_the_schema(kind: str, value: Any) -> None:
    definition = {**CHOICE, "type": kind}
    if not fields.get(kind).problems_of(definition, value):
        assert compile_schema(fields.get(kind).schema(definition)).problems(value) == []


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (0, "không"),
        (5, "năm"),
        (15, "mười lăm"),
        (21, "hai mươi mốt"),
        (24, "hai mươi tư"),
        (105, "một trăm lẻ năm"),
        (1_005, "một nghìn không trăm lẻ năm"),
        (1_234_567, "một triệu hai trăm ba mươi tư nghìn năm trăm sáu mươi bảy"),
        (50_000, "năm mươi nghìn"),
        (1_000_000_000, "một tỷ"),
        (2_000_000_011, "hai tỷ không trăm mười một"),
        (10**17, "một trăm triệu tỷ"),
    ],
)
def test_amounts_are_written_in_words(number: int, words: str) -> None:
    assert in_words(number) == words


@pytest.mark.parametrize(
    ("words", "kind"),
    [
        ("Số tiền", "money"),
        ("chon mot", "one_of"),
        ("CCCD", "cccd"),
        ("Bảng", "table"),
        ("Ngày  tháng", "date"),
        ("Có/Không", "yes_no"),
    ],
)
def test_a_type_is_known_by_its_vietnamese_words(words: str, kind: str) -> None:
    found = fields.from_words(words)
    assert found is not None
    assert found.code == kind


def test_words_that_mean_no_type_are_unclear() -> None:
    assert fields.from_words("hình ảnh") is None
