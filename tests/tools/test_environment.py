"""The virtual environment is filled once, and what goes wrong is said in one line."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tools import chromium, debian, environment, postgresql
from tools.children import CannotGoOn


@pytest.fixture
def venv(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> list[list[str]]:
    """An environment in a temporary folder, and the commands that were run to fill it."""
    ran: list[list[str]] = []
    for name in ("requirements.txt", "requirements-dev.txt"):
        (tmp_path / name).write_text(name)
    monkeypatch.setattr(environment, "INSTALLER", tmp_path / "requirements-install.txt")
    monkeypatch.setattr(environment, "ROOT", tmp_path)
    monkeypatch.setattr(environment, "PYTHON", tmp_path / "python")
    monkeypatch.setattr(environment, "STAMP", tmp_path / "requirements.stamp")
    monkeypatch.setattr(environment, "VENV", tmp_path / ".venv")
    monkeypatch.setattr(environment, "RUN", tmp_path / "requirements.txt")
    monkeypatch.setattr(environment, "DEVELOPMENT", tmp_path / "requirements-dev.txt")
    monkeypatch.setattr(
        environment,
        "NEEDED_MEGABYTES",
        {tmp_path / "requirements.txt": 1, tmp_path / "requirements-dev.txt": 1},
    )

    def run_quietly(command: list[str]) -> tuple[int, str]:
        ran.append(command)
        (tmp_path / "python").touch()
        return 0, ""

    monkeypatch.setattr(environment, "run_quietly", run_quietly)
    return ran


def test_nothing_is_installed_twice(venv: list[list[str]]) -> None:
    environment.prepare(environment.RUN)
    first = len(venv)
    environment.prepare(environment.RUN)
    assert first == len(venv) == 3  # make it, install the installer, install the rest


def test_the_development_set_serves_the_demo_too(venv: list[list[str]]) -> None:
    environment.prepare(environment.DEVELOPMENT)
    first = len(venv)
    environment.prepare(environment.RUN)
    assert len(venv) == first


def test_a_changed_requirement_is_installed(venv: list[list[str]]) -> None:
    environment.prepare(environment.RUN)
    first = len(venv)
    environment.RUN.write_text("another")
    environment.prepare(environment.RUN)
    assert len(venv) > first


@pytest.mark.parametrize("word", ["requirements-install.txt", "--native-tls"])
def test_where_the_installer_cannot_pip_goes_on(
    venv: list[list[str]], monkeypatch: pytest.MonkeyPatch, word: str
) -> None:
    """It is not to be had there, or does not find what pip has been told to ask."""
    works = environment.run_quietly

    def run_quietly(command: list[str]) -> tuple[int, str]:
        works(command)
        return int(any(word in part for part in command)), "error"

    monkeypatch.setattr(environment, "run_quietly", run_quietly)
    environment.prepare(environment.RUN)
    assert venv[-1][1:4] == ["-m", "pip", "install"]
    assert venv[-1][-1] == str(environment.RUN) and "--require-hashes" in venv[-1]
    assert environment.STAMP.exists()


@pytest.mark.parametrize(
    ("output", "sentence"),
    [
        ("... NameResolutionError ... 'pypi'", "Không tải được thư viện"),
        ("ERROR: THESE PACKAGES DO NOT MATCH THE HASHES", "không khớp mã băm"),
        ("something\nERROR: odd thing\n\n", "ERROR: odd thing"),
    ],
)
def test_a_failed_installation_says_why(
    venv: list[list[str]], monkeypatch: pytest.MonkeyPatch, output: str, sentence: str
) -> None:
    environment.prepare(environment.RUN)
    environment.RUN.write_text("another")
    monkeypatch.setattr(
        environment, "run_quietly", lambda command: (int("install" in command), output)
    )
    with pytest.raises(CannotGoOn, match=sentence) as told:
        environment.prepare(environment.RUN)
    assert "\n" not in str(told.value)
    assert not any("another" in line for line in environment.STAMP.read_text().splitlines())


def test_what_python_compiled_is_kept_although_the_shell_says_otherwise(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(environment, "VENV", tmp_path / ".venv")
    (tmp_path / "compiled.py").write_text("")
    told = {**os.environ, "PYTHONDONTWRITEBYTECODE": "1", **environment.bytecode()}
    command = [sys.executable, "-c", "import compiled"]
    subprocess.run(command, cwd=tmp_path, env=told, check=True)
    assert [path.name for path in tmp_path.rglob("compiled.*.pyc")]
    assert not (tmp_path / "__pycache__").exists()


def test_a_full_disk_is_said_before_anything_starts(tmp_path: Path) -> None:
    with pytest.raises(CannotGoOn, match="hãy giải phóng chỗ trống"):
        environment.require_disk(tmp_path, 10**12)


def test_what_is_missing_is_named_with_the_way_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("ISO_CHROMIUM", raising=False)
    monkeypatch.setattr(debian, "may_install", lambda: False)
    monkeypatch.setattr(chromium.shutil, "which", lambda name: None)
    with pytest.raises(CannotGoOn, match="apt-get install chromium fonts"):
        chromium.executable()
    monkeypatch.setattr(postgresql, "_find_programs", lambda: None)
    with pytest.raises(CannotGoOn, match="apt-get install postgresql"):
        postgresql.programs()
    monkeypatch.setenv("ISO_CHROMIUM", "/no/such/browser")
    with pytest.raises(CannotGoOn, match="ISO_CHROMIUM"):
        chromium.executable()
