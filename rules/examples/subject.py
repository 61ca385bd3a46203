"""What examples try: a typed tree with its inputs, and how its answers are compared and said."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from rules.engine.parse import Call, Node, Variable
from rules.engine.types import Scope, fields_of
from rules.examples.logic import Goal, part_of
from rules.inputs import Inputs

Key = tuple[str, str]
Seen = dict[Key, Any]


@dataclass(frozen=True)
class Thing:
    """One thing that some example must show; `sentence` says what is shown («…» là Có).

    `goals` are what answers must do for it to be shown: parts of the tree and what they may give.
    They may ask too little (each proposal is tried), never too much: where nothing meets them, the
    thing cannot happen.
    """

    key: str
    pointer: str
    sentence: str
    goals: tuple[Goal, ...] = ()

    def told(self) -> dict[str, str]:
        """Return it as plain data."""
        return {"key": self.key, "pointer": self.pointer, "sentence": self.sentence}


@dataclass(frozen=True, eq=False)
class Subject:
    """A rule or a table as its examples see it.

    `answer` gives what it says on answers, and raises RuleError as it does. `agrees` compares what
    an example expects with that, `words` and `expected_words` say either. `shown` are the keys of
    the things that a trial shows. `at` stands before the pointers of the tree in the body. `wishes`
    are goals that make a proposal worth more (that something is answered at all). `code` is how an
    answer is told to a program.
    """

    tree: Node
    inputs: Inputs
    things: tuple[Thing, ...]
    answer: Callable[[Mapping[str, Any]], Any]
    agrees: Callable[[Any, Any], bool]
    words: Callable[[Any], str]
    expected_words: Callable[[Any], str]
    shown: "Callable[[Trial], set[str]]"
    # What each part gave, in the order of evaluation.
    traced: Callable[[Mapping[str, Any]], Iterable[tuple[Node, Any]]]
    at: str = ""
    code: Callable[[Any], Any] = lambda value: value
    wishes: Callable[[Thing], tuple[Goal, ...]] = lambda thing: ()
    # Ids that answers may have besides the inputs: what whoever asks gives.
    given: frozenset[str] = field(default=frozenset({"decision_instant"}))

    @cached_property
    def scope(self) -> Scope:
        """The fields, typed."""
        return fields_of(self.inputs)

    def label(self, name: str) -> str:
        """Return what people call a field."""
        entry = self.inputs.get(name)
        return str(entry["label"]) if entry else "Ngày xét" if name in self.given else name


class Trial:
    """A subject on answers: what it says, and what each part gave on the way."""

    def __init__(self, subject: Subject, answers: Mapping[str, Any]) -> None:
        self.subject, self.answers = subject, dict(answers)

    @cached_property
    def value(self) -> Any:
        """What it says. Raises RuleError as it does."""
        return self.subject.answer(self.answers)

    @cached_property
    def trace(self) -> list[tuple[Node, Any]]:
        """What fields and operations gave, in the order of evaluation. Raises RuleError."""
        return list(self.subject.traced(self.answers))

    @cached_property
    def seen(self) -> Seen:
        """What each part gave, by its key; parts that were not asked are not there."""
        return {key_of(node): value for node, value in self.trace}

    @cached_property
    def shows(self) -> set[str]:
        """The keys of the things that it shows. Raises RuleError."""
        return self.subject.shown(self)


def key_of(node: Node) -> Key:
    """Return the key of a part: what the checker makes of a part stands at the same place."""
    match node:
        case Call(operator=operator):
            return node.pointer, operator
        case Variable():
            return node.pointer, "var"
    return node.pointer, ""


def came_to(trial: Trial, node: Node) -> int:
    """Return what a part came to as T, F or U; 0 where it was not asked."""
    key = key_of(node)
    return part_of(trial.seen[key]) if key in trial.seen else 0
