"""«Chưa đủ dữ liệu» says which data: the fields that hinder the decision, and no others."""

import pytest

from rules.engine import UNKNOWN, compile_rule, lacking
from tests.rules.engine.inputs import INPUTS, var

VERIFY = {"==": [var("verify"), True]}
LARGE = {">": [var("fee"), 5]}
CHILD = {"some": [var("people"), {"<": [var("age"), {"outer": "area"}]}]}


@pytest.mark.parametrize(
    ("logic", "data", "names"),
    [
        (LARGE, {}, ["Số tiền"]),
        (LARGE, {"fee": 6}, []),
        ({"and": [LARGE, VERIFY]}, {}, ["Số tiền", "Cần xác minh"]),
        ({"and": [LARGE, VERIFY]}, {"verify": True}, ["Số tiền"]),
        ({"and": [LARGE, VERIFY]}, {"verify": False}, []),
        # The first part is known to fail: what it lacks hinders nobody.
        (
            {"or": [{"and": [{"==": [var("place"), "Huế"]}, VERIFY]}, LARGE]},
            {"verify": False},
            ["Số tiền"],
        ),
        ({"if": [VERIFY, LARGE, {"==": [var("place"), "x"]}]}, {"verify": True}, ["Số tiền"]),
        ({"if": [VERIFY, LARGE, LARGE]}, {"fee": 1}, ["Cần xác minh"]),
        ({"<": [{"+": [var("fee"), var("fee")]}, 5]}, {}, ["Số tiền"]),
        (
            {">": [{"/": [var("fee"), var("area")]}, 5]},
            {"fee": 1, "area": 0},
            ["Số tiền", "Diện tích"],
        ),
        (CHILD, {}, ["Người đi cùng"]),
        (CHILD, {"people": [{"age": 1}, {}], "area": 1}, ["Tuổi (Người đi cùng)"]),
        (CHILD, {"people": [{"age": 1}]}, ["Diện tích"]),
        ({"<": [var("filed"), "2026-01-01"]}, {"filed": "hôm qua"}, ["Ngày nộp"]),
        ({">": [{"age": ["1960", var("decision_instant")]}, 5]}, {}, ["Ngày xét"]),
    ],
)
def test_the_fields_that_hinder_are_named(logic, data, names):
    rule = compile_rule(logic, INPUTS)
    assert (rule.decide(data) is UNKNOWN) is bool(names)
    assert sorted(lacking(rule, data)) == sorted(names)
