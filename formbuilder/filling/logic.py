"""Filling a form: what was posted becomes answers, visible fields and problems, on the server.

Order of work: read what was typed, find what is visible from the readable answers alone, clear
what is hidden, and repeat until nothing changes. Nothing here touches the database.
"""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any

from formbuilder import conditions
from formbuilder.definition import (
    Body,
    Part,
    data_schema,
    filled_by,
    form_fields,
    inputs,
    questions,
)
from formbuilder.fields.base import Field, FieldType
from formbuilder.fields.table import TABLE, Row, columns, missing_cells, read_rows
from registry.problems import Problem, pointer
from registry.schema import compile_schema

PREFIX = "a"
Answers = dict[str, Any]
Post = Mapping[str, Any]
Problems = dict[str, str]
"""JSON Pointer into the answers to Vietnamese sentence."""

_ROW = re.compile(r"([0-9]{1,6})\.([^.]+)")


@dataclass(frozen=True)
class Filling:
    """One state of a form being filled in.

    `answers` holds no hidden field. A value that could not be read stands there as typed, with
    its sentence in `problems`; `missing` names the required fields of the part still open.
    """

    body: Body
    part: Part
    answers: Answers
    visible: frozenset[str]
    problems: Problems
    missing: Problems
    prefix: str = PREFIX
    # Table rows as on screen, blank ones kept: {field id: rows}.
    rows: Mapping[str, list[Row]] = field(default_factory=dict)
    # Typed in fields that are hidden now: (input name, value), given back if they reappear.
    carried: tuple[tuple[str, str], ...] = ()
    # Table whose rows were just added to or taken from, and which of both.
    changed_table: str = ""
    row_added: bool = False
    # Fields that showed a problem on the screen this was posted from.
    wrong_before: frozenset[str] = frozenset()

    @property
    def all_problems(self) -> Problems:
        """Everything that bars a final save, in the order of the form."""
        merged = self.missing | self.problems
        order: dict[str, list[str]] = {
            str(item["id"]): [str(column["id"]) for column, _ in columns(item)]
            for item in form_fields(self.body)
        }
        return dict(sorted(merged.items(), key=lambda pair: _place(pair[0], order)))


def _place(where: str, order: Mapping[str, list[str]]) -> tuple[int, int, int]:
    """(field, row, column) of a pointer, to sort by."""
    code, row, column = [*where.split("/")[1:], "", "", ""][:3]
    names = order.get(code, [])
    return (
        list(order).index(code) if code in order else len(order),
        int(row) if row.isdecimal() else -1,
        names.index(column) if column in names else len(names),
    )


def opened(
    body: Body, answers: Mapping[str, Any], part: Part = "all", prefix: str = PREFIX
) -> Filling:
    """A filling as it was saved (or empty), to be shown."""
    return _settled(body, part, dict(answers), prefix)


def posted(
    body: Body,
    post: Post,
    part: Part = "all",
    answers: Mapping[str, Any] | None = None,
    prefix: str = PREFIX,
) -> Filling:
    """A filling after a post laid over the saved `answers`.

    Only fields of the part are read; fields that the post does not carry keep their answer.
    `post` is a QueryDict or {name: text or list of texts}.
    """
    typed = dict(answers or {})
    rows: dict[str, list[Row]] = {}
    add, remove = _text(post, f"{prefix}:add_row"), _text(post, f"{prefix}:remove_row")
    for definition, field_type in questions(body):
        code, name = str(definition["id"]), f"{prefix}.{definition['id']}"
        if not filled_by(definition, part):
            continue
        value: Any
        if field_type is TABLE:
            cells = _posted_rows(post, name)
            if name not in post and not cells:
                continue
            value, rows[code], _ = read_rows(definition, _without(cells, code, remove))
            if add == code:
                rows[code].append({})
        elif name in post:
            value, _ = field_type.parse(definition, _texts(post, name))
        else:
            continue
        if value in (None, []):
            typed.pop(code, None)
        else:
            typed[code] = value
    return _settled(
        body,
        part,
        typed,
        prefix,
        rows=rows,
        post=post,
        changed_table=add or remove.partition(":")[0],
        row_added=bool(add),
        wrong_before=frozenset(_text(post, f"{prefix}:wrong").split()),
    )


def read_post(
    body: Body,
    post: Post,
    part: Part = "all",
    answers: Mapping[str, Any] | None = None,
) -> tuple[Answers, Problems]:
    """(answers, everything that bars a final save) of a post; see `posted`."""
    filling = posted(body, post, part, answers)
    return filling.answers, filling.all_problems


def without(post: Post, codes: Collection[str], prefix: str = PREFIX) -> Post:
    """A post that says nothing of these fields, so that they keep their saved answers."""
    names = tuple(f"{prefix}.{code}" for code in codes)
    below = tuple(f"{name}." for name in names)
    return {
        name: _texts(post, name)
        for name in post
        if name not in names and not name.startswith(below)
    }


def is_refresh(post: Post, prefix: str = PREFIX) -> bool:
    """Whether the post only asks to see the form again: a row more, a row less, Enter."""
    return any(f"{prefix}:{name}" in post for name in ("refresh", "add_row", "remove_row"))


def final_problems(body: Body, answers: Mapping[str, Any], part: Part = "all") -> list[Problem]:
    """What bars a final save of answers from anywhere (a screen, an import, an interface).

    The fields' own sentences first, then the schema of the answers as the last word: unknown
    fields, and answers to fields that are hidden.
    """
    filling = opened(body, answers, part)
    found = [Problem(where, text, "answer") for where, text in filling.all_problems.items()]
    hidden = sorted(set(answers) - set(filling.answers))
    known = {str(definition["id"]) for definition, _ in questions(body)}
    found += [
        Problem(pointer(code), "Mục này đang ẩn nên không được có câu trả lời.", "hidden")
        for code in hidden
        if code in known
    ]
    said = {problem.pointer for problem in found}
    return found + [
        problem
        for problem in compile_schema(data_schema(body)).problems(dict(answers))
        if problem.pointer not in said
    ]


def _settled(
    body: Body, part: Part, typed: Answers, prefix: str, post: Post | None = None, **rest: Any
) -> Filling:
    known = {str(definition["id"]): (definition, kind) for definition, kind in questions(body)}
    typed = {code: value for code, value in typed.items() if code in known}
    problems = {
        pointer(code) + below: sentence
        for code, value in typed.items()
        for below, sentence in known[code][1].problems_of(known[code][0], value).items()
    }
    wrong = {where.split("/")[1] for where in problems}
    readable = {code: value for code, value in typed.items() if code not in wrong}
    visible = visible_fields(body, readable)
    carried: list[tuple[str, str]] = []
    for code, (definition, _) in known.items():
        if post is not None and code not in visible and filled_by(definition, part):
            carried += _named(post, f"{prefix}.{code}")
    answers = {code: value for code, value in typed.items() if code in visible}
    return Filling(
        body=body,
        part=part,
        answers=answers,
        visible=visible,
        problems={
            where: text for where, text in problems.items() if where.split("/")[1] in visible
        },
        missing=_missing(known, part, answers, visible),
        prefix=prefix,
        carried=tuple(carried),
        **rest,
    )


def visible_fields(body: Body, answers: Mapping[str, Any]) -> frozenset[str]:
    """The ids of the fields whose condition holds, headings too.

    A condition that lacks data hides its field, and the answer of a hidden field is no data for
    others, so this repeats until nothing changes. Conditions that follow each other in a ring
    never settle: after as many rounds as there are fields, whatever still changes is hidden.
    """
    given = form_fields(body)
    seen = inputs(body)
    tests = {
        str(item["id"]): conditions.compiled(item["visible_when"], seen)
        for item in given
        if item.get("visible_when")
    }
    visible = frozenset(str(item["id"]) for item in given)
    everything = visible
    for _ in range(len(given) + 1):
        data = {code: value for code, value in answers.items() if code in visible}
        hidden = {code for code, test in tests.items() if not test(data)}
        settled = everything - hidden
        if settled == visible:
            return visible
        visible, before = settled, visible
    return visible & before


def _missing(
    known: Mapping[str, tuple[Field, FieldType]],
    part: Part,
    answers: Answers,
    visible: frozenset[str],
) -> Problems:
    found: Problems = {}
    for code, (definition, field_type) in known.items():
        if code not in visible or not filled_by(definition, part):
            continue
        if code not in answers:
            if definition.get("required"):
                found[pointer(code)] = (
                    "Mục này bắt buộc. Hãy chọn câu trả lời."
                    if field_type.shape == "group"
                    else "Mục này bắt buộc. Hãy điền vào."
                )
        elif field_type is TABLE:
            cells = missing_cells(definition, answers[code])
            found |= {pointer(code) + below: text for below, text in cells.items()}
    return found


def _texts(post: Post, name: str) -> list[str]:
    """All texts under a name, of a QueryDict or a plain mapping."""
    many = getattr(post, "getlist", None)
    value = many(name) if many is not None else post.get(name, [])
    return [str(item) for item in value] if isinstance(value, list | tuple) else [str(value)]


def _text(post: Post, name: str) -> str:
    return (_texts(post, name) or [""])[-1] if name in post else ""


def _named(post: Post, name: str) -> list[tuple[str, str]]:
    """Every (input name, text) of one field."""
    return [
        (key, text)
        for key in post
        if key == name or key.startswith(f"{name}.")
        for text in _texts(post, key)
        if text
    ]


def _posted_rows(post: Post, name: str) -> list[dict[str, list[str]]]:
    """The rows under `<name>.<row>.<column>`, in order."""
    rows: dict[int, dict[str, list[str]]] = {}
    for key in post:
        if not key.startswith(f"{name}."):
            continue
        match = _ROW.fullmatch(key[len(name) + 1 :])
        if match:
            rows.setdefault(int(match[1]), {})[match[2]] = _texts(post, key)
    return [rows[index] for index in sorted(rows)]


def _without(
    cells: list[dict[str, list[str]]], code: str, remove: str
) -> list[dict[str, list[str]]]:
    """The rows without the one that `remove` («<field>:<row>») names."""
    name, _, index = remove.partition(":")
    if name != code or not index.isdecimal():
        return cells
    return cells[: int(index)] + cells[int(index) + 1 :]
