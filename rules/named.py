"""The documents that a rule names, as a context sees them: catalogues, other rules."""

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from typing import Any

from registry import canonical
from registry.canonical import Body
from registry.kinds import Context
from registry.kinds.catalogue import rows_on
from registry.now import local
from rules.engine import Catalogue, Known, OtherRule, documents
from rules.inputs import Inputs

NOTHING = Known()
# More documents than anybody names; a ring of rules ends before.
_MOST = 50
_NAMING = ('"lookup"', '"in_catalogue"', '"rule"')

InputsOf = Callable[[Body, Context], Inputs | None]


def known_of(logic: Any, context: Context, inputs_of: InputsOf) -> Known:
    """Return what a rule names, and what those rules name in their turn.

    What can't be seen from this context is left out. Of a catalogue, the rows that are in use on
    the day of the context, as in the choices of forms.
    """
    if not _names_any(logic):
        return NOTHING
    catalogues: dict[str, Catalogue] = {}
    rules: dict[str, OtherRule] = {}
    seen: list[Any] = []
    day = local(context.instant).date()
    level = documents(logic)
    while level and len(seen) < _MOST:
        (_, uid, kind), *level = level
        if uid in catalogues or uid in rules:
            continue
        found = context.resolve(uid)
        if found is None or found.kind != kind:
            continue
        seen.append([uid, found.sha256, found.title])
        if kind == "catalogue":
            catalogues[uid] = _catalogue(_Issue(found.sha256, found.title, day, found.body))
            continue
        # One that is switched off applies to nothing, here too.
        other = False if found.body.get("off") else found.body.get("logic", {})
        inputs = inputs_of(found.body, context)
        seen[-1].append(inputs)
        rules[uid] = OtherRule(found.title, other, inputs)
        level += documents(other)
    digest = canonical.digest(json.dumps([day.isoformat(), seen], ensure_ascii=False))
    return Known(catalogues, rules, digest)


def _names_any(logic: Any) -> bool:
    try:
        text = json.dumps(logic)
    except (RecursionError, TypeError, ValueError):
        return False
    return any(name in text for name in _NAMING)


@dataclass(frozen=True)
class _Issue:
    """A catalogue on a day; the same issue holds the same rows."""

    sha256: str
    title: str
    day: date
    body: Body = field(compare=False)


@lru_cache(maxsize=100)
def _catalogue(issue: _Issue) -> Catalogue:
    columns = {column["id"]: column.get("label", "") for column in issue.body.get("columns", [])}
    return Catalogue(
        issue.title,
        {"label": "Tên", **columns},
        {
            row["code"]: {**row.get("values", {}), "label": row["label"]}
            for row in rows_on(issue.body, issue.day)
        },
    )
