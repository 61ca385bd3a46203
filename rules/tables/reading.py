"""Words of people read as cells: «từ 1 đến 60 ngày», «trên 60», «Trực tiếp; Bưu chính», «–».

What has no sure reading is never guessed: it stays as {"typed": text}, a problem of the draft.
"""

import re
from typing import Any

from registry.readers import days, numbers
from registry.vietnamese import alike, fold, settle
from rules.tables.shape import MOST_TEXT, MOST_VALUES, Column
from rules.tables.words import NOTHING, cell_words, value_words

_NOT_ASKED = {"", "-", "khong xet", "bat ky", "moi truong hop", "tat ca", "*"}
_EMPTY_RESULT = {"", "-"}
_YES, _NO = {"co", "x", "dung", "true", "yes"}, {"khong", "false", "no", "sai"}
_NOT = re.compile(
    r"(?:khác với|khác|không phải là|không phải|ngoài khoảng|ngoài)\s+", re.IGNORECASE
)
_SEPARATED = re.compile(r"\s*[;\n]\s*")
_LOOSELY = re.compile(r"\s*(?:[;,/\n]|\bhoặc\b)\s*", re.IGNORECASE)
_QUOTED = re.compile(r"\s*“([^”]*)”\s*")
# How the ends of a range are called, folded; the longer ones first.
_LOW = {
    "lon hon hoac bang": "from", "khong nho hon": "from", "khong som hon": "from",
    "khong it hon": "from", "tro len tu": "from", "khong duoi": "from", "toi thieu": "from",
    "it nhat": "from", "ke tu": "from", "lon hon": "above", "nhieu hon": "above", ">=": "from",
    "≥": "from", "tren": "above", "sau": "above", "qua": "above", "hon": "above", "tu": "from",
    ">": "above",
}  # fmt: skip
_HIGH = {
    "nho hon hoac bang": "to", "khong lon hon": "to", "khong muon hon": "to", "khong qua": "to",
    "khong tren": "to", "den truoc": "below", "den duoi": "below", "den het": "to",
    "nho hon": "below", "it hon": "below", "toi da": "to", "truoc": "below", "<=": "to",
    "≤": "to", "duoi": "below", "den": "to", "toi": "to", "<": "below",
}  # fmt: skip


def _any(words: dict[str, str]) -> str:
    return "|".join(re.escape(word) + (r"\b" if word[-1].isalpha() else "") for word in words)


_RANGE = re.compile(
    rf"(?:(?P<low>{_any(_LOW)})\s*(?P<a>.+?))?\s*(?:[,;]|\bva\b)?\s*"
    rf"(?:(?P<high>{_any(_HIGH)})\s*(?P<b>.+?))?"
)
_BETWEEN = re.compile(r"(?P<a>.+?)\s*(?:\bden\b|\btoi\b|\.\.|(?<=[\d\s])-(?=[\d\s]))\s*(?P<b>.+)")
_OPEN_END = re.compile(r"(?P<a>.+?)\s+tro\s+(?P<way>len|xuong)")


class Unsure(ValueError):
    """Words that have no sure reading."""


def cell_of(text: str, column: Column) -> Any:
    """Read a cell of a condition: None for «không xét», {"typed": text} for what is not sure."""
    said = settle(text)
    if fold(said) in _NOT_ASKED:
        return None
    try:
        if len(said) > MOST_TEXT:
            raise Unsure
        return _condition(said, column)
    except ValueError:
        return {"typed": said[:MOST_TEXT]}


def value_of(text: str, column: Column) -> Any:
    """Read a result: None for nothing, {"typed": text} for what is not sure."""
    said = settle(text)
    if fold(said) in _EMPTY_RESULT:
        return None
    try:
        if len(said) > MOST_TEXT:
            raise Unsure
        return said if column.type.family == "text" else _value(said, column)
    except ValueError:
        return {"typed": said[:MOST_TEXT]}


def typed(cell: Any, column: Column) -> str:
    """Write a cell so that it reads back; words that would not are put into “quotes”."""
    if cell is None:
        return NOTHING
    said = cell_words(cell, column, typed=True)
    if cell_of(said, column) == cell or column.type.family not in ("text", "one_of", "many_of"):
        return said
    inside = cell["not"] if isinstance(cell, dict) and "not" in cell else cell
    values = inside if isinstance(inside, list) else [inside]
    quoted = "; ".join(f"“{value_words(value, column)}”" for value in values)
    return f"khác {quoted}" if inside is not cell else quoted


def _condition(said: str, column: Column) -> Any:
    whole = _whole(said, column)
    if whole is not None:
        return whole
    negated = _NOT.match(said)
    if negated and said[negated.end() :].strip():
        inside = _condition(said[negated.end() :], column)
        # «khác khác 5»: a cell is negated once.
        if isinstance(inside, dict) and "not" in inside:
            raise Unsure
        return {"not": inside}
    parts = _SEPARATED.split(said)
    if column.type.family in ("number", "date") and any(
        part and _single(part, column) is None for part in parts
    ):
        found = _range(fold(said), column)
        if found is not None:
            return found
    if len(parts) < 2 and column.type.family in ("one_of", "many_of"):
        parts = _LOOSELY.split(said)
    if len(parts) > 1:
        values = [_value(part, column) for part in parts if part]
        if not 0 < len(values) <= MOST_VALUES:
            raise Unsure
        return values if len(values) > 1 else values[0]
    return _value(said, column)


def _whole(said: str, column: Column) -> Any:
    """The words as they stand, where they are the label of an option or quoted; else None."""
    quoted = _QUOTED.fullmatch(said)
    if quoted and column.type.family == "text":
        return quoted[1]
    if column.type.family in ("one_of", "many_of"):
        try:
            return _option(quoted[1] if quoted else said, column)
        except Unsure:
            return None
    return None


def _value(said: str, column: Column) -> Any:
    """One value. Raises ValueError for what is none, or one of several."""
    quoted = _QUOTED.fullmatch(said)
    match column.type.family:
        case "text":
            if quoted:
                return quoted[1]
            if not said.strip() or "“" in said:
                raise Unsure
            return said.strip()
        case "one_of" | "many_of":
            return _option(quoted[1] if quoted else said, column)
        case "yes_no":
            word = fold(said)
            if word in _YES or word in _NO:
                return word in _YES
            raise Unsure
        case "date":
            return days.day_of(said).isoformat()
        case "number":
            return _number(said, column)
    raise Unsure


def _number(said: str, column: Column) -> int | str:
    if column.type.name == "money":
        return numbers.money_of(said)
    plain, unit = fold(said), fold(column.unit)
    if unit and plain.endswith(unit):
        plain = plain.removesuffix(unit).rstrip()
    number = numbers.decimal_of(plain)
    return number if "." in number else int(number)


def _option(said: str, column: Column) -> str:
    """The option that is called so, to the letter, else but for capitals and marks."""
    for form in (settle, alike, fold):
        found = [option for option, label in column.type.options if form(label) == form(said)]
        if len(found) == 1:
            return found[0]
        if found:
            break
    raise Unsure


def _range(said: str, column: Column) -> dict[str, Any] | None:
    """A range with its ends; None where the words are none."""
    if found := _OPEN_END.fullmatch(said):
        end = "from" if found["way"] == "len" else "to"
        return {end: _end(_bare(found["a"], end), column)}
    if (found := _RANGE.fullmatch(said)) and (found["low"] or found["high"]):
        ends = {}
        if found["low"]:
            ends[_LOW[found["low"]]] = _end(found["a"], column)
        if found["high"]:
            ends[_HIGH[found["high"]]] = _end(found["b"], column)
        return ends
    if found := _BETWEEN.fullmatch(said):
        return {"from": _end(found["a"], column), "to": _end(found["b"], column)}
    return None


def _bare(said: str, end: str) -> str:
    """«từ 60 trở lên»: the word before is said twice; «trên 60 trở lên» has no sure reading."""
    return said.removeprefix("tu ") if end == "from" else said.removeprefix("den ")


def _single(said: str, column: Column) -> Any:
    try:
        return _value(said, column)
    except ValueError:
        return None


def _end(said: str, column: Column) -> Any:
    return _value(said.strip(" ,;"), column)
