"""A RabbitMQ server for one run of the tests: own ports, own folder, its epmd ended as well."""

import contextlib
import os
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from tools import debian
from tools.children import CannotGoOn, start, stop
from tools.postgresql import free_port

PACKAGES = ["rabbitmq-server"]
READY_SECONDS = 60
# Debian's own commands switch to another account; these are what they start.
_FOLDER = Path("/usr/lib/rabbitmq/bin")


def program() -> Path:
    """Return the server's program, installed when absent. Raises CannotGoOn where we may not."""
    found = _FOLDER / "rabbitmq-server"
    if not found.exists():
        debian.install(PACKAGES)
    if not found.exists():
        raise CannotGoOn(
            f"Thiếu RabbitMQ: {debian.missing_advice(PACKAGES)}, hoặc đặt ISO_TEST_RABBITMQ là địa "
            "chỉ của một máy chủ đang chạy (amqp://tài_khoản:mật_khẩu@máy:cổng//)."
        )
    return found


@contextlib.contextmanager
def server() -> Iterator[str]:
    """Start a server and give its address; stop and delete it after."""
    found = program()
    with tempfile.TemporaryDirectory(prefix="iso-rabbitmq-") as temporary:
        home = Path(temporary)
        port, distribution, epmd = free_port(), free_port(), free_port()
        env = {
            **os.environ,
            "HOME": temporary,
            "RABBITMQ_NODENAME": f"iso{port}@localhost",
            "RABBITMQ_MNESIA_BASE": str(home / "mnesia"),
            "RABBITMQ_LOG_BASE": str(home / "log"),
            "RABBITMQ_CONFIG_FILE": str(home / "rabbitmq"),
            "RABBITMQ_ENABLED_PLUGINS_FILE": str(home / "plugins"),
            "RABBITMQ_PID_FILE": str(home / "pid"),
            "RABBITMQ_DIST_PORT": str(distribution),
            "RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS": "-kernel inet_dist_use_interface {127,0,0,1}",
            "ERL_EPMD_PORT": str(epmd),
            "ERL_EPMD_ADDRESS": "127.0.0.1",
        }
        (home / "rabbitmq.conf").write_text(
            f"listeners.tcp.local = 127.0.0.1:{port}\nlog.console = true\n"
            "vm_memory_high_watermark.relative = 0.4\ndisk_free_limit.absolute = 50MB\n"
        )
        (home / "plugins").write_text("[].\n")
        log_path = home / "out"
        with log_path.open("w", encoding="utf-8") as log:
            process = start([str(found)], env=env, output=log, cwd=home)
            try:
                _wait(process, port, log_path)
                yield f"amqp://guest:guest@127.0.0.1:{port}//"
            finally:
                stop(process)
                _end_epmd(epmd)


def _wait(process: subprocess.Popen[str], port: int, log: Path) -> None:
    deadline = time.monotonic() + READY_SECONDS
    while process.poll() is None and time.monotonic() < deadline:
        if "Server startup complete" in log.read_text(encoding="utf-8", errors="replace"):
            return
        time.sleep(0.1)
    lines = [line for line in log.read_text(errors="replace").splitlines() if line.strip()]
    reason = lines[-1] if lines else "không có thông báo lỗi."
    raise CannotGoOn(f"RabbitMQ không khởi động được ở cổng {port}: {reason}")


def _end_epmd(port: int) -> None:
    """End Erlang's name server, which outlives the node: the one that was started on our port."""
    for folder in Path("/proc").iterdir():
        if not folder.name.isdecimal():
            continue
        with contextlib.suppress(OSError):
            environment = (folder / "environ").read_bytes().split(b"\0")
            program_name = (folder / "comm").read_text().strip()
            if program_name == "epmd" and f"ERL_EPMD_PORT={port}".encode() in environment:
                os.kill(int(folder.name), signal.SIGKILL)
