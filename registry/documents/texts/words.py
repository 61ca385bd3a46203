"""The words of a file, for search alone: read in a child process that may use little."""

import resource
import subprocess
import sys
from pathlib import PurePath

# What the child may use: seconds of the processor, bytes of memory; so long it is waited for.
SECONDS, MEMORY, PATIENCE = 20, 1024 * 1024 * 1024, 40
# So many letters are kept: a book of 500 pages.
MOST = 1_500_000
PARTS = {".docx": "word/document.xml"}


def readable(name: str) -> bool:
    """Tell whether words can be read from a file of this name."""
    return PurePath(name).suffix.lower() in PARTS


def of_file(name: str, content: bytes) -> str:
    """Return the words of a file that was inspected; "" where none can be read.

    Whatever the file does, it does to the child alone.
    """
    if not readable(name):
        return ""
    part = PARTS[PurePath(name).suffix.lower()]
    try:
        done = subprocess.run(
            [sys.executable, "-m", "registry.documents.texts.taken", part],
            input=content,
            capture_output=True,
            timeout=PATIENCE,
            check=False,
            preexec_fn=_little,
        )
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return done.stdout.decode("utf-8", errors="replace")[:MOST] if done.returncode == 0 else ""


def _little() -> None:
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
