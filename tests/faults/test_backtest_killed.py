"""kill -9 while a draft is tried on past cases: whole lots stay, and no case comes twice."""

from collections.abc import Iterator
from datetime import timedelta

import pytest

from processes.backtest import running, services
from processes.models import BacktestState
from registry import now as clock
from registry.trail import events
from registry.trail.models import Job
from tests.faults.test_takeover_killed import killed_at
from tests.processes.backtest.test_cases import EITHER
from tests.processes.backtest.world import last, make, rows
from tests.processes.world import FRIDAY

pytestmark = pytest.mark.django_db(transaction=True)
APART = 3


@pytest.fixture(autouse=True)
def _real_clock() -> Iterator[None]:
    yield
    clock.set_clock(None)


def test_whole_lots_stay_and_no_case_comes_twice(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(running, "LOT", 1)
    trial = make()
    trial.draft(EITHER)
    Job.objects.all().delete()
    before, deaths = FRIDAY + timedelta(days=30), 0
    clock.set_clock(lambda: before)
    services.start(trial.secretary, trial.rule)
    Job.objects.exclude(handler=running.JOB).delete()
    while killed_at(deaths * APART):
        deaths += 1
        made = last(trial)
        found = rows(made)
        assert len(found) == len({row.case_id for row in found}) == made.looked
        # What a dead worker held is taken once its time is over, and the death is not the job's.
        instant = before + timedelta(hours=deaths)
        clock.set_clock(lambda instant=instant: instant)
        Job.objects.filter(attempts__gt=1).update(attempts=1)
    assert deaths >= 4
    made = last(trial)
    assert made.state == BacktestState.DONE
    assert sorted(row.verdict for row in rows(made)) == ["changed", "same", "same"]
    assert list(events.verify()) == []
