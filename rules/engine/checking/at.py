"""Where checking stands; literals as values of a type; how messages name parts of a rule."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from registry.problems import Problem
from rules.engine.functions.known import NOTHING, Known
from rules.engine.functions.moments import instant, is_date, is_partial_date
from rules.engine.operators import OPERATORS
from rules.engine.parse import MAX_NODES, Call, Literal, Node, Sequence, Variable
from rules.engine.suggestions import meant
from rules.engine.types import ANY, Field, Scope, Type
from rules.engine.values import number


@dataclass(frozen=True)
class Check:
    """Where checking stands: the fields in sight, those of the rule itself, the problems so far.

    `chain` are the rules, by uid, through which this one was reached.
    """

    scope: Scope
    problems: list[Problem]
    outer: Scope = None
    known: Known = NOTHING
    chain: tuple[str, ...] = ()
    in_rows: bool = False
    # How many parts of other rules may still stand in this one.
    budget: list[int] = field(default_factory=lambda: [MAX_NODES])

    def report(self, node: Node, message: str, keyword: str = "type") -> None:
        self.problems.append(Problem(node.pointer, message, keyword))

    def inside(self, scope: Scope) -> "Check":
        return replace(self, scope=scope, in_rows=True)


def no_field(name: str, scope: Mapping[str, Field], at: Check) -> str:
    """Return what is said of a name that is no field here."""
    if scope is not at.outer and at.outer is not None and name in at.outer:
        return (
            f"Không có trường «{name}» trong dòng của bảng;"
            f" «{at.outer[name].label}» ở ngoài bảng thì ghi bằng phép «outer»"
        )
    said = {field.label: code for code, field in scope.items()}
    return f"Không có trường «{name}»{meant(name, [*scope, *said], at.problems)}"


def fit(node: Node, type_: Type, at: Check, name: str) -> Node:
    """Return a literal as a value of this type.

    A clash is reported once, then nothing more is asked of its type.
    """
    if not isinstance(node, Literal) or node.value is None:
        return node
    clash, keyword = _clash(node.value, type_), "type"
    if clash == "":
        value = node.value
        if type_.family == "number":
            value = number(value, True)
        elif type_.family == "instant":
            value = instant(value)
        return Literal(value, node.pointer, type_)
    if type_.family in ("one_of", "many_of"):
        keyword = "option"
        words = [word for option in type_.options for word in option[::-1]]
        clash += meant(node.value, words, at.problems)
    at.report(node, f"{name} {clash.format(_shown(node.value))}", keyword)
    return replace(node, type=ANY)


def _clash(value: Any, type_: Type) -> str:
    """Why a value is none of this type, with a place for the value; "" when it is one."""
    match type_.family:
        case "number" if isinstance(value, bool) or not is_number(value):
            return "là số, không so sánh với {} được"
        case "date" if not is_date(value):
            return "là ngày; {} không phải ngày dạng năm-tháng-ngày"
        case "partial_date" if not is_partial_date(value):
            return "là ngày; {} không phải ngày, tháng hoặc năm (2026-12-01, 2026-12, 2026)"
        case "instant" if instant(value) is None:
            return "là thời điểm; {} không phải thời điểm có múi giờ (2026-12-01T08:00:00+07:00)"
        case "yes_no" if not isinstance(value, bool):
            return "chỉ có Có hoặc Không, không so sánh với {} được"
        case "text" if not isinstance(value, str):
            return "là văn bản, không so sánh với {} được"
        case "one_of" | "many_of" if value not in [option for option, _ in type_.options]:
            return "không có lựa chọn {}"
    return ""


def is_number(value: Any) -> bool:
    """Tell whether a written value is a number, or a text that is one."""
    try:
        return value != "" and number(value, True) is not None
    except ValueError:
        return False


def _shown(value: Any) -> str:
    if isinstance(value, bool):
        return "Có" if value else "Không"
    return f"“{str(value)[:60]}”"


def name_of(node: Node) -> str:
    """Name a part of a rule in a message: the field, the value, or "kết quả của phép …"."""
    match node:
        case Variable():
            return f"«{node.field.label or 'giá trị'}»"
        case Literal():
            return _shown(node.value) if node.value is not None else "giá trị trống"
        case Sequence():
            return "danh sách"
        case Call():
            return f"kết quả của phép «{OPERATORS[node.operator].label}»"
