"""The condition editor's rows (field, operator, value) and the JSON Logic they stand for."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from registry.problems import pointer
from rules.engine.outcomes import RuleError

_EQUAL = frozenset({"text", "number", "money", "date", "yes_no", "one_of"})
_ORDERED = frozenset({"number", "money", "date"})
_EVERY = _EQUAL | {"many_of", "table"}
_CHOSEN = frozenset({"text", "one_of", "number", "money"})
_CONTAINING = frozenset({"text", "many_of"})
_NONE: frozenset[str] = frozenset()


@dataclass(frozen=True)
class ConditionOperator:
    """An operator of the editor: the types that it accepts, and its words for them."""

    code: str
    accepts: frozenset[str]
    label: str
    labels: Mapping[str, str] = field(default_factory=dict)
    takes: str = "one"  # "one" value, "many" values or "none"

    def label_for(self, type_: str) -> str:
        """Return its words for a field of this type: a date is "trước ngày", a number "nhỏ hơn"."""
        return self.labels.get(type_, self.label)


CONDITION_OPERATORS: dict[str, ConditionOperator] = {
    operator.code: operator
    for operator in (
        ConditionOperator("eq", _EQUAL, "là", {"number": "bằng", "money": "bằng"}),
        ConditionOperator("ne", _EQUAL, "khác"),
        ConditionOperator("lt", _ORDERED, "nhỏ hơn", {"date": "trước ngày"}),
        ConditionOperator("le", _ORDERED, "nhỏ hơn hoặc bằng", {"date": "không muộn hơn ngày"}),
        ConditionOperator("gt", _ORDERED, "lớn hơn", {"date": "sau ngày"}),
        ConditionOperator("ge", _ORDERED, "lớn hơn hoặc bằng", {"date": "không sớm hơn ngày"}),
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
        ConditionOperator("empty", _EVERY, "để trống", takes="none"),
        ConditionOperator("not_empty", _EVERY, "đã có giá trị", takes="none"),
    )
}
_COMPARISONS = {"eq": "==", "ne": "!=", "lt": "<", "le": "<=", "gt": ">", "ge": ">="}
_CODES = {sign: code for code, sign in _COMPARISONS.items()}
_MATCHES = {"all": "and", "any": "or"}
_JOINS = {sign: match for match, sign in _MATCHES.items()}
_DENIED = {
    "in": "not_in",
    "contains": "not_contains",
    "empty": "not_empty",
    "alike": "not_alike",
    "alike_in": "not_alike_in",
    "alike_contains": "not_alike_contains",
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

Condition = dict[str, Any]


def operators_for(type_: str) -> list[tuple[str, str]]:
    """Return (code, label) of the operators that a field of this type may use, in order."""
    return [
        (operator.code, operator.label_for(type_))
        for operator in CONDITION_OPERATORS.values()
        if type_ in operator.accepts
    ]


def to_condition(logic: Any) -> Condition | None:
    """Return {"match": "all"|"any", "rows": [row | group]} of a rule, a group holding rows only.

    None where the rule is deeper than two levels or uses what the editor doesn't know.
    For everything else `from_condition(to_condition(logic)) == logic` (None reads as {}).
    """
    if logic is None or logic == {}:
        return {"match": "all", "rows": []}
    row = _to_row(logic)
    if row is not None:
        return {"match": "all", "rows": [row]}
    group = _to_group(logic, nested=True)
    if group is not None and group["match"] == "all" and len(group["rows"]) == 1:
        # {"and": [x]} differs from x: kept as a group of its own, or saving would change it.
        only = group["rows"][0]
        return {"match": "all", "rows": [group]} if "field" in only else None
    return group


def _to_group(logic: Any, *, nested: bool) -> Condition | None:
    code, parts = _operation(logic)
    if code not in _JOINS or not isinstance(parts, list) or not parts:
        return None
    rows = []
    for part in parts:
        row = _to_row(part)
        if row is None and nested:
            row = _to_group(part, nested=False)
        if row is None:
            return None
        rows.append(row)
    return {"match": _JOINS[code], "rows": rows}


def _operation(logic: Any) -> tuple[str, Any]:
    if isinstance(logic, dict) and len(logic) == 1:
        code, parts = next(iter(logic.items()))
        if isinstance(code, str):
            return code, parts
    return "", None


def _to_row(logic: Any) -> Condition | None:
    code, parts = _operation(logic)
    if code == "!":
        row = _to_row(parts)
        if row is None or row["operator"] not in _DENIED:
            return None
        return {**row, "operator": _DENIED[row["operator"]]}
    if not isinstance(parts, list):
        return None
    if code == "missing" and len(parts) == 1 and _is_name(parts[0]):
        return {"field": parts[0], "operator": "empty"}
    if len(parts) != 2:
        return None
    left, right = parts
    if code in _CODES and _field_of(left) and _is_scalar(right):
        return {"field": _field_of(left), "operator": _CODES[code], "value": right}
    if code == "in" and _field_of(left) and _are_scalars(right):
        return {"field": _field_of(left), "operator": "in", "value": right}
    if code == "alike" and _field_of(left) and _is_name(right):
        return {"field": _field_of(left), "operator": "alike", "value": right}
    if code == "alike_in" and _field_of(left) and _are_scalars(right):
        return {"field": _field_of(left), "operator": "alike_in", "value": right}
    if code == "alike_in" and _is_name(left) and _field_of(right):
        return {"field": _field_of(right), "operator": "alike_contains", "value": left}
    if code == "in" and _is_scalar(left) and _field_of(right):
        return {"field": _field_of(right), "operator": "contains", "value": left}
    return None


def _is_name(value: Any) -> bool:
    return isinstance(value, str) and value != ""


def _is_scalar(value: Any) -> bool:
    return isinstance(value, str | bool | int | float)


def _are_scalars(value: Any) -> bool:
    return isinstance(value, list) and value != [] and all(map(_is_scalar, value))


def _field_of(logic: Any) -> str:
    """The field of {"var": "<field>"}; "" for anything else."""
    code, name = _operation(logic)
    return name if code == "var" and _is_name(name) else ""


def from_condition(condition: Condition) -> Any:
    """Return the JSON Logic of the editor's rows; {} when there are none.

    Raises RuleError (pointer into the condition) for a row that is not one.
    """
    rows = _rows_of(condition, "")
    if not rows:
        return {}
    if condition["match"] == "all" and len(rows) == 1:
        return _from_part(rows[0], pointer("rows", 0))
    return _from_group(condition, "")


def _rows_of(group: Any, where: str) -> list[Any]:
    if not isinstance(group, dict) or group.get("match") not in _MATCHES:
        raise RuleError(where, "Hãy chọn «tất cả» hoặc «một trong» các điều kiện", "shape")
    rows = group.get("rows", [])
    if not isinstance(rows, list):
        raise RuleError(where, "Danh sách điều kiện không đúng dạng", "shape")
    return rows


def _from_group(group: Condition, where: str) -> Any:
    rows = _rows_of(group, where)
    # A group stands at the top ("") or is a row of the top ("/rows/0").
    if not rows or where.count("/") > 2:
        raise RuleError(where, "Nhóm điều kiện trống hoặc lồng quá hai tầng", "shape")
    return {
        _MATCHES[group["match"]]: [
            _from_part(row, where + pointer("rows", index)) for index, row in enumerate(rows)
        ]
    }


def _from_part(part: Any, where: str) -> Any:
    if isinstance(part, dict) and "rows" in part:
        return _from_group(part, where)
    return _from_row(part, where)


def _from_row(row: Any, where: str) -> Any:
    name = row.get("field") if isinstance(row, dict) else None
    if not _is_name(name):
        raise RuleError(where + "/field", "Chưa chọn trường", "shape")
    code = row.get("operator")
    operator = CONDITION_OPERATORS.get(code) if isinstance(code, str) else None
    if operator is None:
        raise RuleError(where + "/operator", "Chưa chọn phép so sánh", "shape")
    value = row.get("value")
    if operator.takes == "many":
        if not _are_scalars(value):
            raise RuleError(where + "/value", "Chưa chọn giá trị nào", "shape")
    elif operator.takes == "one" and not _is_scalar(value):
        raise RuleError(where + "/value", "Chưa nhập giá trị", "shape")
    return _logic_of(name, operator.code, value)


def _logic_of(name: Any, code: str, value: Any) -> Any:
    for plain, denied in _DENIED.items():
        if code == denied:
            return {"!": _logic_of(name, plain, value)}
    if code == "empty":
        return {"missing": [name]}
    if code in ("alike", "alike_in"):
        return {code: [{"var": name}, value]}
    if code == "alike_contains":
        return {"alike_in": [value, {"var": name}]}
    if code == "in":
        return {"in": [{"var": name}, value]}
    if code == "contains":
        return {"in": [value, {"var": name}]}
    return {_COMPARISONS[code]: [{"var": name}, value]}
