"""The words of a file, for search alone: read in a child process that may use little."""

import resource
import subprocess
import sys
from pathlib import PurePath

from registry.documents.texts.taken import READERS
from registry.vietnamese import settle

# What the child may use: seconds of the processor, bytes of memory; so long it is waited for.
SECONDS, MEMORY, PATIENCE = 20, 1024 * 1024 * 1024, 40


def _ending(name: str) -> str:
    return PurePath(name).suffix.lower()


def readable(name: str) -> bool:
    """Tell whether words can be read from a file of this name."""
    return _ending(name) in READERS


def of_file(name: str, content: bytes) -> str:
    """Return the words of a file that was inspected, settled; "" where none can be read: a scan,
    a PDF with a password, a damaged or huge one.

    Whatever the file does, it does to the child alone.
    """
    if not readable(name):
        return ""
    try:
        done = subprocess.run(
            [sys.executable, "-m", "registry.documents.texts.taken", _ending(name)],
            input=content,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            timeout=PATIENCE,
            check=False,
            preexec_fn=_little,
        )
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return settle(done.stdout.decode(errors="replace")) if done.returncode == 0 else ""


def _little() -> None:
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
