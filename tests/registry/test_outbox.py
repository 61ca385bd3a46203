"""Jobs are written with the change, survive a power cut and are not lost or done in part."""

import threading
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection, transaction

from registry.now import frozen, now
from registry.trail import outbox
from registry.trail.models import Job, StreamHead
from tests import factories

pytestmark = pytest.mark.django_db(transaction=True)

done: list[str] = []


def _keep(payload: dict[str, str]) -> None:
    done.append(payload["text"])
    if payload["text"] == "hỏng":
        raise RuntimeError("máy in hết giấy")


Does = Callable[..., None]


@pytest.fixture
def does(added: Callable[..., Any]) -> Does:
    """Let a function of the test do the jobs of a name."""

    def add(name: str, function: Callable[[Any], None], **how: Any) -> None:
        added(outbox.HANDLERS, name, outbox.Handler(function, "Ca thử", **how))

    return add


@pytest.fixture(autouse=True)
def _nothing_done(does: Does) -> None:
    done.clear()
    does("test.keep", _keep)


def test_a_change_rolled_back_leaves_no_job() -> None:
    with pytest.raises(RuntimeError), transaction.atomic():
        outbox.enqueue("test.keep", {"text": "một"})
        raise RuntimeError
    assert outbox.work() == 0


def test_a_power_cut_after_the_commit_loses_nothing() -> None:
    with transaction.atomic():
        outbox.enqueue("test.keep", {"text": "một"})
    # Nothing ran between the commit and this: the next worker finds the row.
    assert outbox.work() == 1
    assert done == ["một"]
    assert outbox.work() == 0


def test_of_one_key_only_one_waits() -> None:
    with transaction.atomic():
        for _ in range(3):
            outbox.enqueue("test.keep", {"text": "một"}, key="k")
    outbox.work()
    assert done == ["một"]


def test_a_change_made_while_its_job_runs_gets_a_job_of_its_own(does: Does) -> None:
    """The running job may have read what was there before."""
    entered, noted = threading.Event(), threading.Event()

    def _slow(payload: dict[str, str]) -> None:
        done.append(payload["text"])
        if not entered.is_set():
            entered.set()
            noted.wait(1)

    does("test.slow", _slow)

    def work() -> None:
        try:
            outbox.work(1)
        finally:
            connection.close()

    with transaction.atomic():
        outbox.enqueue("test.slow", {"text": "trước"}, key="k")
    worker = threading.Thread(target=work)
    worker.start()
    assert entered.wait(20)
    with transaction.atomic():
        outbox.enqueue("test.slow", {"text": "sau"}, key="k")
    noted.set()
    worker.join(20)
    outbox.work()
    assert done == ["trước", "sau"]


@pytest.mark.database
def test_a_change_that_finds_its_job_waiting_holds_it_until_it_is_committed(does: Does) -> None:
    """Else a worker would do the job before the change is to be seen, and nobody after it."""
    found: list[int] = []

    def _count(payload: dict[str, str]) -> None:
        found.append(StreamHead.objects.filter(stream="test:change").count())

    does("test.count", _count)

    changed, worked = threading.Event(), threading.Event()

    def change() -> None:
        try:
            with transaction.atomic():
                StreamHead.objects.create(stream="test:change")
                outbox.enqueue("test.count", {}, key="k")
                changed.set()
                worked.wait(1)
        finally:
            connection.close()

    outbox.enqueue("test.count", {}, key="k")
    changer = threading.Thread(target=change)
    changer.start()
    assert changed.wait(20)
    outbox.work()
    worked.set()
    changer.join(20)
    outbox.work()
    assert found[-1] == 1


def test_a_commit_is_announced_once_and_a_rollback_not_at_all(added: Callable[..., Any]) -> None:
    heard: list[str] = []
    added(outbox.NOTED, "test", lambda: heard.append("wake"))
    with transaction.atomic():
        for text in ("một", "hai"):
            outbox.enqueue("test.keep", {"text": text})
        with pytest.raises(RuntimeError), transaction.atomic():
            outbox.enqueue("test.keep", {"text": "ba"})
            raise RuntimeError
        assert heard == []
    assert heard == ["wake"]
    with pytest.raises(RuntimeError), transaction.atomic():
        outbox.enqueue("test.keep", {"text": "bốn"})
        raise RuntimeError
    # Announced by the savepoint that was rolled back: the one after it announces afresh.
    with transaction.atomic():
        with pytest.raises(RuntimeError), transaction.atomic():
            outbox.enqueue("test.keep", {"text": "năm"})
            raise RuntimeError
        outbox.enqueue("test.keep", {"text": "sáu"})
    assert heard == ["wake", "wake"]
    # What is meant for a later day wakes nobody now.
    outbox.enqueue("test.keep", {"text": "bảy"}, run_at=now() + timedelta(days=1))
    assert heard == ["wake", "wake"]


def test_a_listener_that_fails_does_not_fail_the_request(added: Callable[..., Any]) -> None:
    def broken() -> None:
        raise ConnectionError

    added(outbox.NOTED, "test", broken)
    with transaction.atomic():
        outbox.enqueue("test.keep", {"text": "một"})
    assert outbox.work() == 1


def test_what_cannot_be_done_yet_waits_without_using_up_attempts(does: Does) -> None:
    away = [True]

    def _away(payload: dict[str, str]) -> None:
        done.append("thử")
        if away[0]:
            raise outbox.NotNow(60, "Máy chủ tra cứu không trả lời.")

    does("test.away", _away)

    outbox.enqueue("test.away", {}, key="k")
    for minute in range(2 * outbox.MAX_ATTEMPTS):
        with frozen(now() + timedelta(minutes=2 * minute + 2)):
            assert outbox.work() == 1
    job = Job.objects.get()
    assert (job.state, job.attempts, job.postponed) == (Job.WAITING, 0, 10)
    assert job.error == "NotNow: Máy chủ tra cứu không trả lời."
    away[0] = False
    with frozen(now() + timedelta(days=1)):
        outbox.work()
    job.refresh_from_db()
    assert (job.state, job.error) == (Job.DONE, "")


def test_many_are_handed_over_together_outside_a_transaction(does: Does) -> None:
    calls: list[list[str]] = []

    def _many(payloads: list[dict[str, str]]) -> None:
        assert not connection.in_atomic_block
        calls.append([payload["text"] for payload in payloads])
        if len(calls) == 1:
            raise outbox.NotNow(10)

    does("test.many", _many, many=80)

    names = [f"{number:03d}" for number in range(100)]
    with transaction.atomic():
        for name in names:
            outbox.enqueue("test.many", {"text": name})
    assert outbox.work(200) == 100
    with frozen(now() + timedelta(seconds=11)):
        outbox.work(200)
    assert [len(call) for call in calls] == [80, 20, 80]
    assert sorted(calls[1] + calls[2]) == names
    assert not Job.objects.exclude(state=Job.DONE).exists()


def test_a_long_job_keeps_its_claim(does: Does) -> None:
    def another() -> int:
        """What a second worker would find after a long time."""
        with frozen(now() + timedelta(minutes=10)):
            return outbox._due_again().count()

    found: list[int] = []

    def _long(payloads: list[dict[str, str]]) -> None:
        found.append(another())
        outbox._at_work.since -= 60
        with frozen(now() + timedelta(minutes=10)):
            outbox.keep()
        found.append(another())

    does("test.long", _long, many=1)

    outbox.enqueue("test.long", {})
    outbox.work()
    assert found == [1, 0]


def test_a_change_that_comes_while_its_job_fails_takes_its_place(does: Does) -> None:
    def _fails(payload: dict[str, str]) -> None:
        done.append(payload["text"])
        if payload["text"] == "trước":
            raise RuntimeError("hỏng")

    does("test.fails", _fails)

    outbox.enqueue("test.fails", {"text": "trước"}, key="k")
    claimed = outbox._claim(outbox._due_first(), 1)
    outbox.enqueue("test.fails", {"text": "sau"}, key="k")
    outbox._do_all(claimed)
    outbox.work()
    assert done == ["trước", "sau"]
    assert set(Job.objects.values_list("state", flat=True)) == {Job.DONE}


def test_a_clock_set_back_delays_nothing_but_what_is_meant_for_a_later_day() -> None:
    noon = factories.at("2026-04-24 12:00")
    with frozen(noon):
        outbox.enqueue("test.keep", {"text": "ngay"})
        outbox.enqueue("test.keep", {"text": "mai"}, run_at=noon + timedelta(days=1))
        outbox.enqueue("test.keep", {"text": "hỏng"})
        Job.objects.create(
            handler="test.keep", payload='{"text":"mất thợ"}', state=Job.RUNNING, attempts=1,
            run_at=noon, created_at=noon, claimed_at=noon,
        )  # fmt: skip
    with frozen(noon - timedelta(hours=5)):
        outbox.work()
        assert sorted(done) == ["hỏng", "mất thợ", "ngay"]
        assert outbox.work() == 0
    # Tried at an instant that is still to come: tried again all the same.
    with frozen(noon - timedelta(hours=8)):
        assert outbox.work() == 1
        assert outbox.work() == 0
    with frozen(noon + timedelta(days=1)):
        outbox.work()
    assert "mai" in done


def test_what_was_done_long_ago_is_deleted() -> None:
    with frozen(factories.at("2026-01-24 12:00")):
        outbox.enqueue("test.keep", {"text": "cũ"})
        outbox.work()
    outbox.enqueue("test.keep", {"text": "mới"})
    outbox.work()
    outbox.enqueue("test.keep", {"text": "chờ"})
    assert outbox.tidy() == 1
    assert Job.objects.count() == 2


def test_a_failing_job_waits_and_at_last_is_kept_with_its_reason() -> None:
    with transaction.atomic():
        outbox.enqueue("test.keep", {"text": "hỏng"})
        outbox.enqueue("test.keep", {"text": "lành"})
    for _ in range(outbox.MAX_ATTEMPTS):
        Job.objects.filter(state=Job.WAITING).update(run_at=outbox.now())
        outbox.work()
    assert "lành" in done
    assert Job.objects.get(state=Job.FAILED).error == "RuntimeError: máy in hết giấy"
