"""What a page of a form would undo: fields that somebody else saved since it was opened."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from formbuilder.definition import Body, Part, filled_by, questions, seen_by


@dataclass(frozen=True)
class Change:
    """One field whose saved answer is not what the page has; all three as they are printed.

    `typed`: the person made it what it is on the page. Otherwise the page shows an answer of before
    and there is nothing of theirs to keep.
    """

    code: str
    label: str
    now: str
    here: str
    typed: bool


def changes(
    body: Body,
    part: Part,
    given: Mapping[str, Any],
    base: Mapping[str, Any],
    now: Mapping[str, Any],
) -> list[Change]:
    """Return where the `given` answers of a page opened with `base` differ from those of `now`.

    A field that another part fills counts as the page showed it: read, it was decided on too.
    """
    found = []
    for definition, field_type in questions(body):
        code = str(definition["id"])
        mine = filled_by(definition, part)
        here = base.get(code) if not mine and seen_by(definition, part) else given.get(code)
        if now.get(code) == here == given.get(code):
            continue
        present, page = (
            "" if value is None else field_type.display(definition, value)
            for value in (now.get(code), here)
        )
        typed = mine and here != base.get(code)
        found.append(Change(code, str(definition.get("label", "")), present, page, typed))
    return found
