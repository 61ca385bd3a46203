"""The condition editor's rows and the JSON Logic they stand for.

A row is {"field", "operator", "value"}. `part` in it takes a part of the field first (the year of a
day); `other` names a field in place of the value; with `unit` it is that field so many days later
(`value` of them). Rows stand in groups {"match", "rows"}, groups in groups.
"""

from typing import Any

from registry.problems import pointer
from rules.engine.conditions.choices import CONDITION_OPERATORS, PARTS, UNITS, ConditionOperator
from rules.engine.outcomes import RuleError

# Deeper groups are no rows that anybody reads.
MAX_GROUPS = 20
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
    "of_age": "not_of_age",
}
_RELATED = {"later_by": ">=", "within": "<="}
_RELATIONS = {sign: code for code, sign in _RELATED.items()}
Condition = dict[str, Any]


def to_condition(logic: Any) -> Condition | None:
    """Return {"match": "all"|"any", "rows": [row | group]} of a rule.

    None where the rule uses what the editor doesn't know. For everything else
    `from_condition(to_condition(logic)) == logic` (None reads as {}).
    """
    if logic is None or logic == {}:
        return {"match": "all", "rows": []}
    row = _to_row(logic, 0)
    if row is not None:
        return {"match": "all", "rows": [row]}
    group = _to_group(logic, 1)
    if group is not None and group["match"] == "all" and len(group["rows"]) == 1:
        # {"and": [x]} differs from x: kept as a group of its own, or saving would change it.
        return {"match": "all", "rows": [group]}
    return group


def _to_group(logic: Any, depth: int) -> Condition | None:
    code, parts = _operation(logic)
    if code not in _JOINS or not isinstance(parts, list) or not parts or depth > MAX_GROUPS:
        return None
    rows = []
    for part in parts:
        row = _to_row(part, 0) or _to_group(part, depth + 1)
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


def _to_row(logic: Any, denials: int) -> Condition | None:
    code, parts = _operation(logic)
    if code == "!":
        row = _to_row(parts, denials + 1) if denials == 0 else None
        if row is None or row["operator"] not in _DENIED:
            return None
        return {**row, "operator": _DENIED[row["operator"]]}
    if not isinstance(parts, list):
        return None
    if code == "missing" and len(parts) == 1 and _is_name(parts[0]):
        return {"field": parts[0], "operator": "empty"}
    if code == "of_age" and len(parts) == 3:
        born, years, at = parts
        if _field_of(born) and _is_count(years) and _field_of(at):
            row = {"field": _field_of(born), "operator": "of_age"}
            return {**row, "other": _field_of(at), "value": years}
    if len(parts) != 2:
        return None
    left, right = parts
    return _compared(code, left, right) or _contained(code, left, right)


def _compared(code: str, left: Any, right: Any) -> Condition | None:
    """A field, or a part of it, compared with a value, another field, a day so long after it."""
    subject = _subject_of(left)
    if subject is None or code not in _CODES:
        return None
    if _is_scalar(right):
        return {**subject, "operator": _CODES[code], "value": right}
    if _field_of(right):
        return {**subject, "operator": _CODES[code], "other": _field_of(right)}
    unit, parts = _operation(right)
    unit = unit.removeprefix("plus_")
    if code not in _RELATIONS or unit not in UNITS or not isinstance(parts, list):
        return None
    if len(parts) != 2 or not _field_of(parts[0]) or not _is_count(parts[1]):
        return None
    row = {**subject, "operator": _RELATIONS[code], "other": _field_of(parts[0])}
    return {**row, "value": parts[1], "unit": unit}


def _contained(code: str, left: Any, right: Any) -> Condition | None:
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


def _subject_of(logic: Any) -> Condition | None:
    """{"field"} or {"field", "part"} of what is compared."""
    if _field_of(logic):
        return {"field": _field_of(logic)}
    part, inner = _operation(logic)
    if part in PARTS and _field_of(inner):
        return {"field": _field_of(inner), "part": part}
    return None


def _is_name(value: Any) -> bool:
    return isinstance(value, str) and value != ""


def _is_scalar(value: Any) -> bool:
    return isinstance(value, str | bool | int | float)


def _is_count(value: Any) -> bool:
    return isinstance(value, int | str) and not isinstance(value, bool) and value != ""


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
    # A group stands at the top ("") or is a row of another one ("/rows/0").
    if not rows:
        raise RuleError(where, "Nhóm này chưa có điều kiện nào", "shape")
    if where.count("/") > 2 * MAX_GROUPS:
        raise RuleError(where, f"Nhóm điều kiện lồng quá {MAX_GROUPS} tầng", "shape")
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
        raise RuleError(where + "/field", "Chưa chọn thông tin để xét", "shape")
    code = row.get("operator")
    operator = CONDITION_OPERATORS.get(code) if isinstance(code, str) else None
    if operator is None:
        raise RuleError(where + "/operator", "Chưa chọn phép so sánh", "shape")
    value, other, part = row.get("value"), row.get("other"), row.get("part")
    if part is not None and part not in PARTS:
        raise RuleError(where + "/part", "Chưa chọn phần nào của thông tin", "shape")
    subject: Any = {"var": name} if part is None else {part: {"var": name}}
    if operator.relates:
        return _related(row, operator, where, subject)
    if other is not None:
        if not _is_name(other) or operator.code not in _COMPARISONS:
            raise RuleError(where + "/other", "Chưa chọn thông tin để so với", "shape")
        return {_COMPARISONS[operator.code]: [subject, {"var": other}]}
    if operator.takes == "many":
        if not _are_scalars(value):
            raise RuleError(where + "/value", "Chưa chọn giá trị nào", "shape")
    elif operator.takes == "one" and not _is_scalar(value):
        raise RuleError(where + "/value", "Chưa nhập giá trị", "shape")
    if part is not None and operator.code not in _COMPARISONS:
        raise RuleError(where + "/operator", "Chưa chọn phép so sánh", "shape")
    if operator.code in _COMPARISONS:
        return {_COMPARISONS[operator.code]: [subject, value]}
    return _logic_of(name, operator.code, value)


def _related(row: Condition, operator: ConditionOperator, where: str, subject: Any) -> Any:
    """The logic of a row that holds a field to another one and a number."""
    other, value, unit = row.get("other"), row.get("value"), row.get("unit")
    if not _is_name(other):
        raise RuleError(where + "/other", "Chưa chọn thông tin để so với", "shape")
    if not _is_count(value):
        raise RuleError(where + "/value", "Chưa nhập số", "shape")
    if operator.code in _RELATED:
        if unit not in operator.units:
            raise RuleError(where + "/unit", "Chưa chọn đơn vị: ngày, tháng hay năm", "shape")
        later = {f"plus_{unit}": [{"var": other}, value]}
        return {_RELATED[operator.code]: [subject, later]}
    if "part" in row:
        raise RuleError(
            where + "/part", "Tuổi tính từ cả ngày, không từ một phần của ngày", "shape"
        )
    of_age = {"of_age": [{"var": row["field"]}, value, {"var": other}]}
    return {"!": of_age} if operator.code == "not_of_age" else of_age


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
    return {"in": [value, {"var": name}]}
