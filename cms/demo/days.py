"""Working days and hours of the demo's year, counted back from the day on which it begins."""

from datetime import date, datetime, time, timedelta

from registry.now import LOCAL, local
from rules.worktime import WorkCalendar

# How long before its first day the demo's year began.
MONTHS = timedelta(days=274)
# How many working days after it the calendar must reach.
AHEAD = 45
_OPENS, _NOON, _AFTERNOON, _CLOSES = time(7, 35), time(11, 25), time(13, 35), time(16, 50)


class Days:
    """The working days before a day; everything that happens does so in working hours.

    Day 0 is the first working day from today on, day 1 the working day before, and so on. What is
    told ends with day 1. Raises WorktimeError or IndexError where the calendar does not reach.
    """

    def __init__(self, calendar: WorkCalendar, today: date) -> None:
        self.calendar, self.today = calendar, today
        self._zero = calendar.index(calendar.next_working_day(today))
        # As far as anything of the year falls due.
        self.back(-AHEAD)
        self.start = self.at(calendar.next_working_day(today - MONTHS), "07:40")
        self.end = datetime.combine(self.back(1), time(17, 0), LOCAL)
        self.longest = self._zero - calendar.index(local(self.start).date())

    def back(self, number: int) -> date:
        """Return the working day so many before day 0 (negative: after)."""
        return self.calendar.working_days[max(self._zero - number, 0)]

    def at(self, day: date, hour: str) -> datetime:
        """Return an hour of a day."""
        return datetime.combine(day, time.fromisoformat(hour), LOCAL)

    def ago(self, number: int, hour: str = "09:00") -> datetime:
        """Return an hour of the working day so many before day 0."""
        return self.at(self.back(number), hour)

    def after(self, instant: datetime, number: int, hour: str = "09:00") -> datetime:
        """Return an hour of the working day so many after that of an instant."""
        index = self.calendar.index(self.calendar.next_working_day(local(instant).date()))
        return self.at(self.calendar.working_days[index + number], hour)

    def number(self, instant: datetime) -> int:
        """Return how many working days before day 0 an instant lies."""
        return self._zero - self.calendar.index(local(instant).date())

    def within(self, start: datetime, end: datetime, share: float) -> datetime:
        """Return a working moment between two instants, about so far on the way; before the end,
        where people are at work before it."""
        found = self.working(start + (end - start) * share)
        if found < end:
            return found
        close = datetime.combine(local(start).date(), _CLOSES, LOCAL)
        return start + (max(min(end, close), start) - start) * share

    def working(self, instant: datetime) -> datetime:
        """Return the instant, or the next one at which people are at work."""
        here = local(instant)
        day, hour = here.date(), here.time()
        if not self.calendar.is_working_day(day) or hour > _CLOSES:
            start = day if hour <= _CLOSES else day + timedelta(days=1)
            return datetime.combine(self.calendar.next_working_day(start), _OPENS, LOCAL) + _odd(
                here
            )
        if hour < _OPENS:
            return datetime.combine(day, _OPENS, LOCAL) + _odd(here)
        if _NOON < hour < _AFTERNOON:
            return datetime.combine(day, _AFTERNOON, LOCAL) + _odd(here)
        return here


def _odd(instant: datetime) -> timedelta:
    """Some minutes that follow from the instant, so that not everybody begins at one moment."""
    return timedelta(minutes=(instant.minute * 7 + instant.hour * 3) % 50, seconds=instant.second)
