"""Our own functions: typed, exact, said in Vietnamese, refused where they don't fit."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.engine import UNKNOWN, RuleError, compile_rule, describe, problems
from rules.engine.functions import FUNCTIONS
from tests.rules.engine.inputs import INPUTS, var

TABLE = {
    "people": {
        "type": "table",
        "label": "Người đi cùng",
        "columns": {
            "age": {"type": "number", "label": "Tuổi"},
            "paid": {"type": "money", "label": "Đã nộp"},
        },
    }
}


def value(logic, data=None, inputs=INPUTS):
    return compile_rule(logic, inputs)(data or {})


def test_a_function_takes_known_values_and_gives_one():
    rule = compile_rule({">": [{"abs": var("fee")}, 5]}, INPUTS)
    assert rule.decide({"fee": -6}) is True
    assert rule.decide({}) is UNKNOWN


def test_every_function_has_words_types_and_a_meaning():
    for operator in FUNCTIONS:
        if operator.family == "function":
            assert operator.calculate, operator.code
            assert operator.takes, operator.code
            assert operator.says, operator.code


@pytest.mark.parametrize(
    ("logic", "pointer", "words"),
    [
        ({">": [{"abs": var("filed")}, 5]}, "/>/0/abs", "cần số, nhưng «Ngày nộp» là ngày"),
        ({"==": [{"year": var("fee")}, 5]}, "/==/0/year", "cần ngày, nhưng «Số tiền» là số tiền"),
        ({"contains": [var("fee"), "x"]}, "/contains/0", "cần văn bản"),
        ({"of_age": ["hôm qua", 18, var("filed")]}, "/of_age/0", "không phải ngày, tháng hoặc năm"),
        ({"==": [{"weekday": []}, 1]}, "/==/0/weekday", "cần 1 thành phần"),
        ({"sum of": [[1]]}, "/sum of", "Không có phép toán «sum of»"),
        ({"today": []}, "/today", "hãy dùng «Ngày xét»"),
        ({"==": [{"outer": {"cat": ["fe", "e"]}}, 1]}, "/==/0", "ghi trực tiếp"),
    ],
)
def test_what_does_not_fit_is_refused_at_its_place(logic, pointer, words):
    with pytest.raises(RuleError, match=words) as caught:
        compile_rule(logic, INPUTS)
    assert caught.value.pointer == pointer


@pytest.mark.parametrize(
    ("logic", "meant"),
    [
        ({"==": [{"wekday": [var("filed")]}, 1]}, "«weekday»"),
        ({">": [var("fe"), 1]}, "«fee»"),
        ({">": [var("Số tien"), 1]}, "«Số tiền»"),
        ({"missing": ["chanel"]}, "«channel»"),
        ({"==": [var("channel"), "dirrect"]}, "«direct»"),
        ({"==": [var("channel"), "trực tiêp"]}, "«Trực tiếp»"),
    ],
)
def test_a_misspelt_name_is_told_what_it_may_mean(logic, meant):
    (problem,) = problems(logic, INPUTS)
    assert problem.message.endswith(f"; ý ông/bà là {meant}?")


def test_what_is_like_nothing_gets_no_guess():
    (problem,) = problems({">": [var("zzzzz"), 1]}, INPUTS)
    assert problem.message == "Không có trường «zzzzz»"


@pytest.mark.parametrize(
    ("logic", "said"),
    [
        (
            {">": [{"abs": var("fee")}, 5]},
            "giá trị tuyệt đối của «Số tiền» lớn hơn 5 đồng",
        ),
        (
            {">=": [{"round": [{"percent_of": [5, var("fee")]}, 1000]}, 10000]},
            "5% của «Số tiền» làm tròn đến 1.000 đồng lớn hơn hoặc bằng 10.000 đồng",
        ),
        ({"!": {"contains": [var("place"), "Huế"]}}, "không phải là («Nơi cư trú» có chứa “Huế”)"),
        (
            {"<": [var("filed"), {"plus_days": [var("decided"), 3]}]},
            "«Ngày nộp» trước «Ngày quyết định» cộng 3 ngày",
        ),
        ({"==": [{"year": var("filed")}, 2026]}, "năm của «Ngày nộp» bằng 2026"),
        (
            {"of_age": ["2000", 18, var("decision_instant")]},
            "2000 tính đến «Ngày xét» đã đủ 18 tuổi",
        ),
        (
            {">": [{"count": [var("people"), {">": [var("age"), 5]}]}, 1]},
            "số dòng của «Người đi cùng» (chỉ tính dòng có «Tuổi» lớn hơn 5) lớn hơn 1",
        ),
        (
            {"none": [{"var": ["people", []]}, {"<": [var("age"), 18]}]},
            (
                "không có dòng nào của «Người đi cùng» (để trống nghĩa là không có dòng nào)"
                " mà «Tuổi» nhỏ hơn 18"
            ),
        ),
    ],
)
def test_a_function_is_said(logic, said):
    assert describe(logic, INPUTS) == said


# ---- exact numbers and money


amounts = st.decimals(-(10**12), 10**12, places=4, allow_nan=False)
steps = st.sampled_from([1, 1000, 500, "0.01", "0.25"])


@given(amounts, steps)
def test_rounding_goes_to_the_nearest_multiple_and_never_loses_a_digit(amount, step):
    exact, unit = Fraction(amount), Fraction(step)
    given_ = {"area": str(amount)}
    near, up, down = (
        Fraction(value({code: [var("area"), step]}, given_))
        for code in ("round", "round_up", "round_down")
    )
    assert all(result / unit == int(result / unit) for result in (near, up, down))
    assert abs(near - exact) <= unit / 2
    assert abs(down) <= abs(exact) <= abs(up)
    assert abs(up) - abs(down) in (0, unit)
    if abs(exact - down) == unit / 2:
        assert near == up


def test_rounding_says_what_it_means_at_a_half_and_below_zero():
    assert value({"round": [var("area")]}, {"area": "2.5"}) == 3
    assert value({"round": [var("area")]}, {"area": "-2.5"}) == -3
    assert value({"round_up": [var("fee"), 1000]}, {"fee": 1_234_001}) == 1_235_000
    assert value({"round_down": [var("fee"), 1000]}, {"fee": 1_234_999}) == 1_234_000
    assert value({"round": [var("fee"), 0]}, {"fee": 5}) is UNKNOWN


@given(amounts, st.decimals(0, 200, places=3))
def test_a_share_is_exact(amount, percent):
    share = value({"percent_of": [str(percent), var("area")]}, {"area": str(amount)})
    assert Fraction(share) == Fraction(percent) * Fraction(amount) / 100
    assert type(share) in (int, Decimal)


def test_a_share_of_money_is_money():
    clash = {"==": [{"percent_of": [5, var("fee")]}, {"year": var("filed")}]}
    assert problems(clash, INPUTS) == []
    assert describe(clash, INPUTS).startswith("5% của «Số tiền» bằng")


def test_a_number_is_read_out_of_a_text_as_people_write_it():
    assert value({"number_in": var("place")}, {"place": "1.500.000"}) == 1_500_000
    assert value({"number_in": var("place")}, {"place": "2,5"}) == Decimal("2.5")
    assert value({"number_in": var("place")}, {"place": "3 ngày mỗi lần"}) is UNKNOWN


# ---- texts


@pytest.mark.parametrize(
    ("logic", "wanted"),
    [
        ({"contains": [var("place"), "thuận HOÀ"]}, True),
        ({"contains": [var("place"), "hoa"]}, False),
        ({"starts_with": [var("place"), "phường"]}, True),
        ({"ends_with": [var("place"), "hoà"]}, True),
        ({"ends_with": [var("place"), "phường"]}, False),
        ({"length": var("place")}, 16),
        ({"upper": var("place")}, "PHƯỜNG THUẬN HÒA"),
        ({"lower": var("place")}, "phường thuận hòa"),
        ({"trim": {"cat": ["  ", var("place"), " "]}}, "Phường Thuận Hòa"),
    ],
)
def test_texts(logic, wanted):
    assert value(logic, {"place": "Phường Thuận Hòa"}) == wanted


# ---- rows, with what stands outside of them


ROWS = [{"age": 3, "paid": 10_000}, {"age": 20, "paid": 15_000}, {"age": 70, "paid": 500}]


@pytest.mark.parametrize(
    ("logic", "wanted"),
    [
        ({"sum": [var("people"), var("paid")]}, 25_500),
        ({"sum": [var("people"), var("paid"), {">=": [var("age"), 18]}]}, 15_500),
        ({"count": var("people")}, 3),
        ({"count": [var("people"), {"<": [var("age"), {"outer": "area"}]}]}, 1),
        ({"average": [var("people"), var("age")]}, 31),
        ({"some": [var("people"), {"==": [var("paid"), {"outer": "fee"}]}]}, True),
        ({"sum": [var("people"), {"*": [var("paid"), {"outer": "area"}]}]}, 255_000),
        ({"average": [var("people"), var("age"), {">": [var("age"), 100]}]}, UNKNOWN),
    ],
)
def test_rows_are_summed_and_counted(logic, wanted):
    data = {"people": ROWS, "area": "10", "fee": 500}
    assert value(logic, data, {**INPUTS, **TABLE}) == wanted


def test_a_row_without_a_number_leaves_the_sum_unknown():
    total = {"sum": [var("people"), var("paid")]}
    assert value(total, {"people": [*ROWS, {"age": 1}]}, {**INPUTS, **TABLE}) is UNKNOWN


def test_a_row_sees_its_own_column_and_is_told_how_to_see_beyond():
    logic = {"some": [var("people"), {">": [var("age"), var("fee")]}]}
    (problem,) = problems(logic, INPUTS)
    assert problem.pointer == "/some/1/>/1"
    assert "«Số tiền» ở ngoài bảng thì ghi bằng phép «outer»" in problem.message


@pytest.mark.parametrize("empty", [{}, {"people": []}])
def test_a_table_that_may_be_empty_says_so_itself(empty):
    child = {"<": [var("age"), 18]}
    assert value({"none": [var("people"), child]}, empty) is UNKNOWN
    assert value({"none": [{"var": ["people", []]}, child]}, empty) is True
    assert value({"some": [{"var": ["people", []]}, child]}, empty) is False
    assert value({"count": {"var": ["people", []]}}, empty) == 0
    assert value({"sum": [{"var": ["people", []]}, var("age")]}, empty) == 0
