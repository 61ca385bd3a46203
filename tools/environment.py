"""The virtual environment: made when absent, filled from the hashed requirement files, and kept."""

import fcntl
import hashlib
import importlib.util
import shutil
import sys
import tempfile
from collections.abc import Iterable
from pathlib import Path

from tools import debian
from tools.children import ROOT, CannotGoOn, run, say

VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
STAMP = VENV / "requirements.stamp"
RUN = ROOT / "requirements.txt"
DEVELOPMENT = ROOT / "requirements-dev.txt"
# What installs the other two, five to ten times as fast as pip.
INSTALLER = ROOT / "requirements-install.txt"

# Measured: the run set takes 330 MB, with the development tools 560 MB; the rest is room to unpack.
NEEDED_MEGABYTES = {RUN: 600, DEVELOPMENT: 1_000}

_NETWORK_WORDS = (
    "NewConnectionError",
    "NameResolutionError",
    "ConnectTimeoutError",
    "ReadTimeoutError",
    "ProxyError",
    "Network is unreachable",
    "Temporary failure in name resolution",
    "Connection refused",
    "from versions: none",
)


def digest(paths: Iterable[Path]) -> str:
    """Return one SHA-256 over names (below the project) and contents of files, in their order."""
    total = hashlib.sha256()
    for path in paths:
        content = hashlib.sha256(path.read_bytes()).hexdigest()
        total.update(f"{path.relative_to(ROOT)}\0{content}\n".encode())
    return total.hexdigest()


def bytecode() -> dict[str, str]:
    """Return settings by which every Python that we start keeps what it compiled.

    They hold whatever the shell says. Without them each start of the product compiles all of its
    libraries anew, which is most of it.
    """
    return {"PYTHONDONTWRITEBYTECODE": "", "PYTHONPYCACHEPREFIX": str(VENV / "bytecode")}


def prepare(requirements: Path) -> None:
    """Make `.venv` hold what `requirements` names; nothing to do when its stamp says so.

    The development file contains the run file, so it satisfies both. Two commands started at once
    wait for each other on a lock of the file itself.
    """
    with requirements.open() as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        wanted = _stamp_line(requirements)
        if PYTHON.exists() and STAMP.exists() and wanted in STAMP.read_text().splitlines():
            return
        require_disk(VENV.parent, NEEDED_MEGABYTES[requirements])
        _make_venv()
        _install(requirements)
        lines = {wanted}
        if requirements == DEVELOPMENT:
            lines.add(_stamp_line(RUN))
        STAMP.write_text("\n".join(sorted(lines)) + "\n")


def _stamp_line(requirements: Path) -> str:
    return f"{requirements.name} {digest([requirements])}"


def require_disk(folder: Path, megabytes: int) -> None:
    """Raise CannotGoOn when the disk that holds `folder` has less free."""
    free = shutil.disk_usage(folder).free // 1_000_000
    if free < megabytes:
        raise CannotGoOn(
            f"Ổ đĩa chứa {folder} chỉ còn {free} MB, cần ít nhất {megabytes} MB: "
            "hãy giải phóng chỗ trống rồi chạy lại."
        )


def _make_venv() -> None:
    if PYTHON.exists() and run_quietly([str(PYTHON), "-m", "pip", "--version"])[0] == 0:
        return
    if importlib.util.find_spec("ensurepip") is None or importlib.util.find_spec("venv") is None:
        # Debian splits both off into a package of their own.
        package = f"python{sys.version_info.major}.{sys.version_info.minor}-venv"
        if not debian.install([package]):
            raise CannotGoOn(
                f"Thiếu mô-đun venv của Python: hãy chạy với quyền quản trị "
                f"“apt-get install {package}” rồi chạy lại."
            )
    say("Đang tạo môi trường Python trong .venv …")
    code, output = run_quietly([sys.executable, "-m", "venv", "--clear", str(VENV)])
    if code != 0:
        raise CannotGoOn(f"Không tạo được môi trường Python .venv: {last_line(output)}")


def _install(requirements: Path) -> None:
    say(f"Đang cài các thư viện trong {requirements.name} …")
    if _install_quickly(requirements):
        return
    code, output = _pip(requirements)
    if code == 0:
        return
    if "THESE PACKAGES DO NOT MATCH THE HASHES" in output:
        raise CannotGoOn(
            "Thư viện tải về không khớp mã băm đã ghi: nguồn gói đã bị thay đổi, không cài tiếp."
        )
    if any(word in output for word in _NETWORK_WORDS):
        raise CannotGoOn(
            "Không tải được thư viện: hãy kiểm tra kết nối mạng tới kho gói Python "
            "(hoặc đặt PIP_INDEX_URL, PIP_PROXY) rồi chạy lại."
        )
    raise CannotGoOn(f"Không cài được thư viện: {last_line(output)}")


def _install_quickly(requirements: Path) -> bool:
    """Whether uv could do it; it does not know what pip has been told of mirrors and proxies."""
    if _pip(INSTALLER)[0] != 0:
        return False
    uv = str(PYTHON.with_name("uv"))
    command = [uv, "pip", "install", "--quiet", "--native-tls", "--python", str(PYTHON)]
    return run_quietly([*command, "--require-hashes", "-r", str(requirements)])[0] == 0


def _pip(requirements: Path) -> tuple[int, str]:
    command = [str(PYTHON), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    return run_quietly([*command, "--no-input", "--require-hashes", "-r", str(requirements)])


def run_quietly(command: list[str], env: dict[str, str] | None = None) -> tuple[int, str]:
    """Run a command and return its exit code and everything it wrote."""
    with tempfile.TemporaryFile("w+", encoding="utf-8", errors="replace") as output:
        code = run(command, env=env, output=output)
        output.seek(0)
        return code, output.read()


def last_line(output: str) -> str:
    """Return the last line that says something: where a Python program names its error."""
    lines = [line.strip() for line in output.splitlines() if line.strip()]
    return lines[-1] if lines else "không có thông báo lỗi."
