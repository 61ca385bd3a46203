"""A problem: what is wrong, where, said in Vietnamese."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any, Literal

Severity = Literal["error", "warning"]


@dataclass(frozen=True)
class Problem:
    """`pointer` is a JSON Pointer into the body ("" is the whole, `#code` the document's own code);
    errors bar submitting.

    A warning that the author must `acknowledge` bars it too, until the author ticks «đã biết, để
    nguyên» and says why (registry/documents/checks/ticks.py); `keyword` then tells apart what may
    be said of one value.
    """

    pointer: str
    message: str
    keyword: str = ""
    severity: Severity = "error"
    acknowledge: bool = False

    def below(self, prefix: str) -> "Problem":
        """Return the same problem seen from an enclosing body."""
        return replace(self, pointer=prefix + self.pointer)


def errors(problems: Iterable[Problem]) -> list[Problem]:
    """Return only the problems that bar submitting and issuing."""
    return [problem for problem in problems if problem.severity == "error"]


def warning(where: str, message: str) -> Problem:
    """Make a problem that does not bar submitting."""
    return Problem(where, message, severity="warning")


def value_at(body: Any, pointer_text: str) -> Any:
    """Return what stands at a JSON Pointer; None where nothing does."""
    value = body
    for part in parts(pointer_text):
        if isinstance(value, dict):
            value = value.get(part)
        elif isinstance(value, list) and part.isdigit() and int(part) < len(value):
            value = value[int(part)]
        else:
            return None
    return value


def lasting(body: Any, pointer_text: str) -> str:
    """Name the rows in a pointer by their ids: so it leads to the same row when others move."""
    value, named = body, []
    for part in parts(pointer_text):
        inside = value_at(value, pointer(part))
        rows = isinstance(value, list)
        named.append(inside["id"] if rows and isinstance(inside, dict) and "id" in inside else part)
        value = inside
    return pointer(*named)


def pointer(*parts: str | int) -> str:
    """Make a JSON Pointer (RFC 6901) from its unescaped parts."""
    return "".join("/" + str(part).replace("~", "~0").replace("/", "~1") for part in parts)


def parts(pointer_text: str) -> list[str]:
    """Return the unescaped parts of a JSON Pointer."""
    return [part.replace("~1", "/").replace("~0", "~") for part in pointer_text.split("/")[1:]]
