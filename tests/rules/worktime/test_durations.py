"""Durations as people write them."""

import unicodedata
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rules.worktime import durations
from rules.worktime.durations import compare, parse, total


def of(amount, unit):
    return {"amount": amount, "unit": unit}


READABLE = [
    ("½ ngày", "0.5", "day"),
    ("½  ngày", "0.5", "day"),
    ("1/2 ngày", "0.5", "day"),
    ("0,5 ngày", "0.5", "day"),
    ("nửa ngày", "0.5", "day"),
    ("01 ngày", "1", "day"),
    ("25 ngày", "25", "day"),
    ("1½ ngày", "1.5", "day"),
    ("1 1/2 ngày làm việc", "1.5", "working_day"),
    ("một ngày rưỡi", "1.5", "day"),
    ("một ngày rưỡi làm việc", "1.5", "working_day"),
    ("1,5 ngày làm việc", "1.5", "working_day"),
    ("1.5 ngày làm việc", "1.5", "working_day"),
    ("3 ngày làm việc", "3", "working_day"),
    ("30 Ngày làm việc", "30", "working_day"),
    ("03 (ba) ngày làm việc", "3", "working_day"),
    ("không quá 03 ngày làm việc", "3", "working_day"),
    ("Không quá 08 ngày làm việc.", "8", "working_day"),
    ("Trong thời hạn 05 ngày làm việc", "5", "working_day"),
    ("05 ngày làm việc, kể từ ngày nhận đủ hồ sơ hợp lệ", "5", "working_day"),
    ("trong ngày", "0", "working_day"),
    ("Ngay trong ngày làm việc", "0", "working_day"),
    ("04 giờ", "4", "working_hour"),
    ("4 giờ làm việc", "4", "working_hour"),
    ("30 phút", "0.5", "working_hour"),
    ("02 tháng", "2", "calendar_month"),
    ("10 ngày theo lịch", "10", "calendar_day"),
    ("nửa tháng", "15", "calendar_day"),
    ("Không quá nửa tháng", "15", "calendar_day"),
    ("½ tháng", "15", "calendar_day"),
    ("0,5 tháng", "0.5", "calendar_month"),
    ("một tháng rưỡi", "1.5", "calendar_month"),
]


@pytest.mark.parametrize(("text", "amount", "unit"), READABLE)
def test_it_reads(text, amount, unit):
    assert parse(text) == of(amount, unit)
    assert parse(unicodedata.normalize("NFD", text)) == of(amount, unit)
    assert parse(f"\xa0{text.upper()} ") == of(amount, unit)


@pytest.mark.parametrize(
    "text",
    [
        "theo thỏa thuận",
        "15 ngày kể từ ngày được lấy ý kiến",
        "2-3 ngày",
        "2 đến 3 ngày",
        "1 ngày 4 giờ",
        "1.000 ngày",
        "1/3 ngày",
        "1/0 ngày",
        "20 phút",
        "0 giờ",
        "100000000000000001 ngày",
        "ngày",
        "3",
        "2 tuần",
        "trong giờ làm việc",
        "٣ ngày",
    ],
)
def test_what_it_cannot_read_surely_stays_as_typed(text):
    assert parse(text, "working_day") == {"text": text}
    assert durations.format(parse(text)) == text


def test_a_procedure_says_what_its_days_are():
    assert parse("½ ngày", "working_day") == of("0.5", "working_day")
    assert parse("25 ngày", "calendar_day") == of("25", "calendar_day")
    assert parse("3 ngày làm việc", "calendar_day") == of("3", "working_day")
    assert not durations.is_clear(parse("25 ngày"))
    assert durations.is_clear(parse("25 ngày", "calendar_day"))


def test_nothing_typed_is_nothing():
    assert parse("") == parse("  \x00 ") == {}
    assert durations.format({}) == ""


@pytest.mark.parametrize(
    ("duration", "day_unit", "printed"),
    [
        (of("0.5", "working_day"), "", "½ ngày làm việc"),
        (of("1.5", "working_day"), "", "1,5 ngày làm việc"),
        (of("0", "working_day"), "", "trong ngày làm việc"),
        (of("4", "working_hour"), "", "4 giờ làm việc"),
        (of("25", "day"), "", "25 ngày"),
        (of("25", "calendar_day"), "calendar_day", "25 ngày"),
        (of("25", "calendar_day"), "working_day", "25 ngày theo lịch"),
        (of("2", "calendar_month"), "", "2 tháng"),
        ({"text": "theo thỏa thuận"}, "", "theo thỏa thuận"),
    ],
)
def test_it_prints(duration, day_unit, printed):
    assert durations.format(duration, day_unit) == printed


LETTERS = "0123456789½/,. ngàygiờlmviệctháng"
AS_WRITTEN = st.tuples(
    st.sampled_from(["½", "1½", "¼", "1/2", "nửa", "một", "0,5", "1,5", "03", "15", "9999"]),
    st.sampled_from(["ngày", "ngày theo lịch", "ngày làm việc", "giờ", "phút", "tháng"]),
    st.sampled_from(["", " rưỡi", " rưỡi làm việc"]),
).map(lambda said: f"{said[0]} {said[1]}{said[2]}")
AMOUNTS = st.decimals(Decimal("0.01"), Decimal(9999), places=2).map(durations._plain)
DURATIONS = st.builds(
    of, AMOUNTS, st.sampled_from([*durations.UNITS, durations.UNCLEAR_DAY])
) | st.just(durations.WITHIN_THE_DAY)


@settings(max_examples=200)
@given(duration=DURATIONS, day_unit=st.sampled_from(["", "working_day", "calendar_day"]))
def test_what_is_printed_reads_back_the_same(duration, day_unit):
    if day_unit and duration["unit"] == "day":
        return  # where the procedure says what its days are, no day is unclear
    assert parse(durations.format(duration, day_unit), day_unit) == duration


@settings(max_examples=200)
@given(
    text=st.text(max_size=40)
    | AS_WRITTEN
    | st.text("0123456789½/,. ngàygiờlmviệctháng", max_size=25)
)
def test_it_never_raises_and_reads_its_own_words_again(text):
    read = parse(text)
    assert parse(durations.format(read)) == read
    assert read == {} or "text" in read or Decimal(read["amount"]) >= 0


def test_totals_keep_units_apart():
    typed = ("½ ngày", "4 giờ", "01 ngày", "theo thỏa thuận")
    parts = [parse(text, "working_day") for text in typed]
    assert total(parts) == {"working_hour": Decimal(4), "working_day": Decimal("1.5")}
    assert total([]) == {}


@pytest.mark.parametrize(
    ("parts", "whole", "answer"),
    [
        (["½ ngày", "2 ngày", "½ ngày"], "3 ngày", 0),
        (["½ ngày", "2 ngày"], "3 ngày", -1),
        (["½ ngày", "3 ngày"], "3 ngày", 1),
        (["4 ngày", "2 giờ"], "3 ngày", 1),
        (["2 ngày", "8 giờ"], "3 ngày", None),
        (["2 ngày", "theo thỏa thuận"], "3 ngày", None),
        (["2 ngày"], "theo thỏa thuận", None),
        ([], "3 ngày", None),
    ],
)
def test_steps_are_compared_with_the_whole(parts, whole, answer):
    read = [parse(part, "working_day") for part in parts]
    assert compare(read, parse(whole, "working_day")) == answer
