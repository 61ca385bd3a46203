"""Rules said in Vietnamese, from the tree alone."""

import pytest

from rules.engine import answer, describe
from rules.engine.outcomes import UNKNOWN
from tests.rules.engine.inputs import INPUTS, var

VERIFY = {"==": [var("verify"), True]}
URGENT = {"==": [var("urgent"), True]}
LARGE = {">": [var("fee"), 5_000_000]}
SUM = {"reduce": [var("people"), {"+": [var("accumulator"), var("current.age")]}, 0]}


@pytest.mark.parametrize(
    ("logic", "sentence"),
    [
        (VERIFY, "«Cần xác minh» là Có"),
        (var("verify"), "«Cần xác minh» là Có"),
        ({"!": var("verify")}, "«Cần xác minh» là Không"),
        ({"!=": [var("verify"), True]}, "«Cần xác minh» là Không"),
        (LARGE, "«Số tiền» lớn hơn 5.000.000 đồng"),
        ({">": [5_000_000, var("fee")]}, "«Số tiền» nhỏ hơn 5.000.000 đồng"),
        ({"!": LARGE}, "«Số tiền» nhỏ hơn hoặc bằng 5.000.000 đồng"),
        ({"<=": [var("area"), "1234.50"]}, "«Diện tích» nhỏ hơn hoặc bằng 1.234,50 m²"),
        ({"<": [var("filed"), "2026-07-01"]}, "«Ngày nộp» trước ngày 01/07/2026"),
        ({"==": [var("filed"), "2026-07-01"]}, "«Ngày nộp» là ngày 01/07/2026"),
        ({">": [var("decided"), var("filed")]}, "«Ngày quyết định» sau «Ngày nộp»"),
        ({"==": [var("channel"), "post"]}, "«Cách nộp» là “Qua bưu chính”"),
        (
            {"in": [var("channel"), ["post", "direct"]]},
            "«Cách nộp» là một trong: “Qua bưu chính”, “Trực tiếp”",
        ),
        ({"in": ["card", var("papers")]}, "«Giấy tờ kèm theo» có chọn “Căn cước”"),
        ({"!": {"in": ["card", var("papers")]}}, "«Giấy tờ kèm theo» không chọn “Căn cước”"),
        ({"in": ["Huế", var("place")]}, "«Nơi cư trú» có chứa “Huế”"),
        ({"missing": ["fee"]}, "«Số tiền» để trống"),
        ({"!": {"missing": ["fee"]}}, "«Số tiền» đã có giá trị"),
        ({"<=": [1, var("area"), 5]}, "«Diện tích» từ 1 m² đến 5 m²"),
        ({"and": [VERIFY, LARGE]}, "«Cần xác minh» là Có và «Số tiền» lớn hơn 5.000.000 đồng"),
        (
            {"or": [{"and": [VERIFY, LARGE]}, URGENT]},
            "(«Cần xác minh» là Có và «Số tiền» lớn hơn 5.000.000 đồng) hoặc «Khẩn» là Có",
        ),
        ({"and": [VERIFY]}, "«Cần xác minh» là Có"),
        (
            {"!": {"or": [VERIFY, URGENT]}},
            "không phải là («Cần xác minh» là Có hoặc «Khẩn» là Có)",
        ),
        (
            {"some": [var("people"), {"<": [var("age"), 14]}]},
            "có ít nhất một dòng của «Người đi cùng» mà «Tuổi» nhỏ hơn 14",
        ),
        (
            {"!": {"some": [var("people"), {"<": [var("age"), 14]}]}},
            "không có dòng nào của «Người đi cùng» mà «Tuổi» nhỏ hơn 14",
        ),
        ({">=": [SUM, 100]}, "tổng «Tuổi» của «Người đi cùng» lớn hơn hoặc bằng 100"),
        (
            {"if": [VERIFY, LARGE, URGENT]},
            (
                "nếu «Cần xác minh» là Có thì «Số tiền» lớn hơn 5.000.000 đồng,"
                " nếu không thì «Khẩn» là Có"
            ),
        ),
        (
            {">": [{"*": [{"+": [var("area"), 1]}, 2]}, 10]},
            "(«Diện tích» + 1) × 2 lớn hơn 10",
        ),
        ({}, "Chưa đặt điều kiện"),
        (True, "luôn đúng"),
        ({"tomorrow": 1}, "Chưa đọc được điều kiện: Không có phép toán «tomorrow»"),
    ],
)
def test_it_says(logic, sentence):
    assert describe(logic, INPUTS) == sentence


def test_a_field_that_is_gone_is_named_by_its_id():
    assert describe({"==": [var("gone"), 5]}, INPUTS) == "«gone» bằng 5"
    assert describe({"==": [var("gone"), 5]}) == "«gone» bằng 5"


def test_answers_are_said_in_vietnamese():
    assert [answer(value) for value in (True, False, UNKNOWN)] == [
        "Đúng",
        "Sai",
        "Chưa đủ dữ liệu",
    ]
    assert answer([]) == "(trống)"
    assert answer("Huế") == "“Huế”"
