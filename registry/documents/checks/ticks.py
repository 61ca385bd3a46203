"""«Đã biết, để nguyên»: what the author leaves as it is on purpose, and why.

A tick belongs to one document, one place (rows by their ids, so that moving a row keeps it), one
kind of remark and one value: another value there is another question.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from registry import canonical
from registry.canonical import Body
from registry.problems import Problem, lasting, value_at
from registry.vietnamese import one_line

LONGEST = 500
WITHOUT_TICK = " Hãy sửa, hoặc đánh dấu «Đã biết, để nguyên» và ghi lý do khi trình ban hành."


@dataclass(frozen=True)
class Tick:
    """What the author said to one problem; `message` is the sentence as it was then."""

    key: str
    pointer: str
    message: str
    reason: str
    by: str
    at: str

    @property
    def moment(self) -> datetime:
        """When it was ticked."""
        return datetime.fromisoformat(self.at)


def key_of(uid: str, body: Body, problem: Problem) -> str:
    """Make the key by which a tick knows its problem.

    It is made of the document, the place, what is said, and the value there.
    """
    value = value_at(body, problem.pointer)
    named = [uid, lasting(body, problem.pointer), problem.keyword, value]
    text = json.dumps(named, ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()[:32]


def asked(uid: str, body: Body, problems: Iterable[Problem]) -> dict[str, Problem]:
    """Return the problems that need a tick, by their keys."""
    return {key_of(uid, body, problem): problem for problem in problems if problem.acknowledge}


def given(
    wanted: Mapping[str, Problem], reasons: Mapping[str, str], by: str, at: datetime
) -> list[Tick]:
    """Make the ticks that `reasons` (by key) give; a tick without a reason is none."""
    return [
        Tick(key, problem.pointer, problem.message, reason, by, at.isoformat())
        for key, problem in wanted.items()
        if (reason := one_line(reasons.get(key, ""), LONGEST))
    ]


def missing(wanted: Mapping[str, Problem], ticks: Iterable[Tick]) -> list[Problem]:
    """Return the problems that still need their tick."""
    there = {tick.key for tick in ticks}
    return [problem for key, problem in wanted.items() if key not in there]


def dumps(ticks: Iterable[Tick]) -> str:
    """Write ticks as stored text."""
    return canonical.dumps({"rows": [asdict(tick) for tick in ticks]})


def loads(text: str) -> list[Tick]:
    """Read ticks from stored text; unknown properties are left out."""
    rows: list[dict[str, Any]] = canonical.loads(text).get("rows", [])
    names = Tick.__dataclass_fields__
    return [Tick(**{name: str(row.get(name, "")) for name in names}) for row in rows]
