"""Answers in a workbook of Excel: the sample with the right heads, and reading it cell by cell.

Nothing is guessed: a head is the label of a field, a choice is one that the field has. What is
wrong is named by its cell.
"""

import io
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from openpyxl import Workbook
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation

from registry.files.sheets import Cell, sheets
from registry.lists.spreadsheets import plain_text
from registry.now import LOCAL
from registry.readers import days
from registry.vietnamese import one_line, settle
from rules import input_types
from rules.inputs import Inputs

NAME = "thu-dieu-kien.xlsx"
MOST_LINES = 2_000
# So many wrong cells are named; of more it says how many there are.
MOST_WRONG = 30
DAY = "Ngày xét"
_PREPARED = 500
_YES_NO = {"có": True, "không": False}


class SheetError(ValueError):
    """A workbook that cannot be read as answers; each of `reasons` is a Vietnamese sentence."""

    def __init__(self, reasons: list[str]) -> None:
        super().__init__(" ".join(reasons))
        self.reasons = reasons


@dataclass(frozen=True)
class Line:
    """A line of the file: its row in the sheet, its answers as forms store them, its «Ngày xét»."""

    number: int
    answers: dict[str, Any]
    at: datetime | None


def unfit(inputs: Inputs) -> str:
    """Say why no line of a sheet can answer to these fields; "" where one can."""
    tables = [entry["label"] for entry in inputs.values() if entry["type"] == "table"]
    if tables:
        return f"Phải xét các dòng của bảng «{tables[0]}» nên không thử bằng tệp Excel được."
    labels = [_plain(entry["label"]) for entry in inputs.values()] + [_plain(DAY)]
    twice = [
        entry["label"] for entry in inputs.values() if labels.count(_plain(entry["label"])) > 1
    ]
    if twice:
        return f"Có hai thông tin cùng tên «{twice[0]}» nên không phân biệt được cột của tệp Excel."
    return "" if inputs else "Bản soạn thảo chưa xét thông tin nào."


def sample(inputs: Inputs) -> bytes:
    """Make a workbook with a column for each field, choices as lists in the cells."""
    book = Workbook()
    sheet: Any = book.active
    sheet.title, sheet.freeze_panes = "Trường hợp", "A2"
    lists = book.create_sheet("Lựa chọn")
    heads = [(entry["label"], entry) for entry in inputs.values()]
    for place, (label, entry) in enumerate([*heads, (DAY, {"type": "date"})], 1):
        letter = get_column_letter(place)
        cell = _write(sheet.cell(1, place), label)
        cell.font, cell.alignment = Font(bold=True), Alignment(wrap_text=True, vertical="top")
        cell.comment = Comment(plain_text(_hint(entry, label)), "ISO điện tử")
        sheet.column_dimensions[letter].width = max(16, min(len(label) + 4, 40))
        form = {"date": "DD/MM/YYYY", "number": "General", "money": "#,##0"}.get(entry["type"], "@")
        for row in range(2, _PREPARED + 2):
            sheet.cell(row, place).number_format = form
        if entry["type"] in ("one_of", "yes_no"):
            _offer(sheet, lists, letter, _choices(entry))
    kept = io.BytesIO()
    book.save(kept)
    return kept.getvalue()


def _write(cell: Any, text: str) -> Any:
    """Write a text that stays one, whatever it begins with; what no cell can hold is left out."""
    cell.value = plain_text(one_line(text))
    cell.data_type = "s"
    return cell


def _choices(entry: dict[str, Any]) -> list[str]:
    if entry["type"] == "yes_no":
        return [label for _, label in input_types.of(entry).choices]
    return [one_line(str(option["label"])) for option in entry.get("options", [])]


def _hint(entry: dict[str, Any], label: str) -> str:
    unit = f" Đơn vị: {entry['unit']}." if entry.get("unit") else ""
    match entry["type"]:
        case "many_of":
            return f"Các lựa chọn cách nhau bằng dấu chấm phẩy: {'; '.join(_choices(entry))}"
        case "one_of" | "yes_no":
            return "Chọn trong danh sách của ô."
        case "date" if label == DAY:
            return "Ngày giải quyết; để trống khi điều kiện không xét đến."
        case "date":
            return "Ngày/tháng/năm, ví dụ 07/12/2023."
        case "money":
            return "Số đồng, ví dụ 75.000."
        case "number":
            return f"Chỉ ghi số, ví dụ 12,5.{unit}"
    return "Ghi như trên biểu mẫu; để trống là chưa có."


def _offer(sheet: Any, lists: Any, letter: str, choices: list[str]) -> None:
    """Put choices into the cells of a column, from a sheet of their own."""
    for row, text in enumerate(choices, 1):
        _write(lists[f"{letter}{row}"], text)
    if choices:
        rule = DataValidation(
            "list", formula1=f"'{lists.title}'!${letter}$1:${letter}${len(choices)}",
            allow_blank=True,
        )  # fmt: skip
        rule.add(f"{letter}2:{letter}{_PREPARED + 1}")
        sheet.add_data_validation(rule)


# ---- reading


def read(content: bytes, inputs: Inputs) -> list[Line]:
    """Read the lines of the first sheet of a workbook that was inspected.

    Raises FileError for one that cannot be read, SheetError for wrong heads and cells.
    """
    if why := unfit(inputs):
        raise SheetError([why])
    rows = next(sheets(content, "Tệp", ", hoặc chia thành nhiều tệp"), [])
    heads = _heads(rows[0] if rows else [], inputs)
    wrong: list[str] = []
    lines = []
    for number, row in enumerate(rows[1:], 2):
        answers: dict[str, Any] = {}
        for place, name in heads.items():
            cell = row[place] if place < len(row) else Cell()
            try:
                value = _value(cell, inputs.get(name, {"type": "date"}))
            except ValueError as error:
                wrong.append(f"Ô {get_column_letter(place + 1)}{number}: {error}")
                continue
            if value is not None:
                answers[name] = value
        at = answers.pop(DAY, None)
        if answers or at:
            lines.append(Line(number, answers, _instant(at)))
    if wrong:
        more = len(wrong) - MOST_WRONG
        raise SheetError(wrong[:MOST_WRONG] + ([f"Và {more} ô khác."] if more > 0 else []))
    if len(lines) > MOST_LINES:
        raise SheetError(
            [f"Tệp có {len(lines)} dòng; nhiều nhất {MOST_LINES} dòng. Hãy chia thành nhiều tệp."]
        )
    if not lines:
        raise SheetError(["Tệp không có dòng nào dưới dòng tiêu đề. Hãy điền rồi gửi lại."])
    return lines


def _instant(day: str | None) -> datetime | None:
    return datetime.combine(date.fromisoformat(day), time(12), LOCAL) if day else None


def _heads(row: list[Cell], inputs: Inputs) -> dict[int, str]:
    """Which field the column of each place answers; every field has one, and nothing else."""
    known = {_plain(entry["label"]): name for name, entry in inputs.items()} | {_plain(DAY): DAY}
    found: dict[int, str] = {}
    wrong = []
    for place, cell in enumerate(row):
        if not cell.text:
            continue
        at, name = f"Ô {get_column_letter(place + 1)}1", known.get(_plain(cell.text))
        if name is None:
            wrong.append(f"{at}: không có thông tin nào tên «{cell.text[:80]}».")
        elif name in found.values():
            wrong.append(f"{at}: cột «{cell.text[:80]}» có hai lần.")
        else:
            found[place] = name
    wrong += [
        f"Thiếu cột «{entry['label']}»."
        for name, entry in inputs.items()
        if name not in found.values()
    ]
    if wrong:
        raise SheetError([*wrong[:MOST_WRONG], "Hãy tải tệp mẫu và giữ nguyên dòng tiêu đề."])
    return found


def _plain(text: str) -> str:
    return one_line(text).casefold()


def _value(cell: Cell, entry: dict[str, Any]) -> Any:
    """The stored answer that a cell means; None for an empty one. Raises ValueError in words."""
    if cell.uncounted:
        raise ValueError("công thức chưa có kết quả. Hãy mở tệp bằng Excel, lưu lại rồi gửi.")
    text = cell.text
    if not text:
        return None
    reader: Callable[[Cell, dict[str, Any]], Any] = _READERS.get(entry["type"], _text)
    return reader(cell, entry)


def _text(cell: Cell, entry: dict[str, Any]) -> str:
    read = input_types.of(entry).read
    return str(read(cell.text)) if read else settle(cell.text)


def _number(cell: Cell, entry: dict[str, Any]) -> Any:
    if isinstance(cell.value, bool | date):
        raise ValueError(f"«{cell.text}» không phải số.")
    read = input_types.of(entry).read
    assert read is not None
    if isinstance(cell.value, int):
        return cell.value
    if isinstance(cell.value, float):
        if cell.value.is_integer():
            return int(cell.value)
        # As it stands in the cell, with the comma of this country.
        return read(repr(cell.value).replace(".", ","))
    return read(cell.text)


def _date(cell: Cell, entry: dict[str, Any]) -> str:
    if isinstance(cell.value, date):
        return cell.value.isoformat()
    if not isinstance(cell.value, str):
        raise ValueError(f"«{cell.text}» không phải ngày. Hãy viết ngày/tháng/năm.")
    return days.day_of(cell.text).isoformat()


def _yes_no(cell: Cell, entry: dict[str, Any]) -> bool:
    if isinstance(cell.value, bool):
        return cell.value
    found = _YES_NO.get(_plain(cell.text))
    if found is None:
        raise ValueError(f"«{cell.text[:80]}» không phải Có hoặc Không.")
    return found


def _one_of(cell: Cell, entry: dict[str, Any]) -> str:
    return _option(cell.text, entry)


def _many_of(cell: Cell, entry: dict[str, Any]) -> list[str]:
    parts = [part for part in (one_line(one) for one in cell.text.split(";")) if part]
    return list(dict.fromkeys(_option(part, entry) for part in parts))


def _option(text: str, entry: dict[str, Any]) -> str:
    found = [
        str(option["id"])
        for option in entry.get("options", [])
        if _plain(str(option["label"])) == _plain(text)
    ]
    if len(found) != 1:
        listed = "; ".join(_few(_choices(entry)))
        raise ValueError(f"«{text[:80]}» không có trong các lựa chọn: {listed}.")
    return found[0]


def _few(choices: list[str]) -> Iterator[str]:
    yield from choices[:10]
    if len(choices) > 10:
        yield f"và {len(choices) - 10} lựa chọn khác"


_READERS: dict[str, Callable[[Cell, dict[str, Any]], Any]] = {
    "number": _number,
    "money": _number,
    "date": _date,
    "yes_no": _yes_no,
    "one_of": _one_of,
    "many_of": _many_of,
}
