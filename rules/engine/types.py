"""The types of a rule's inputs and of every part of a rule."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

# What conditions know: a field of a form says in its data schema which of these it is (`x-rule`).
INPUT_TYPES: dict[str, str] = {
    "text": "văn bản",
    "number": "số",
    "money": "số tiền",
    "date": "ngày",
    "partial_date": "ngày, tháng hoặc năm",
    "instant": "thời điểm",
    "yes_no": "Có/Không",
    "one_of": "chọn một",
    "many_of": "chọn nhiều",
    "table": "bảng",
}
_FAMILIES = {"money": "number"}
# What parts of a rule may be besides.
_NAMES = {"list": "danh sách", "calendar": "lịch làm việc", "catalogue": "danh mục"}


@dataclass(frozen=True)
class Type:
    """A type; `options` are (id, label) of a choice, `columns` the fields of a table's row."""

    name: str
    options: tuple[tuple[str, str], ...] = ()
    columns: Mapping[str, "Field"] = field(default_factory=dict, hash=False, compare=False)

    # Asked for again and again while a rule is checked and written.
    @cached_property
    def family(self) -> str:
        """The name that types share which compare with one another: money is a number."""
        return _FAMILIES.get(self.name, self.name)

    @property
    def label(self) -> str:
        """The Vietnamese name of the type."""
        return INPUT_TYPES.get(self.name) or _NAMES.get(self.name, "bất kỳ")

    def option_label(self, option: Any) -> str:
        """Return what people read for an option id; the id itself when there is no such option."""
        return dict(self.options).get(str(option), str(option))


@dataclass(frozen=True)
class Field:
    """One input of a rule, or one column of a table."""

    label: str
    type: Type
    unit: str = ""


ANY = Type("any")
EMPTY = Type("empty")
LIST = Type("list")
NUMBER = Type("number")
MONEY = Type("money")
TEXT = Type("text")
DATE = Type("date")
YES_NO = Type("yes_no")
INSTANT = Type("instant")
CALENDAR = Type("calendar")
CATALOGUE = Type("catalogue")
UNNAMED = Field("", ANY)

# What every rule may ask about besides the fields of its form, given by whoever lets it decide:
# the instant at which is decided (a rule has no "today"), and the agency's working calendar.
DECISION_INSTANT = "decision_instant"
WORK_CALENDAR = "work_calendar"
RESERVED: Mapping[str, Field] = {
    DECISION_INSTANT: Field("Ngày xét", INSTANT),
    WORK_CALENDAR: Field("Lịch làm việc", CALENDAR),
}

# The fields that a part of a rule may name; None where nothing is known about them.
Scope = Mapping[str, Field] | None


def fields_of(inputs: Mapping[str, Any] | None) -> Scope:
    """Return the typed fields of `inputs` = {id: {type, label, options, columns}}; None stays None.

    Unfinished entries are taken as they are: an unknown type can be anything.
    """
    if inputs is None:
        return None
    return {str(name): _field(str(name), entry) for name, entry in inputs.items()}


def _field(name: str, entry: Any) -> Field:
    if not isinstance(entry, Mapping):
        return Field(name, ANY)
    label = entry.get("label")
    unit = entry.get("unit")
    return Field(
        label if isinstance(label, str) and label else name,
        _type(entry),
        unit if isinstance(unit, str) else "",
    )


def _type(entry: Mapping[str, Any]) -> Type:
    name = entry.get("type")
    if not isinstance(name, str):
        return ANY
    if name not in INPUT_TYPES:
        return ANY
    return Type(name, _options(entry.get("options")), _columns(entry.get("columns")))


def _options(options: Any) -> tuple[tuple[str, str], ...]:
    if not isinstance(options, list | tuple):
        return ()
    return tuple(
        (str(option["id"]), str(option.get("label") or option["id"]))
        for option in options
        if isinstance(option, Mapping) and "id" in option
    )


def _columns(columns: Any) -> dict[str, Field]:
    if isinstance(columns, list | tuple):
        columns = {
            column["id"]: column
            for column in columns
            if isinstance(column, Mapping) and isinstance(column.get("id"), str)
        }
    if not isinstance(columns, Mapping):
        return {}
    return {str(name): _field(str(name), entry) for name, entry in columns.items()}
