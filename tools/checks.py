"""The static checks, and what they have in common with the tests: settings, counting, waiting."""

import contextlib
import os
import subprocess
import time
import uuid
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path

from tools import environment
from tools.children import running, say, start

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
    # What only prepares something: who needs it does it where this has failed.
    counts: bool = True


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


def clean_environment(temporary: Path, **values: str) -> dict[str, str]:
    """Return our environment without any ISO_* of a real installation, and with `values`.

    Only ISO_DATA, the sample data, stays.
    """
    kept = {
        name: value
        for name, value in os.environ.items()
        if name == "ISO_DATA" or not name.startswith("ISO_")
    }
    return {
        **kept,
        **environment.bytecode(),
        "PYTHONUTF8": "1",
        "PYTHONUNBUFFERED": "1",
        "ISO_HOME": str(temporary / "home"),
        **values,
    }


class Beside:
    """The static checks, run on what the tests leave of the machine, and after them on all of it.

    Leaving the block ends those that still run.
    """

    def __init__(self, temporary: Path, outcome: Outcome) -> None:
        self._temporary, self._outcome = temporary, outcome
        self._stack = contextlib.ExitStack()
        self._waiting: list[Check] = []
        self._active: list[_Running] = []
        self._done: list[_Running] = []

    def __enter__(self) -> "Beside":
        return self

    def __exit__(self, *_reason: object) -> None:
        self._stack.close()

    def add(self, checks: Iterable[Check]) -> None:
        """Take checks to be run one by one beside the tests."""
        self._waiting += checks

    def begin(self, check: Check) -> Callable[[], bool]:
        """Start one check at once, with the same right to the machine as the tests; what it gives
        tells whether it is over."""
        started = self._start(check)
        self._active.append(started)
        return lambda: started.process.poll() is not None

    def look(self, at_once: int = 1) -> None:
        """Start waiting checks while fewer than `at_once` of them run."""
        for one in [one for one in self._active if one.process.poll() is not None]:
            self._active.remove(one)
            self._done.append(one)
        while self._waiting and len(self._active) < at_once:
            self._active.append(self._start(self._waiting.pop(0), "nice", "-n", "10"))

    def report(self) -> None:
        """Report the checks that have ended, with the output of those that failed."""
        for one in self._done:
            _report(one, self._outcome)
        self._done.clear()

    def finish(self) -> None:
        """Run the checks that are left, as many at once as the machine can."""
        while self._waiting or self._active:
            self.look(PARALLEL)
            self.report()
            time.sleep(0.05)
        self.report()

    def _start(self, check: Check, *before: str) -> "_Running":
        output = self._temporary / f"check-{uuid.uuid4().hex}.txt"
        env = clean_environment(self._temporary, **dict(check.settings))
        with output.open("w", encoding="utf-8") as file:
            process = start((*before, *check.command), env=env, output=file)
        self._stack.enter_context(running(process))
        return _Running(check, process, output, time.monotonic())


@dataclass(frozen=True)
class _Running:
    check: Check
    process: subprocess.Popen[str]
    output: Path
    since: float


def _report(one: _Running, outcome: Outcome) -> None:
    good = one.process.returncode == 0
    seconds = time.monotonic() - one.since
    name = one.check.name
    if one.check.counts or not good:
        say(f"{'✓' if good else '✗'} {name} ({seconds:.1f} giây)")
    if not good:
        say(one.output.read_text(encoding="utf-8", errors="replace").rstrip())
    if one.check.counts:
        outcome.add(name, int(good), int(not good))
