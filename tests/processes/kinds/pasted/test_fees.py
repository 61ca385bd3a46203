"""Pasted rows become fees: one plain amount, or the cell as it was typed."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from processes.kinds.process import KIND
from processes.kinds.process.pasted import parse_fees
from registry.schema import compile_schema
from registry.vietnamese import settle
from tests.processes.kinds.pasted.rows import without_ids


def test_fees():
    assert without_ids(
        parse_fees(
            [
                ["- Nộp trực tiếp: 75.000 đồng/trường hợp"],
                ["Bản sao: 8.000 đồng/bản sao"],
                ["Miễn thu: hộ nghèo"],
            ],
            {},
        )
    ) == [
        {"name": "Nộp trực tiếp", "amount": 75000, "per": "trường hợp"},
        {"name": "Bản sao", "amount": 8000, "per": "bản sao"},
        {"name": "Miễn thu", "note": "hộ nghèo"},
    ]


FEE_HEADER = ["TT", "Khoản thu", "Mức thu", "Ghi chú"]


def fee_of(typed, *header):
    (fee,) = without_ids(parse_fees([header or FEE_HEADER, ["1", "Nộp tại chỗ", typed, ""]], {}))
    assert fee.pop("name") == "Nộp tại chỗ"
    return fee


@pytest.mark.parametrize(
    ("typed", "fee"),
    [
        ("75.000 đồng", {"amount": 75_000}),
        ("75 000đ/bản", {"amount": 75_000, "per": "bản"}),
        ("75.000 VNĐ", {"amount": 75_000}),
        ("75 nghìn đồng", {"amount": 75_000}),
        ("50 ngàn đồng/bản", {"amount": 50_000, "per": "bản"}),
        ("1,5 triệu đồng", {"amount": 1_500_000}),
        ("20.000 đồng/01 bản sao", {"amount": 20_000, "per": "bản sao"}),
        ("500 đồng/m2", {"amount": 500, "per": "m2"}),
        (
            "8.000 đồng/bản; miễn cho hộ nghèo",
            {"amount": 8_000, "per": "bản", "note": "miễn cho hộ nghèo"},
        ),
        ("75.000đ (bảy mươi lăm nghìn)", {"amount": 75_000, "note": "(bảy mươi lăm nghìn)"}),
    ],
)
def test_one_plain_amount_is_read(typed, fee):
    assert fee_of(typed) == fee


@pytest.mark.parametrize(
    "typed",
    [
        "từ 10.000 đến 20.000 đồng", "20.000đ - 30.000đ", "20.000–30.000", "-5.000 đồng", "–5.000",
        "75.000 đồng/bản, từ bản thứ hai 5.000 đồng", "75.000, 80.000", "75.000/80.000", "10,5",
        "không quá 75.000 đồng", "1 triệu 500 nghìn", "1.500 triệu đồng", "5%", "75 USD",
        "75.000đ\n150.000đ", "9" * 50, "Điều 5",
    ],
)  # fmt: skip
def test_what_is_not_surely_one_amount_stays_in_its_cell_as_typed_and_is_told(typed):
    fee = fee_of(typed)
    assert fee == {"amount": " ".join(typed.split())}
    told = compile_schema(KIND.schema).problems({"fees": [{"id": "a", **fee}]})
    assert [problem.pointer for problem in told] == ["/fees/0/amount"]


def test_words_without_a_number_go_into_the_note_and_are_said():
    fees = parse_fees([FEE_HEADER, ["1", "Khai sinh", "Miễn phí", "đúng hạn"]], {})
    assert without_ids(fees) == [{"name": "Khai sinh", "note": "Miễn phí\nđúng hạn"}]
    assert fees.said == [
        "1 mức thu không phải một số tiền, giữ nguyên văn ở «Ghi chú, miễn giảm» («Miễn phí»)."
    ]
    fees = parse_fees([["Miễn thu: trẻ em dưới 6 tuổi"]], {})
    assert without_ids(fees) == [{"name": "Miễn thu", "note": "trẻ em dưới 6 tuổi"}]
    assert "«trẻ em dưới 6 tuổi»" in fees.said[0]


def test_the_unit_of_amounts_may_stand_in_the_head_or_in_its_own_column():
    assert fee_of("75", "TT", "Khoản thu", "Mức thu (nghìn đồng)") == {"amount": 75_000}
    assert fee_of("75.000 đồng", "TT", "Khoản thu", "Mức thu (nghìn đồng)") == {"amount": 75_000}
    assert fee_of("75", "TT", "Khoản thu", "Mức thu (1.000 đồng)") == {
        "amount": "75 [Mức thu (1.000 đồng)]"
    }
    rows = [["Khoản thu", "Mức thu", "Đơn vị tính"], ["Sao", "8", "nghìn đồng/bản"]]
    assert without_ids(parse_fees(rows, {})) == [{"name": "Sao", "amount": 8_000, "per": "bản"}]
    rows = [["Khoản thu", "Mức thu", "Đơn vị tính"], ["Sao", "8", "1.000 đồng"]]
    assert without_ids(parse_fees(rows, {})) == [{"name": "Sao", "amount": "8 1.000 đồng"}]


@given(st.text(st.sampled_from("0123456789., -–/;()đồngnghìtriệu%"), max_size=20))
def test_an_amount_is_the_only_number_of_its_cell_or_stands_there_as_typed(typed):
    said = settle(typed)
    fees = parse_fees([FEE_HEADER, ["1", "Nộp", said, ""]], {})
    amount = fees[0].get("amount")
    if isinstance(amount, int):
        first = re.match(r"[0-9][0-9., ]*", said)[0]
        assert str(int(re.sub("[^0-9]", "", first))).rstrip("0") == str(amount).rstrip("0")
    else:
        kept = " ".join(said.split())
        assert kept == (amount or fees[0].get("note", ""))
