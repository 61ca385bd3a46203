"""What the examples of a rule or table show of it, and what none of them shows yet."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from rules.engine.outcomes import RuleError
from rules.examples.proposals import FOUND, NOT_FOUND, Finder
from rules.examples.solver import Effort
from rules.examples.subject import Subject, Thing, Trial

# Tests that may be tried for one thing, and for all of them.
TESTS, ALL_TESTS = 1_000, 4_000


@dataclass(frozen=True)
class Coverage:
    """`shown` of `asked` things are shown; what can never happen is not asked for.

    `open` are those that answers exist for, `unsure` those for which none were found and none were
    proved impossible.
    """

    shown: int
    open: tuple[Thing, ...]
    unsure: tuple[Thing, ...]

    @property
    def asked(self) -> int:
        """How many things examples must show."""
        return self.shown + len(self.open) + len(self.unsure)

    @property
    def uncovered(self) -> tuple[Thing, ...]:
        """What no example shows."""
        return self.open + self.unsure

    @property
    def words(self) -> str:
        """Say it in words: «3/4 trường hợp đã có ví dụ»."""
        return f"{self.shown}/{self.asked} trường hợp đã có ví dụ"

    def told(self) -> dict[str, Any]:
        """Return it as plain data."""
        return {
            "shown": self.shown,
            "asked": self.asked,
            "words": self.words,
            "uncovered": [
                {**thing.told(), "says": f"Chưa có ví dụ nào mà {thing.sentence}."}
                for thing in self.uncovered
            ],
        }


def shown_by(trials: Iterable[Trial]) -> set[str]:
    """Return the keys of the things that trials show; one that breaks shows nothing."""
    found: set[str] = set()
    for trial in trials:
        try:
            found |= trial.shows
        except RuleError:
            continue
    return found


def coverage(subject: Subject, trials: Iterable[Trial]) -> Coverage:
    """Return what the trials show of their subject, always the same for the same.

    What there was no time to look for counts as open.
    """
    shown = shown_by(trials)
    left = [thing for thing in subject.things if thing.key not in shown]
    finder, effort = Finder(subject), Effort(ALL_TESTS)
    possible: set[str] = set()
    open_: list[Thing] = []
    unsure: list[Thing] = []
    for thing in left:
        if thing.key in possible or effort.over:
            open_.append(thing)
            continue
        verdict, answers = finder.find(thing, Effort(TESTS, within=effort), any_=True)
        if verdict == FOUND:
            possible |= shown_by([Trial(subject, answers)])
            open_.append(thing)
        elif verdict == NOT_FOUND:
            (open_ if effort.over else unsure).append(thing)
    return Coverage(len(subject.things) - len(left), tuple(open_), tuple(unsure))
