"""docs/settings.md lists every variable that the sources read, with the default it has there."""

import ast
import re
from pathlib import Path

from tests.floors.sources import ROOT

PAGE = ROOT / "docs" / "settings.md"
ROW = re.compile(r"^\| `(ISO_[A-Z_]+)` \| (.+?) \|", re.MULTILINE)


def _read_by_product() -> dict[str, set[str]]:
    """Variable -> literal defaults, of every `env.<type>("ISO_...", default=...)` call."""
    found: dict[str, set[str]] = {}
    for path in [*sorted((ROOT / "cms" / "settings").glob("*.py")), ROOT / "cms" / "serving.py"]:
        for node in ast.walk(ast.parse(path.read_text())):
            if not isinstance(node, ast.Call) or not node.args:
                continue
            name = node.args[0]
            if not (isinstance(name, ast.Constant) and str(name.value).startswith("ISO_")):
                continue
            defaults = found.setdefault(str(name.value), set())
            for keyword in node.keywords:
                if keyword.arg == "default":
                    defaults |= _literal(keyword.value)
    return found


def _literal(node: ast.expr) -> set[str]:
    """The default as the page writes it; nothing when it is computed."""
    try:
        value = ast.literal_eval(node)
    except ValueError:
        return set()
    if isinstance(value, list):
        return {",".join(value)}
    return {str(value).lower() if isinstance(value, bool) else str(value)}


def _mentioned(folders: tuple[str, ...]) -> set[str]:
    names: set[str] = set()
    for folder in folders:
        paths: list[Path] = sorted((ROOT / folder).rglob("*.py"))
        for path in paths:
            names |= set(re.findall(r"\bISO_[A-Z]+(?:_[A-Z]+)*\b", path.read_text()))
    return names


def test_every_variable_stands_on_the_page_and_none_too_many() -> None:
    listed = {name for name, _default in ROW.findall(PAGE.read_text())}
    read = set(_read_by_product()) | _mentioned(("tools", "tests", "benchmarks"))
    read |= _mentioned(("registry", "rules", "formbuilder", "processes", "search", "cms"))
    assert listed == read


def test_defaults_on_the_page_are_those_of_the_sources() -> None:
    listed: dict[str, set[str]] = {}
    for name, default in ROW.findall(PAGE.read_text()):
        listed.setdefault(name, set()).add("" if default == "empty" else default.strip("`"))
    for name, defaults in _read_by_product().items():
        for default in defaults:
            # An empty default that is then computed is described in words.
            if default or name == "ISO_ORIGINS":
                assert default in listed[name], f"{name}: {default!r}"
