"""`make test`: static checks, then every test on SQLite and every database test on PostgreSQL."""

import argparse
import contextlib
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from xml.etree import ElementTree

from tools import chromium, elasticsearch, environment, nginx, postgresql, rabbitmq, redis
from tools.children import CannotGoOn, Stopped, run, say, start, stop, stop_on_signals

BIN = environment.VENV / "bin"
PARALLEL = min(os.cpu_count() or 1, 4)


@dataclass
class Outcome:
    """What has passed and failed so far; a static check counts as one."""

    passed: int = 0
    failed: int = 0
    failures: list[str] = field(default_factory=list)

    def add(self, name: str, passed: int, failed: int) -> None:
        self.passed += passed
        self.failed += failed
        if failed:
            self.failures.append(name)


@dataclass(frozen=True)
class Check:
    """A command whose exit code says whether the sources are in order."""

    name: str
    command: tuple[str, ...]
    settings: tuple[tuple[str, str], ...] = ()


def _django(*arguments: str) -> tuple[str, ...]:
    return (str(environment.PYTHON), "manage.py", *arguments)


# `check --deploy` as an agency would run the product: https, own key, own address.
PRODUCTION = (
    ("ISO_HTTPS", "true"),
    ("ISO_BEHIND_PROXY", "true"),
    ("ISO_HOSTS", "iso.example.vn"),
    ("ISO_ORIGINS", "https://iso.example.vn"),
    ("ISO_BASE_URL", "https://iso.example.vn"),
    ("ISO_BACKUPS", "/srv/backups"),
    ("ISO_EMAIL", "smtp+tls://iso@mail.example.vn:587"),
    ("ISO_SECRET_KEY", "".join(chr(33 + (index * 37) % 93) for index in range(80))),
)

# Servers that every run of the tests shares: the variable by which tests find one, and what starts
# it where the variable does not name one already.
SERVERS = (
    ("ISO_TEST_ELASTICSEARCH", elasticsearch.server),
    ("ISO_TEST_RABBITMQ", rabbitmq.server),
    ("ISO_TEST_REDIS", redis.server),
)

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

# The slowest first, so that the others run beside it.
CHECKS = (
    Check("kiểu dữ liệu (mypy)", (str(BIN / "mypy"),)),
    Check(
        "quy tắc viết mã (ruff)", (str(BIN / "ruff"), "check", "--output-format", "concise", ".")
    ),
    Check(
        "trình bày mã (ruff format)",
        (str(BIN / "ruff"), "format", "--check", "--output-format", "concise", "."),
    ),
    Check("các tầng (import-linter)", (str(BIN / "lint-imports"),)),
    Check("thiếu migration", _django("makemigrations", "--check", "--dry-run")),
    Check(
        "cấu hình vận hành (check --deploy)",
        _django("check", "--deploy", "--fail-level", "WARNING"),
        PRODUCTION,
    ),
    Check("bản dịch tiếng Việt", _django("check_translations")),
)


def main() -> int:
    """Run what was asked for and return 0 only when everything passed."""
    arguments = argparse.ArgumentParser(prog="make test")
    arguments.add_argument(
        "part", nargs="?", default="all", choices=["all", "checks", "sqlite", "postgresql"]
    )
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
    with contextlib.ExitStack() as stack:
        if part != "checks":
            _require_programs()
        temporary = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="iso-test-")))
        settings = {"ISO_CHROMIUM": "" if part == "checks" else chromium.executable()}
        if part != "checks":
            for name, server in SERVERS:
                settings[name] = os.environ.get(name) or stack.enter_context(server())
        address = ""
        if part in ("all", "postgresql"):
            address = os.environ.get("ISO_TEST_DATABASE") or stack.enter_context(
                postgresql.server()
            )
        if part in ("all", "checks"):
            _run_checks(temporary, outcome)
        if part in ("all", "sqlite"):
            _run_tests("SQLite", settings, temporary, pytest_arguments, outcome)
        if part in ("all", "postgresql"):
            # What touches no database has given its answer on the other side already.
            only = ["--only-database"] if part == "all" else []
            arguments = [*only, *pytest_arguments]
            settings["ISO_TEST_DATABASE"] = address
            _run_tests("PostgreSQL", settings, temporary, arguments, outcome)


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


def _environment(temporary: Path, **values: str) -> dict[str, str]:
    """Ours without any ISO_* of a real installation; only ISO_DATA, the sample data, stays."""
    kept = {
        name: value
        for name, value in os.environ.items()
        if name == "ISO_DATA" or not name.startswith("ISO_")
    }
    return {
        **kept,
        "PYTHONUTF8": "1",
        "PYTHONUNBUFFERED": "1",
        "ISO_HOME": str(temporary / "home"),
        **values,
    }


def _run_checks(temporary: Path, outcome: Outcome) -> None:
    """Run the static checks, two at a time, and show the output of those that fail."""
    waiting = list(CHECKS)
    with contextlib.ExitStack() as stack:
        active: list[_Running] = []
        while waiting or active:
            while waiting and len(active) < PARALLEL:
                active.append(stack.enter_context(_started(waiting.pop(0), temporary)))
            for check in [check for check in active if check.process.poll() is not None]:
                active.remove(check)
                _report(check, outcome)
            time.sleep(0.05)


@dataclass(frozen=True)
class _Running:
    name: str
    process: subprocess.Popen[str]
    output: Path
    since: float


@contextlib.contextmanager
def _started(check: Check, temporary: Path) -> Iterator[_Running]:
    output = temporary / f"check-{CHECKS.index(check)}.txt"
    with output.open("w", encoding="utf-8") as file:
        process = start(
            check.command, env=_environment(temporary, **dict(check.settings)), output=file
        )
        try:
            yield _Running(check.name, process, output, time.monotonic())
        finally:
            stop(process)


def _report(check: _Running, outcome: Outcome) -> None:
    good = check.process.returncode == 0
    seconds = time.monotonic() - check.since
    say(f"{'✓' if good else '✗'} {check.name} ({seconds:.1f} giây)")
    if not good:
        say(check.output.read_text(encoding="utf-8", errors="replace").rstrip())
    outcome.add(check.name, int(good), int(not good))


def _run_tests(
    engine: str,
    settings: dict[str, str],
    temporary: Path,
    arguments: list[str],
    outcome: Outcome,
) -> None:
    say(f"Ca thử trên {engine}:")
    report = temporary / f"{engine}.xml"
    code = run(
        [
            *(str(environment.PYTHON), "-m", "pytest", "-q", "-n", str(PARALLEL)),
            *(f"--junitxml={report}", *arguments),
        ],
        env=_environment(temporary, ISO_TEST_HOME=str(temporary / engine), **settings),
    )
    passed, failed = _count(report)
    # A run that broke down before it could count is a failure of its own.
    outcome.add(f"ca thử trên {engine}", passed, failed if failed or code == 0 else 1)


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
