"""Two ratings of one case sent at the same moment: one stays, and one event says so."""

from typing import Any

import pytest

from processes.citizens import services as citizens
from processes.citizens.services import FeedbackRefused
from processes.events.citizens import FeedbackGiven
from processes.models import Feedback
from registry.trail import events
from tests.processes.citizens.conftest import closed, public_world
from tests.processes.test_races import at_once

pytestmark = pytest.mark.django_db(transaction=True)


def test_two_ratings_at_once_are_one() -> None:
    world = public_world()
    case = closed(world)

    def rate(stars: int) -> Any:
        try:
            return citizens.give_feedback(case, stars)
        except FeedbackRefused as refused:
            return refused

    given = at_once(lambda: rate(5), lambda: rate(1))
    assert sorted(isinstance(one, FeedbackRefused) for one in given) == [False, True]
    assert Feedback.objects.of(world.agency).count() == 1
    assert [one.type for one in events.read(case.stream)].count(FeedbackGiven.name) == 1
