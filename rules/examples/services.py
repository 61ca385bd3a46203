"""What screens ask about examples: one trial, what is covered, what could be proposed. Pure reads.

Who may ask is the caller's question. Everything is plain data, and bounded in time.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from rules.engine.outcomes import RuleError
from rules.examples.coverage import coverage, shown_by
from rules.examples.proposals import proposals
from rules.examples.running import Ran, missing, strange, why
from rules.examples.subject import Subject, Thing, Trial

Told = dict[str, Any]


def tried(subject: Subject, answers: Mapping[str, Any], ran: Sequence[Ran] = ()) -> Told:
    """Return what a trial says.

    {"answer", "words", "why", "missing", "strange", "error", "covers"}.

    `covers` are the things that it shows and none of the examples that `ran` does.
    """
    trial = Trial(subject, answers)
    told: Told = {"answer": None, "words": "", "why": why(trial), "error": ""}
    told |= {"missing": missing(trial), "strange": strange(trial)}
    try:
        told["answer"], told["words"] = subject.code(trial.value), subject.words(trial.value)
    except RuleError as error:
        told["error"] = error.message
    shown = shown_by(one.trial for one in ran)
    fresh = shown_by([trial]) - shown
    told["covers"] = [thing.told() for thing in subject.things if thing.key in fresh]
    return told


def covered(subject: Subject, ran: Sequence[Ran]) -> Told:
    """Return how far the examples that ran reach, and how each of them went.

    {"shown", "asked", "words", "uncovered": [{"key", "pointer", "sentence", "says"}],
    "examples": [{"id", "title", "passed", "expected", "answer", "words", "why", "missing",
    "error", "says"}]}; `says` of an example is the sentence of its failure.
    """
    return {
        **coverage(subject, [one.trial for one in ran]).told(),
        "examples": [
            {
                "id": one.example.id,
                "title": one.example.title,
                "passed": one.passed,
                "expected": one.example.expected,
                "answer": None if one.error else subject.code(one.trial.value),
                "words": "" if one.error else subject.words(one.trial.value),
                "why": why(one.trial),
                "missing": missing(one.trial),
                "error": one.error,
                "says": "" if one.passed or one.example.expected is None else one.failure,
            }
            for one in ran
        ],
    }


def proposed(subject: Subject, ran: Sequence[Ran] = ()) -> Told:
    """Return examples that would show what none shows, and the things for which none was found.

    {"proposals": [{"title", "answers", "answer", "words", "why", "covers"}], "not_found": [{"key",
    "pointer", "sentence", "says"}]}. What the law says to them, `expected`, is a person's to say;
    `words` is what the rule says today.
    """
    shown = shown_by(one.trial for one in ran)
    found, none = proposals(subject, [one for one in subject.things if one.key not in shown])
    return {
        "proposals": [_proposal(trial, things) for trial, things in found],
        "not_found": [
            {
                **thing.told(),
                "says": f"Chưa tìm được ví dụ mà {thing.sentence}, hãy tự nhập.",
            }
            for thing in none
        ],
    }


def _proposal(trial: Trial, things: list[Thing]) -> Told:
    sentence = things[0].sentence
    told = tried(trial.subject, trial.answers)
    return {
        "title": f"{sentence[:1].upper()}{sentence[1:]}"[:200],
        "answers": trial.answers,
        **{name: told[name] for name in ("answer", "words", "why")},
        "covers": [thing.told() for thing in things],
    }
