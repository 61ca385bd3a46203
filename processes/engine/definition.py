"""Compiles the body of a process document into the uniform steps that the engine runs.

A draft may be incomplete while its preview is drawn, so compiling never fails: a missing target
stays as it was written (the machine refuses to go there, `checks` names it), a row without an id
gets its place in the table as id. What bars a process from being issued is decided in `checks`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from processes.engine.rows import mapping, objects, text
from processes.engine.steps import FORWARD, RETURN, Action, Branch, Effect, Step, kind_of

# What a definition consists of is imported from here by whoever reads one.
__all__ = [
    "FORWARD",
    "NO_VARIANT",
    "PERSON",
    "RETURN",
    "SYSTEM",
    "Action",
    "Branch",
    "Definition",
    "Effect",
    "Role",
    "Step",
    "Variant",
    "compile_definition",
]

# The type of procedure by which the system itself is run, and the role whose person is chosen when
# a case is opened: words of the body's schema (processes.kinds.process.schema).
SYSTEM, PERSON = "system", "person"

# A process without variants has one unnamed deadline column, kept under this id.
NO_VARIANT = ""

Json = dict[str, Any]


@dataclass(frozen=True)
class Role:
    """A lane of the process and how the people in it are found."""

    id: str
    label: str
    by: str
    role: str
    unit: str


@dataclass(frozen=True)
class Variant:
    """A deadline of the whole; `when` is the uid of the rule that chooses it ("" = default)."""

    id: str
    label: str
    time: Json
    when: str


@dataclass(frozen=True)
class Definition:
    """A whole process, ready to run, to draw and to check."""

    steps: tuple[Step, ...]
    roles: tuple[Role, ...]
    variants: tuple[Variant, ...]
    _steps: Mapping[str, Step] = field(repr=False, compare=False, default_factory=dict)

    @property
    def first(self) -> Step | None:
        """Return the step where a case begins: the first row."""
        return self.steps[0] if self.steps else None

    def step(self, step_id: str) -> Step | None:
        """Return the step with this id, or None."""
        return self._steps.get(step_id)

    def role(self, role_id: str) -> Role | None:
        """Return the role with this id, or None."""
        return next((role for role in self.roles if role.id == role_id), None)

    def variant(self, variant_id: str) -> Variant | None:
        """Return the variant with this id, or None."""
        return next((variant for variant in self.variants if variant.id == variant_id), None)

    @property
    def default_variant(self) -> str:
        """Id of the first variant without a rule; of the first one when all have rules."""
        for variant in self.variants:
            if not variant.when:
                return variant.id
        return self.variants[0].id if self.variants else NO_VARIANT

    def case_time(self, variant_id: str) -> Json:
        """Return the DURATION allowed for the whole case under a variant; {} when none is set."""
        variant = self.variant(variant_id)
        return dict(variant.time) if variant else {}

    def time_holder(self, step: Step) -> Step:
        """Return the step whose time `step` uses: itself, or the one it shares it with (a cell
        merged over several rows of the table)."""
        seen = {step.id}
        while step.shares_time_with and step.shares_time_with not in seen:
            holder = self.step(step.shares_time_with)
            if holder is None:
                break
            seen.add(holder.id)
            step = holder
        return step

    def step_time(self, step: Step, variant_id: str) -> Json:
        """Return the DURATION allowed for the step (or for the group it shares); {} when none."""
        return dict(self.time_holder(step).times.get(variant_id, {}))


def compile_definition(body: Json) -> Definition:
    """Normalise the body of a process into a Definition. Pure and deterministic; callers cache it
    by the digest of the body."""
    rows = objects(body.get("steps"))
    ids = [text(row, "id") or f"@{number}" for number, row in enumerate(rows, start=1)]
    steps = tuple(
        _step(row, ids[index], index + 1, ids[index + 1] if index + 1 < len(ids) else "")
        for index, row in enumerate(rows)
    )
    by_id: dict[str, Step] = {}
    for step in steps:
        by_id.setdefault(step.id, step)
    return Definition(
        steps=steps,
        roles=tuple(
            Role(
                id=text(row, "id") or f"@{number}",
                label=text(row, "label"),
                by=text(row, "by") or "role",
                role=text(row, "role"),
                unit=text(row, "unit"),
            )
            for number, row in enumerate(objects(body.get("roles")), start=1)
        ),
        variants=tuple(
            Variant(
                id=text(row, "id") or f"@{number}",
                label=text(row, "label"),
                time=mapping(row.get("time")),
                when=text(row, "when"),
            )
            for number, row in enumerate(objects(body.get("variants")), start=1)
        ),
        _steps=by_id,
    )


def _step(row: Json, step_id: str, number: int, following: str) -> Step:
    kind = kind_of(row)
    step = Step(
        id=step_id,
        number=number,
        title=text(row, "title"),
        note=text(row, "note"),
        kind=kind,
        role=text(row, "role"),
        responsible=text(row, "responsible"),
        times={key: mapping(value) for key, value in mapping(row.get("times")).items() if value},
        shares_time_with=text(row, "shares_time_with"),
        form=text(row, "form"),
        form_part=text(row, "form_part") or "all",
        output=text(row, "output"),
        result=text(row, "result") or "done",
        not_author=bool(row.get("not_author")),
        enter=_effects(row, "enter"),
        done=_effects(row, "done"),
        returned=_effects(row, "returned"),
    )
    return kind.compile(step, row, following)


def _effects(row: Json, moment: str) -> tuple[Effect, ...]:
    return tuple(
        Effect(effect=text(item, "effect"), value=text(item, "value"))
        for item in objects(row.get(moment))
        if text(item, "effect")
    )
