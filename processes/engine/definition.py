"""Compiles the body of a process document into the uniform steps that the engine runs.

A draft may be incomplete while its preview is drawn, so compiling never fails: a missing target
stays as it was written (the machine refuses to go there, `checks` names it), a row without an id
gets its place in the table as id. What bars a process from being issued is decided in `checks`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

HUMAN, DECISION, END = "human", "decision", "end"
FORWARD, RETURN = "forward", "return"
# The type of procedure by which the system itself is run, and the role whose person is chosen when
# a case is opened: words of the body's schema (processes.kinds.process.schema).
SYSTEM, PERSON = "system", "person"

# What an end row says came of the case.
RESULTS = {"done": "Hoàn thành", "refused": "Từ chối", "withdrawn": "Rút hồ sơ"}

FORWARD_LABEL = "Hoàn thành, chuyển bước tiếp theo"
LAST_LABEL = "Hoàn thành, kết thúc hồ sơ"
RETURN_LABEL = "Trả lại"

# A process without variants has one unnamed deadline column, kept under this id.
NO_VARIANT = ""

Json = dict[str, Any]


@dataclass(frozen=True)
class Action:
    """One way to finish the task of a human step. `to` is a step id, "" closes the case as done."""

    id: str
    label: str
    kind: str  # "forward", "return" or "extra"
    to: str
    reason: bool = False


@dataclass(frozen=True)
class Branch:
    """One arm of a decision: taken when its JSON Logic over the data of the case is true."""

    id: str
    when: Any
    to: str


@dataclass(frozen=True)
class Effect:
    """A registered function that the process asks for, with the one value it is given."""

    effect: str
    value: str = ""


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
class Step:
    """One row of the step table. `number` counts from 1 in the order of the table."""

    id: str
    number: int
    title: str
    note: str
    kind: str
    role: str
    responsible: str
    times: Mapping[str, Json]
    shares_time_with: str
    form: str
    form_part: str
    output: str
    next: str
    actions: tuple[Action, ...]
    branches: tuple[Branch, ...]
    otherwise: str
    result: str
    not_author: bool
    enter: tuple[Effect, ...]
    done: tuple[Effect, ...]
    returned: tuple[Effect, ...]

    def action(self, action_id: str) -> Action | None:
        """The action with this id, or None."""
        return next((action for action in self.actions if action.id == action_id), None)

    @property
    def name(self) -> str:
        """How sentences call the step: `Bước 4 «Đóng dấu»`, `Kết thúc «Đã trả kết quả»`."""
        if self.kind == END and self.title:
            return f"Kết thúc «{self.title}»"
        return f"Bước {self.number} «{self.title}»" if self.title else f"Bước {self.number}"

    def targets(self) -> Iterator[str]:
        """Ids of all steps that can follow this one; "" is the end of the case."""
        if self.kind == HUMAN:
            yield from (action.to for action in self.actions)
        elif self.kind == DECISION:
            yield from (branch.to for branch in self.branches)
            yield self.otherwise


@dataclass(frozen=True)
class Definition:
    """A whole process, ready to run, to draw and to check."""

    steps: tuple[Step, ...]
    roles: tuple[Role, ...]
    variants: tuple[Variant, ...]
    _steps: Mapping[str, Step] = field(repr=False, compare=False, default_factory=dict)

    @property
    def first(self) -> Step | None:
        """The step where a case begins: the first row."""
        return self.steps[0] if self.steps else None

    def step(self, step_id: str) -> Step | None:
        """The step with this id, or None."""
        return self._steps.get(step_id)

    def role(self, role_id: str) -> Role | None:
        """The role with this id, or None."""
        return next((role for role in self.roles if role.id == role_id), None)

    def variant(self, variant_id: str) -> Variant | None:
        """The variant with this id, or None."""
        return next((variant for variant in self.variants if variant.id == variant_id), None)

    @property
    def default_variant(self) -> str:
        """Id of the first variant without a rule; of the first one when all have rules."""
        for variant in self.variants:
            if not variant.when:
                return variant.id
        return self.variants[0].id if self.variants else NO_VARIANT

    def case_time(self, variant_id: str) -> Json:
        """DURATION allowed for the whole case under a variant; {} when none is set."""
        variant = self.variant(variant_id)
        return dict(variant.time) if variant else {}

    def time_holder(self, step: Step) -> Step:
        """The step whose time `step` uses: itself, or the one it shares time with (one cell merged
        over several rows of the table)."""
        seen = {step.id}
        while step.shares_time_with and step.shares_time_with not in seen:
            holder = self.step(step.shares_time_with)
            if holder is None:
                break
            seen.add(holder.id)
            step = holder
        return step

    def step_time(self, step: Step, variant_id: str) -> Json:
        """DURATION allowed for the step (or for the group it shares time with); {} when none."""
        return dict(self.time_holder(step).times.get(variant_id, {}))


def compile_definition(body: Json) -> Definition:
    """Normalise the body of a process into a Definition. Pure and deterministic; callers cache it
    by the digest of the body."""
    rows = _objects(body.get("steps"))
    ids = [_text(row, "id") or f"@{number}" for number, row in enumerate(rows, start=1)]
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
                id=_text(row, "id") or f"@{number}",
                label=_text(row, "label"),
                by=_text(row, "by") or "role",
                role=_text(row, "role"),
                unit=_text(row, "unit"),
            )
            for number, row in enumerate(_objects(body.get("roles")), start=1)
        ),
        variants=tuple(
            Variant(
                id=_text(row, "id") or f"@{number}",
                label=_text(row, "label"),
                time=_object(row.get("time")),
                when=_text(row, "when"),
            )
            for number, row in enumerate(_objects(body.get("variants")), start=1)
        ),
        _steps=by_id,
    )


def _step(row: Json, step_id: str, number: int, following: str) -> Step:
    kind = _text(row, "kind") or HUMAN
    forward = _text(row, "next") or following
    return Step(
        id=step_id,
        number=number,
        title=_text(row, "title"),
        note=_text(row, "note"),
        kind=kind,
        role=_text(row, "role"),
        responsible=_text(row, "responsible"),
        times={key: _object(value) for key, value in _object(row.get("times")).items() if value},
        shares_time_with=_text(row, "shares_time_with"),
        form=_text(row, "form"),
        form_part=_text(row, "form_part") or "all",
        output=_text(row, "output"),
        next=forward if kind == HUMAN else "",
        actions=tuple(_actions(row, forward)) if kind == HUMAN else (),
        branches=tuple(
            Branch(
                id=_text(branch, "id") or str(place),
                when=branch.get("when"),
                to=_text(branch, "to"),
            )
            for place, branch in enumerate(_objects(row.get("branches")), start=1)
        )
        if kind == DECISION
        else (),
        otherwise=(_text(row, "otherwise") or following) if kind == DECISION else "",
        result=_text(row, "result") or "done",
        not_author=bool(row.get("not_author")),
        enter=_effects(row, "enter"),
        done=_effects(row, "done"),
        returned=_effects(row, "returned"),
    )


def _actions(row: Json, forward: str) -> Iterator[Action]:
    yield Action(FORWARD, FORWARD_LABEL if forward else LAST_LABEL, "forward", forward)
    if return_to := _text(row, "return_to"):
        # Whoever gets the work back has to learn why, so returning always takes a reason.
        label = _text(row, "return_label") or RETURN_LABEL
        yield Action(RETURN, label, "return", return_to, reason=True)
    for place, extra in enumerate(_objects(row.get("actions")), start=1):
        yield Action(
            id=_text(extra, "id") or f"extra-{place}",
            label=_text(extra, "label"),
            kind="extra",
            to=_text(extra, "to"),
            reason=bool(extra.get("reason")),
        )


def _effects(row: Json, moment: str) -> tuple[Effect, ...]:
    return tuple(
        Effect(effect=_text(item, "effect"), value=_text(item, "value"))
        for item in _objects(row.get(moment))
        if _text(item, "effect")
    )


def _objects(value: object) -> list[Json]:
    return [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []


def _object(value: object) -> Json:
    return dict(value) if isinstance(value, dict) else {}


def _text(row: Json, key: str) -> str:
    value = row.get(key)
    return value.strip() if isinstance(value, str) else ""
