"""docs/glossary.md holds the words of the code, one meaning each, as the screen says them."""

import ast
import enum
import importlib
import re
from collections import Counter, defaultdict
from dataclasses import dataclass
from functools import cache

import pytest
from django.apps import apps
from django.db import models

from registry import kinds
from tests.floors.sources import PACKAGES, ROOT, sources

PAGE = ROOT / "docs" / "glossary.md"
STATES = "States and choices"
# Every class of these modules is a part of what people set up.
WHOLE = ("processes.engine.definition", "processes.engine.steps.base")
# Two things that the screen calls by one word, on purpose.
ALIKE = {"lần ban hành": "a version goes by its number"}
_CODE = re.compile(r"`([^`]+)`")
_TYPE = re.compile(r"[A-Z]\w*[a-z]\w*")


@dataclass(frozen=True)
class Row:
    """One entry: the word, what bears it in the code, what the screen says, what it is."""

    section: str
    word: str
    codes: tuple[str, ...]
    screen: str
    meaning: str


@cache
def rows() -> tuple[Row, ...]:
    found, section = [], ""
    for line in PAGE.read_text(encoding="utf-8").splitlines():
        if line.startswith("## "):
            section = line[3:]
        cells = [cell.strip() for cell in line.strip("| ").split("|")]
        if line.startswith("| ") and cells[0] != "word":
            word, code, screen, meaning = cells
            found.append(Row(section, word, tuple(_CODE.findall(code)), screen, meaning))
    return tuple(found)


@cache
def classes() -> dict[str, list[str]]:
    """Public names of the product's modules that are classes or types, and where each is."""
    found = defaultdict(list)
    for source in sources():
        for node in source.tree.body:
            if isinstance(node, ast.ClassDef):
                found[node.name].append(source.module)
            elif isinstance(node, ast.Assign) and _TYPE.fullmatch(ast.unparse(node.targets[0])):
                found[ast.unparse(node.targets[0])].append(source.module)
    return found


@cache
def functions() -> set[str]:
    return {
        node.name
        for source in sources()
        for node in source.tree.body
        if isinstance(node, ast.FunctionDef)
    }


def own_models() -> list[type[models.Model]]:
    return [one for one in apps.get_models() if one.__module__.split(".")[0] in PACKAGES]


def own_choices() -> list[type[enum.Enum]]:
    """Lists of states and choices, wherever the product has them."""
    return [
        getattr(importlib.import_module(source.module), node.name)
        for source in sources()
        for node in source.tree.body
        if isinstance(node, ast.ClassDef)
        and any("Choices" in ast.unparse(base) for base in node.bases)
    ]


def _is_whole(code: str) -> bool:
    """Whether it is a dotted name from its package on; tests/docs/test_paths.py follows those."""
    return code.split(".")[0] in PACKAGES


def named(code: str) -> object:
    """What a class of the glossary is, or the field or value of one."""
    name, _, member = code.partition(".")
    found = getattr(importlib.import_module(classes()[name][0]), name)
    if not member:
        return found
    if isinstance(found, type) and issubclass(found, models.Model):
        return found._meta.get_field(member)
    return getattr(found, member)


def labels(code: str) -> str:
    """What the code itself calls a thing in Vietnamese; "" where it has no word for it."""
    if code.startswith("kind:"):
        return kinds.get(code.removeprefix("kind:")).label
    if code.endswith("()") or _is_whole(code):
        return ""
    found = named(code)
    if isinstance(found, enum.Enum):
        return str(getattr(found, "label", ""))
    if isinstance(found, models.Field):
        # Without words of its own a field is called by its name.
        automatic = (found.name or "").replace("_", " ")
        return "" if found.verbose_name == automatic else str(found.verbose_name)
    if isinstance(found, type) and issubclass(found, models.Model):
        automatic = re.sub(r"(?<!^)(?=[A-Z])", " ", found.__name__).lower()
        return "" if found._meta.verbose_name == automatic else str(found._meta.verbose_name)
    return ""


@cache
def texts() -> str:
    """Everything that the product can say."""
    files = [
        path
        for package in (*PACKAGES, "fixtures")
        for ending in ("py", "html", "json")
        for path in (ROOT / package).rglob(f"*.{ending}")
    ]
    said = " ".join(path.read_text(encoding="utf-8") for path in files)
    # Texts are broken over lines, in Python and in templates.
    return re.sub(r"\s+", " ", re.sub(r'"\s*f?"', "", said)).lower()


@pytest.mark.parametrize("row", rows(), ids=lambda row: row.word)
def test_every_word_is_in_the_code(row: Row) -> None:
    assert row.codes and row.meaning
    for code in row.codes:
        if code.startswith("kind:"):
            kinds.get(code.removeprefix("kind:"))
        elif code.endswith("()"):
            assert code.removesuffix("()") in functions()
        elif not _is_whole(code):
            named(code)


@pytest.mark.parametrize("row", rows(), ids=lambda row: row.word)
def test_the_screen_says_it(row: Row) -> None:
    said = {label.lower() for code in row.codes if (label := labels(code))}
    assert not said or said == {row.screen.lower()}
    assert row.screen.lower() in texts()


def test_every_model_choice_kind_and_part_of_a_process_has_its_word() -> None:
    wanted = {one.__name__ for one in own_models()}
    for choices in own_choices():
        wanted |= {choices.__name__, *(f"{choices.__name__}.{one.name}" for one in choices)}
    wanted |= {f"kind:{kind.code}" for kind in kinds.all_kinds() if not kind.code.startswith("toy")}
    wanted |= {name for name, modules in classes().items() if set(modules) & set(WHOLE)}
    given = {code for row in rows() for code in row.codes}
    assert wanted - {"Json"} <= given


def test_one_word_means_one_thing() -> None:
    def twice(values: list[str]) -> list[str]:
        return [value for value, times in Counter(values).items() if value and times > 1]

    assert twice([row.word for row in rows()]) == []
    assert twice([row.meaning for row in rows()]) == []
    assert twice([code for row in rows() for code in row.codes]) == []
    # A state is read beside what it is the state of.
    assert twice([row.screen for row in rows() if row.section != STATES]) == list(ALIKE)


def test_a_word_names_one_class() -> None:
    given = {code.partition(".")[0] for row in rows() for code in row.codes}
    several = {name: where for name, where in classes().items() if name in given}
    assert {name: where for name, where in several.items() if len(where) > 1} == {}


def test_entries_stand_in_sections_and_say_one_line() -> None:
    assert all(row.section and len(row.meaning) < 110 for row in rows())
