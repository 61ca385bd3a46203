"""What an outbox job costs through Redis, beside an empty Celery task in the same run.

Both ways one worker (Celery's solo pool) does 10,000 pieces, from the first that is sent to the
last that is done: empty tasks sent one by one; and jobs noted in transactions of ten, each of
which wakes the worker by itself. PostgreSQL and Redis are started for the run.
"""

import logging
import os
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

PIECES = 10_000
TOGETHER = 10


def main() -> int:
    """Start the servers, then measure in a process that has them as settings."""
    if os.environ.get("BENCHMARK_SERVERS"):
        return _measured()
    from tools import postgresql, redis

    with (
        postgresql.server() as database,
        redis.server() as broker,
        tempfile.TemporaryDirectory(prefix="iso-benchmark-") as home,
    ):
        admin = database.rpartition("/")[0]
        import psycopg

        with psycopg.connect(
            f"{admin}/postgres".replace("postgres://", "postgresql://", 1), autocommit=True
        ) as connection:
            connection.execute("CREATE DATABASE iso")
        env = {
            **{name: value for name, value in os.environ.items() if not name.startswith("ISO_")},
            "ISO_HOME": home,
            "ISO_DATABASE": database,
            "ISO_BROKER": f"{broker}/0",
            "BENCHMARK_SERVERS": "1",
            "DJANGO_SETTINGS_MODULE": "cms.settings",
        }
        return subprocess.run(
            [sys.executable, "-m", "benchmarks.outbox", *sys.argv[1:]], env=env, check=False
        ).returncode


def _measured() -> int:
    import django

    django.setup()
    from django.core.management import call_command

    call_command("migrate", interactive=False, verbosity=0)
    from cms.celery import app

    pieces = int(sys.argv[1]) if len(sys.argv) > 1 else PIECES
    folder = Path(os.environ["ISO_HOME"])

    @app.task(name="benchmark.empty", acks_late=True)
    def empty(last: bool) -> None:
        if last:
            (folder / "empty").touch()

    from registry.trail import outbox

    def nothing(payload: dict[str, int]) -> None:
        pass

    outbox.HANDLERS.add("benchmark.empty", outbox.Handler(nothing, "Đo hàng việc nền"))

    worker = _worker()
    try:
        _send_empty(empty, 100, folder)
        tasks = _send_empty(empty, pieces, folder)
        _note_jobs(100)
        jobs = _note_jobs(pieces)
    finally:
        os.kill(worker, signal.SIGKILL)
        os.waitpid(worker, 0)
    ratio = jobs / tasks
    print(f"{pieces} empty Celery tasks: {tasks:6.1f} s, {tasks / pieces * 1e3:.2f} ms each")
    print(f"{pieces} outbox jobs:        {jobs:6.1f} s, {jobs / pieces * 1e3:.2f} ms each")
    print(f"a job costs {ratio:.2f} times an empty task (bound: 2){' !' if ratio > 2 else ''}")
    return int(ratio > 2)


def _worker() -> int:
    from django.db import connections

    from cms.celery import app

    connections.close_all()
    pid = os.fork()
    if pid:
        return pid
    arguments = ["worker", "-P", "solo", "--without-gossip", "--without-mingle"]
    # A line of log for each task would be most of what an empty task costs.
    logging.disable(logging.ERROR)
    with open(os.devnull, "w") as silence:
        os.dup2(silence.fileno(), 1)
        app.worker_main([*arguments, "--without-heartbeat"])
    os._exit(0)


def _send_empty(empty: object, pieces: int, folder: Path) -> float:
    (folder / "empty").unlink(missing_ok=True)
    began = time.perf_counter()
    for number in range(pieces):
        empty.apply_async([number == pieces - 1])  # type: ignore[attr-defined]
    while not (folder / "empty").exists():
        time.sleep(0.01)
    return time.perf_counter() - began


def _note_jobs(pieces: int) -> float:
    from django.db import transaction

    from registry.trail import outbox
    from registry.trail.models import Job

    began = time.perf_counter()
    for start in range(0, pieces, TOGETHER):
        with transaction.atomic():
            for number in range(start, start + TOGETHER):
                outbox.enqueue("benchmark.empty", {"number": number})
    while Job.objects.exclude(state=Job.DONE).exists():
        time.sleep(0.02)
    return time.perf_counter() - began


if __name__ == "__main__":
    sys.exit(main())
