"""A problem: what is wrong, where, said in Vietnamese."""

from dataclasses import dataclass, replace
from typing import Literal

Severity = Literal["error", "warning"]


@dataclass(frozen=True)
class Problem:
    """`pointer` is a JSON Pointer into the body ("" is the whole); errors bar submitting."""

    pointer: str
    message: str
    keyword: str = ""
    severity: Severity = "error"

    def below(self, prefix: str) -> "Problem":
        """The same problem seen from an enclosing body."""
        return replace(self, pointer=prefix + self.pointer)


def errors(problems: list[Problem]) -> list[Problem]:
    """Only the problems that bar submitting and issuing."""
    return [problem for problem in problems if problem.severity == "error"]


def warning(where: str, message: str) -> Problem:
    """A problem that does not bar submitting."""
    return Problem(where, message, severity="warning")


def pointer(*parts: str | int) -> str:
    """A JSON Pointer (RFC 6901) from its unescaped parts."""
    return "".join("/" + str(part).replace("~", "~0").replace("/", "~1") for part in parts)


def parts(pointer_text: str) -> list[str]:
    """The unescaped parts of a JSON Pointer."""
    return [part.replace("~1", "/").replace("~0", "~") for part in pointer_text.split("/")[1:]]
