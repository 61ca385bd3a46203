"""Steps from a pasted step table."""

from collections import Counter

from processes.kinds.process.pasted.cells import (
    Item,
    Row,
    add_line,
    cell_of,
    clean,
    is_data,
    lines_of,
    numbered,
    places_of,
    split_header,
)
from registry.canonical import Body
from registry.kinds.ids import new_id
from registry.kinds.pasting import PastedRows, listed, not_taken, when
from registry.vietnamese import fold, slug
from rules.worktime import durations

_STEP_HEADS = {
    "number": ("stt", "tt"),
    "title": ("trinh tu", "noi dung", "cong viec", "buoc"),
    "role": ("trach nhiem", "nguoi thuc hien", "don vi thuc hien"),
    "output": ("bieu mau", "ket qua", "san pham"),
}
# Two of these are a header. The others stand in the words of a step too («Trả kết quả»): three of
# them are one, in a row that has neither number nor time.
_SURE = ("trinh tu", "trach nhiem", "thoi gian")
_WORDS = (
    *(word for name, column in _STEP_HEADS.items() if name != "number" for word in column),
    "thoi gian",
    "thoi han",
)


def parse_step_rows(rows: list[Row], body: Body) -> PastedRows:
    """Read steps from a pasted step table.

    Its columns: TT, trình tự, trách nhiệm, thời gian (one column a variant), biểu mẫu/kết quả. A
    role that the process does not have is kept as `responsible` and reported by the checks; a time
    column beyond the variants is kept in the note. Both are said.
    """
    header, data = split_header(clean(rows), _SURE)
    if not header and data and not is_data(data[0]):
        header, data = split_header(data, _WORDS, least=3)
    if not data:
        return PastedRows()
    width = max(len(row) for row in data)
    places, times = _step_columns(header, data, width)
    variants = _variants_of(header, times, body)
    roles = _roles_by_name(body)
    day_unit = body.get("day_unit", "")
    steps: list[Item] = []
    unmatched: list[str] = []
    unclear: list[str] = []
    beyond: list[str] = []
    lost: list[str] = []
    broken: list[str] = []
    for row in data:
        lines = lines_of(cell_of(row, places.get("title")))
        role = " ".join(cell_of(row, places.get("role")).split())
        if not lines and not role:
            if steps:  # a further line of the row above, broken off by a merged cell; or a group
                line = " ".join(cell for cell in row if cell)
                add_line(steps[-1], line)
                broken.append(line)
            else:
                lost += row
            continue
        step: Item = {"id": new_id(), "title": lines[0].rstrip(" :;.") if lines else role}
        if len(lines) > 1:
            step["note"] = "\n".join(lines[1:])
        if role_id := roles.get(slug(role)) if role else None:
            step["role"] = role_id
        elif role:
            step["responsible"] = role
            unmatched.append(role)
        for column, variant in zip(times, variants, strict=True):
            if typed := " ".join(cell_of(row, column).split()):
                if variant:
                    time = durations.parse(typed, day_unit)
                    step.setdefault("times", {})[variant] = time
                    unclear += [typed] if "text" in time else []
                else:
                    add_line(step, f"Thời gian: {typed}")
                    beyond.append(typed)
        if output := " ".join(cell_of(row, places.get("output")).split()):
            step["output"] = output
        steps.append(step)
    _share_merged_times(steps)
    said = [
        when(
            unmatched,
            f"{len(unmatched)} ô Trách nhiệm chưa khớp vai trò nào ({listed(unmatched)}): tên được"
            " giữ ở «Trách nhiệm in trên văn bản», trong chi tiết của bước. Hãy chọn vai trò làm"
            " bước đó.",
        ),
        when(
            unclear,
            f"{len(unclear)} ô thời gian chưa đọc được, giữ nguyên văn ({listed(unclear)}).",
        ),
        when(
            beyond,
            f"{len(beyond)} ô thời gian không có trường hợp nào để ghi, để ở hướng dẫn chi tiết"
            " của bước.",
        ),
        when(
            broken,
            f"{len(broken)} dòng không có trình tự ({listed(broken)}) được giữ ở hướng dẫn chi tiết"
            " của bước đứng trên.",
        ),
        not_taken(lost),
    ]
    return PastedRows(steps, said)


def _roles_by_name(body: Body) -> dict[str, str]:
    """Roles by the folded name; two of one name are none: nobody can say which is meant."""
    names = [(slug(role.get("label", "")), role["id"]) for role in body.get("roles", [])]
    said = Counter(name for name, _ in names)
    return {name: role for name, role in names if name and said[name] == 1}


def _step_columns(header: Row, data: list[Row], width: int) -> tuple[dict[str, int], list[int]]:
    """Where the columns are, and which of them are times."""
    places = places_of(header, _STEP_HEADS)
    if not {"title", "role"} <= places.keys():
        first = int(numbered(data))
        places = {"title": first, "role": first + 1}
    if "output" in places and len(header) < width:
        # One header cell over several time columns: what stands after it has moved to the right.
        places["output"] += width - len(header)
    placed, begin = places.values(), min(places["title"], places["role"])
    rest = [column for column in range(begin, width) if column not in placed]
    if "output" not in places and rest and not any(_is_time(row, rest[-1]) for row in data):
        last = rest[-1]
        if any(cell_of(row, last) for row in data) and "thoi gian" not in fold(
            cell_of(header, last)
        ):
            places["output"] = last
    times = [column for column in rest if column != places.get("output")]
    return places, times


def _is_time(row: Row, column: int) -> bool:
    return "amount" in durations.parse(cell_of(row, column))


def _variants_of(header: Row, times: list[int], body: Body) -> list[str]:
    """The variant of each time column: by its name in the header, else by its place."""
    variants = body.get("variants", [])
    named: dict[int, str] = {}
    # The longest name first: «xác minh» is also in «không xác minh».
    for variant in sorted(variants, key=lambda item: -len(item.get("label", ""))):
        label = fold(variant.get("label", ""))
        for column in times:
            if label and column not in named and label in fold(cell_of(header, column)):
                named[column] = variant["id"]
                break
    if len(named) == len(times):
        return [named[column] for column in times]
    ids = [variant["id"] for variant in variants]
    return [*ids, *[""] * len(times)][: len(times)]


def _share_merged_times(steps: list[Item]) -> None:
    """Time in the first row only is one cell merged over the whole table: one shared budget."""
    first, *others = steps or [{}]
    if first.get("times") and len(others) > 1 and not any(step.get("times") for step in others):
        for step in others:
            step["shares_time_with"] = first["id"]
