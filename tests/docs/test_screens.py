"""docs/screens.md names every token, part and partial, and none that is not there."""

import re

from tests.floors.sources import ROOT
from tests.floors.test_screens import DECLARED, TOKENS, sheets

PAGE = (ROOT / "docs" / "screens.md").read_text()
PARTS = "registry/static/registry/ui/parts.css"


def section(name: str) -> str:
    """What stands below one heading."""
    return PAGE.split(f"\n## {name}\n")[1].split("\n## ")[0]


def first_cells(name: str) -> str:
    """What the rows of a section's table are about."""
    return "\n".join(line.split("|")[1] for line in section(name).splitlines() if line[:1] == "|")


def test_every_token_stands_in_the_table() -> None:
    named = re.findall(r"`(--[\w-]+)`", first_cells("Tokens"))
    assert len(named) == len(set(named))
    # Wagtail's names stand there as one family.
    ours = {name for name in DECLARED.findall(sheets()[TOKENS]) if not name.startswith("--w-")}
    assert set(named) == ours


def test_every_part_of_the_table_stands_in_the_sheet() -> None:
    named = re.findall(r"`\.([\w-]+)`", first_cells("Parts"))
    sheet = sheets()[PARTS]
    assert len(named) > 20
    missing = [name for name in named if not re.search(rf"\.{name}(?![\w-])", sheet)]
    assert not missing, missing


def test_every_partial_stands_in_the_table() -> None:
    found = {
        str(path.relative_to(ROOT))
        for path in (ROOT / "registry" / "templates" / "registry" / "ui").glob("*.html")
    }
    assert found <= set(re.findall(r"`([\w/.]+\.html)`", first_cells("Partials and tags")))


def test_every_style_sheet_stands_in_the_table() -> None:
    head = PAGE.split("\n## ")[0]
    assert set(re.findall(r"`([\w/]+\.css)`", head)) == set(sheets())
