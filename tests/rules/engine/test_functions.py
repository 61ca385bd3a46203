"""Our own functions: typed, exact, said in Vietnamese."""

import pytest

from rules.engine import UNKNOWN, RuleError, compile_rule, describe
from tests.rules.engine.inputs import INPUTS, var


def test_a_function_takes_known_values_and_gives_one():
    rule = compile_rule({">": [{"abs": var("fee")}, 5]}, INPUTS)
    assert rule.decide({"fee": -6}) is True
    assert rule.decide({}) is UNKNOWN


def test_a_function_of_a_wrong_type_is_refused_at_its_place():
    with pytest.raises(RuleError, match="cần số, nhưng «Ngày nộp» là ngày") as caught:
        compile_rule({">": [{"abs": var("filed")}, 5]}, INPUTS)
    assert caught.value.pointer == "/>/0/abs"


def test_a_function_is_said():
    said = describe({">": [{"abs": var("fee")}, 5]}, INPUTS)
    assert said == "giá trị tuyệt đối của «Số tiền» lớn hơn 5 đồng"
