"""The nginx of a test run: where it is found, how it is got, and what it says when it cannot be."""

from pathlib import Path

import pytest

from tools import debian, nginx
from tools.children import CannotGoOn


@pytest.fixture
def bare(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """A machine without nginx; the folder where it would be."""
    monkeypatch.setenv("PATH", str(tmp_path / "no"))
    monkeypatch.setattr(nginx, "PLACES", str(tmp_path))
    return tmp_path


def put(folder: Path) -> str:
    path = folder / "nginx"
    path.write_text("#!/bin/sh\n", encoding="utf-8")
    path.chmod(0o755)
    return str(path)


def test_what_is_there_is_not_installed(bare: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(debian, "install", lambda packages: pytest.fail("installed"))
    there = put(bare)
    assert nginx.program() == there


def test_where_it_may_be_installed_it_is(bare: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[list[str]] = []

    def install(packages: list[str]) -> bool:
        asked.append(packages)
        put(bare)
        return True

    monkeypatch.setattr(debian, "install", install)
    assert nginx.program() == str(bare / "nginx")
    assert asked == [["nginx-light"]]


@pytest.mark.parametrize("done", [True, False])
def test_otherwise_it_says_what_to_install(
    bare: Path, monkeypatch: pytest.MonkeyPatch, done: bool
) -> None:
    monkeypatch.setattr(debian, "install", lambda packages: done)
    with pytest.raises(CannotGoOn, match=r"^Thiếu nginx: hãy .*apt-get install nginx-light"):
        nginx.program()


def test_a_changed_configuration_of_deploy_is_noticed(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    text = nginx.CONFIGURATION.read_text(encoding="utf-8")
    changed = tmp_path / "nginx.conf"
    changed.write_text(text.replace("listen 80 default_server;", "listen 81;"), encoding="utf-8")
    monkeypatch.setattr(nginx, "CONFIGURATION", changed)
    with pytest.raises(ValueError, match="listen 80 default_server"):
        nginx.here(tmp_path, 1, 2, 3)
