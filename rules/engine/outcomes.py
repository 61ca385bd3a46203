"""What an evaluation may answer besides a value: "not enough data", or an error."""

from typing import Final


class Unknown:
    """The one answer "chưa đủ dữ liệu". False in a condition: missing data never means yes."""

    _only: "Unknown | None" = None

    def __new__(cls) -> "Unknown":
        if cls._only is None:
            cls._only = super().__new__(cls)
        return cls._only

    def __bool__(self) -> bool:
        return False

    def __repr__(self) -> str:
        return "UNKNOWN"

    def __reduce__(self) -> str:
        # Copies and pickles stay the one object, so that `is UNKNOWN` always holds.
        return "UNKNOWN"


UNKNOWN: Final = Unknown()


class RuleError(ValueError):
    """A rule that can't be used; the message is Vietnamese, `pointer` leads into the logic."""

    def __init__(self, pointer: str, message: str, keyword: str = "") -> None:
        super().__init__(f"{message} (tại {pointer or '/'})")
        self.pointer = pointer
        self.message = message
        self.keyword = keyword


class Incalculable(ValueError):
    """No value comes out (division by zero, text as a number); the message is Vietnamese."""
