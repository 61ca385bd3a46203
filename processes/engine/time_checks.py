"""What is wrong with the times of a process: each can be counted, and the steps fit the whole.

Units of time are never converted to compare them.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from processes.engine.definition import Definition, Variant
from processes.engine.ways import amount_of, longest
from registry.problems import Problem, pointer, warning
from rules.worktime import MOST_YEARS, WorktimeError, arithmetic, durations

Json = dict[str, Any]

# What is more ends after every calendar: one from January of a year to December of the last.
_YEARS = MOST_YEARS + 1
_MOST = {
    "working_hour": _YEARS * 366 * 24,
    "working_day": _YEARS * 366,
    "calendar_day": _YEARS * 366,
    "calendar_month": _YEARS * 12,
}


def _uncounted(where: str, message: str) -> Problem:
    """A step or case that would have no deadline: the author must say that it stays so."""
    return Problem(where, message, "uncounted", severity="warning", acknowledge=True)


def countable(where: str, name: str, time: Json, label: str = "") -> Iterator[Problem]:
    """Tell whether a deadline can be counted with this DURATION: asked of the arithmetic, so that
    no case is refused at its opening for what was issued."""
    if time.get("text"):
        yield _uncounted(
            where,
            f"{name}: thời gian «{time['text']}»{label} giữ nguyên như đã ghi, hệ thống không tính "
            "hạn được. Nếu có số cụ thể, hãy ghi như: 2 ngày làm việc.",
        )
    elif time.get("unit") == "day":
        yield _uncounted(
            where,
            f"{name}: thời gian «{durations.format(time)}»{label} chưa rõ là ngày làm việc hay "
            "ngày theo lịch. Hãy chọn đơn vị.",
        )
    elif time and amount_of(time) is None:
        yield Problem(
            where,
            f"{name}: thời gian{label} chưa đúng. Hãy ghi số và đơn vị, ví dụ: ½ ngày làm việc.",
        )
    elif time:
        amount, unit = Decimal(time["amount"]), time["unit"]
        said = f"{name}: thời gian «{durations.format(time)}»{label} không tính hạn được."
        try:
            arithmetic.check(amount, unit)
        except WorktimeError as error:
            yield Problem(where, f"{said} {error}")
        else:
            if amount > _MOST[unit]:
                yield Problem(
                    where,
                    f"{said} Lịch làm việc chỉ dài đến {MOST_YEARS} năm. Hãy ghi ngắn hơn.",
                )


def sums(definition: Definition, day_unit: str) -> Iterator[Problem]:
    """Find where the steps together take another time than the whole has."""
    for index, variant in enumerate(definition.variants):
        # "Trong ngày" is stored as no days at all: nothing to compare with.
        if whole := amount_of(variant.time):
            where = pointer("variants", index, "time")
            yield from _sum(definition, variant, whole, where, day_unit)


def _sum(
    definition: Definition, variant: Variant, whole: Decimal, where: str, day_unit: str
) -> Iterator[Problem]:
    unit = variant.time["unit"]
    own = [
        step.times[variant.id]
        for step in definition.steps
        if step.kind.timed and not step.shares_time_with and step.times.get(variant.id)
    ]
    if not own:
        return
    label = f" ({variant.label})" if variant.label else ""
    said = durations.format(variant.time, day_unit)
    total = longest(definition, variant)
    added = durations.format({"amount": _plain(total), "unit": unit}, day_unit)
    if total > whole:
        yield Problem(
            where,
            f"Tổng thời gian các bước{label} là {added}, vượt thời hạn giải quyết {said}. "
            "Hãy giảm thời gian của bước hoặc sửa thời hạn.",
        )
    elif any(amount_of(time) is not None and time["unit"] != unit for time in own):
        yield warning(
            where,
            f"Thời gian các bước{label} không cùng đơn vị với thời hạn giải quyết {said} nên chưa "
            "đối chiếu được. Hãy tự kiểm tra tổng thời gian.",
        )
    elif total < whole and all(amount_of(time) is not None for time in own):
        yield warning(
            where,
            f"Tổng thời gian các bước{label} là {added}, ít hơn thời hạn giải quyết {said}. "
            "Hãy kiểm tra lại.",
        )


def _plain(number: Decimal) -> str:
    text = format(number, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text
