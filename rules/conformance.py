"""The published JSON Logic suites: reading their cases, and which ones the engine fails."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

from rules.engine import RuleError, compile_rule
from rules.refused import refused

OFFICIAL = "jsonlogic.com-tests.json"
COMMUNITY = "compat-suites"
TOLERANCE = 1e-10


@dataclass(frozen=True)
class Example:
    """A rule, the data it is given, and the result wanted; or an error wanted instead."""

    rule: Any
    data: Any
    result: Any = None
    fails: bool = False


def suites(folder: Path) -> Iterator[tuple[str, Path]]:
    """Give (name, file) of the official suite and of the community suites that the folder has."""
    yield OFFICIAL, folder / OFFICIAL
    index = folder / COMMUNITY / "index.json"
    if index.is_file():
        for name in json.loads(index.read_text()):
            yield name, folder / COMMUNITY / name


def read_suite(path: Path) -> list[Example]:
    """Read the examples of a file; texts between them are headings.

    An example is `[rule, data, result]` or `{rule, data, result | error}`.
    """
    return [
        Example(*item)
        if isinstance(item, list)
        else Example(item["rule"], item.get("data"), item.get("result"), "error" in item)
        for item in json.loads(path.read_text())
        if not isinstance(item, str)
    ]


def failures(examples: list[Example]) -> list[tuple[Example, Any]]:
    """Return the examples that the engine fails, each with what it gave."""
    given = ((example, _outcome(example)) for example in examples)
    return [(example, got) for example, got in given if not _passes(example, got)]


def page(folder: Path) -> str:
    """Return the page of docs that tells what passes and what is refused, from the suites."""
    rows = []
    for name, path in suites(folder):
        cases = read_suite(path)
        rows.append(f"| {name} | {len(cases) - len(failures(cases))} | {len(cases)} |")
    parts = []
    for reason, written in refused():
        parts += ["", reason, "", *[f"- {suite}: `{rule}`" for suite, rule in written]]
    return _PAGE.format(suites="\n".join(rows), refused="\n".join(parts))


_PAGE = """# What of JSON Logic passes

Published suites, run with `missing="null"`: the official one, and those of the community
(Apache-2.0), which differ among themselves and from it. Written by
`manage.py rules_conformance <folder> --page docs/rules-conformance.md` from the suites and from the
list in `rules/refused.py`; a test compares.

| suite | passed | of |
|---|---|---|
{suites}

## Refused, and why
{refused}
"""


def _outcome(example: Example) -> Any:
    try:
        return compile_rule(example.rule, missing="null")(example.data)
    except RuleError as error:
        return error


def _passes(example: Example, got: Any) -> bool:
    return isinstance(got, RuleError) if example.fails else same(got, example.result)


def same(got: Any, wanted: Any) -> bool:
    """Tell whether both are equal with exact types, numbers within TOLERANCE."""
    if isinstance(got, bool) or isinstance(wanted, bool):
        return got is wanted
    if isinstance(got, int | float | Decimal) and isinstance(wanted, int | float):
        return abs(float(got) - wanted) <= TOLERANCE
    if type(got) is not type(wanted):
        return False
    if isinstance(got, list):
        return len(got) == len(wanted) and all(map(same, got, wanted))
    if isinstance(got, dict):
        return got.keys() == wanted.keys() and all(same(got[key], wanted[key]) for key in got)
    return bool(got == wanted)
