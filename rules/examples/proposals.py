"""Answers that would show what no example shows yet, each tried before it is proposed."""

from collections.abc import Iterable
from itertools import islice
from typing import Any, Final

from rules.engine.outcomes import UNKNOWN, RuleError
from rules.engine.parse import size
from rules.examples.logic import Goal
from rules.examples.solver import Answers, Effort, Solver, Spent
from rules.examples.subject import Subject, Thing, Trial

FOUND: Final = "found"
IMPOSSIBLE: Final = "impossible"
NOT_FOUND: Final = "not found"
# Answers that meet the goals of a thing and are tried on the whole.
_TRIED = 20
# Trials in which fields are left out.
_LEAST = 30
# Seconds that a person waits at most: for one thing, for all of them.
FOR_ONE, FOR_ALL = 0.05, 0.5


class Finder:
    """Finds answers that show things of one subject."""

    def __init__(self, subject: Subject) -> None:
        self.subject = subject
        self.solver = Solver(subject.tree, subject.scope, subject.beside)
        # A trial of the whole counts as so many tests.
        self.cost = 1 + size(subject.tree) // 2

    def find(self, thing: Thing, effort: Effort, *, any_: bool = False) -> tuple[str, Answers]:
        """Return FOUND with answers that show the thing; IMPOSSIBLE where none can; NOT_FOUND.

        They are few, and it answers to them, where that can be; with `any_`, whatever shows it.
        """
        more = () if any_ else self.subject.wishes(thing)
        try:
            if more and (answers := self._wished((*thing.goals, *more), thing, effort)):
                return FOUND, answers
            met = False
            for answers in islice(self.solver.search(thing.goals, effort), _TRIED):
                met = True
                if self._shows(answers, thing, effort):
                    return FOUND, answers if any_ else self._least(answers, thing, effort)
        except Spent:
            return NOT_FOUND, {}
        proved = not met and self.solver.proves(thing.goals)
        return (IMPOSSIBLE if proved else NOT_FOUND), {}

    def _wished(self, goals: tuple[Goal, ...], thing: Thing, effort: Effort) -> Answers:
        """Answers that also do what is wished for, if half of the effort finds some."""
        half = Effort(effort.left // 2, within=effort)
        try:
            for answers in islice(self.solver.search(goals, half), _TRIED):
                if self._shows(answers, thing, half):
                    return self._least(answers, thing, half)
        except Spent:
            pass
        return {}

    def _shows(self, answers: Answers, thing: Thing, effort: Effort) -> bool:
        effort.spend(self.cost)
        try:
            return thing.key in Trial(self.subject, answers).shows
        except RuleError:
            return False

    def _least(self, answers: Answers, thing: Thing, effort: Effort) -> Answers:
        """Leave out the fields that matter neither to the thing nor to the answer."""
        value, trials = self._value(answers), _LEAST
        own = self.solver.asked(thing.goals[0][0])
        # All but those of the thing itself, then halves, then quarters: most fields of a long
        # condition matter to neither.
        left_out, many = [[name for name in answers if name not in own]], len(answers)
        try:
            while left_out and trials > 0:
                for names in left_out:
                    fewer = {key: one for key, one in answers.items() if key not in names}
                    trials -= 1
                    if self._shows(fewer, thing, effort) and self._value(fewer) == value:
                        answers = fewer
                many //= 2
                left_out = _parts(list(answers), many) if many else []
        except Spent:
            # They do as they are.
            return answers
        return answers

    def _value(self, answers: Answers) -> Any:
        try:
            return Trial(self.subject, answers).value
        except RuleError:
            return UNKNOWN


def _parts(names: list[str], many: int) -> list[list[str]]:
    return [names[start : start + many] for start in range(0, len(names), many)]


def proposals(
    subject: Subject, things: Iterable[Thing]
) -> tuple[list[tuple[Trial, list[Thing]]], list[Thing]]:
    """Return trials, each with the things that it shows, and the things for which none was found.

    It takes FOR_ONE seconds for a thing and FOR_ALL for all of them at most. What an earlier
    proposal shows gets none of its own.
    """
    left, none = list(things), []
    finder, all_of_it = Finder(subject), Effort(1_000_000, FOR_ALL)
    found: list[tuple[Trial, list[Thing]]] = []
    while left:
        thing = left.pop(0)
        if all_of_it.over:
            none.append(thing)
            continue
        verdict, answers = finder.find(thing, Effort(100_000, FOR_ONE, within=all_of_it))
        if verdict == FOUND:
            trial = Trial(subject, answers)
            shown = [thing, *(other for other in left if other.key in trial.shows)]
            left = [other for other in left if other not in shown]
            found.append((trial, shown))
        elif verdict == NOT_FOUND:
            none.append(thing)
    return found, none
