"""What a post says under the names of a form's inputs, before anybody knows what it means.

An input is called <prefix>.<field>, a cell <prefix>.<field>.<row>.<column>; what buttons ask for
stands under <prefix>:<word>. `Post` is a QueryDict or {name: text or list of texts}.
"""

import re
from collections.abc import Collection, Mapping
from typing import Any

PREFIX = "a"
Post = Mapping[str, Any]

_ROW = re.compile(r"([0-9]{1,6})\.([^.]+)")


def is_refresh(post: Post, prefix: str = PREFIX) -> bool:
    """Tell whether the post only asks to see the form again: a row more, a row less, Enter."""
    return any(f"{prefix}:{name}" in post for name in ("refresh", "add_row", "remove_row"))


def without(post: Post, codes: Collection[str], prefix: str = PREFIX) -> Post:
    """Return a post that says nothing of these fields, so that they keep their saved answers."""
    names = tuple(f"{prefix}.{code}" for code in codes)
    below = tuple(f"{name}." for name in names)
    return {
        name: texts(post, name) for name in post if name not in names and not name.startswith(below)
    }


def texts(post: Post, name: str) -> list[str]:
    """Return all texts under a name, of a QueryDict or a plain mapping."""
    many = getattr(post, "getlist", None)
    value = many(name) if many is not None else post.get(name, [])
    return [str(item) for item in value] if isinstance(value, list | tuple) else [str(value)]


def text(post: Post, name: str) -> str:
    """Return the last text under a name; "" when there is none."""
    return (texts(post, name) or [""])[-1] if name in post else ""


def named(post: Post, name: str) -> list[tuple[str, str]]:
    """Return every (input name, text) of one field."""
    return [
        (key, said)
        for key in post
        if key == name or key.startswith(f"{name}.")
        for said in texts(post, key)
        if said
    ]


def posted_rows(post: Post, name: str) -> list[dict[str, list[str]]]:
    """Return the rows under `<name>.<row>.<column>`, in order."""
    rows: dict[int, dict[str, list[str]]] = {}
    for key in post:
        if not key.startswith(f"{name}."):
            continue
        match = _ROW.fullmatch(key[len(name) + 1 :])
        if match:
            rows.setdefault(int(match[1]), {})[match[2]] = texts(post, key)
    return [rows[index] for index in sorted(rows)]


def without_row(
    cells: list[dict[str, list[str]]], code: str, remove: str
) -> list[dict[str, list[str]]]:
    """Return the rows without the one that `remove` («<field>:<row>») names."""
    name, _, index = remove.partition(":")
    if name != code or not index.isdecimal():
        return cells
    return cells[: int(index)] + cells[int(index) + 1 :]
