"""Power cuts: a PostgreSQL of the test's own that is killed outright and started again."""

import contextlib
import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tools import postgresql
from tools.children import start, stop

SECONDS = 30


@dataclass
class Cluster:
    """A server whose files survive `kill -9`: full page writes and commits as in an office.

    Without fsync, which guards against the end of the operating system, and that lives on here.
    It is plain data, so that several processes can run it, one after the other: who starts it also
    buries it, or its number would still be taken for that of a living server. A fork may kill it.
    """

    home: Path
    port: int
    account: str | None
    process: subprocess.Popen[str] | None = field(default=None, repr=False)

    def url(self, database: str) -> str:
        """The address of one of its databases."""
        return f"postgres://iso@127.0.0.1:{self.port}/{database}"

    def begin(self) -> None:
        """Start it, after a crash too, and wait until it takes connections."""
        command = [
            *(str(postgresql.programs() / "postgres"), "-D", str(self.home / "data")),
            *("-p", str(self.port), "-c", "listen_addresses=127.0.0.1"),
            *("-c", "unix_socket_directories=", "-c", "fsync=off", "-c", "jit=off"),
        ]
        self._bury()
        ends = time.monotonic() + SECONDS
        while time.monotonic() < ends:
            with (self.home / "log").open("a", encoding="utf-8") as log:
                process = start(command, output=log, account=self.account, cwd=self.home)
            self.process = process
            while process.poll() is None and time.monotonic() < ends:
                if self._answers():
                    return
                time.sleep(0.02)
            # Its last children still hold the memory they share.
            time.sleep(0.1)
        raise AssertionError((self.home / "log").read_text(encoding="utf-8")[-2000:])

    def kill(self) -> None:
        """End the server and everything it started, with no chance to write a last word."""
        pid = self._pid()
        for each in (pid, *_children(pid)) if pid else ():
            with contextlib.suppress(ProcessLookupError):
                os.kill(each, signal.SIGKILL)
        ends = time.monotonic() + SECONDS
        while self._answers() and time.monotonic() < ends:
            time.sleep(0.01)
        self._bury()

    @contextlib.contextmanager
    def running(self) -> Iterator[None]:
        """Start it, and kill it when the block ends, whoever started it anew meanwhile."""
        self.begin()
        try:
            yield
        finally:
            self.kill()

    def _bury(self) -> None:
        if self.process is not None:
            self.process.wait()
            self.process = None

    def _pid(self) -> int | None:
        """The server's number; None where it is dead and has left only the file with its number."""
        with contextlib.suppress(OSError, ValueError):
            text = (self.home / "data" / "postmaster.pid").read_text(encoding="utf-8")
            pid = int(text.splitlines()[0])
            if str(self.home).encode() in Path(f"/proc/{pid}/cmdline").read_bytes():
                return pid
        return None

    def _answers(self) -> bool:
        """Whether it would let somebody in: «starting up» is no answer yet."""
        import psycopg

        try:
            with socket.create_connection(("127.0.0.1", self.port), timeout=1):
                pass
            psycopg.connect(self.url("postgres"), connect_timeout=2).close()
        except (OSError, psycopg.Error):
            return False
        return True


@contextlib.contextmanager
def cluster() -> Iterator[Cluster]:
    """A server that does not run yet; its files are gone when the block ends."""
    # Not in pytest's folder, which only its own account may enter.
    with tempfile.TemporaryDirectory(prefix="iso-power-") as temporary:
        yield _made(Path(temporary))


def _made(home: Path) -> Cluster:
    account = postgresql.account()
    if account is not None:
        shutil.chown(home, account)
    with (home / "log").open("w", encoding="utf-8") as log:
        initdb = start(
            [
                *(str(postgresql.programs() / "initdb"), "-D", str(home / "data"), "-U", "iso"),
                *("-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "-N"),
            ],
            output=log, account=account, cwd=home,
        )  # fmt: skip
        try:
            assert initdb.wait() == 0, (home / "log").read_text(encoding="utf-8")
        finally:
            stop(initdb)
    return Cluster(home, postgresql.free_port(), account)


def _children(pid: int) -> list[int]:
    found = []
    for path in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError):
            # The name in brackets may hold spaces; the parent is the second word after it.
            words = path.read_text(encoding="utf-8").rpartition(")")[2].split()
            if int(words[1]) == pid:
                found.append(int(path.parent.name))
    return found


def as_json(made: Cluster | None) -> dict[str, Any] | None:
    """What `Cluster(**…)` takes in another process."""
    if made is None:
        return None
    return {"home": str(made.home), "port": made.port, "account": made.account}
