"""Filling a form: what was posted becomes answers, visible fields and problems, on the server.

Order of work: read what was typed, find what is visible from the readable answers alone, clear
what is hidden, and repeat until nothing changes. Nothing here touches the database.
"""

from collections.abc import Mapping
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
from formbuilder.fields import Field, FieldType, Row, of
from formbuilder.filling.post import PREFIX, Post, named, posted_rows, text, texts, without_row
from registry.problems import Problem, pointer
from registry.schema import compile_schema
from rules.engine import DECISION_INSTANT

Answers = dict[str, Any]
Problems = dict[str, str]
"""JSON Pointer into the answers to Vietnamese sentence."""


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
            str(item["id"]): [str(column["id"]) for column, _ in of(item).columns(item)]
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
    """Return a filling as it was saved (or empty), to be shown."""
    return _settled(body, part, dict(answers), prefix)


def posted(
    body: Body,
    post: Post,
    part: Part = "all",
    answers: Mapping[str, Any] | None = None,
    prefix: str = PREFIX,
) -> Filling:
    """Return a filling after a post laid over the saved `answers`.

    Only fields of the part are read; fields that the post does not carry keep their answer.
    `post` is a QueryDict or {name: text or list of texts}.
    """
    typed = dict(answers or {})
    rows: dict[str, list[Row]] = {}
    add, remove = text(post, f"{prefix}:add_row"), text(post, f"{prefix}:remove_row")
    for definition, field_type in questions(body):
        code, name = str(definition["id"]), f"{prefix}.{definition['id']}"
        if not filled_by(definition, part):
            continue
        value: Any
        if field_type.rows is not None:
            cells = posted_rows(post, name)
            if name not in post and not cells:
                continue
            cells = without_row(cells, code, remove)
            value, rows[code], _ = field_type.rows.read(definition, cells)
            if add == code:
                rows[code].append({})
        elif name in post:
            value, _ = field_type.parse(definition, texts(post, name))
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
        wrong_before=frozenset(text(post, f"{prefix}:wrong").split()),
    )


def final_problems(body: Body, answers: Mapping[str, Any], part: Part = "all") -> list[Problem]:
    """Return what bars a final save of answers from anywhere (a screen, an import, an interface).

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
            carried += named(post, f"{prefix}.{code}")
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
    """Return the ids of the fields whose condition holds, headings too.

    A condition that lacks data hides its field («Ngày xét» is what `catalogues.complete` laid into
    the body), and the answer of a hidden field is no data for
    others, so this repeats until nothing changes. Conditions that follow each other in a ring
    never settle: after as many rounds as there are fields, whatever still changes is hidden.
    """
    given = form_fields(body)
    visible = everything = frozenset(str(item["id"]) for item in given)
    asked = {str(item["id"]): item["visible_when"] for item in given if item.get("visible_when")}
    if not asked:
        return everything
    failing = conditions.failing(asked, inputs(body))
    given_at = {DECISION_INSTANT: body[DECISION_INSTANT]} if DECISION_INSTANT in body else {}
    for _ in range(len(given) + 1):
        data = {code: value for code, value in answers.items() if code in visible} | given_at
        settled = everything - failing(data)
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
        elif field_type.rows is not None:
            cells = field_type.rows.missing(definition, answers[code])
            found |= {pointer(code) + below: text for below, text in cells.items()}
    return found
