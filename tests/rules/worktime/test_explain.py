"""A due date explains itself day by day, in Vietnamese."""

from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from rules.worktime.arithmetic import add
from rules.worktime.calendar import WITHIN_AGENCY, Conventions, from_body
from rules.worktime.explain import explain
from tests.rules.worktime.strategies import amounts, bodies, instants, pause_lists

MOVED = "nên tính như tiếp nhận vào đầu ngày làm việc tiếp theo"
UNTIL_15 = Conventions().with_cutoff("15:00")


def _told(explanation):
    return [(line.kind, line.text) for line in explanation.lines]


def test_received_friday_after_the_cutoff_before_a_holiday(national, on):
    told = explain(national, on("28/08/2026 15:10"), Decimal(3), "working_day", UNTIL_15)
    assert told.due == on("08/09/2026 17:00")
    assert _told(told) == [
        (
            "cutoff",
            f"Thứ Sáu 28/08/2026: tiếp nhận lúc 15:10, sau 15:00 {MOVED}",
        ),
        ("skip_weekend", "Thứ Bảy 29/08/2026: nghỉ hằng tuần, không tính"),
        ("skip_weekend", "Chủ nhật 30/08/2026: nghỉ hằng tuần, không tính"),
        (
            "skip_holiday",
            "Thứ Hai 31/08/2026: nghỉ hoán đổi (làm bù Thứ Bảy 22/08/2026), không tính",
        ),
        ("skip_holiday", "Thứ Ba 01/09/2026: nghỉ Quốc khánh, không tính"),
        ("skip_holiday", "Thứ Tư 02/09/2026: nghỉ Quốc khánh, không tính"),
        (
            "received",
            "Thứ Năm 03/09/2026: coi là ngày tiếp nhận, thời hạn tính từ ngày làm việc tiếp theo",
        ),
        ("count", "Thứ Sáu 04/09/2026: ngày làm việc thứ 1"),
        ("skip_weekend", "Thứ Bảy 05/09/2026: nghỉ hằng tuần, không tính"),
        ("skip_weekend", "Chủ nhật 06/09/2026: nghỉ hằng tuần, không tính"),
        ("count", "Thứ Hai 07/09/2026: ngày làm việc thứ 2"),
        ("count", "Thứ Ba 08/09/2026: ngày làm việc thứ 3"),
        ("due", "Thứ Ba 08/09/2026: hết thời hạn lúc 17:00"),
    ]


def test_a_make_up_day_says_what_it_replaces(national, on):
    told = explain(national, on("21/08/2026 09:00"), Decimal("1.5"), "working_day")
    assert (
        "work_swap",
        "Thứ Bảy 22/08/2026: ngày làm việc thứ 1 (làm bù cho Thứ Hai 31/08/2026)",
    ) in _told(told)
    assert told.lines[-2].text == "Thứ Hai 24/08/2026: tính ½ ngày làm việc, cộng dồn 1,5 ngày"


def test_hours_are_told_in_hours_and_minutes(national, on):
    told = explain(national, on("20/08/2026 09:10"), Decimal(6), "working_hour", WITHIN_AGENCY)
    assert [line.text for line in told.lines] == [
        "Thứ Năm 20/08/2026: tiếp nhận lúc 09:10",
        "Thứ Năm 20/08/2026: tính 5 giờ 50 phút, cộng dồn 5 giờ 50 phút",
        "Thứ Sáu 21/08/2026: tính 10 phút, cộng dồn 6 giờ",
        "Thứ Sáu 21/08/2026: hết thời hạn lúc 07:40",
    ]


def test_a_last_day_off_tells_where_it_moves(national, on):
    told = explain(national, on("01/07/2026 09:10"), Decimal(2), "calendar_month")
    assert [line.text for line in told.lines] == [
        "Thứ Tư 01/07/2026: tiếp nhận lúc 09:10, thời hạn tính từ ngày tiếp theo",
        "Thứ Ba 01/09/2026: đủ 2 tháng",
        "Thứ Ba 01/09/2026: nghỉ Quốc khánh, thời hạn chuyển sang ngày làm việc tiếp theo",
        "Thứ Tư 02/09/2026: nghỉ Quốc khánh, thời hạn chuyển sang ngày làm việc tiếp theo",
        "Thứ Năm 03/09/2026: hết thời hạn lúc 17:00",
    ]


def test_a_pause_is_told(national, on):
    pause = (on("04/08/2026 09:30"), on("06/08/2026 09:30"))
    told = explain(national, on("03/08/2026 09:00"), Decimal(1), "working_day", pauses=[pause])
    assert [line.text for line in told.lines if line.kind == "pause"] == [
        "Thứ Ba 04/08/2026: tạm dừng tính thời hạn từ 09:30",
        "Thứ Năm 06/08/2026: tính tiếp thời hạn từ 09:30",
    ]
    assert told.due == on("06/08/2026 17:00")


@settings(max_examples=100, deadline=None)
@given(
    data=st.data(),
    body=bodies(),
    start=instants(),
    unit=st.sampled_from(["working_hour", "working_day", "calendar_day", "calendar_month"]),
    pauses=pause_lists(),
)
def test_it_never_tells_another_date_than_the_arithmetic(data, body, start, unit, pauses):
    calendar, amount = from_body(body), data.draw(st.just(Decimal(0)) | amounts(unit))
    told = explain(calendar, start, amount, unit, pauses=pauses)
    assert told.due == add(calendar, start, amount, unit, pauses=pauses)
    days = [line.date for line in told.lines if line.kind != "pause"]
    assert days == sorted(days)
    assert told.lines[-1].kind == "due" and told.lines[-1].date == told.due.date()
    assert [line.kind for line in told.lines].count("received") == 1
    for line in told.lines:
        if line.kind.startswith("skip"):
            assert not calendar.is_working_day(line.date)
        if unit == "working_day" and line.kind in ("count", "work_swap"):
            assert calendar.is_working_day(line.date)
