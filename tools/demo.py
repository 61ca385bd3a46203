"""`make demo`: from a bare Python to the running product with a demo agency."""

import argparse
import contextlib
import fcntl
import http.client
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import date
from pathlib import Path

from tools import environment
from tools.children import (
    ROOT,
    CannotGoOn,
    Stopped,
    run,
    running,
    say,
    start,
    stop_on_signals,
)

HOST = "127.0.0.1"
READY_SECONDS = 60
NEEDED_MEGABYTES = 300

# The file that says a data folder is ours to delete; it holds the digest of what was prepared.
MARKER = "iso-demo.marker"
ACCOUNTS = "demo-accounts.txt"
# The day on which the demo's year ends, for the people who read it.
DAY = "demo-day.txt"
_VIETNAM = 7 * 60 * 60

# A change in any of these means: migrate, load and collect again.
SOURCES = ("cms", "search", "processes", "formbuilder", "rules", "registry", "fixtures")

# What may lie in a data folder before its first database: made by the settings or by us.
_HARMLESS = {MARKER, "secret_key", "static", "media", "log", "broker"}


def main() -> int:
    """Run the command and return the exit code; every refusal is one Vietnamese line."""
    arguments = argparse.ArgumentParser(prog="make demo")
    arguments.add_argument("--reset", action="store_true", help="xóa dữ liệu mẫu rồi làm lại")
    reset: bool = arguments.parse_args().reset
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(encoding="utf-8", errors="replace")  # type: ignore[union-attr]
    stop_on_signals()
    try:
        demo(reset=reset)
    except CannotGoOn as reason:
        print(reason, file=sys.stderr, flush=True)
        return 1
    except Stopped:
        say("Đã dừng.")
    except OSError as error:
        if error.errno is None or error.filename is None:
            raise
        print(
            f"Không dùng được {error.filename}: {os.strerror(error.errno)}.",
            file=sys.stderr,
            flush=True,
        )
        return 1
    return 0


def demo(*, reset: bool) -> None:
    """Prepare what is not there yet, start web and background, and stay until something ends."""
    port = _port()
    home = Path(os.environ.get("ISO_HOME") or ROOT / "var").resolve()
    if reset:
        _delete(home)
    with _data_folder(home):
        environment.prepare(environment.RUN)
        env = _environment(home, port)
        _prepare(home, env)
        if past := _past(home, date(*time.gmtime(time.time() + _VIETNAM)[:3])):
            say(past)
        _serve(home, port, env)


def _port() -> int:
    text = os.environ.get("PORT") or "8000"
    if not text.isdecimal() or not 0 < int(text) < 65536:
        raise CannotGoOn(f"PORT={text} không phải số cổng: hãy đặt một số từ 1 đến 65535.")
    port = int(text)
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except PermissionError as error:
            raise CannotGoOn(
                f"Không được phép mở cổng {port}: hãy chọn cổng từ 1024, ví dụ make demo PORT=8001."
            ) from error
        except OSError as error:
            raise CannotGoOn(
                f"Cổng {port} đang có chương trình khác dùng: hãy chọn cổng khác, "
                f"ví dụ make demo PORT={port % 65535 + 1}."
            ) from error
    return port


@contextlib.contextmanager
def _data_folder(home: Path) -> Iterator[None]:
    """Hold the data folder: ours alone, marked as ours, refused when it holds foreign data."""
    if home.exists() and not (home / MARKER).exists():
        foreign = sorted(path.name for path in home.iterdir() if path.name not in _HARMLESS)
        if foreign:
            raise CannotGoOn(
                f"Thư mục {home} đã có dữ liệu không do make demo tạo ({foreign[0]}): "
                "hãy đặt ISO_HOME là một thư mục trống."
            )
    home.mkdir(parents=True, exist_ok=True)
    environment.require_disk(home, NEEDED_MEGABYTES)
    with (home / MARKER).open("a+") as marker:
        _lock(marker.fileno(), home)
        yield


def _lock(descriptor: int, home: Path) -> None:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        raise CannotGoOn(
            f"Một bản make demo khác đang chạy với thư mục {home}: hãy dừng nó trước (Ctrl-C), "
            "hoặc đặt ISO_HOME và PORT khác."
        ) from error


def _delete(home: Path) -> None:
    if not home.exists():
        return
    if not (home / MARKER).exists():
        raise CannotGoOn(
            f"Thư mục {home} không do make demo tạo nên không bị xóa: "
            "hãy tự xóa, hoặc đặt ISO_HOME là thư mục khác."
        )
    with (home / MARKER).open() as marker:
        _lock(marker.fileno(), home)
        shutil.rmtree(home)
    say(f"Đã xóa dữ liệu mẫu trong {home}.")


def _environment(home: Path, port: int) -> dict[str, str]:
    """Only the demo's own settings: a variable left from elsewhere must not reach real data."""
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("ISO_")}
    return {
        **inherited,
        **environment.bytecode(),
        "PYTHONUTF8": "1",
        "PYTHONUNBUFFERED": "1",
        "DJANGO_SETTINGS_MODULE": "cms.settings",
        "ISO_HOME": str(home),
        "ISO_BIND": f"{HOST}:{port}",
        "ISO_BASE_URL": f"http://{HOST}:{port}",
        "ISO_LOG": "plain",
    }


def _prepare(home: Path, env: dict[str, str]) -> None:
    """Database, demo agency and static files; nothing when they match the sources already."""
    sources = [ROOT / "manage.py", environment.RUN]
    for name in SOURCES:
        sources += sorted(
            path
            for path in (ROOT / name).rglob("*")
            if path.is_file() and "__pycache__" not in path.parts
        )
    wanted = environment.digest(sources)
    marker = home / MARKER
    if marker.read_text() == wanted and (home / ACCOUNTS).exists():
        return
    say("Đang chuẩn bị cơ sở dữ liệu, cơ quan mẫu và tệp tĩnh (lần đầu khoảng hai phút) …")
    (home / "log").mkdir(exist_ok=True)
    log = home / "log" / "prepare.log"
    command = [str(environment.PYTHON), "manage.py", "prepare_demo", str(home / ACCOUNTS)]
    with log.open("w", encoding="utf-8") as output:
        code = run(command, env=env, output=output)
    if code != 0:
        reason = environment.last_line(log.read_text(encoding="utf-8", errors="replace"))
        raise CannotGoOn(f"Không chuẩn bị được dữ liệu mẫu: {reason} (chi tiết: {log})")
    marker.write_text(wanted)


def _past(home: Path, today: date) -> str:
    """One line where what the demo tells ended before today; later starts change nothing of it."""
    try:
        day = date.fromisoformat((home / DAY).read_text(encoding="utf-8").strip())
    except (OSError, ValueError):
        return ""
    if day >= today:
        return ""
    return (
        f"Dữ liệu mẫu là của ngày {day:%d/%m/%Y} nên nhiều việc nay đã quá hạn; không có gì bị đổi."
        " Lệnh make demo-reset xóa dữ liệu mẫu này và làm dữ liệu của hôm nay."
    )


def _commands() -> dict[str, list[str]]:
    """What runs together: web, and the worker of the background jobs."""
    python = str(environment.PYTHON)
    return {
        "web": [python, "-m", "gunicorn", "-c", "python:cms.serving", "cms.wsgi:application"],
        # One process for jobs, with the clock of regular jobs in it.
        "work": [
            *(python, "-m", "celery", "-A", "cms", "worker", "-P", "solo", "-l", "WARNING"),
            *("-B", "-s", "none", "--without-gossip", "--without-mingle", "--without-heartbeat"),
        ],
    }


def _serve(home: Path, port: int, env: dict[str, str]) -> None:
    (home / "log").mkdir(exist_ok=True)
    commands = _commands()
    logs = {name: home / "log" / f"{name}.log" for name in commands}
    with contextlib.ExitStack() as stack:
        processes: dict[str, subprocess.Popen[str]] = {}
        for name, command in commands.items():
            output = stack.enter_context(logs[name].open("w", encoding="utf-8"))
            processes[name] = stack.enter_context(running(start(command, env=env, output=output)))
        # Left first: everybody is told to stop before anybody is waited for.
        stack.callback(_tell_to_stop, processes)
        deadline = time.monotonic() + READY_SECONDS
        while not _answers(port):
            _require_alive(processes, logs)
            if time.monotonic() > deadline:
                raise CannotGoOn(
                    f"Sau {READY_SECONDS} giây hệ thống vẫn chưa trả lời tại /health/: "
                    f"hãy xem {logs['web']}."
                )
            time.sleep(0.1)
        say(f"Sẵn sàng: http://{HOST}:{port}")
        say((home / ACCOUNTS).read_text(encoding="utf-8").rstrip())
        say("Nhấn Ctrl-C để dừng.")
        while True:
            _require_alive(processes, logs)
            time.sleep(0.5)


def _tell_to_stop(processes: dict[str, subprocess.Popen[str]]) -> None:
    for process in processes.values():
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGTERM)


def _require_alive(processes: dict[str, subprocess.Popen[str]], logs: dict[str, Path]) -> None:
    for name, process in processes.items():
        code = process.poll()
        if code is not None:
            raise CannotGoOn(
                f"Tiến trình {name} đã dừng (mã {code}) nên hệ thống dừng theo: "
                f"hãy xem {logs[name]}."
            )


def _answers(port: int) -> bool:
    # Not urllib: a proxy in the environment has no business between us and ourselves.
    connection = http.client.HTTPConnection(HOST, port, timeout=5)
    try:
        connection.request("GET", "/health/")
        return connection.getresponse().status == 200
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


if __name__ == "__main__":
    sys.exit(main())
