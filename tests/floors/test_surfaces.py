"""A room shows what others may use of it in its `__init__`; nobody reaches past that."""

import ast
from collections.abc import Iterator

import pytest

from tests.floors.sources import Source, imports, is_in, sources

# Each answers one question, said in the docstring of its `__init__`, and lists its names there.
ROOMS = (
    "formbuilder.fields",
    "formbuilder.filling",
    "formbuilder.kinds.form",
    "rules.engine",
    "rules.kinds",
    "rules.worktime",
)


def _door(room: str) -> ast.Module:
    """The `__init__` of a room."""
    (init,) = [one for one in sources() if one.module == room and one.path.endswith("__init__.py")]
    return init.tree


def _surface(room: str) -> set[str]:
    """The names in the `__all__` of a room; ruff sees to it that they are there."""
    for node in _door(room).body:
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "__all__":
            return set(ast.literal_eval(node.value))
    raise AssertionError(f"{room} has no __all__")


def _past(room: str, surface: set[str]) -> Iterator[tuple[Source, int, str]]:
    """Imports from outside that name what the room doesn't show."""
    for source in sources():
        if is_in(source.module, room):
            continue
        for line, name in imports(source):
            if is_in(name, room) and name != room and name.removeprefix(room + ".") not in surface:
                yield source, line, name


@pytest.mark.parametrize("room", ROOMS)
def test_a_room_is_entered_by_its_door(room: str) -> None:
    wrong = [
        f"{source.path}:{line} imports {name}" for source, line, name in _past(room, _surface(room))
    ]
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("room", ROOMS)
def test_a_room_says_what_it_answers(room: str) -> None:
    assert ast.get_docstring(_door(room))
    assert _surface(room)
