"""Source that is being put together: names for what a rule holds, and its way into Python."""

from typing import Any

# Smaller integers stand in the source itself, where Python reads them soonest.
_SMALL = 1_000_000


class Writer:
    """Names given while source is written: constants k0, k1, … and locals v0, v1, …

    Texts, names and numbers of a rule are constants, so that nothing of a rule becomes source.
    """

    def __init__(self) -> None:
        self.constants: dict[str, Any] = {}
        self.locals = 0

    def constant(self, value: Any) -> str:
        """Return the name under which the source finds the value."""
        name = f"k{len(self.constants)}"
        self.constants[name] = value
        return name

    def local(self) -> str:
        """Return a name that no other place of the source has."""
        self.locals += 1
        return f"v{self.locals - 1}"

    def literal(self, value: Any) -> str:
        """Return a value that is written in the rule: itself where it is plain, else its name."""
        if value is None or type(value) is bool or (type(value) is int and 0 <= value <= _SMALL):
            return repr(value)
        return self.constant(value)


def load(text: str, known: dict[str, Any]) -> dict[str, Any]:
    """Return what the source defines; it sees nothing but what is `known`."""
    space = {**known, "__builtins__": {}}
    exec(compile(text, "<rule>", "exec"), space)  # noqa: S102 - built from templates alone
    return space
