"""Hashed static files: what our own styles and scripts refer to keeps being found."""

import re
from pathlib import Path

import pytest
from django.apps import apps
from django.contrib.staticfiles.storage import ManifestStaticFilesStorage

from tests.floors.sources import ROOT

NAMED = re.compile(r"\.[0-9a-f]{12}\.\w+$")


def own_files() -> dict[str, Path]:
    """Static files of the product by the name under which templates ask for them."""
    found = {}
    for app in apps.get_app_configs():
        folder = Path(app.path) / "static"
        if folder.is_dir() and ROOT in folder.parents and ".venv" not in folder.parts:
            found |= {
                str(path.relative_to(folder)): path
                for path in sorted(folder.rglob("*"))
                if path.is_file()
            }
    return found


def test_every_reference_of_our_own_files_is_found_under_its_hashed_name(tmp_path: Path) -> None:
    files = own_files()
    assert {Path(name).suffix for name in files} >= {".css", ".js", ".svg"}
    storage = ManifestStaticFilesStorage(location=tmp_path, base_url="/static/")
    for name, path in files.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_bytes(path.read_bytes())
    sources = {name: (storage, name) for name in files}
    # A reference that leads nowhere is an exception here.
    made = {old: new for old, new, _done in storage.post_process(sources)}
    assert set(made) == set(files)
    assert all(NAMED.search(new) for new in made.values())


@pytest.mark.parametrize("name", [name for name in own_files() if name.endswith(".js")])
def test_no_script_asks_for_another_by_its_plain_name(name: str) -> None:
    """Hashing leaves addresses in scripts as they are: templates name each script instead."""
    text = own_files()[name].read_text(encoding="utf-8")
    assert not re.search(r"^\s*(?:import|export)\b.*['\"]|\bimport\s*\(", text, re.MULTILINE)
    assert "/static/" not in text
