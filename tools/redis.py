"""A Redis server for one run of the tests: own port, own temporary folder, gone at the end."""

import contextlib
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from tools import debian
from tools.children import CannotGoOn, start, stop
from tools.postgresql import free_port

PACKAGES = ["redis-server"]
READY_SECONDS = 10


def program() -> str:
    """Return the server's program, installed when absent. Raises CannotGoOn where we may not."""
    found = shutil.which("redis-server")
    if found is None and debian.install(PACKAGES):
        found = shutil.which("redis-server")
    if found is None:
        raise CannotGoOn(
            f"Thiếu Redis: {debian.missing_advice(PACKAGES)}, hoặc đặt ISO_TEST_REDIS là địa chỉ "
            "của một máy chủ đang chạy (redis://máy:cổng)."
        )
    return found


@contextlib.contextmanager
def server() -> Iterator[str]:
    """Start a server and give its address; stop and delete it after."""
    found = program()
    with tempfile.TemporaryDirectory(prefix="iso-redis-") as temporary:
        port = free_port()
        process = begin(found, port, Path(temporary))
        try:
            yield f"redis://127.0.0.1:{port}"
        finally:
            stop(process)


def begin(found: str, port: int, folder: Path) -> subprocess.Popen[str]:
    """Start a server that keeps nothing on disk and wait until it answers."""
    log_path = folder / "log"
    # The log goes on from an earlier start in the same folder.
    earlier = _count_ready(log_path)
    with log_path.open("a", encoding="utf-8") as log:
        process = start(
            [
                *(found, "--port", str(port), "--bind", "127.0.0.1", "--dir", str(folder)),
                *("--save", "", "--appendonly", "no", "--databases", "64"),
            ],
            output=log,
            cwd=folder,
        )
    deadline = time.monotonic() + READY_SECONDS
    while process.poll() is None and time.monotonic() < deadline:
        if _count_ready(log_path) > earlier:
            return process
        time.sleep(0.02)
    stop(process)
    lines = [line for line in log_path.read_text(errors="replace").splitlines() if line.strip()]
    reason = lines[-1] if lines else "không có thông báo lỗi."
    raise CannotGoOn(f"Redis không khởi động được ở cổng {port}: {reason}")


def _count_ready(log: Path) -> int:
    if not log.exists():
        return 0
    return log.read_text(encoding="utf-8", errors="replace").count("Ready to accept connections")
