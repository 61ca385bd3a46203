"""What the condition editor offers: comparisons, parts of fields, units of time."""

from collections.abc import Mapping
from dataclasses import dataclass, field

_EQUAL = frozenset({"text", "number", "money", "date", "partial_date", "yes_no", "one_of"})
_ORDERED = frozenset({"number", "money", "date", "partial_date", "instant"})
_EVERY = _EQUAL | {"many_of", "table"}
_DAYS = frozenset({"date", "partial_date", "instant"})
_WITH_DAY = frozenset({"date", "instant"})
_CHOSEN = frozenset({"text", "one_of", "number", "money"})
_CONTAINING = frozenset({"text", "many_of"})
_NONE: frozenset[str] = frozenset()


@dataclass(frozen=True)
class ConditionOperator:
    """An operator of the editor: the types that it accepts, and its words for them.

    `relates`: it holds a field to another one (`other`) and a number (`value`); `units` are those
    of the number, where there is a choice.
    """

    code: str
    accepts: frozenset[str]
    label: str
    labels: Mapping[str, str] = field(default_factory=dict)
    takes: str = "one"  # "one" value, "many" values or "none"
    relates: bool = False
    units: tuple[str, ...] = ()

    def label_for(self, type_: str) -> str:
        """Return its words for a field of this type: a date is "trước ngày", a number "nhỏ hơn"."""
        return self.labels.get(type_) or self.labels.get(_LIKE.get(type_, ""), self.label)


# Types that go by the words of another one.
_LIKE = {"partial_date": "date"}
UNITS: dict[str, str] = {
    "days": "ngày",
    "working_days": "ngày làm việc",
    "months": "tháng",
    "years": "năm",
}


@dataclass(frozen=True)
class FieldPart:
    """What can be taken out of a field before it is compared: the function of that code."""

    code: str
    accepts: frozenset[str]
    gives: str
    label: str


PARTS: dict[str, FieldPart] = {
    part.code: part
    for part in (
        FieldPart("day_of", frozenset({"instant"}), "date", "ngày"),
        FieldPart("year", _DAYS, "number", "năm"),
        FieldPart("quarter", _DAYS, "number", "quý"),
        FieldPart("month", _DAYS, "number", "tháng"),
        FieldPart("weekday", _DAYS, "number", "thứ (1 là Thứ Hai, 7 là Chủ nhật)"),
        FieldPart("hour", frozenset({"instant"}), "number", "giờ"),
        FieldPart("length", frozenset({"text"}), "number", "số ký tự"),
    )
}


def parts_for(type_: str) -> list[FieldPart]:
    """Return what can be taken out of a field of this type."""
    return [part for part in PARTS.values() if type_ in part.accepts]


def relations_for(type_: str) -> list[ConditionOperator]:
    """Return the operators that hold a field of this type to another field and a number."""
    return [one for one in CONDITION_OPERATORS.values() if one.relates and type_ in one.accepts]


CONDITION_OPERATORS: dict[str, ConditionOperator] = {
    operator.code: operator
    for operator in (
        ConditionOperator("eq", _EQUAL, "là", {"number": "bằng", "money": "bằng"}),
        ConditionOperator("ne", _EQUAL, "khác"),
        ConditionOperator("lt", _ORDERED, "nhỏ hơn", {"date": "trước ngày", "instant": "trước"}),
        ConditionOperator(
            "le",
            _ORDERED,
            "nhỏ hơn hoặc bằng",
            {"date": "không muộn hơn ngày", "instant": "không muộn hơn"},
        ),
        ConditionOperator("gt", _ORDERED, "lớn hơn", {"date": "sau ngày", "instant": "sau"}),
        ConditionOperator(
            "ge",
            _ORDERED,
            "lớn hơn hoặc bằng",
            {"date": "không sớm hơn ngày", "instant": "không sớm hơn"},
        ),
        ConditionOperator("in", _CHOSEN, "là một trong", takes="many"),
        ConditionOperator("not_in", _CHOSEN, "không thuộc", takes="many"),
        ConditionOperator("contains", _CONTAINING, "có chứa", {"many_of": "có chọn"}),
        ConditionOperator("not_contains", _CONTAINING, "không chứa", {"many_of": "không chọn"}),
        # What the editor writes for texts today; it shows them under the words above.
        ConditionOperator("alike", _NONE, "là"),
        ConditionOperator("not_alike", _NONE, "khác"),
        ConditionOperator("alike_in", _NONE, "là một trong", takes="many"),
        ConditionOperator("not_alike_in", _NONE, "không thuộc", takes="many"),
        ConditionOperator("alike_contains", _NONE, "có chứa"),
        ConditionOperator("not_alike_contains", _NONE, "không chứa"),
        # A day against another one and so many days, full years of life at another one.
        ConditionOperator("later_by", _WITH_DAY, "sau ít nhất", relates=True, units=tuple(UNITS)),
        ConditionOperator("within", _WITH_DAY, "không quá", relates=True, units=tuple(UNITS)),
        ConditionOperator("of_age", _DAYS - {"instant"}, "đã đủ tuổi", relates=True),
        ConditionOperator("not_of_age", _DAYS - {"instant"}, "chưa đủ tuổi", relates=True),
        ConditionOperator("empty", _EVERY, "để trống", takes="none"),
        ConditionOperator("not_empty", _EVERY, "đã có giá trị", takes="none"),
    )
}
# On a text the editor's words mean the operators that see through capitals and the place of a tone.
ALIKE = {
    "eq": "alike",
    "ne": "not_alike",
    "in": "alike_in",
    "not_in": "not_alike_in",
    "contains": "alike_contains",
    "not_contains": "not_alike_contains",
}


def operators_for(type_: str) -> list[tuple[str, str]]:
    """Return (code, label) of the operators that a field of this type may use, in order."""
    return [
        (operator.code, operator.label_for(type_))
        for operator in CONDITION_OPERATORS.values()
        if type_ in operator.accepts and not operator.relates
    ]
