"""What there is to know of a field type stands in its module: nothing else goes by its name."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from formbuilder import fields
from rules.engine import INPUT_TYPES
from tests.floors.sources import PACKAGES, ROOT, Source, sources

TYPES = "formbuilder/fields/"
CODES = {field_type.code for field_type in fields.all_types()}
# Words of every day: outside formbuilder they mean columns, keys, headings of anything.
EVERYDAY = {"text", "number", "date", "table", "heading"}
# Place of a name -> why it stands there.
ALLOWED = {
    "rules": "conditions have types of their own; a form's type says which it is to them (x-rule)",
    "formbuilder/services.py number": "a column of revisions",
    "cms/settings/accounts.py phone": "a column of users",
    "processes/templates/processes/cases/concerned.html phone": "a picture",
}
# Pictures have names of their own: {% ico "phone" %}.
_TAG = re.compile(r"\{%(?!\s*ico\s).*?%\}", re.DOTALL)
_TEXT = re.compile(r"""["']([a-z_]+)["']""")


def _names_in_code(source: Source) -> Iterator[str]:
    return (
        node.value
        for node in ast.walk(source.tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    )


def _names_in_page(path: Path) -> Iterator[str]:
    """Texts of a script; of a template, those of its tags: HTML has types of its own."""
    text = path.read_text(encoding="utf-8")
    for part in [text] if path.suffix == ".js" else _TAG.findall(text):
        yield from _TEXT.findall(part)


def _spelled() -> Iterator[tuple[str, str]]:
    """(path, name) of every type's name outside its module."""
    for source in sources():
        if not source.path.startswith(TYPES):
            yield from ((source.path, name) for name in _names_in_code(source))
    for package in PACKAGES:
        for pattern in ("*.html", "*.js"):
            for path in sorted((ROOT / package).rglob(pattern)):
                where = str(path.relative_to(ROOT))
                yield from ((where, name) for name in _names_in_page(path))


def test_no_type_is_named_outside_its_module() -> None:
    found, used = [], set()
    for path, name in _spelled():
        package = path.split("/")[0]
        if name not in (CODES if package == "formbuilder" else CODES - EVERYDAY):
            continue
        reason = next((key for key in (package, f"{path} {name}") if key in ALLOWED), "")
        if reason and (package != "rules" or name in INPUT_TYPES):
            used.add(reason)
        else:
            found.append(f"{path} names the field type «{name}»")
    assert not found, "\n".join(sorted(set(found)))
    assert used == set(ALLOWED), "an exception that nobody needs"


def test_modules_of_types_name_their_own_alone() -> None:
    """A module of one type spells no other; what it shares it imports."""
    declared: dict[str, set[str]] = {}
    for source in sources():
        if source.path.startswith(TYPES):
            declared[source.path] = {
                ast.literal_eval(word.value)
                for node in ast.walk(source.tree)
                if isinstance(node, ast.Call) and ast.unparse(node.func) == "FieldType"
                for word in node.keywords
                if word.arg == "code"
            }
    assert set().union(*declared.values()) == CODES
    wrong = []
    for source in sources():
        if not source.path.startswith(TYPES):
            continue
        # What a type is to conditions is a name of theirs: `rule="text"`.
        theirs = {
            word.value
            for word in ast.walk(source.tree)
            if isinstance(word, ast.keyword) and word.arg == "rule"
        }
        wrong += [
            f"{source.path}:{node.lineno} names «{node.value}»"
            for node in ast.walk(source.tree)
            if isinstance(node, ast.Constant)
            and node not in theirs
            and node.value in CODES - EVERYDAY - declared[source.path]
        ]
    assert not wrong, "\n".join(wrong)


def test_rules_know_no_type_of_forms() -> None:
    known = {field_type.rule for field_type in fields.all_types()} - {""}
    assert known <= set(INPUT_TYPES)
    assert not [
        f"{source.path}: {name}"
        for source in sources()
        if source.module.split(".")[0] == "rules"
        for name in _names_in_code(source)
        if name in CODES - set(INPUT_TYPES) or name == "x-type"
    ]
