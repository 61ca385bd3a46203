"""A folder answers one question, says so, shows what others use of it, and stays small."""

import ast
import re
from collections import Counter
from functools import cache
from pathlib import Path

import pytest

from tests.floors.sources import ROOT, Source, imports, is_in, sources

LONGEST = 400
MOST = 15
# Folders with a module for each type or each kind: they grow with the types.
ONE_MODULE_A_TYPE = {"formbuilder/fields", "registry/kinds"}
# What puts the product together names everything: models, declarations, addresses, hooks.
COMPOSES = {"models", "registrations", "declarations", "urls", "wagtail_hooks", "apps", "settings"}
_SURFACE = re.compile(r"Others import:\s*([^.]*)\.")


@cache
def _modules() -> dict[str, Source]:
    return {source.module: source for source in sources()}


def _rooms() -> list[str]:
    """Folders right below a package: registry.documents, processes.cases, ..."""
    return sorted(
        source.module
        for source in sources()
        if source.path.endswith("__init__.py") and source.module.count(".") == 1
    )


def _said(room: Source) -> set[str]:
    """The modules that the docstring of a room names: «Others import: models, checks/codes.»"""
    said = _SURFACE.search(ast.get_docstring(room.tree) or "")
    return set(re.split(r"[\s,]+", said[1].strip().replace("/", "."))) if said else set()


def _shown(room: Source) -> set[str]:
    """What a room shows: what its docstring says, and the names of its `__init__`."""
    words = _said(room)
    for node in room.tree.body:
        if isinstance(node, ast.ImportFrom):
            words |= {alias.asname or alias.name for alias in node.names}
        elif isinstance(node, ast.FunctionDef | ast.ClassDef):
            words.add(node.name)
        elif isinstance(node, ast.Assign):
            words |= {target.id for target in node.targets if isinstance(target, ast.Name)}
    return words


@cache
def _imported() -> list[tuple[Source, int, str]]:
    """Everything that modules import which do not put the product together."""
    return [
        (source, line, name)
        for source in sources()
        if source.module.split(".")[-1] not in COMPOSES
        for line, name in imports(source)
    ]


def _used(room: str) -> dict[str, str]:
    """Names below the room that modules outside it import, each with one who does."""
    known = _modules()
    found: dict[str, str] = {}
    for source, line, name in _imported():
        if name.startswith(f"{room}.") and not is_in(source.module, room):
            below = name.removeprefix(f"{room}.").split(".")
            if name not in known and len(below) > 1:
                below = below[:-1]
            found.setdefault(".".join(below), f"{source.path}:{line}")
    return found


@pytest.mark.parametrize("room", _rooms())
def test_others_import_what_a_room_shows(room: str) -> None:
    shown = _shown(_modules()[room])
    hidden = {name: where for name, where in _used(room).items() if name not in shown}
    assert not hidden, f"{room} does not show what others import: {hidden}"


@pytest.mark.parametrize("room", _rooms())
def test_what_a_room_shows_is_used(room: str) -> None:
    words = _said(_modules()[room])
    assert words <= set(_used(room)), f"nobody imports {words - set(_used(room))} of {room}"


def test_every_folder_says_what_it_answers() -> None:
    silent = [
        source.path
        for source in sources()
        if source.path.endswith("__init__.py")
        and source.module.count(".") >= 1
        and "management" not in source.path
        and not ast.get_docstring(source.tree)
    ]
    assert not silent, f"no docstring: {silent}"


def _own(pattern: str) -> list[Path]:
    folders = ("registry", "rules", "formbuilder", "processes", "search", "cms", "tests", "tools")
    return [
        path.relative_to(ROOT)
        for folder in (*folders, "benchmarks")
        for path in sorted((ROOT / folder).rglob(pattern))
        if "migrations" not in path.parts
    ]


def test_no_module_is_longer_than_one_subject() -> None:
    lengths = {str(path): len((ROOT / path).read_text().splitlines()) for path in _own("*.py")}
    long = {path: lines for path, lines in lengths.items() if lines > LONGEST}
    assert not long, f"more than {LONGEST} lines: {long}"


def test_no_folder_holds_too_much() -> None:
    counted = Counter(
        str(source.path.rpartition("/")[0])
        for source in sources()
        if not source.path.endswith("__init__.py")
    )
    full = {
        folder: number
        for folder, number in counted.items()
        if number > MOST and folder not in ONE_MODULE_A_TYPE
    }
    assert not full, f"more than {MOST} modules: {full}"


def test_every_room_stands_on_the_page() -> None:
    page = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
    of_django = ("management", "templatetags", "formats")
    rooms = [room for room in _rooms() if not room.endswith(of_django)]
    missing = [room for room in rooms if f"`{room.replace('.', '/')}/`" not in page]
    assert not missing, f"docs/architecture.md lacks {missing}"
    assert len(page.splitlines()) <= 150, "three screens are enough"
