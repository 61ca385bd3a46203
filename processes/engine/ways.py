"""The ways a case can take through the steps of a process: what is reached, what ends, how long."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from typing import Any

from processes.engine.definition import Definition, Step, Variant

Json = dict[str, Any]


def reachable(definition: Definition) -> set[str]:
    """Return the ids of the steps that a case can come to."""
    found: set[str] = set()
    waiting = [definition.first.id] if definition.first else []
    while waiting:
        step = definition.step(waiting.pop())
        if step is not None and step.id not in found:
            found.add(step.id)
            waiting.extend(step.targets())
    return found


def can_end(definition: Definition) -> set[str]:
    """Return the ids of steps from which a case can end. Returning is no way to an end: what
    is returned has to come forward again."""
    ending = {step.id for step in definition.steps if step.kind.ends}
    grown = True
    while grown:
        grown = False
        for step in definition.steps:
            if step.id not in ending and any(not to or to in ending for to in _forward(step)):
                ending.add(step.id)
                grown = True
    return ending


def _forward(step: Step) -> list[str]:
    # An extra outcome that leads nowhere is reported by itself and ends no case.
    return [
        way.to for way in step.ways() if way.sort != "return" and (way.to or way.sort != "extra")
    ]


def amount_of(time: Json) -> Decimal | None:
    """Return the amount of a DURATION as a number; None when it has no readable one."""
    try:
        amount = Decimal(time.get("amount", ""))
    except (InvalidOperation, TypeError):
        return None
    return amount if amount.is_finite() and amount >= 0 and time.get("unit") else None


def longest(definition: Definition, variant: Variant) -> Decimal:
    """Most time that a case takes which is never returned, in the unit of the variant: the sum of
    its steps; where ways part, the longest way; a ring is cut where it closes. Time that rows share
    counts once."""
    unit = variant.time["unit"]
    known: dict[str, Decimal] = {}

    def own(step: Step) -> Decimal:
        time = step.times.get(variant.id, {})
        counted = step.kind.timed and not step.shares_time_with and time.get("unit") == unit
        return (amount_of(time) or Decimal(0)) if counted else Decimal(0)

    def from_step(step_id: str, passed: frozenset[str]) -> Decimal:
        step = definition.step(step_id)
        if step is None or step_id in passed:
            return Decimal(0)
        if step_id not in known:
            further = [from_step(to, passed | {step_id}) for to in _forward(step)]
            known[step_id] = own(step) + max(further, default=Decimal(0))
        return known[step_id]

    return from_step(definition.first.id, frozenset()) if definition.first else Decimal(0)
