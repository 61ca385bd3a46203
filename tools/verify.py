"""`make test`: the tests on SQLite and on PostgreSQL side by side, and the static checks with them.

Which engine runs which tests says tests/support/collection.py; docs/testing.md tells it to people.
"""

import argparse
import contextlib
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree

from tools import chromium, covered, elasticsearch, environment, nginx, postgresql, rabbitmq, redis
from tools.checks import CHECKS, PARALLEL, Beside, Check, Outcome, clean_environment
from tools.children import CannotGoOn, Stopped, running, say, start, stop_on_signals
from tools.servers import Servers

# Servers that both engines' tests share, each started when the first of them asks; a running one
# that ISO_TEST_… names is used in its place.
SERVERS = {
    "ELASTICSEARCH": elasticsearch.server,
    "RABBITMQ": rabbitmq.server,
    "REDIS": redis.server,
}

# What finds each program of the tests, or installs it; beside it the variable that names a running
# server instead, and whether tests need one of their own all the same, because they kill it.
PROGRAMS: tuple[tuple[Callable[[], object], str, bool], ...] = (
    (chromium.executable, "", True),
    (nginx.program, "", True),
    (elasticsearch.distribution, "ISO_TEST_ELASTICSEARCH", True),
    (elasticsearch.java_home, "ISO_TEST_ELASTICSEARCH", True),
    (rabbitmq.program, "ISO_TEST_RABBITMQ", False),
    (redis.program, "ISO_TEST_REDIS", True),
    (postgresql.programs, "ISO_TEST_DATABASE", True),
)

ENGINES = {"sqlite": "SQLite", "postgresql": "PostgreSQL"}
# Parts that run tests, and the engines on which they do.
PARTS = {
    "all": ("sqlite", "postgresql"),
    "coverage": ("sqlite", "postgresql"),
    "sqlite": ("sqlite",),
    "postgresql": ("postgresql",),
    "quick": ("sqlite",),
    "checks": (),
}
# More workers than cores: one that waits for a browser or a server leaves its core to others. Each
# costs its start and its collection, so that two engines side by side, which fill each other's
# waits, have less than twice as many.
ALONE = PARALLEL + 2
SIDE_BY_SIDE = {"sqlite": PARALLEL + 1, "postgresql": PARALLEL}
# A file of tests stays with one worker until another has nothing left, so that what is made once a
# module is made once.
PYTEST = ("-m", "pytest", "-q", "--dist", "worksteal", "-n")
# No test of this kind is among those that were asked for.
NOTHING_COLLECTED = 5


def main() -> int:
    """Run what was asked for and return 0 only when everything passed."""
    arguments = argparse.ArgumentParser(prog="make test")
    arguments.add_argument("part", nargs="?", default="all", choices=PARTS)
    given, pytest_arguments = arguments.parse_known_args()
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(encoding="utf-8", errors="replace")  # type: ignore[union-attr]
    stop_on_signals()
    started = time.monotonic()
    outcome = Outcome()
    try:
        verify(given.part, pytest_arguments, outcome)
    except CannotGoOn as reason:
        print(reason, file=sys.stderr, flush=True)
        return 1
    except Stopped:
        print("Đã dừng giữa chừng.", file=sys.stderr, flush=True)
        return 130
    for name in outcome.failures:
        say(f"✗ {name}")
    seconds = time.monotonic() - started
    say(f"==== {outcome.passed} passed, {outcome.failed} failed in {seconds:.0f}s ====")
    return 1 if outcome.failed else 0


def verify(part: str, pytest_arguments: list[str], outcome: Outcome) -> None:
    """Prepare what the part needs and run it, adding to `outcome`.

    Raises CannotGoOn when something is missing that may not be installed.
    """
    environment.prepare(environment.DEVELOPMENT)
    engines = PARTS[part]
    with contextlib.ExitStack() as stack:
        temporary = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="iso-test-")))
        settings, command = {}, [str(environment.PYTHON)]
        if engines and part != "quick":
            _require_programs()
            settings["ISO_CHROMIUM"] = chromium.executable()
        servers = stack.enter_context(Servers(temporary / "servers", SERVERS))
        beside = stack.enter_context(Beside(temporary, outcome))
        settings |= _addresses(servers)
        if part == "coverage":
            command += covered.COMMAND
            settings |= covered.settings(temporary)
        database, migrated = "", _at_once
        if "postgresql" in engines:
            database = os.environ.get("ISO_TEST_DATABASE") or stack.enter_context(
                postgresql.server()
            )
            migrated = beside.begin(_migrating(database, temporary))
        if part in ("all", "checks"):
            beside.add(CHECKS)

        def meanwhile() -> None:
            servers.look()
            beside.look()

        runs = []
        together = len(engines) > 1
        for engine in engines:
            env = {**settings, "ISO_TEST_HOME": str(temporary / engine)}
            if engine == "postgresql":
                env["ISO_TEST_DATABASE"] = database
            workers = str(SIDE_BY_SIDE[engine] if together else ALONE)
            full = [*command, *PYTEST, workers, *_selection(part, engine), *pytest_arguments]
            # Before its database is there, PostgreSQL's workers would wait for it, and compile what
            # those of SQLite are compiling.
            waits = together and engine == "postgresql"
            runs.append(Run(engine, full, env, migrated if waits else _at_once))
        ran = _run_tests(runs, temporary, outcome, meanwhile)
        beside.report()
        if engines and not ran:
            outcome.add("không có ca thử nào được chạy", 0, 1)
        beside.finish()
        if part == "coverage":
            say(covered.table(temporary))


def _selection(part: str, engine: str) -> list[str]:
    """What tells pytest which tests the part means."""
    if part == "quick":
        return ["--quick"]
    return [f"--divided={engine}"] if len(PARTS[part]) > 1 else []


def _addresses(servers: Servers) -> dict[str, str]:
    """Where tests find the servers that run already, and where they ask for the others."""
    given = {f"ISO_TEST_{name}": os.environ.get(f"ISO_TEST_{name}", "") for name in SERVERS}
    found = {name: address for name, address in given.items() if address}
    return {**found, "ISO_TEST_SERVERS": str(servers.folder)}


def _migrating(database: str, temporary: Path) -> Check:
    """Make PostgreSQL's migrated database while the tests on SQLite begin."""
    return Check(
        "cơ sở dữ liệu mẫu trên PostgreSQL",
        (str(environment.PYTHON), "-m", "tests.support.template"),
        (("ISO_TEST_DATABASE", database), ("ISO_TEST_HOME", str(temporary / "template"))),
        counts=False,
    )


def _require_programs() -> None:
    """Say all that is missing before the first minute of work, not one by one after it.

    Raises CannotGoOn with a line for each.
    """
    missing = []
    for find, variable, always in PROGRAMS:
        named = bool(variable and os.environ.get(variable))
        if named and not always:
            continue
        try:
            find()
        except CannotGoOn as reason:
            own = f" Dù đã đặt {variable}, ca thử ngắt máy chủ vẫn cần chương trình trên máy này."
            missing.append(f"{reason}{own if named else ''}")
    if missing:
        raise CannotGoOn("\n".join(missing))


def _at_once() -> bool:
    return True


@dataclass(frozen=True)
class Run:
    """The tests of one engine, and whether they may begin."""

    engine: str
    command: Sequence[str]
    settings: dict[str, str]
    begins: Callable[[], bool] = _at_once


def _run_tests(
    runs: Sequence[Run], temporary: Path, outcome: Outcome, meanwhile: Callable[[], object]
) -> int:
    """Run the tests of each engine side by side, and `meanwhile` again and again; how many there
    were. What the first run says is seen at once, that of another when all are over."""
    waiting = list(runs)
    processes: dict[str, subprocess.Popen[str]] = {}
    with contextlib.ExitStack() as stack:
        while waiting or any(process.poll() is None for process in processes.values()):
            for run in [run for run in waiting if run.begins()]:
                waiting.remove(run)
                output = None
                if run is runs[0]:
                    say(f"Ca thử trên {ENGINES[run.engine]}:")
                else:
                    output = stack.enter_context(
                        (temporary / f"{run.engine}.txt").open("w", encoding="utf-8")
                    )
                command = [*run.command, f"--junitxml={temporary / run.engine}.xml"]
                env = clean_environment(temporary, **run.settings)
                process = start(command, env=env, output=output)
                processes[run.engine] = stack.enter_context(running(process))
            meanwhile()
            time.sleep(0.1)
    for run in runs[1:]:
        say(f"Ca thử trên {ENGINES[run.engine]}:")
        told = temporary / f"{run.engine}.txt"
        say(told.read_text(encoding="utf-8", errors="replace").rstrip())
    return sum(
        _add(engine, process.returncode, temporary, outcome)
        for engine, process in processes.items()
    )


def _add(engine: str, code: int, temporary: Path, outcome: Outcome) -> int:
    """Add what a run came to; how many tests there were."""
    passed, failed = _count(temporary / f"{engine}.xml")
    # A run that broke down before it could count is a failure of its own.
    broken = code not in (0, NOTHING_COLLECTED) and not failed
    outcome.add(f"ca thử trên {ENGINES[engine]}", passed, failed + broken)
    return passed + failed


def _count(report: Path) -> tuple[int, int]:
    """Passed and failed of a JUnit report; a test that did not run has not passed."""
    if not report.exists():
        return 0, 0
    suites = ElementTree.parse(report).getroot().iter("testsuite")
    total = failed = 0
    for suite in suites:
        total += int(suite.get("tests", "0"))
        failed += sum(int(suite.get(name, "0")) for name in ("failures", "errors", "skipped"))
    return total - failed, failed


if __name__ == "__main__":
    sys.exit(main())
