"""The kind "calendar" (lịch làm việc): on which days, in which shifts, and how days are counted."""

import re
from collections.abc import Iterator
from datetime import date, time
from itertools import groupby
from typing import Any

from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from registry.canonical import Body
from registry.kinds import Context, Kind
from registry.problems import Problem, pointer
from rules.worktime import MOST_YEARS

WEEKDAYS = {
    1: "Thứ Hai",
    2: "Thứ Ba",
    3: "Thứ Tư",
    4: "Thứ Năm",
    5: "Thứ Sáu",
    6: "Thứ Bảy",
    7: "Chủ nhật",
}
COUNT_FROM = {
    "next_day": "Ngày làm việc sau ngày tiếp nhận",
    "same_day": "Chính ngày tiếp nhận",
}
EXCEPTIONS = {"off": "Nghỉ", "work": "Làm bù"}


def _choice(labels: dict[Any, str]) -> list[dict[str, Any]]:
    return [{"const": const, "title": label} for const, label in labels.items()]


SCHEMA: dict[str, Any] = {
    "type": "object",
    "additionalProperties": False,
    "properties": {
        "from": {
            "type": "string",
            "format": "date",
            "title": "Áp dụng từ ngày",
            "x-panel": "Ca làm việc",
        },
        "to": {
            "type": "string",
            "format": "date",
            "title": "Đến hết ngày",
            "description": "Ngoài khoảng này hệ thống không tính thời hạn mà yêu cầu bổ sung lịch.",
        },
        "shifts": {
            "type": "array",
            "title": "Ca làm việc trong tuần",
            "description": "Ngày không có ca nào là ngày nghỉ hằng tuần.",
            "x-editor": "grid",
            "x-columns": ["weekday", "start", "end"],
            "items": {
                "type": "object",
                "additionalProperties": False,
                "required": ["id"],
                "properties": {
                    "id": {"type": "string", "x-id": True},
                    "weekday": {
                        "type": "integer",
                        "title": "Thứ",
                        "oneOf": _choice(WEEKDAYS),
                    },
                    "start": {"type": "string", "title": "Từ giờ", "description": "Ví dụ 07:30."},
                    "end": {"type": "string", "title": "Đến giờ", "description": "Ví dụ 11:30."},
                },
            },
        },
        "exceptions": {
            "type": "array",
            "title": "Ngày nghỉ lễ, ngày nghỉ bù và ngày làm bù",
            "x-panel": "Ngày nghỉ, ngày làm bù",
            "x-editor": "grid",
            "x-columns": ["date", "kind", "name", "swapped_with"],
            "items": {
                "type": "object",
                "additionalProperties": False,
                "required": ["id"],
                "properties": {
                    "id": {"type": "string", "x-id": True},
                    "date": {"type": "string", "format": "date", "title": "Ngày"},
                    "kind": {"type": "string", "title": "Loại", "oneOf": _choice(EXCEPTIONS)},
                    "name": {"type": "string", "title": "Lý do"},
                    "swapped_with": {
                        "type": "string",
                        "format": "date",
                        "title": "Hoán đổi với ngày",
                        "description": "Chỉ điền khi nghỉ ngày này để làm bù ngày kia.",
                    },
                },
            },
        },
        "count_from": {
            "type": "string",
            "title": "Ngày đầu tiên của thời hạn",
            "oneOf": _choice(COUNT_FROM),
            "x-panel": "Cách tính thời hạn",
        },
        "roll_calendar_days": {
            "type": "boolean",
            "title": "Ngày cuối trùng ngày nghỉ thì chuyển sang ngày làm việc tiếp theo",
            "description": "Áp dụng cho thời hạn tính theo ngày lịch và tháng (Bộ luật Dân sự "
            "2015, Điều 148 khoản 6).",
        },
        "cutoff": {
            "type": "string",
            "title": "Giờ chốt nhận hồ sơ",
            "description": "Nhận sau giờ này tính như nhận vào ngày làm việc tiếp theo. "
            "Ví dụ 15:00; để trống nếu nhận đến hết giờ làm việc.",
        },
    },
}


def problems(body: Body, context: Context) -> list[Problem]:
    """Return what keeps the calendar from being used, each at its place."""
    return [*_range_problems(body), *_shift_problems(body), *_exception_problems(body)]


def _range_problems(body: Body) -> Iterator[Problem]:
    first, last = body.get("from"), body.get("to")
    for name, value in (("from", first), ("to", last)):
        if not value:
            yield Problem(pointer(name), "Chưa có ngày. Hãy điền để biết lịch áp dụng đến đâu.")
    if first and last:
        if last < first:
            yield Problem(pointer("to"), "Ngày kết thúc đứng trước ngày bắt đầu. Hãy sửa lại.")
        elif int(last[:4]) - int(first[:4]) > MOST_YEARS:
            yield Problem(pointer("to"), f"Lịch dài quá {MOST_YEARS} năm. Hãy rút ngắn lại.")
    if body.get("cutoff") and _time(body["cutoff"]) is None:
        yield Problem(pointer("cutoff"), _TIME_EXPECTED)


_TIME_EXPECTED = "Giờ chưa đúng. Hãy viết giờ và phút bằng hai chữ số, ví dụ 07:30."


def _shift_problems(body: Body) -> Iterator[Problem]:
    shifts = body.get("shifts", [])
    if not shifts:
        yield Problem(pointer("shifts"), "Lịch chưa có ca làm việc nào. Hãy thêm ca làm việc.")
    seen: dict[int, list[tuple[time, time]]] = {}
    for row, shift in enumerate(shifts):
        if "weekday" not in shift:
            yield Problem(pointer("shifts", row, "weekday"), "Chưa chọn thứ. Hãy chọn thứ.")
        start, end = _time(shift.get("start")), _time(shift.get("end"))
        for name, value in (("start", start), ("end", end)):
            if value is None:
                yield Problem(pointer("shifts", row, name), _TIME_EXPECTED)
        if start is None or end is None or "weekday" not in shift:
            continue
        if end <= start:
            yield Problem(
                pointer("shifts", row, "end"),
                "Giờ kết thúc phải sau giờ bắt đầu. Hãy sửa lại.",
            )
            continue
        others = seen.setdefault(shift["weekday"], [])
        if any(start < other_end and other_start < end for other_start, other_end in others):
            yield Problem(
                pointer("shifts", row, "start"),
                f"Ca này chồng lên ca khác của {WEEKDAYS[shift['weekday']]}. Hãy sửa giờ.",
            )
        others.append((start, end))


def _exception_problems(body: Body) -> Iterator[Problem]:
    first, last = body.get("from", ""), body.get("to", "9999")
    weekdays = {shift.get("weekday") for shift in body.get("shifts", [])}
    rows = body.get("exceptions", [])
    pairs = {(row.get("date"), row.get("kind"), row.get("swapped_with")) for row in rows}
    seen: set[str] = set()
    for index, row in enumerate(rows):
        day, kind, swapped = row.get("date"), row.get("kind"), row.get("swapped_with")
        where = pointer("exceptions", index, "date")
        if not kind:
            yield Problem(
                pointer("exceptions", index, "kind"), "Chưa chọn nghỉ hay làm bù. Hãy chọn."
            )
        if not day:
            yield Problem(where, "Chưa có ngày. Hãy điền ngày.")
            continue
        if not first <= day <= last:
            yield Problem(
                where,
                f"Ngày {_shown(day)} nằm ngoài khoảng áp dụng của lịch. Hãy sửa ngày hoặc "
                "khoảng áp dụng.",
            )
        if day in seen:
            yield Problem(where, f"Ngày {_shown(day)} bị lặp lại. Hãy bỏ bớt một dòng.")
        seen.add(day)
        if swapped and (swapped, "off" if kind == "work" else "work", day) not in pairs:
            yield Problem(
                pointer("exceptions", index, "swapped_with"),
                f"Ngày hoán đổi {_shown(swapped)} chưa có dòng tương ứng. Hãy thêm dòng đó hoặc bỏ "
                "trống ô này.",
                severity="warning",
            )
        if kind == "work" and not swapped and date.fromisoformat(day).isoweekday() in weekdays:
            yield Problem(
                where,
                f"Ngày {_shown(day)} vốn là ngày làm việc, không cần ghi làm bù.",
                severity="warning",
            )


def text(body: Body) -> str:
    """Return the calendar's years and the names of its exceptions, for search."""
    years = [body.get("from", "")[:4], body.get("to", "")[:4]]
    names = [row["name"] for row in body.get("exceptions", []) if row.get("name")]
    return "\n".join(dict.fromkeys([*filter(None, years), *names]))


def render(body: Body, context: Context, mode: str = "") -> SafeString:
    """Show the calendar as people read it: how it counts, shifts of a week, exceptions by year."""
    shifts = sorted(
        (row for row in body.get("shifts", []) if row.get("weekday") in WEEKDAYS),
        key=lambda row: (row["weekday"], row.get("start", "")),
    )
    exceptions = sorted(body.get("exceptions", []), key=lambda row: row.get("date", ""))
    return render_to_string(
        "rules/calendar.html",
        {
            "first": _shown(body.get("from", "")),
            "last": _shown(body.get("to", "")),
            "count_from": COUNT_FROM.get(body.get("count_from", ""), COUNT_FROM["next_day"]),
            "roll": body.get("roll_calendar_days", False),
            "cutoff": body.get("cutoff", ""),
            "week": [
                (WEEKDAYS[weekday], [(row.get("start", ""), row.get("end", "")) for row in rows])
                for weekday, rows in groupby(shifts, key=lambda row: row["weekday"])
            ],
            "years": [
                (year, [_exception_row(row) for row in rows])
                for year, rows in groupby(exceptions, key=lambda row: row.get("date", "")[:4])
            ],
        },
    )


def initial() -> Body:
    """Return a usual week of a Vietnamese agency; the days off are the agency's to fill in."""
    return {
        "shifts": [
            {"id": f"thu-{weekday + 1}-{half}", "weekday": weekday, "start": start, "end": end}
            for weekday in range(1, 6)
            for half, start, end in (("sang", "07:30", "11:30"), ("chieu", "13:30", "17:00"))
        ],
        "count_from": "next_day",
        "roll_calendar_days": True,
    }


def _exception_row(row: Body) -> dict[str, str]:
    day = _date(row.get("date", ""))
    return {
        "weekday": WEEKDAYS[day.isoweekday()] if day else "",
        "date": _shown(row.get("date", "")),
        "kind": EXCEPTIONS.get(row.get("kind", ""), ""),
        "name": row.get("name", ""),
        "swapped_with": _shown(row.get("swapped_with", "")),
    }


def _shown(text: str) -> str:
    """A stored day as people write it; what is no day stays as it is."""
    day = _date(text)
    return f"{day:%d/%m/%Y}" if day else text


def _date(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _time(text: str | None) -> time | None:
    if text is None or not re.fullmatch(r"([01][0-9]|2[0-3]):[0-5][0-9]", text):
        return None
    return time.fromisoformat(text)


KIND = Kind(
    code="calendar",
    label="Lịch làm việc",
    label_plural="Lịch làm việc",
    picture="date",
    schema=SCHEMA,
    problems=problems,
    text=text,
    render=render,
    initial=initial,
    review_months=0,
)
