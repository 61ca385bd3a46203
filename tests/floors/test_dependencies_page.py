"""docs/dependencies.md has a line for every dependency of pyproject.toml, and for no other."""

import re
import tomllib

from tests.floors.sources import ROOT


def _named(requirements: list[str]) -> set[str]:
    return {re.split(r"[\[<>=~!; ]", requirement)[0] for requirement in requirements}


def _listed(heading: str) -> dict[str, list[str]]:
    """Package -> cells (why, licence, way out) of the table below a heading."""
    page = (ROOT / "docs" / "dependencies.md").read_text()
    section = page.split(f"## {heading}\n")[1].split("\n## ")[0]
    rows = [line.strip("|").split("|") for line in section.splitlines() if line.startswith("|")]
    return {row[0].strip(): [cell.strip() for cell in row[1:]] for row in rows[2:]}


def test_every_dependency_has_its_line() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    run = _listed("To run")
    development = _listed("To test")
    assert set(run) == _named(project["project"]["dependencies"])
    assert set(development) == _named(project["dependency-groups"]["dev"])
    for cells in [*run.values(), *development.values()]:
        assert len(cells) == 3 and all(cells)


def test_every_dependency_is_locked() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    for file, names in (
        ("requirements.txt", _named(project["project"]["dependencies"])),
        (
            "requirements-dev.txt",
            _named(project["project"]["dependencies"])
            | _named(project["dependency-groups"]["dev"]),
        ),
    ):
        locked = re.findall(
            r"^([A-Za-z0-9_.-]+)(?:\[[a-z,-]+\])?==", (ROOT / file).read_text(), re.M
        )
        assert {name.lower() for name in names} <= {name.lower() for name in locked}, file
