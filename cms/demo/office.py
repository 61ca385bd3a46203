"""The ward of the demo at work: its people, its clock, and what is still to be done, by time."""

import heapq
from collections.abc import Callable
from datetime import datetime, timedelta
from itertools import count
from random import Random
from typing import Any

from cms.demo.days import Days
from registry.notices.models import Notice
from registry.notices.services import mark_read
from registry.now import Walk, local
from registry.organisation.models import Agency, User
from registry.trail import outbox

Act = Callable[[], None]

# Notices older than so many days have been read by whom they are for.
READ_WITHIN = 6
# How many working days before day 0 jobs are done day by day, and how many at once after each act:
# what is still unread then bears its own time.
DAILY_WITHIN, AT_ONCE_WITHIN = 15, 4
_FRIDAY = 5


class Office:
    """People do one thing after the other, each at its time; after each day the jobs are done."""

    def __init__(self, walk: Walk, days: Days, agency: Agency, seed: str) -> None:
        self.walk, self.days, self.agency = walk, days, agency
        self.random = Random(seed)  # noqa: S311 - a tale, not a secret
        self.people = {user.username: user for user in User.objects.order_by("pk")}
        self._planned: list[tuple[datetime, int, Act]] = []
        self._numbers = count()

    def person(self, username: str) -> User:
        """Return somebody of the demo."""
        return self.people[username]

    def later(self, instant: datetime, act: Act) -> None:
        """Plan an act; one that falls behind the last day has not happened yet."""
        instant = max(self.days.working(instant), self.walk.at)
        if instant <= self.days.end:
            heapq.heappush(self._planned, (instant, next(self._numbers), act))

    def work(self) -> None:
        """Do all that is planned, and what comes of it, until the last day is over."""
        day = local(self.walk.at).date()
        while self._planned:
            instant, _, act = heapq.heappop(self._planned)
            if local(instant).date() != day:
                self._close(day.isoweekday() == _FRIDAY)
                day = local(instant).date()
            self.walk.to(instant)
            act()
            if self.days.number(instant) <= AT_ONCE_WITHIN:
                _do_jobs()
        self.walk.to(self.days.end)
        self._close(True)

    def _close(self, week: bool) -> None:
        """End a day, or a week with it: jobs are done, and old notices are read.

        Long ago the jobs of a week are done at once: they tell nobody of what is done by then.
        """
        if not week and self.days.number(self.walk.at) > DAILY_WITHIN:
            return
        _do_jobs()
        if week:
            before = self.walk.at - timedelta(days=READ_WITHIN)
            old = Notice.objects.of(self.agency).filter(read_at=None, created_at__lt=before)
            for notice in old.select_related("user").order_by("pk"):
                mark_read(notice.user, notice.pk)

    def any_of(self, choices: list[Any]) -> Any:
        """Choose one of a list."""
        return self.random.choice(choices)


def _do_jobs() -> None:
    """Do the jobs that are due, and those that they note."""
    while outbox.work():
        pass
