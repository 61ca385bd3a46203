"""`make pictures`: one picture of every page worth looking at, for whoever reviews the screens.

It starts a demo of its own in an empty folder (or takes the one at the address that is given),
signs in as the people of the demo and keeps the pictures in `var/pictures/`, on a desktop and on a
phone.
"""

import contextlib
import os
import shutil
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

from tools import environment
from tools.children import ROOT, CannotGoOn, say
from tools.chromium import executable

FOLDER = ROOT / "var" / "pictures"
READY_SECONDS = 240
PORT = 8765


def main() -> int:
    """Take all pictures; return the exit code."""
    try:
        environment.prepare(environment.DEVELOPMENT)
        with _demo() as address:
            FOLDER.mkdir(parents=True, exist_ok=True)
            command = [str(environment.PYTHON), "-m", "tools.pictures.taken", address, str(FOLDER)]
            code = subprocess.run(
                command, cwd=ROOT, env={**os.environ, "ISO_CHROMIUM": executable()}, check=False
            ).returncode
    except CannotGoOn as reason:
        print(reason, file=sys.stderr, flush=True)
        return 1
    say(f"Ảnh ở {FOLDER}.")
    return code


@contextlib.contextmanager
def _demo() -> Iterator[str]:
    """Give the address of a running demo, begun for this and ended with it."""
    if len(sys.argv) > 1:
        yield sys.argv[1]
        return
    home = Path(tempfile.mkdtemp(prefix="iso-pictures-"))
    env = {**os.environ, "ISO_HOME": str(home), "PORT": str(PORT)}
    running = subprocess.Popen([sys.executable, "-m", "tools.demo"], cwd=ROOT, env=env)
    try:
        address = f"http://127.0.0.1:{PORT}"
        _wait(address, running)
        yield address
    finally:
        running.terminate()
        running.wait()
        shutil.rmtree(home, ignore_errors=True)


def _wait(address: str, running: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + READY_SECONDS
    while time.monotonic() < until:
        if running.poll() is not None:
            break
        with contextlib.suppress(urllib.error.URLError, ConnectionError, TimeoutError):
            urllib.request.urlopen(f"{address}/ready/", timeout=5)
            return
        time.sleep(1)
    raise CannotGoOn("Dữ liệu mẫu không khởi động được: hãy xem lời báo ở trên.")


if __name__ == "__main__":
    sys.exit(main())
