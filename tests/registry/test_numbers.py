"""Numbers are read one way for all: authors, officers, citizens."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from registry.readers import numbers


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("0.125", "0.125"), ("0,125", "0.125"), ("1234.567", "1234.567"), ("1.5", "1.5"),
        ("1,234", "1.234"), ("12.500,25", "12500.25"), ("1 200", "1200"), ("1.200.000", "1200000"),
        ("1,200,000", "1200000"), ("007", "7"), ("-0,0", "0"),
        ("１２，５", "12.5"), ("0.500", "0.5"),
    ],
)  # fmt: skip
def test_a_decimal_is_read_where_it_can_mean_one_thing(typed: str, stored: str) -> None:
    assert numbers.decimal_of(typed) == stored


@pytest.mark.parametrize("typed", ["1.234", "12.500", "-100.000"])
def test_two_readings_are_refused_and_both_are_shown(typed: str) -> None:
    thousand, part = typed.replace(".", ""), typed.replace(".", ",")
    with pytest.raises(ValueError, match=f"hai cách: {thousand} .* hoặc {part} "):
        numbers.decimal_of(typed)
    assert numbers.whole_of(typed) == int(thousand)
    assert numbers.why_not(numbers.unread(typed)).startswith(f"«{typed}» đọc được hai cách")


@pytest.mark.parametrize(
    "typed",
    ["", "mười", "1,2,3", "1.2.3", "1e5", "NaN", "٣", "1.23.456", "1,5,", "0.125.000", "1 23"],
)
def test_what_is_no_number_is_refused_with_an_example(typed: str) -> None:
    with pytest.raises(ValueError, match="ví dụ 12,5"):
        numbers.decimal_of(typed)


@pytest.mark.parametrize("typed", ["0.125", "1,5", "1.23", "1,234", "", "abc", "1234.567"])
def test_a_whole_number_has_no_decimals(typed: str) -> None:
    with pytest.raises(ValueError, match="không có phần lẻ"):
        numbers.whole_of(typed)


def test_a_number_too_long_is_refused_before_it_is_computed() -> None:
    for reader in (numbers.decimal_of, numbers.whole_of, numbers.money_of):
        with pytest.raises(ValueError, match="quá dài"):
            reader("9" * 100_000)


@pytest.mark.parametrize(
    ("typed", "amount"),
    [
        ("75.000 đồng", 75_000), ("75,000đ", 75_000), ("75 000 VNĐ", 75_000), ("75.000₫", 75_000),
        ("1\u00a0500\u00a0000 VNĐ", 1_500_000), ("75.000 đồng Việt Nam", 75_000), ("0", 0),
        ("75 nghìn đồng", 75_000), ("50 ngàn", 50_000), ("1,5 triệu đồng", 1_500_000),
        ("1.5 triệu", 1_500_000), ("0,25 tỷ đồng", 250_000_000), ("2 tỉ", 2_000_000_000),
    ],
)  # fmt: skip
def test_an_amount_of_money_is_counted_out(typed: str, amount: int) -> None:
    assert numbers.money_of(typed) == amount


@pytest.mark.parametrize(
    "typed",
    [
        "Miễn phí", "0.125", "đồng", "1.500 triệu", "75,000 nghìn", "1 triệu 500 nghìn",
        "1 triệu rưỡi", "từ 10.000 đến 20.000 đồng", "20.000đ - 30.000đ", "75 nghìn USD", "75k",
    ],
)  # fmt: skip
def test_what_is_no_single_amount_or_has_two_readings_is_refused(typed: str) -> None:
    with pytest.raises(ValueError, match="không phải số nguyên"):
        numbers.money_of(typed)


@given(
    st.decimals(
        allow_nan=False, allow_infinity=False, places=3, min_value=-(10**9), max_value=10**9
    )
)
def test_what_an_input_shows_and_what_is_printed_read_back(number: Decimal) -> None:
    stored = numbers.decimal_of(numbers.typed(f"{number:f}"))
    assert Decimal(stored) == number
    assert numbers.decimal_of(numbers.typed(stored)) == stored
    if number != number.to_integral_value():
        assert numbers.decimal_of(numbers.write(Decimal(stored))) == stored
    else:
        assert numbers.whole_of(numbers.write(Decimal(stored))) == number
