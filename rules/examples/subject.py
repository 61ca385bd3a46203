"""What examples try: a typed tree with its inputs, and how its answers are compared and said."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from time import process_time
from typing import Any, TypeVar

from rules.engine import CompiledRule, RuleError
from rules.engine.parse import Node
from rules.engine.types import Scope, fields_of
from rules.examples.logic import Goal, part_of
from rules.inputs import Inputs

Made = TypeVar("Made")
# Seconds of the processor for a trial by itself.
_ALONE = 0.5
TOO_LONG = (
    "Các ví dụ phải tính quá lâu nên chưa chạy hết. Hãy viết điều kiện gọn lại, hoặc bớt ví dụ."
)


@dataclass(frozen=True, eq=False)
class Thing:
    """One thing that some example must show; `says` gives the words for it («…» là Có).

    `goals` are what answers must do for it to be shown: parts of the tree and what they may give.
    They may ask too little (each proposal is tried), never too much: where nothing meets them, the
    thing cannot happen.
    """

    key: str
    pointer: str
    says: Callable[[], str]
    goals: tuple[Goal, ...] = ()

    @property
    def sentence(self) -> str:
        """What is shown, in words."""
        return self.says()

    def told(self) -> dict[str, str]:
        """Return it as plain data."""
        return {"key": self.key, "pointer": self.pointer, "sentence": self.sentence}


@dataclass(frozen=True, eq=False)
class Subject:
    """A rule or a table as its examples see it; `inputs` have «Ngày xét» among them.

    `answer` gives what it says on answers, and raises RuleError as it does. `agrees` compares what
    an example expects with that, `words` and `expected_words` say either. `shown` are the keys of
    the things that a trial shows. `at` stands before the pointers of the tree in the body. `wishes`
    are goals that make a proposal worth more (that something is answered at all). `code` is how an
    answer is told to a program.
    """

    compiled: CompiledRule
    inputs: Inputs
    things: tuple[Thing, ...]
    answer: Callable[[Mapping[str, Any]], Any]
    agrees: Callable[[Any, Any], bool]
    words: Callable[[Any], str]
    expected_words: Callable[[Any], str]
    shown: "Callable[[Trial], set[str]]"
    at: str = ""
    code: Callable[[Any], Any] = lambda value: value
    wishes: Callable[[Thing], tuple[Goal, ...]] = lambda thing: ()
    # Which parts of the tree made it say what it did, and the labels of what is missing.
    decided: "Callable[[Trial], Iterable[Node]] | None" = None
    lacks: "Callable[[Trial], list[str]] | None" = None
    # What stands beside the answers in every trial (a calendar of working days).
    beside: Mapping[str, Any] = field(default_factory=dict)

    @property
    def tree(self) -> Node:
        """The typed tree of it."""
        return self.compiled.tree

    @cached_property
    def scope(self) -> Scope:
        """The fields, typed."""
        return fields_of(self.inputs)

    def label(self, name: str) -> str:
        """Return what people call a field."""
        entry = self.inputs.get(name)
        return str(entry["label"]) if entry else name


class Watch:
    """Processor time that trials share: each may be just within its own budget of steps."""

    def __init__(self, seconds: float) -> None:
        self.left = seconds

    def timed(self, call: Callable[[], Made]) -> Made:
        """Return what the call gives; raise RuleError where no time is left for it."""
        if self.left <= 0:
            raise RuleError("", TOO_LONG, "steps")
        began = process_time()
        try:
            return call()
        finally:
            self.left -= process_time() - began


class Trial:
    """A subject on answers: what it says, and what each part gave on the way."""

    def __init__(
        self, subject: Subject, answers: Mapping[str, Any], watch: Watch | None = None
    ) -> None:
        self.subject, self.answers = subject, dict(answers)
        self.watch = watch or Watch(_ALONE)
        self.data = {**self.answers, **subject.beside}

    @cached_property
    def value(self) -> Any:
        """What it says. Raises RuleError as it does."""
        return self.watch.timed(lambda: self.subject.answer(self.data))

    @cached_property
    def trace(self) -> list[tuple[Node, Any]]:
        """What fields and operations gave, in the order of evaluation. Raises RuleError."""
        return self.watch.timed(lambda: list(self.subject.compiled.trace(self.data)))

    @cached_property
    def seen(self) -> dict[int, Any]:
        """What each part gave, by its identity; parts that were not asked are not there."""
        return {id(node): value for node, value in self.trace}

    @cached_property
    def shows(self) -> set[str]:
        """The keys of the things that it shows. Raises RuleError."""
        return self.subject.shown(self)


def came_to(trial: Trial, node: Node) -> int:
    """Return what a part came to as T, F or U; 0 where it was not asked."""
    seen = trial.seen
    return part_of(seen[id(node)]) if id(node) in seen else 0
