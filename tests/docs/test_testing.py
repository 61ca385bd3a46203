"""docs/testing.md says what runs where, and it is so."""

import re

from tests.floors.sources import ROOT
from tests.support.collection import PLACES, POSTGRESQL, RUNS_ON, SQLITE, Class

ROWS = [
    [cell.strip() for cell in line.strip("| \n").split("|")]
    for line in (ROOT / "docs" / "testing.md").read_text(encoding="utf-8").splitlines()
    if line.startswith("| ")
]


def test_the_list_of_classes_is_that_of_the_code() -> None:
    said = {row[0]: (row[1], row[2]) for row in ROWS if row[0] in {one.value for one in Class}}
    word = {True: "yes", False: "no"}
    assert said == {
        one.value: (word[SQLITE in engines], word[POSTGRESQL in engines])
        for one, engines in RUNS_ON.items()
    }
    assert set(RUNS_ON) == set(Class)


def test_the_list_of_places_is_that_of_the_code() -> None:
    said = {row[0].strip("`"): row[1] for row in ROWS if row[0].startswith("`tests/")}
    assert said == {place: one.value for place, one in PLACES.items()}
    assert [place for place in PLACES if not (ROOT / place).exists()] == []


def test_the_commands_are_those_of_the_makefile() -> None:
    targets = set(re.findall(r"^([\w-]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    said = {name for row in ROWS for name in re.findall(r"`make ([\w-]+)`", row[0])}
    assert said == targets - {"demo", "demo-reset"}
