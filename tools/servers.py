"""Servers that all tests of a run share: started when the first test asks, ended with the run.

A test process asks by a file in the run's folder (`ask`) and waits; the process of `make test`
looks there while the tests run (`Servers.look`), starts what is wanted and answers by another file.
One that does not start is answered with its reason, which fails the tests that need it.
"""

import contextlib
import time
from collections.abc import Callable, Mapping
from pathlib import Path

from tools.children import CannotGoOn

Server = Callable[[], contextlib.AbstractContextManager[str]]
ASK_SECONDS = 300


class Servers:
    """What the run can start, and where it is asked for it. Leaving the block ends them all."""

    def __init__(self, folder: Path, known: Mapping[str, Server]) -> None:
        self.folder = folder
        self._known = dict(known)
        self._stack = contextlib.ExitStack()

    def __enter__(self) -> "Servers":
        self.folder.mkdir(parents=True, exist_ok=True)
        return self

    def __exit__(self, *_reason: object) -> None:
        self._stack.close()

    def look(self) -> None:
        """Start what somebody has asked for and nobody has started yet."""
        for name in [name for name in self._known if (self.folder / f"{name}.wanted").exists()]:
            server = self._known.pop(name)
            try:
                address = self._stack.enter_context(server())
            except (CannotGoOn, OSError) as reason:
                _write(self.folder / f"{name}.failed", str(reason))
            else:
                _write(self.folder / f"{name}.running", address)


def ask(folder: Path, name: str) -> str:
    """Ask for a server of the run and return its address.

    Raises CannotGoOn with the reason when there is none.
    """
    running, failed = folder / f"{name}.running", folder / f"{name}.failed"
    (folder / f"{name}.wanted").touch()
    deadline = time.monotonic() + ASK_SECONDS
    while time.monotonic() < deadline:
        if running.exists():
            return running.read_text(encoding="utf-8")
        if failed.exists():
            raise CannotGoOn(failed.read_text(encoding="utf-8"))
        time.sleep(0.05)
    raise CannotGoOn(f"Không ai khởi động {name} trong {ASK_SECONDS} giây.")


def _write(path: Path, text: str) -> None:
    """All of it at once: somebody may be waiting for it."""
    unfinished = path.with_suffix(".unfinished")
    unfinished.write_text(text, encoding="utf-8")
    unfinished.rename(path)
