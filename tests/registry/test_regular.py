"""Regular jobs: a row a run, never two at once, and a clock that is set back stops nothing."""

from collections.abc import Iterator
from datetime import timedelta

import pytest

from registry.now import frozen, now
from registry.trail import regular, upkeep
from registry.trail.models import RegularRun
from registry.trail.regular import JOBS, Regular, RegularFailed
from tests import factories

pytestmark = pytest.mark.django_db

NOON = factories.at("2026-04-24 12:00")
ran: list[str] = []


def good() -> str:
    ran.append("good")
    return "Đã làm 3 việc."


def wrong() -> str:
    raise RegularFailed("Phát hiện 2 chỗ không khớp.")


def broken() -> str:
    raise OSError("đầy đĩa")


@pytest.fixture(autouse=True)
def _jobs() -> Iterator[None]:
    ran.clear()
    with JOBS.emptied():
        JOBS.add(Regular("test.good", "Việc tốt", timedelta(minutes=1), good))
        JOBS.add(Regular("test.wrong", "Việc báo lỗi", regular.crontab(hour=1), wrong))
        JOBS.add(Regular("test.broken", "Việc hỏng", timedelta(hours=1), broken))
        yield


def test_each_run_leaves_its_row() -> None:
    for name in ("test.good", "test.wrong", "test.broken"):
        regular.run(name)
    found = {last.job.name: last for last in regular.last_runs()}
    run = found["test.good"].run
    assert run is not None and (run.outcome, run.note) == (RegularRun.GOOD, "Đã làm 3 việc.")
    assert found["test.good"].succeeded_at is not None and found["test.good"].seconds is not None
    assert [found[name].run.error for name in ("test.wrong", "test.broken")] == [  # type: ignore[union-attr]
        "Phát hiện 2 chỗ không khớp.",
        "OSError: đầy đĩa",
    ]
    assert found["test.wrong"].succeeded_at is None


def test_a_job_that_never_ran_is_listed() -> None:
    assert [(last.job.name, last.run) for last in regular.last_runs()] == [
        ("test.broken", None),
        ("test.good", None),
        ("test.wrong", None),
    ]


def test_a_running_job_is_not_run_beside_itself() -> None:
    RegularRun.objects.create(name="test.good", started_at=now())
    assert regular.run("test.good") is None
    assert ran == []


def test_a_run_that_died_is_marked_and_makes_room() -> None:
    with frozen(NOON):
        dead = RegularRun.objects.create(name="test.good", started_at=now() - timedelta(hours=2))
        assert regular.run("test.good") is not None
    dead.refresh_from_db()
    assert dead.outcome == RegularRun.LOST and ran == ["good"]


def test_two_clocks_start_it_once_but_a_person_as_often_as_asked() -> None:
    person = factories.person(factories.agency(), role="province_admin")
    with frozen(NOON):
        assert regular.run("test.good") is not None
        assert regular.run("test.good") is None
        asked = regular.run("test.good", asked_by=person)
    assert asked is not None and asked.asked_by == person
    with frozen(NOON + timedelta(minutes=1)):
        assert regular.run("test.good") is not None


def test_a_clock_set_back_stops_nothing() -> None:
    with frozen(NOON):
        regular.run("test.good")
        RegularRun.objects.create(name="test.wrong", started_at=now())
    with frozen(NOON - timedelta(hours=3)):
        assert regular.run("test.good") is not None
        # Started at an instant that is still to come: whoever did it is taken for dead.
        assert regular.run("test.wrong") is not None
        last = next(last for last in regular.last_runs() if last.job.name == "test.good")
    assert last.run is not None and last.run.started_at == NOON - timedelta(hours=3)


def test_only_the_last_runs_are_kept_and_the_last_good_one() -> None:
    with frozen(NOON):
        regular.run("test.good")
    RegularRun.objects.bulk_create(
        RegularRun(name="test.good", started_at=NOON, finished_at=NOON, outcome=RegularRun.FAILED)
        for _ in range(regular.KEPT + 5)
    )
    with frozen(NOON + timedelta(hours=1)):
        JOBS.remove("test.good")
        JOBS.add(Regular("test.good", "Việc tốt", timedelta(minutes=1), broken))
        regular.run("test.good")
    rows = RegularRun.objects.filter(name="test.good")
    assert rows.count() == regular.KEPT + 1
    assert rows.filter(outcome=RegularRun.GOOD).count() == 1


def test_what_ships_is_declared() -> None:
    assert upkeep.sweep() == ""
    assert upkeep.verify() == "Chuỗi sự kiện nguyên vẹn."
