"""What was typed into a draft and does not fit the shape of its kind: kept, told, never issued.

A draft's `body` always has the shape of its kind: everybody who reads drafts relies on it. Where
people typed something else (words for a number, a text that is too long, a row too many), all that
they typed is kept beside it in `Document.unfit`, and the editor works on that. Neither is ever of
another save than the other: `services.save_draft` writes both.
"""

import copy
import json
from dataclasses import dataclass, field, replace
from typing import Any, Protocol, TypedDict

from registry import canonical
from registry.canonical import Body
from registry.kinds import Kind
from registry.problems import Problem, errors, parts, pointer
from registry.schema.service import Path
from registry.schema.walk import resolve_ref


class Draft(Protocol):
    """What this module asks of a document."""

    @property
    def kind_of(self) -> Kind: ...

    @property
    def typed(self) -> Body: ...

    @property
    def unfit(self) -> Any: ...


NOT_TAKEN = (
    "Có nội dung đã gõ mà chưa vào bản soạn thảo. Hãy mở bản soạn thảo, xem lại rồi bấm “Lưu bản"
    " soạn thảo”."
)
# Where several values make one field of the editor, none of them goes without the others.
_TABLES = ("grid", "provision", "blocks", "decision-table")


class Field(TypedDict):
    """A field of a draft's head that could not be taken: what was typed, and what is said of it."""

    typed: str
    said: str


Head = dict[str, Field]


@dataclass(frozen=True)
class Fit:
    """All that was typed, `body` as much of it as fits, and why the rest does not (`problems`)."""

    typed: Body
    body: Body
    problems: list[Problem] = field(default_factory=list)
    _left: dict[int, tuple[list[Any], list[int]]] = field(default_factory=dict)

    def where_typed(self, place: str) -> str:
        """Turn a place of `body` into one of `typed`, where rows that did not fit still stand."""
        value: Any = self.body
        found: list[str] = []
        for part in parts(place):
            if isinstance(value, list) and part.isdigit() and int(part) < len(value):
                index = int(part)
                _, places = self._left.get(id(value), (value, []))
                found.append(str(places[index]) if places else part)
                value = value[index]
            else:
                found.append(part)
                value = value.get(part) if isinstance(value, dict) else None
        return pointer(*found)

    def with_meaning(self, problems: list[Problem]) -> list[Problem]:
        """List what does not fit, then what is wrong with the rest, each where it was typed.

        A place whose text does not fit is empty in `body`; that it is empty is not told besides.
        """
        if not self.problems:
            return problems
        told = list(self.problems)
        for problem in problems:
            where = self.where_typed(problem.pointer)
            if where and any(_touch(where, wrong.pointer) for wrong in self.problems):
                continue
            told.append(replace(problem, pointer=where))
        return told


def _touch(a: str, b: str) -> bool:
    return a == b or a.startswith(f"{b}/") or b.startswith(f"{a}/")


def fit(kind: Kind, typed: Body) -> Fit:
    """Take as much of a canonical body as has the shape of its kind; tell the rest as problems."""
    problems = kind.compiled.problems(typed)
    if not problems:
        return Fit(typed, typed)
    body = copy.deepcopy(typed)
    left: dict[int, tuple[list[Any], list[int]]] = {}
    # What goes may leave a row that is wrong without it: at most the whole, level by level.
    for _ in range(canonical.MAX_DEPTH):
        wrong = {_field(kind, place) for place in kind.compiled.misfits(body)}
        if not wrong:
            break
        # From the end, so that what is still to go keeps its place.
        for place in sorted(wrong, key=_order, reverse=True):
            _take_out(body, place, left)
    return Fit(typed, body, [_in_field(kind, problem) for problem in problems], left)


def _order(place: Path) -> list[tuple[bool, int, str]]:
    return [(isinstance(p, str), p if isinstance(p, int) else 0, str(p)) for p in place]


def _field(kind: Kind, place: Path) -> Path:
    """The place of the field in which somebody typed what is wrong: the whole of a duration."""
    node = resolve_ref(kind.schema, kind.schema)
    for depth, part in enumerate(place):
        mapping = node.get("additionalProperties")
        child = node.get("items") if isinstance(part, int) else node.get("properties", {}).get(part)
        child = child or (mapping if isinstance(mapping, dict) else None)
        if not isinstance(child, dict):
            break
        node = resolve_ref(child, kind.schema)
        each = isinstance(node.get("additionalProperties"), dict)
        if "x-editor" in node and node["x-editor"] not in _TABLES and not each:
            return place[: depth + 1]
    return place


def _in_field(kind: Kind, problem: Problem) -> Problem:
    names = parts(problem.pointer)
    place = _field(kind, tuple(int(name) if name.isdigit() else name for name in names))
    return replace(problem, pointer=pointer(*names[: len(place)]))


def _take_out(body: Body, place: Path, left: dict[int, tuple[list[Any], list[int]]]) -> None:
    """Remove what stands at a place, and what is empty then; rows stay, empty or not."""
    if not place:
        body.clear()
        return
    holder: Any = body
    for part in place[:-1]:
        try:
            holder = holder[part]
        except (KeyError, IndexError, TypeError):
            return
    last = place[-1]
    if isinstance(holder, list) and isinstance(last, int) and last < len(holder):
        _, places = left.setdefault(id(holder), (holder, list(range(len(holder)))))
        del holder[last], places[last]
    elif isinstance(holder, dict):
        holder.pop(last, None)
    if not holder and len(place) > 1 and isinstance(place[-2], str):
        _take_out(body, place[:-1], left)


def dumps(fitted: Fit, head: Head) -> str:
    """Write what is kept beside the body; "" where everything fits."""
    kept: dict[str, Any] = {}
    if fitted.problems:
        kept["body"] = fitted.typed
    if head:
        kept["head"] = head
    return json.dumps(kept, ensure_ascii=False, sort_keys=True) if kept else ""


def head_of(text: str) -> Head:
    """Return the fields of the head that could not be taken, by their names."""
    head: Head = json.loads(text or "{}").get("head", {})
    return head


def typed_of(text: str) -> Body | None:
    """Return all that was typed, where it is more than the body; None where the body is all."""
    typed: Body | None = json.loads(text or "{}").get("body")
    return typed


def problems_of(draft: Draft, meaning: list[Problem]) -> list[Problem]:
    """List what does not fit a draft's fields, then what is wrong with its body (`meaning`)."""
    found = fit(draft.kind_of, draft.typed).with_meaning(meaning)
    if typed_of(draft.unfit) is not None and not errors(found):
        # The shape of the kind has become wider since: only a save brings it into the body.
        found = [Problem("", NOT_TAKEN, "unfit"), *found]
    return [*in_head(head_of(draft.unfit)), *found]


def left_out(draft: Draft) -> list[tuple[Problem, Any]]:
    """List what is wrong in the fields of a draft, each with what was typed there."""
    head, fitted = head_of(draft.unfit), fit(draft.kind_of, draft.typed)
    found: list[tuple[Problem, Any]] = [
        (problem, head[problem.pointer.strip("#")]["typed"]) for problem in in_head(head)
    ]
    return [
        *found,
        *((problem, _there(fitted.typed, problem.pointer)) for problem in fitted.problems),
    ]


def _there(value: Any, place: str) -> Any:
    for part in parts(place):
        held = value[int(part)] if isinstance(value, list) and part.isdigit() else None
        value = value.get(part) if isinstance(value, dict) else held
    return value


def in_head(head: Head) -> list[Problem]:
    """List what is wrong with the fields of the head; `#code` is the field «code» of the head."""
    return [Problem(f"#{name}", one["said"], "head") for name, one in sorted(head.items())]


def digest_of(body: str, unfit: str) -> str:
    """Return the digest of all that a save wrote: by it a page knows whether it is stale."""
    return canonical.digest(f"{body}\n{unfit}" if unfit else body)
