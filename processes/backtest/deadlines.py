"""Which deadline of its process a case would get where a draft chooses it."""

from dataclasses import dataclass

from processes import pinned
from processes.backtest.deciders import Said
from processes.cases.answers import Answers
from processes.engine.advance import Outcome
from processes.engine.definition import Definition
from processes.models import Case
from rules.worktime import durations


@dataclass(frozen=True)
class Times:
    """A deadline in words, as the case had it and as it would get it."""

    had: str
    gets: str


def moved(case: Case, uid: str, before: Said | None, after: Said, answers: Answers) -> Times | None:
    """Return the deadlines of a case whose process lets the document choose; None: it stays.

    It moves where the draft chooses another one than the issue in force would, and than the case
    had: an officer may have chosen that by hand.
    """
    body, definition = pinned.process_of(case)
    if all(variant.when != uid for variant in definition.variants):
        return None
    gets = _chosen(definition, uid, _outcome(after), answers)
    was = _chosen(definition, uid, _outcome(before), answers) if before else case.variant
    if gets is None or gets in (was, case.variant):
        return None
    unit = str(body.get("day_unit", ""))
    return Times(_words(definition, case.variant, unit), _words(definition, gets, unit))


def _outcome(said: Said) -> Outcome:
    return bool(said.value) if said.known else "unknown"


def _chosen(definition: Definition, uid: str, said: Outcome, answers: Answers) -> str | None:
    """The deadline that the rules choose, as the engine does it; None where data is lacking."""
    for variant in definition.variants:
        if not variant.when:
            continue
        outcome = said if variant.when == uid else answers.evaluate(variant.when)
        if outcome == "unknown":
            return None
        if outcome:
            return variant.id
    return definition.default_variant


def _words(definition: Definition, variant_id: str, unit: str) -> str:
    variant = definition.variant(variant_id)
    time = durations.format(definition.case_time(variant_id), unit) or "không đặt thời hạn"
    return f"{time} ({variant.label})" if variant and variant.label else time
