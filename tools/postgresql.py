"""A PostgreSQL server for one run of the tests: own port, own temporary folder, gone at the end."""

import contextlib
import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from tools import debian
from tools.children import CannotGoOn, start, stop

PACKAGES = ["postgresql"]
READY_SECONDS = 30


def programs() -> Path:
    """Return the folder of initdb and postgres, the newest there is; installed when absent.

    Raises CannotGoOn when there is none and we may not install it.
    """
    found = _find_programs()
    if found is None and debian.install(PACKAGES):
        found = _find_programs()
    if found is None:
        raise CannotGoOn(
            f"Thiếu PostgreSQL: {debian.missing_advice(PACKAGES)}, hoặc đặt ISO_TEST_DATABASE "
            "là địa chỉ của một máy chủ đang chạy (postgres://tài_khoản:mật_khẩu@máy:cổng/iso)."
        )
    return found


def _find_programs() -> Path | None:
    # Debian keeps the server's programs out of PATH, one folder a version.
    folders = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: _number(path))
    on_path = shutil.which("postgres")
    if on_path:
        folders.insert(0, Path(on_path).resolve().parent)
    usable = [path for path in folders if (path / "initdb").exists()]
    return usable[-1] if usable else None


def _number(folder: Path) -> int:
    name = folder.parent.name
    return int(name) if name.isdecimal() else 0


@contextlib.contextmanager
def server() -> Iterator[str]:
    """Start a server and give its address as an ISO_TEST_DATABASE; stop and delete it after."""
    folder = programs()
    owner = account()
    with tempfile.TemporaryDirectory(prefix="iso-pg-") as temporary:
        if owner is not None:
            shutil.chown(temporary, owner)
        home = Path(temporary)
        log_path = home / "log"
        with log_path.open("w", encoding="utf-8") as log:
            data = home / "data"
            initdb = start(
                [
                    *(str(folder / "initdb"), "-D", str(data), "-U", "iso", "-A", "trust"),
                    *("-E", "UTF8", "--locale=C.UTF-8", "-N"),
                ],
                output=log,
                account=owner,
                cwd=home,
            )
            try:
                if initdb.wait() != 0:
                    raise CannotGoOn(f"PostgreSQL không tạo được dữ liệu: {_reason(log_path)}")
            finally:
                stop(initdb)
            port = free_port()
            process = start(
                _command(folder, data, port),
                output=log,
                account=owner,
                cwd=home,
                # INT is PostgreSQL's fast stop: it does not wait for connections left open.
                death_signal=signal.SIGINT,
            )
            try:
                _wait(process, port, log_path)
                yield f"postgres://iso@127.0.0.1:{port}/iso"
            finally:
                stop(process, signal.SIGINT)


def _command(folder: Path, data: Path, port: int) -> list[str]:
    settings = {
        "listen_addresses": "127.0.0.1",
        # Its path may grow past the 107 bytes a socket's name can have, and nobody needs it.
        "unix_socket_directories": "",
        # Nothing here has to survive a power cut.
        "fsync": "off",
        "full_page_writes": "off",
        "synchronous_commit": "off",
        # Small queries on tables nobody analysed: compiling them takes longer than running them.
        "jit": "off",
    }
    options = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
    return [str(folder / "postgres"), "-D", str(data), "-p", str(port), *options]


def account() -> str | None:
    """Return the account to run PostgreSQL as, which refuses root; None when we are not root."""
    if os.geteuid() != 0:
        return None
    for name in ("postgres", "nobody"):
        with contextlib.suppress(KeyError):
            return pwd.getpwnam(name).pw_name
    raise CannotGoOn("PostgreSQL không chạy bằng tài khoản root: hãy tạo tài khoản “postgres”.")


def free_port() -> int:
    """Return a port of this machine that nobody uses at the moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _wait(process: subprocess.Popen[str], port: int, log: Path) -> None:
    """Wait for the line with which the server says that it takes connections."""
    deadline = time.monotonic() + READY_SECONDS
    while time.monotonic() < deadline:
        if process.poll() is not None:
            break
        if "ready to accept connections" in log.read_text(encoding="utf-8", errors="replace"):
            return
        time.sleep(0.05)
    raise CannotGoOn(f"PostgreSQL không khởi động được ở cổng {port}: {_reason(log)}")


def _reason(log: Path) -> str:
    lines = log.read_text(encoding="utf-8", errors="replace").split("\n")
    return next((line for line in reversed(lines) if line.strip()), "không có thông báo lỗi.")
