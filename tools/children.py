"""Child processes that never outlive the command which started them."""

import contextlib
import ctypes
import os
import pwd
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from types import FrameType
from typing import IO

ROOT = Path(__file__).resolve().parents[1]

STOP_SECONDS = 10
_PR_SET_PDEATHSIG = 1


class CannotGoOn(Exception):
    """What is missing and how to get it: one Vietnamese line, shown to the person as it stands."""


class Stopped(BaseException):
    """Somebody pressed Ctrl-C or sent TERM; not an Exception, so that nothing swallows it."""


def say(line: str) -> None:
    print(line, flush=True)


def stop_on_signals() -> None:
    """Let INT, TERM and HUP raise `Stopped` once; further ones cannot disturb cleaning up."""

    def stop(_number: int, _frame: FrameType | None) -> None:
        for name in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(name, signal.SIG_IGN)
        raise Stopped

    for name in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(name, stop)


def _before_exec(parent: int, death_signal: int) -> Callable[[], None]:
    """What the new process does first: ask Linux to end it when its parent is killed outright."""
    libc = ctypes.CDLL(None, use_errno=True) if sys.platform == "linux" else None

    def prepare() -> None:
        # The shell may have left INT ignored (a command started with &).
        signal.signal(signal.SIGINT, signal.SIG_DFL)
        if libc is not None:
            libc.prctl(_PR_SET_PDEATHSIG, death_signal)
            if os.getppid() != parent:
                os._exit(1)

    return prepare


def start(
    command: Sequence[str],
    *,
    env: Mapping[str, str] | None = None,
    output: IO[str] | None = None,
    account: str | None = None,
    cwd: Path = ROOT,
    death_signal: int = signal.SIGTERM,
) -> subprocess.Popen[str]:
    """Start a command in a process group of its own, with output (both streams) to a file.

    `account` is the system account it runs as; only root may name one.
    """
    return subprocess.Popen(
        list(command),
        cwd=cwd,
        env=dict(os.environ if env is None else env),
        stdin=subprocess.DEVNULL,
        stdout=output,
        stderr=subprocess.STDOUT if output is not None else None,
        text=True,
        user=account,
        # By its number: Debian's "nobody" has a group of another name.
        group=pwd.getpwnam(account).pw_gid if account else None,
        extra_groups=[] if account else None,
        start_new_session=True,
        preexec_fn=_before_exec(os.getpid(), death_signal),
    )


def stop(process: subprocess.Popen[str], signal_number: int = signal.SIGTERM) -> None:
    """End a process and everything it started; after ten seconds by force."""
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, signal_number)
    with contextlib.suppress(subprocess.TimeoutExpired):
        process.wait(STOP_SECONDS)
    # The group may outlive its first process, and a group that is gone is what we want.
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


@contextlib.contextmanager
def running(process: subprocess.Popen[str]) -> Iterator[subprocess.Popen[str]]:
    """Stop the process when the block ends, however it ends."""
    try:
        yield process
    finally:
        stop(process)


def run(
    command: Sequence[str],
    *,
    env: Mapping[str, str] | None = None,
    output: IO[str] | None = None,
) -> int:
    """Run a command to its end and return its exit code; a signal to us ends it too."""
    with running(start(command, env=env, output=output)) as process:
        return process.wait()
