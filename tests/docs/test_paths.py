"""The documents tell the truth about where things are: paths, names and links lead somewhere."""

import importlib
import re
from pathlib import Path

import pytest

from tests.floors.sources import PACKAGES, ROOT

PAGES = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md"), *ROOT.glob("fixtures/*.md")])

_FENCE = re.compile(r"^```.*?^```$", re.MULTILINE | re.DOTALL)
_INDENTED = re.compile(r"^(?: {4}|\t).*$", re.MULTILINE)
_CODE = re.compile(r"`([^`\n]+)`")
_LINK = re.compile(r"\]\(([^)\s]+)\)")
_PATH = re.compile(r"[A-Za-z0-9_.-]+(?:/[A-Za-z0-9_.-]*)+")
_DOTTED = re.compile(rf"(?:{'|'.join(PACKAGES)}|tools|tests)(?:\.\w+)+(?:\(\))?(?<!\.sqlite3)")
# Data of an installation, not of the project.
_ELSEWHERE = ("ISO_HOME/", "var/")


def _words(page: Path) -> list[str]:
    """Everything in backticks, outside blocks of code."""
    return _CODE.findall(_INDENTED.sub("", _FENCE.sub("", page.read_text(encoding="utf-8"))))


def _names(page: Path) -> str:
    return str(page.relative_to(ROOT))


def _leads_to_code(name: str) -> bool:
    """Whether `package.module.thing` is a module, or a thing (or its attribute) in one."""
    parts = name.removesuffix("()").split(".")
    for cut in range(len(parts), 0, -1):
        try:
            found: object = importlib.import_module(".".join(parts[:cut]))
        except ModuleNotFoundError as error:
            if error.name and ".".join(parts[:cut]).startswith(error.name):
                continue
            raise
        for part in parts[cut:]:
            if not hasattr(found, part):
                # Fields of frozen dataclasses without a default are annotations only.
                return part in getattr(found, "__annotations__", {})
            found = getattr(found, part)
        return True
    return False


@pytest.mark.parametrize("page", PAGES, ids=_names)
def test_every_path_exists(page: Path) -> None:
    wrong = [
        word
        for word in _words(page)
        if _PATH.fullmatch(word) and not word.startswith(_ELSEWHERE) and not (ROOT / word).exists()
    ]
    assert not wrong, f"{_names(page)} names {wrong}"


@pytest.mark.parametrize("page", PAGES, ids=_names)
def test_every_module_and_function_exists(page: Path) -> None:
    wrong = [w for w in _words(page) if _DOTTED.fullmatch(w) and not _leads_to_code(w)]
    assert not wrong, f"{_names(page)} names {wrong}"


@pytest.mark.parametrize("page", PAGES, ids=_names)
def test_every_link_resolves(page: Path) -> None:
    wrong = []
    for target in _LINK.findall(page.read_text(encoding="utf-8")):
        if re.match(r"[a-z]+:", target):
            continue
        path, _, anchor = target.partition("#")
        place = (page.parent / path).resolve() if path else page
        if not place.exists() or (anchor and anchor not in _anchors(place)):
            wrong.append(target)
    assert not wrong, f"{_names(page)} links to {wrong}"


def _anchors(page: Path) -> set[str]:
    """Anchors of a page's headings, as GitHub makes them."""
    heads = re.findall(r"^#+ (.+)$", _FENCE.sub("", page.read_text(encoding="utf-8")), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", head.lower()).replace(" ", "-") for head in heads}


def test_every_decision_is_in_the_index() -> None:
    index = (ROOT / "docs" / "adr" / "README.md").read_text(encoding="utf-8")
    records = sorted((ROOT / "docs" / "adr").glob("[0-9]*.md"))
    numbers = [record.name[:4] for record in records]
    assert numbers == [f"{number:04d}" for number in range(1, len(records) + 1)]
    assert not [record.name for record in records if f"]({record.name})" not in index]


def test_the_screenshot_is_small() -> None:
    assert (ROOT / "docs" / "images" / "home.png").stat().st_size < 200_000
