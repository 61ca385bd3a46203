"""Rows of regular jobs: laid once, an administrator's changes kept; beat bears a clock set back."""

import time
from collections.abc import Iterator
from datetime import timedelta

import pytest
from django_celery_beat.models import IntervalSchedule, PeriodicTask

from cms.background import schedule, state
from cms.celery import app
from registry.now import now
from registry.trail import regular
from registry.trail.models import RegularRun

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _jobs() -> Iterator[None]:
    with regular.JOBS.emptied():
        declare(timedelta(minutes=5))
        schedule.sync()
        yield


def declare(every: timedelta | regular.crontab) -> None:
    if "test.job" in regular.JOBS:
        regular.JOBS.remove("test.job")
    regular.JOBS.add(regular.Regular("test.job", "Việc thử", every, lambda: None))


def row() -> PeriodicTask:
    return PeriodicTask.objects.get(name="regular:test.job")


def test_a_declared_job_has_its_row_and_a_job_that_is_gone_has_none() -> None:
    assert row().enabled and state.every(row()) == "mỗi 5 phút"
    before = row().date_changed
    schedule.sync()
    assert row().date_changed == before
    regular.JOBS.remove("test.job")
    schedule.sync()
    assert not PeriodicTask.objects.filter(name="regular:test.job").exists()


def test_a_new_release_changes_a_row_that_nobody_touched() -> None:
    declare(regular.crontab(hour=3, minute=5, weekday=7))
    schedule.sync()
    assert state.every(row()) == "03:05 Chủ nhật hằng tuần"
    declare(regular.crontab(hour=3, minute=5))
    schedule.sync()
    assert state.every(row()) == "03:05 hằng ngày"


def test_an_administrator_s_own_interval_is_kept() -> None:
    own, _ = IntervalSchedule.objects.get_or_create(every=2, period="hours")
    PeriodicTask.objects.filter(pk=row().pk).update(interval=own, enabled=False)
    for every in (timedelta(minutes=7), regular.crontab(hour=1)):
        declare(every)
        schedule.sync()
        assert state.every(row()) == "mỗi 2 giờ" and not row().enabled


def test_the_next_run_is_told_from_the_last() -> None:
    run = RegularRun(name="test.job", started_at=now() - timedelta(minutes=4))
    PeriodicTask.objects.filter(pk=row().pk).update(last_run_at=now() - timedelta(minutes=4))
    due = schedule.next_run(row(), run)
    assert due is not None and abs(due - now() - timedelta(minutes=1)) < timedelta(seconds=5)
    # The clock was set back: the last run lies ahead, and the next comes one interval from now.
    run.started_at = now() + timedelta(hours=3)
    due = schedule.next_run(row(), run)
    assert due is not None and abs(due - now() - timedelta(minutes=5)) < timedelta(seconds=5)


@pytest.mark.django_db(transaction=True)
def test_beat_goes_on_when_its_clock_is_set_back(monkeypatch: pytest.MonkeyPatch) -> None:
    PeriodicTask.objects.exclude(pk=row().pk).delete()
    PeriodicTask.objects.filter(pk=row().pk).update(last_run_at=now())
    beat = schedule.Scheduler(app)
    sent: list[str] = []
    monkeypatch.setattr(beat, "apply_entry", lambda entry, producer=None: sent.append(entry.name))
    monkeypatch.setattr(schedule.Scheduler, "producer", None)
    beat.tick()
    # As if it had looked at a clock that was three hours fast, and run the job by it.
    entry = beat.schedule["regular:test.job"]
    entry.last_run_at = entry.model.last_run_at = now() + timedelta(hours=3)
    beat._seen = time.time() + 3 * 3600
    assert beat.tick() <= 300
    assert entry.last_run_at <= now()
    assert entry.is_due().next <= 300
    # A beat that starts afterwards reads the row with the instant that is still to come.
    PeriodicTask.objects.filter(pk=row().pk).update(last_run_at=now() + timedelta(hours=3))
    assert schedule.Entry(row(), app=app).is_due().next <= 300
