"""`make demo`: one line where it cannot go on, only its own data deleted, nothing left."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from tools import demo
from tools.children import ROOT, CannotGoOn

# The launcher with everything slow taken out: what it starts are two sleepers, one of which
# answers /health/. Each writes its process id into the data folder.
LAUNCHER = """
import sys
from tools import demo, environment
environment.prepare = lambda requirements: None
demo._prepare = lambda home, env: (home / demo.ACCOUNTS).write_text("thu.ky  Thư ký ISO")
noted = '''
import http.server, os, pathlib, subprocess, sys, time
home = pathlib.Path(os.environ["ISO_HOME"])
(home / sys.argv[1]).write_text(str(os.getpid()))
'''
web = noted + '''
class Handler(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200)
        self.end_headers()
host, port = os.environ["ISO_BIND"].split(":")
http.server.HTTPServer((host, int(port)), Handler).serve_forever()
'''
work = noted + '''
child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"])
(home / "grandchild.pid").write_text(str(child.pid))
time.sleep(600)
'''
demo._commands = lambda: {
    "web": [sys.executable, "-c", web, "web.pid"],
    "work": [sys.executable, "-c", work, "work.pid"],
}
sys.exit(demo.main())
"""


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@pytest.fixture
def launcher(tmp_path: Path) -> Iterator[subprocess.Popen[str]]:
    """The launcher, started and ready, with its data folder in `tmp_path / "home"`."""
    env = {**os.environ, "ISO_HOME": str(tmp_path / "home"), "PORT": str(free_port())}
    with subprocess.Popen(
        [sys.executable, "-c", LAUNCHER],
        cwd=ROOT,
        env=env,
        text=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as process:
        assert process.stdout is not None
        for line in process.stdout:
            if line.startswith("Nhấn Ctrl-C"):
                break
            process.said = getattr(process, "said", "") + line  # type: ignore[attr-defined]
        yield process
        process.terminate()


def pids(home: Path) -> list[int]:
    """Process ids of web, work, and what work started; the last two may still be starting."""
    files = [home / f"{name}.pid" for name in ("web", "work", "grandchild")]
    deadline = time.monotonic() + 10
    while not all(file.exists() and file.read_text() for file in files):
        assert time.monotonic() < deadline
        time.sleep(0.02)
    return [int(file.read_text()) for file in files]


def alive(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0]
    except (FileNotFoundError, ProcessLookupError):
        return False
    return state != "Z"


def all_gone(numbers: list[int]) -> bool:
    deadline = time.monotonic() + 10
    while any(alive(number) for number in numbers):
        if time.monotonic() > deadline:
            return False
        time.sleep(0.05)
    return True


def test_it_says_where_it_answers_and_who_may_sign_in(
    launcher: subprocess.Popen[str], tmp_path: Path
) -> None:
    said: str = launcher.said  # type: ignore[attr-defined]
    assert said.startswith("Sẵn sàng: http://127.0.0.1:")
    assert "thu.ky" in said


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP])
def test_a_signal_ends_everything(
    launcher: subprocess.Popen[str], tmp_path: Path, number: signal.Signals
) -> None:
    started = pids(tmp_path / "home")
    assert all(alive(pid) for pid in started)
    launcher.send_signal(number)
    assert launcher.wait(15) == 0
    assert all_gone(started)


def test_when_one_process_dies_the_other_is_stopped_and_named(
    launcher: subprocess.Popen[str], tmp_path: Path
) -> None:
    started = pids(tmp_path / "home")
    os.kill(started[1], signal.SIGKILL)
    assert launcher.wait(15) == 1
    assert launcher.stderr is not None
    error = launcher.stderr.read()
    assert error.startswith("Tiến trình work đã dừng")
    assert error.count("\n") == 1
    assert all_gone(started)


def test_a_killed_launcher_leaves_no_server_behind(
    launcher: subprocess.Popen[str], tmp_path: Path
) -> None:
    web, work, _grandchild = pids(tmp_path / "home")
    launcher.kill()
    assert all_gone([web, work])
    os.kill(_grandchild, signal.SIGKILL)


def test_a_second_demo_on_the_same_folder_is_refused(
    launcher: subprocess.Popen[str], tmp_path: Path
) -> None:
    with (
        pytest.raises(CannotGoOn, match="đang chạy với thư mục"),
        demo._data_folder(tmp_path / "home"),
    ):
        pass
    with pytest.raises(CannotGoOn, match="đang chạy với thư mục"):
        demo._delete(tmp_path / "home")
    assert (tmp_path / "home").exists()


def test_a_port_in_use_is_said_in_one_line(monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        monkeypatch.setenv("PORT", str(port))
        with pytest.raises(CannotGoOn, match=f"Cổng {port} đang có chương trình khác dùng"):
            demo._port()


@pytest.mark.parametrize("text", ["0", "65536", "tám nghìn", "-1"])
def test_a_port_that_is_none_is_refused(monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    monkeypatch.setenv("PORT", text)
    with pytest.raises(CannotGoOn, match="không phải số cổng"):
        demo._port()


def test_a_folder_with_other_data_is_neither_used_nor_deleted(tmp_path: Path) -> None:
    (tmp_path / "iso.sqlite3").write_text("real")
    with (
        pytest.raises(CannotGoOn, match="không do make demo tạo"),
        demo._data_folder(tmp_path),
    ):
        pass
    with pytest.raises(CannotGoOn, match="không do make demo tạo"):
        demo._delete(tmp_path)
    assert (tmp_path / "iso.sqlite3").read_text() == "real"


def test_reset_deletes_the_folder_that_the_demo_made(tmp_path: Path) -> None:
    home = tmp_path / "home"
    with demo._data_folder(home):
        (home / "iso.sqlite3").write_text("demo")
    demo._delete(home)
    assert not home.exists()


@pytest.mark.parametrize(
    ("kept", "said"),
    [("2026-11-30\n", True), ("2026-12-01\n", False), ("", False), (None, False)],
)
def test_data_of_a_day_that_is_past_are_told_in_one_line_and_left_alone(
    tmp_path: Path, kept: str | None, said: bool
) -> None:
    if kept is not None:
        (tmp_path / demo.DAY).write_text(kept)
    told = demo._past(tmp_path, date(2026, 12, 1))
    assert bool(told) == said
    if said:
        assert "30/11/2026" in told
        assert "make demo-reset" in told
        assert "\n" not in told
    assert sorted(path.name for path in tmp_path.iterdir()) == (
        [demo.DAY] if kept is not None else []
    )


def test_settings_of_a_real_installation_do_not_reach_the_demo(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("ISO_DATABASE", "postgres://iso@db.example.vn/iso")
    env = demo._environment(tmp_path, 8000)
    assert "ISO_DATABASE" not in env
    assert env["ISO_HOME"] == str(tmp_path)


def test_a_python_that_is_too_old_is_said_in_one_line(tmp_path: Path) -> None:
    old = tmp_path / "python-old"
    old.write_text("#!/bin/sh\nexit 1\n")
    old.chmod(0o755)
    told = subprocess.run(
        [ROOT / "tools" / "find_python"],
        env={**os.environ, "PYTHON": str(old)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert told.returncode == 1
    assert told.stderr.startswith("Thiếu Python 3.11 trở lên")
    assert told.stderr.count("\n") == 1


def _python(path: Path, makes_environments: bool) -> str:
    """A stand-in for a Python that is new enough; how it ends when asked for `ensurepip`."""
    path.write_text(
        f'#!/bin/sh\ncase "$2" in *ensurepip*) exit {int(not makes_environments)};; esac\n'
    )
    path.chmod(0o755)
    return str(path)


@pytest.mark.parametrize(("second", "found"), [(True, 1), (False, 0)])
def test_a_python_that_makes_environments_goes_before_one_that_does_not(
    tmp_path: Path, second: bool, found: int
) -> None:
    pythons = [_python(tmp_path / "one", False), _python(tmp_path / "two", second)]
    told = subprocess.run(
        [ROOT / "tools" / "find_python"],
        env={**os.environ, "PYTHON": " ".join(pythons)},
        capture_output=True,
        text=True,
        check=True,
    )
    assert told.stdout.strip() == pythons[found]
