"""A template has a newer issue: what it changed, what the drafter changed, and taking changes over.

Three sides: `base` is the issue that was copied, `newer` the one in force, `mine` the process.
Only what the template itself changed is offered; where the drafter changed the same thing, both
are shown and nothing is chosen for them.
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from processes.kinds.step_template.copying import (
    Row,
    origin,
    placed_roles,
    projected,
    roles_used,
    variants,
)
from registry.canonical import Body
from registry.kinds import Context, Resolved
from registry.kinds.ids import new_id

What = Literal["changed", "added", "removed"]


@dataclass(frozen=True)
class Copy:
    """One insertion of a template in a process: its rows by the template's step ids."""

    template: str
    key: str
    issue_no: int
    revision_no: int
    sha256: str
    rows: Mapping[str, Row] = field(default_factory=dict)

    @property
    def number(self) -> str:
        """«02/00»."""
        return number_of(self.issue_no, self.revision_no)

    def older_than(self, template: Resolved) -> bool:
        """Tell whether this issue of the template is newer than the copied one."""
        return (template.issue_no, template.revision_no) > (self.issue_no, self.revision_no)


@dataclass(frozen=True)
class Offer:
    """One change of the template. `clash`: the drafter changed the same thing otherwise.

    `field` is the property in the process, "" for a whole step.
    """

    step: str
    field: str
    what: What
    base: Any = None
    mine: Any = None
    newer: Any = None
    clash: bool = False

    @property
    def key(self) -> str:
        """By what a form names the change."""
        return f"{self.what}:{self.step}:{self.field}"


def number_of(issue_no: int, revision_no: int) -> str:
    """Write «02/01»: lần ban hành 02, lần sửa đổi 01."""
    return f"{issue_no:02d}/{revision_no:02d}"


def copies(body: Body) -> list[Copy]:
    """Return the insertions that a process holds, in the order of its steps."""
    found: dict[tuple[str, str], dict[str, Row]] = {}
    first: dict[tuple[str, str], Row] = {}
    for step in body.get("steps", []):
        told = step.get("origin", {})
        if not told.get("template"):
            continue
        name = told["template"], told.get("copy", "")
        first.setdefault(name, told)
        found.setdefault(name, {})[told.get("step", "")] = step
    return [
        Copy(
            template,
            key,
            first[template, key].get("issue_no", 0),
            first[template, key].get("revision_no", 0),
            first[template, key].get("sha256", ""),
            rows,
        )
        for (template, key), rows in found.items()
    ]


def outdated(body: Body, context: Context) -> list[tuple[Copy, Resolved]]:
    """Return the copies whose template has a newer issue in force, with that issue."""
    pairs = []
    for copy in copies(body):
        template = context.resolve(copy.template)
        if template and template.kind == "step-template" and copy.older_than(template):
            pairs.append((copy, template))
    return pairs


@dataclass(frozen=True)
class Comparison:
    """What the newer issue offers, and the roles that taking it over would bring along."""

    offers: list[Offer]
    roles: dict[str, Row]


def compare(process: Body, copy: Copy, base: Body | None, newer: Body) -> Comparison:
    """Compare a copy with the newer issue; without `base` every difference is a clash.

    The offers come in the order of the newer issue.
    """
    before = _Side(process, copy, base) if base is not None else None
    after = _Side(process, copy, newer)
    return Comparison(list(_offers(copy, before, after)), after.roles)


class _Side:
    """One issue of the template in the words of the process."""

    def __init__(self, process: Body, copy: Copy, template: Body) -> None:
        steps = template.get("steps", [])
        used = roles_used(steps)
        self.roles = placed_roles(
            [role for role in template.get("roles", []) if role["id"] in used], process
        )
        self.links = {name: row["id"] for name, row in copy.rows.items()}
        ids = {name: role["id"] for name, role in self.roles.items()}
        self.order = [step["id"] for step in steps]
        self.steps = {
            step["id"]: projected(step, ids, self.links, variants(process)) for step in steps
        }


def _offers(copy: Copy, before: _Side | None, after: _Side) -> Iterator[Offer]:
    for name, newer in after.steps.items():
        mine = copy.rows.get(name)
        old = before.steps.get(name) if before else None
        if mine is None:
            # A step that was there and that the drafter took out stays out.
            if before is not None and old is None:
                yield Offer(name, "", "added", newer=newer)
            continue
        for prop in _properties(old or {}, newer):
            then, now, own = (side.get(prop) for side in (old or {}, newer, mine))
            if now == own or (old is not None and then == now):
                continue
            clash = old is None or own != then
            yield Offer(name, prop, "changed", then, own, now, clash)
    for name, old in before.steps.items() if before else ():
        mine = copy.rows.get(name)
        if mine is not None and name not in after.steps:
            changed = any(mine.get(prop) != old.get(prop) for prop in _properties(old, mine))
            yield Offer(name, "", "removed", old, mine, None, changed)


def _properties(*rows: Row) -> list[str]:
    return [
        name for name in dict.fromkeys(name for row in rows for name in row)
        if name not in ("id", "origin")
    ]  # fmt: skip


def take(
    process: Body, copy: Copy, base: Body | None, template: Resolved, chosen: Collection[str]
) -> Body:
    """Take the chosen changes over into the process, and decline the others for good.

    Either way every row of the copy says from now on that it follows this issue, so that what was
    declined is not offered again.
    """
    comparison = compare(process, copy, base, template.body)
    taken = [offer for offer in comparison.offers if offer.key in chosen]
    removed = {offer.step for offer in taken if offer.what == "removed"}
    changes: dict[str, Row] = {}
    for offer in taken:
        if offer.what == "changed":
            changes.setdefault(offer.step, {})[offer.field] = offer.newer
    steps = []
    for step in process.get("steps", []):
        told = step.get("origin", {})
        if (told.get("template"), told.get("copy", "")) != (copy.template, copy.key):
            steps.append(step)
        elif told.get("step", "") not in removed:
            name = told.get("step", "")
            row = {**step, **changes.get(name, {}), "origin": origin(template, copy.key, name)}
            steps.append({key: value for key, value in row.items() if value is not None})
    added = [offer for offer in taken if offer.what == "added"]
    steps = _with_added(steps, added, process, copy, template)
    body = {**process, "steps": steps}
    missing = _missing_roles(body, comparison.roles)
    return {**body, "roles": [*process.get("roles", []), *missing]} if missing else body


def _with_added(
    steps: list[Row], added: list[Offer], process: Body, copy: Copy, template: Resolved
) -> list[Row]:
    """New steps of the template, each behind the one that it follows there."""
    rows = {**copy.rows, **{offer.step: {"id": new_id()} for offer in added}}
    side = _Side(process, Copy(copy.template, copy.key, 0, 0, "", rows), template.body)
    place = {row["origin"]["step"]: row["id"] for row in steps if _of(row, copy)}
    for offer in added:
        row = {
            "id": rows[offer.step]["id"],
            **side.steps[offer.step],
            "origin": origin(template, copy.key, offer.step),
        }
        ahead = side.order[: side.order.index(offer.step)]
        before = next((place[name] for name in reversed(ahead) if name in place), None)
        ids = [step["id"] for step in steps]
        first = next((ids.index(place[name]) for name in side.order if name in place), len(ids))
        steps.insert(ids.index(before) + 1 if before else first, row)
        place[offer.step] = row["id"]
    return steps


def _of(row: Row, copy: Copy) -> bool:
    told = row.get("origin", {})
    return (told.get("template"), told.get("copy", "")) == (copy.template, copy.key)


def _missing_roles(body: Body, roles: Mapping[str, Row]) -> list[Row]:
    """The template's roles that steps now name and the process does not have."""
    had = {role["id"] for role in body.get("roles", [])}
    named = roles_used(body["steps"])
    return [role for role in roles.values() if role["id"] in named and role["id"] not in had]
