"""What citizens said lately, at a glance: how many gave how many stars, and the newest words."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Case, Count, F, IntegerField, Q, Value, When, Window
from django.db.models.functions import RowNumber

from processes.models import Feedback
from registry import policy
from registry.organisation.models import User


@dataclass(frozen=True)
class Ratings:
    """`spread` is (stars, how many), five stars first; `newest` the last one that has words."""

    count: int
    spread: tuple[tuple[int, int], ...]
    newest: Feedback | None

    @property
    def average(self) -> float:
        """The mean of the stars; 0 where there are none."""
        return (
            sum(stars * number for stars, number in self.spread) / self.count if self.count else 0
        )

    @property
    def poor(self) -> int:
        """How many were not satisfied."""
        return sum(number for stars, number in self.spread if stars < 3)


def ratings_since(user: User | None, since: datetime) -> Ratings:
    """Return what was said since an instant, of what the person may read; one query."""
    said = Case(When(~Q(text=""), then=Value(0)), default=Value(1), output_field=IntegerField())
    alike = [F("stars")]
    rows = (
        policy.visible(user, Feedback)
        .filter(given_at__gte=since)
        .annotate(
            number=Window(Count("pk"), partition_by=alike),
            place=Window(
                RowNumber(), order_by=[said.asc(), F("given_at").desc()], partition_by=alike
            ),
        )
        .filter(place=1)
        .select_related("case")
    )
    newest_of = {row.stars: row for row in rows}
    spread = tuple(
        (stars, newest_of[stars].number if stars in newest_of else 0) for stars, _ in Feedback.STARS
    )
    worded = [row for row in newest_of.values() if row.text]
    return Ratings(
        count=sum(number for _, number in spread),
        spread=spread,
        newest=max(worded, key=lambda row: row.given_at, default=None),
    )
