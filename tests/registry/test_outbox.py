"""Jobs are written with the change, survive a power cut and are not lost or done in part."""

import threading

import pytest
from django.db import connection, transaction

from registry.trail import outbox
from registry.trail.models import Job

pytestmark = pytest.mark.django_db(transaction=True)

done: list[str] = []


@outbox.handler("test.keep")
def _keep(payload: dict[str, str]) -> None:
    done.append(payload["text"])
    if payload["text"] == "hỏng":
        raise RuntimeError("máy in hết giấy")


@pytest.fixture(autouse=True)
def _nothing_done() -> None:
    done.clear()


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


def test_a_change_made_while_its_job_runs_gets_a_job_of_its_own() -> None:
    """The running job may have read what was there before."""
    entered, noted = threading.Event(), threading.Event()

    @outbox.handler("test.slow")
    def _slow(payload: dict[str, str]) -> None:
        done.append(payload["text"])
        if not entered.is_set():
            entered.set()
            noted.wait(1)

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


def test_a_failing_job_waits_and_at_last_is_kept_with_its_reason() -> None:
    with transaction.atomic():
        outbox.enqueue("test.keep", {"text": "hỏng"})
        outbox.enqueue("test.keep", {"text": "lành"})
    for _ in range(outbox.MAX_ATTEMPTS):
        Job.objects.filter(state=Job.WAITING).update(run_at=outbox.now())
        outbox.work()
    assert "lành" in done
    assert Job.objects.get(state=Job.FAILED).error == "RuntimeError: máy in hết giấy"
