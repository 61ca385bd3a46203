"""The source for plain answers that keeps what every part of the rule gave."""

from rules.engine.answering.plain import PlainWriter
from rules.engine.answering.running import ABSENT
from rules.engine.parse import Call, Node, Variable


class TracedWriter(PlainWriter):
    """Lines that keep what every part gave in a local; a part that was left out is ABSENT."""

    indent = "   "

    def __init__(self) -> None:
        super().__init__()
        # A part, the local that has its value, the local that tells whether it was computed.
        self.kept: list[tuple[Node, str, str]] = []
        self.choices: list[str] = []
        self.operation = ""

    def block(self, node: Node, indent: str) -> None:
        if not (isinstance(node, Call) and node.family == "choice"):
            super().block(node, indent)
            return
        self.choices.append(self.local())
        super().block(node, indent)
        name = self.choices.pop()
        self.kept.append((node, name, name))

    def value(self, node: Node) -> str:
        if not isinstance(node, Variable | Call):
            return super().value(node)
        if isinstance(node, Variable) and self.operation:
            # It was read before, and counts where its operation was computed.
            said = super().value(node)
            self.kept.append((node, said, self.operation))
            return said
        outer, name = self.operation, self.local()
        # Not all parts of these are computed.
        partly = isinstance(node, Call) and node.family in ("logic", "choice")
        self.operation = "" if partly else name
        said = super().value(node)
        self.operation = outer
        self.kept.append((node, name, name))
        return f"({name} := {said})"

    def finish(self, said: str, indent: str) -> None:
        """Let all ways end at one place, behind the loop that runs once."""
        self.lines.append(f"{indent}{' = '.join([*(self.choices or [self.local()]), said])}")
        self.lines.append(f"{indent}break")

    def end(self) -> None:
        names = list(dict.fromkeys(name for _, *two in self.kept for name in two))
        self.lines = ["  while True:", *self.lines]
        kept = ", ".join(names)
        if names:
            self.first = [f" {kept}, = {self.constant((ABSENT,) * len(names))}"]
        places = {name: place for place, name in enumerate(names)}
        parts = tuple([(node, places[value], places[by]) for node, value, by in self.kept])
        self.last = [f" return Trace({self.constant(parts)}, [{kept}])"]
