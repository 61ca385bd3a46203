"""Days and hours as people type them."""

from datetime import date, time

import pytest

from registry.readers import form_fields
from tests import factories


@pytest.mark.parametrize(
    "text",
    [
        "24/04/2026",
        "24/4/2026",
        " 24-4-2026 ",
        "24.04.2026",
        "24 / 4 / 2026",
        "2026-04-24",
        "ngày 24 tháng 4 năm 2026",
        "ngày 24/4/2026",
        "24/04/2026.",
        "24–4–2026",
        "24/04/2026\u200b",
        "24042026",
        "2026/4/24",
        "Chủ nhật, ngày 24 tháng 04, năm 2026",
    ],
)
def test_a_day_reads_day_before_month(text: str) -> None:
    assert form_fields.day_of(text) == date(2026, 4, 24)


@pytest.mark.parametrize(
    "text", ["", "31/02/2026", "04/24/2026", "24/4/26", "24/04", "mai", "٢٤/٠٤/٢٠٢٦x", "0/1/2026"]
)
def test_what_is_no_day_is_refused_with_an_example(text: str) -> None:
    with pytest.raises(ValueError, match="07/12/2026"):
        form_fields.day_of(text)


@pytest.mark.parametrize(
    ("text", "hour"),
    [
        ("15:10", time(15, 10)),
        ("15h10", time(15, 10)),
        ("7h", time(7)),
        ("7 giờ 5", time(7, 5)),
        ("07 giờ 05 phút", time(7, 5)),
        ("15g10", time(15, 10)),
    ],
)
def test_an_hour_reads_as_it_is_said(text: str, hour: time) -> None:
    assert form_fields.hour_of(text) == hour


@pytest.mark.parametrize("text", ["", "25:00", "15:60", "chiều", "15"])
def test_what_is_no_hour_is_refused_with_an_example(text: str) -> None:
    with pytest.raises(ValueError, match="15:10"):
        form_fields.hour_of(text)


def test_a_moment_is_on_a_vietnamese_clock() -> None:
    assert form_fields.moment_of("24/04/2026", "15:10") == factories.at("2026-04-24 15:10")


@pytest.mark.parametrize(
    "text",
    [
        "15:10 24/04/2026",
        "24/4/2026 15h10",
        "15 giờ 10, 24-4-2026",
        "2026-04-24T15:10",
        "15 giờ 10 phút, ngày 24 tháng 4 năm 2026",
        "lúc 15:10 ngày 24/4/2026.",
        "24–4–2026 15g10",
    ],
)
def test_a_moment_in_one_line_reads_hour_before_or_after_the_day(text: str) -> None:
    assert form_fields.moment_in(text) == factories.at("2026-04-24 15:10")


@pytest.mark.parametrize("text", ["", "24/04/2026", "15:10", "24/04/2026 25:00", "31/02/2026 8:00"])
def test_what_is_no_moment_is_refused_with_an_example(text: str) -> None:
    with pytest.raises(ValueError, match="15:10 07/12/2026"):
        form_fields.moment_in(text)


def test_a_day_that_no_calendar_has_is_named() -> None:
    with pytest.raises(ValueError, match=r"Không có ngày 31/2/2026 trong lịch"):
        form_fields.day_of("31/02/2026")
    with pytest.raises(ValueError, match=r"Không có ngày 31/2/2026 trong lịch"):
        form_fields.moment_in("8:00 31/02/2026")
