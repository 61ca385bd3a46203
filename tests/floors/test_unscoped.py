"""`unscoped` managers are used only where a reason stands in unscoped.txt."""

import ast
import fnmatch
from pathlib import Path

from tests.floors.sources import Source, sources

LIST = Path(__file__).with_name("unscoped.txt")


def allowed() -> dict[str, str]:
    """Pattern of paths -> why its files may."""
    lines = [line for line in LIST.read_text().splitlines() if line and line[0] != "#"]
    pairs = [line.partition(": ") for line in lines]
    assert all(pattern and reason for pattern, _, reason in pairs), "every line needs its reason"
    return {pattern: reason for pattern, _, reason in pairs}


def uses(source: Source) -> list[int]:
    """Lines that reach for `.unscoped`, spelled as an attribute or as a string of getattr."""
    return [
        node.lineno
        for node in ast.walk(source.tree)
        if (isinstance(node, ast.Attribute) and node.attr == "unscoped")
        or (isinstance(node, ast.Name) and node.id == "unscoped")
        or (isinstance(node, ast.Constant) and node.value == "unscoped")
    ]


def test_unscoped_is_used_only_where_a_reason_is_written() -> None:
    needed = set()
    wrong = []
    for source in sources():
        lines = uses(source)
        if not lines:
            continue
        entry = next(
            (pattern for pattern in allowed() if fnmatch.fnmatch(source.path, pattern)),
            None,
        )
        if entry is None:
            wrong += [f"{source.path}:{line}" for line in lines]
        else:
            needed.add(entry)
    assert not wrong, "unscoped without a reason in unscoped.txt:\n" + "\n".join(wrong)
    assert needed == set(allowed()), f"not needed any more: {set(allowed()) - needed}"
