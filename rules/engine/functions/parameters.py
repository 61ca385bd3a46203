"""What functions take: which types fit, and what is made of an answer before it is reckoned with."""

from decimal import Decimal
from typing import Any

from rules.engine.outcomes import Incalculable
from rules.engine.signature import Parameter
from rules.engine.values import number


def _number(value: Any) -> int | Decimal:
    if value is None or isinstance(value, bool) or value == "":
        raise Incalculable("Giá trị không phải là số")
    exact = number(value, True)
    return exact if isinstance(exact, int | Decimal) else Decimal(exact)


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise Incalculable("Giá trị không phải là văn bản")
    return value


NUMBER = Parameter(frozenset({"number"}), "number", _number, "số")
TEXT = Parameter(frozenset({"text"}), "text", _text, "văn bản")
