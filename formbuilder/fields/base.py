"""What a field type is: everything about one kind of question, gathered in one place.

A field is one row of a form body: ``{"id", "type", "label", "help", "required", "audience",
"unit", "min", "max", "options", "columns", "visible_when"}``. An answer is the canonical value of
a field. In an unfinished filling an answer that could not be read stays as the text that was
typed, so that nothing is lost; `check` finds it again.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, Literal

from formbuilder.fields.settings import OPTIONS, Schema, Setting
from registry.problems import Problem
from registry.schema import Format
from registry.vietnamese import settle

Field = Mapping[str, Any]
Row = dict[str, Any]
Parsed = tuple[Any, str | None]
Relative = dict[str, str]
"""Problems of one answer: JSON Pointer below the answer ("" is the answer) to sentence."""

# Far above any real answer; a filling must stay printable and its record small.
TEXT_LIMIT = 1_000
LONG_TEXT_LIMIT = 20_000

_LIMIT = re.compile(r"-?[0-9]{1,20}(\.[0-9]{1,10})?")


def no_problems(definition: Field, where: str) -> list[Problem]:
    """Find nothing: the definition needs nothing more than a label."""
    return []


@dataclass(frozen=True)
class Paper:
    """How an answer stands on a sheet, beside the number and name of its field.

    Without `text` dots are left for a pen, two lines of them when the answer is `long`, or `boxes`
    to tick. `rows` stand in a table below `columns`.
    """

    text: str = ""
    long: bool = False
    boxes: tuple[str, ...] = ()
    columns: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()


@dataclass(frozen=True)
class Rows:
    """What there is to know of an answer that is a list of rows, each cell a field of its own.

    `limits` are (fewest, most) rows. `read(definition, posted {column id: texts} a row)` gives
    (answer, all rows as on screen, problems by pointer). `missing` are required cells left open.
    """

    columns: Callable[[Field], list[tuple[Field, "FieldType"]]]
    limits: Callable[[Field], tuple[int, int]]
    read: Callable[
        [Field, Iterable[Mapping[str, list[str]]]], tuple[list[Row], list[Row], Relative]
    ]
    missing: Callable[[Field, Any], Relative]


@dataclass(frozen=True)
class FieldType:
    """One type of field. The functions are pure and never look at the clock or the database.

    For authors: `label` in the editor, `place` among the types offered there, `words` and `listed`
    for pasted rows («Chọn một: Nam, Nữ» gives the named rows), `settings` that the editor asks for,
    `problems` of a definition.

    The answer: `schema`, with its own `format` where JSON Schema has none; None is no answer.
    `parse(definition, texts)` reads what was posted under the field's name: (value, None) or
    (what was typed, Vietnamese problem); nothing typed gives (None, None).
    `edit(definition, value)` is the text that the input shows; `parse` reads it back.
    `check` finds what is wrong with a stored answer where reading it again is not enough.
    `rule` is the type as which conditions know it (`rules.engine.INPUT_TYPES`); "" keeps it out.

    On screen: `control` names the template of the input, formbuilder/fields/<control>.html, and
    `compact` that of a cell or of many choices; `attributes` are the input's, `example` stands
    below the label. `fixed` are choices that every field of the type has.

    Printed: `display(definition, value)` is the value in words, in a cell too; `paper` the whole
    line of a sheet where that is more.
    """

    code: str
    label: str
    place: int
    words: tuple[str, ...]
    schema: Callable[[Field], Schema]
    parse: Callable[[Field, list[str]], Parsed]
    edit: Callable[[Field, Any], str]
    display: Callable[[Field, Any], str]
    rule: str = ""
    control: str = "input"
    compact: str = ""
    attributes: Mapping[str, str] = field(default_factory=dict)
    example: str = ""
    asks: bool = True
    in_table: bool = True
    fixed: tuple[tuple[str, str], ...] = ()
    rows: Rows | None = None
    settings: tuple[Setting, ...] = ()
    format: Format | None = None
    listed: Callable[[list[Row]], Row] | None = None
    problems: Callable[[Field, str], list[Problem]] = no_problems
    check: Callable[[Field, Any], Relative] | None = None
    paper: Callable[[Field, Any], Paper] | None = None

    @property
    def shape(self) -> Literal["one", "group", "rows", "none"]:
        """One input, several under one legend, rows of inputs, or nothing to fill in."""
        if not self.asks:
            return "none"
        if self.rows is not None:
            return "rows"
        return "group" if self.fixed or OPTIONS in self.settings else "one"

    def choices(self, definition: Field) -> list[tuple[str, str]]:
        """Return (value, label) of what there is to choose from."""
        if self.fixed or OPTIONS not in self.settings:
            return list(self.fixed)
        return options(definition)

    def offered(self, definition: Field) -> list[Row]:
        """Return the options of a definition as they are written, unfinished ones too."""
        return list(definition.get("options", [])) if OPTIONS in self.settings else []

    def columns(self, definition: Field) -> list[tuple[Field, "FieldType"]]:
        """Return the columns of a table with their types; none of anything else."""
        return self.rows.columns(definition) if self.rows is not None else []

    def node(self, definition: Field, **more: Any) -> Schema:
        """Return the schema of the answer as a property: named, typed, with `more` keywords."""
        rule = {"x-rule": self.rule} if self.rule else {}
        title = str(definition.get("label", ""))
        return {"title": title, "x-type": self.code, **rule, **more, **self.schema(definition)}

    def on_paper(self, definition: Field, value: Any) -> Paper:
        """Return how the answer is printed, or left open where it is None."""
        if self.paper is not None:
            return self.paper(definition, value)
        if value is None:
            return Paper(boxes=tuple(label for _, label in self.choices(definition)))
        return Paper(self.display(definition, value))

    def problems_of(self, definition: Field, value: Any) -> Relative:
        """Return what is wrong with a stored answer; typed text of a draft fails here again."""
        if self.check is not None:
            return self.check(definition, value)
        return reread(self, definition, value)


def reread(field_type: FieldType, definition: Field, value: Any) -> Relative:
    """Check an answer by reading again what its input would show."""
    if value is None:
        return {}
    read, problem = field_type.parse(definition, [field_type.edit(definition, value)])
    if problem is None and (type(read) is not type(value) or read != value):
        problem = "Giá trị không đúng dạng của mục này. Hãy nhập lại."
    return {"": problem} if problem else {}


def first_text(texts: Iterable[str]) -> str:
    """Return the last text that shows anything, settled; "" when there is none.

    Groups of choices post an empty marker before the chosen value.
    """
    kept = [text for text in (settle(str(text)) for text in texts) if text]
    return kept[-1] if kept else ""


def shown(definition: Field, value: Any) -> str:
    """Return the value as text, which is its input and its print; "" for None."""
    return "" if value is None else str(value)


def limit(definition: Field, name: str) -> Decimal | None:
    """Return the `min` or `max` of a definition; None when absent or unreadable."""
    text = str(definition.get(name, "")).strip()
    # No exponents: 1e999999999 is four digits to type and a billion to compute with.
    return Decimal(text) if _LIMIT.fullmatch(text) else None


def limit_problems(definition: Field, where: str) -> list[Problem]:
    """Check that the definition's `min` and `max` are numbers in order."""
    found = [
        Problem(f"{where}/{name}", "Giới hạn phải là một số, ví dụ 10 hoặc 0.5.", "limit")
        for name in ("min", "max")
        if definition.get(name) and limit(definition, name) is None
    ]
    low, high = limit(definition, "min"), limit(definition, "max")
    if low is not None and high is not None and low > high:
        found.append(Problem(f"{where}/max", "Giá trị lớn nhất nhỏ hơn giá trị nhỏ nhất.", "limit"))
    return found


def options(definition: Field) -> list[tuple[str, str]]:
    """Return (id, label) of the choices that have both."""
    return [
        (str(option["id"]), str(option.get("label", "")))
        for option in definition.get("options", [])
        if option.get("id") and option.get("label")
    ]


def option_problems(definition: Field, where: str) -> list[Problem]:
    """Check that there are options to choose from, all different, each with its words."""
    given = list(definition.get("options", []))
    found = [
        Problem(f"{where}/options/{index}/label", "Lựa chọn chưa có tên.", "option")
        for index, option in enumerate(given)
        if not option.get("label")
    ]
    if not options(definition):
        found.append(
            Problem(f"{where}/options", "Chưa có lựa chọn nào. Hãy thêm các lựa chọn.", "option")
        )
    labels = [label for _, label in options(definition)]
    ids = [option.get("id") for option in given]
    if len(labels) != len(set(labels)):
        found.append(Problem(f"{where}/options", "Có hai lựa chọn trùng tên.", "option", "warning"))
    if len(ids) != len(set(ids)):
        found.append(Problem(f"{where}/options", "Có hai lựa chọn trùng mã.", "option"))
    return found


def choice_schema(definition: Field) -> Schema:
    """Return the schema of a string: one of the options' ids, with their labels as titles."""
    choices = [{"const": code, "title": label} for code, label in options(definition)]
    return {"type": "string", "oneOf": choices} if choices else {"type": "string", "maxLength": 0}
