"""Examples that are run: what came out, whether that was expected, why, and what is missing."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from rules.engine import answer, lacking
from rules.engine.expressions import expression
from rules.engine.outcomes import UNKNOWN, RuleError
from rules.engine.parse import Call, Node, Variable
from rules.engine.sentences import saying
from rules.engine.values import truthy
from rules.examples.shape import Example
from rules.examples.subject import Subject, Trial, Watch
from rules.examples.things import deciding

Words = dict[str, Any]
# Seconds of the processor for all examples of a body; two hundred plain ones take a hundredth.
TOGETHER = 1.0


@dataclass(frozen=True)
class Ran:
    """An example and what came of it; `error` says why nothing did."""

    example: Example
    trial: Trial

    @cached_property
    def error(self) -> str:
        """Say why no answer came; "" where one did."""
        try:
            self.trial.value  # noqa: B018
        except RuleError as error:
            return error.message
        return ""

    @property
    def passed(self) -> bool:
        """Whether what came out is what was expected."""
        known = self.example.expected is not None and not self.error
        return known and self.trial.subject.agrees(self.example.expected, self.trial.value)

    @property
    def failure(self) -> str:
        """Say how it failed: «Ví dụ “…” cho kết quả Không, trong khi mong đợi Có»."""
        subject = self.trial.subject
        if self.error:
            return f"Ví dụ “{self.example.name}” không tính được: {self.error}"
        said = (
            f"Ví dụ “{self.example.name}” cho kết quả {subject.words(self.trial.value)},"
            f" trong khi mong đợi {subject.expected_words(self.example.expected)}"
        )
        reasons = "; ".join(f"{one['sentence']}: {one['value']}" for one in why(self.trial)[:3])
        return f"{said} ({reasons})" if reasons else said


def run(subject: Subject, examples: Sequence[Example]) -> list[Ran]:
    """Run examples on their subject, all of them within one budget of time."""
    watch = Watch(TOGETHER)
    return [Ran(example, Trial(subject, example.answers, watch)) for example in examples]


def why(trial: Trial) -> list[Words]:
    """Say which parts decided: {"sentence", "value", "pointer"} of each, in their order.

    Nothing where it breaks off.
    """
    subject = trial.subject
    say = saying(subject.scope)
    try:
        return [
            {
                "sentence": (
                    say.statement(node)
                    if isinstance(node, Call | Variable) and _is_test(node)
                    else expression(node, say)
                ),
                "value": _answered(trial.seen[id(node)]) if _is_test(node) else "",
                "pointer": subject.at + node.pointer,
            }
            for node in (subject.decided or _of_tree)(trial)
            # The test of a row that asks about nothing is no part that anything came to.
            if id(node) in trial.seen
        ]
    except RuleError:
        return []


def _of_tree(trial: Trial) -> Iterator[Node]:
    return deciding(trial.subject.tree, trial)


def _is_test(node: Node) -> bool:
    asked = isinstance(node, Call) and node.family == "missing"
    return asked or node.type.family == "yes_no"


def _answered(value: Any) -> str:
    return answer(value if value is UNKNOWN else truthy(value))


def missing(trial: Trial) -> list[str]:
    """Name the fields whose lack left the answer open, by their labels."""
    try:
        if trial.subject.lacks is not None:
            return trial.subject.lacks(trial)
        return lacking(trial.subject.compiled, trial.data)
    except RuleError:
        return []


def strange(trial: Trial) -> list[str]:
    """Name what is answered that nobody asks: ids that are no field, values that are none of it."""
    subject = trial.subject
    known = subject.inputs.keys()
    found = [
        f"«{name}» không phải là thông tin của biểu mẫu"
        for name in trial.answers
        if name not in known
    ]
    try:
        unread = {
            node.name
            for node, value in trial.trace
            if isinstance(node, Variable)
            and value is UNKNOWN
            and trial.answers.get(node.name) not in (None, "", [])
        }
    except RuleError:
        return found
    return [
        *found,
        *(f"giá trị của «{subject.label(name)}» không dùng được" for name in sorted(unread)),
    ]
