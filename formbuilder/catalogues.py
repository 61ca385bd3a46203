"""Choices from a catalogue: the rows in use on a day become the options of a field or column."""

from collections.abc import Iterator
from typing import Any

from registry.canonical import Body
from registry.kinds import Context
from registry.kinds.catalogue import rows_on
from registry.now import local
from rules.engine import DECISION_INSTANT, asked_of_caller


def named(body: Body) -> Iterator[tuple[str, dict[str, Any]]]:
    """Give (JSON Pointer, field or column) of all that takes its choices from a catalogue."""
    for index, field in enumerate(body.get("fields", [])):
        if field.get("catalogue"):
            yield f"/fields/{index}", field
        for place, column in enumerate(field.get("columns", [])):
            if column.get("catalogue"):
                yield f"/fields/{index}/columns/{place}", column


def complete(body: Body, context: Context) -> Body:
    """Return the form with the choices that its catalogues offer from this context, on its day.

    What a case or a filling keeps of a choice is the row's code. A catalogue that can't be seen
    from here leaves the field as it is. Where a condition asks for «Ngày xét», the beginning of the
    context's day is laid in too: it stays the day on which the filling was begun. The given body is
    not changed.
    """
    if any(_asks_when(field) for field in body.get("fields", [])):
        day = local(context.instant).replace(hour=0, minute=0, second=0, microsecond=0)
        body = {**body, DECISION_INSTANT: day.isoformat()}
    if not any(True for _ in named(body)):
        return body
    return {**body, "fields": [_completed(field, context) for field in body["fields"]]}


def _asks_when(field: dict[str, Any]) -> bool:
    logic = field.get("visible_when")
    return bool(logic) and DECISION_INSTANT in asked_of_caller(logic)


def _completed(field: dict[str, Any], context: Context) -> dict[str, Any]:
    made = field
    if field.get("columns"):
        made = {**made, "columns": [_completed(column, context) for column in field["columns"]]}
    target = context.resolve(field["catalogue"]) if field.get("catalogue") else None
    if target is None or target.kind != "catalogue":
        return made
    rows = rows_on(target.body, local(context.instant).date())
    return {**made, "options": [{"id": row["code"], "label": row["label"]} for row in rows]}
