"""Texts: what they hold, begin and end with, how long they are; capitals, spaces at their ends.

Words are compared as `alike` does (ADR 54): neither capitals nor the place of a tone count.
"""

from rules.engine.functions.parameters import TEXT
from rules.engine.signature import Operator
from rules.engine.values import key_of


def contains(text: str, words: str) -> bool:
    """Tell whether the text has these words."""
    return key_of(words) in key_of(text)


def starts_with(text: str, words: str) -> bool:
    """Tell whether the text begins with these words."""
    return key_of(text).startswith(key_of(words))


def ends_with(text: str, words: str) -> bool:
    """Tell whether the text ends with these words."""
    return key_of(text).endswith(key_of(words))


_TESTS = (
    ("contains", "có chứa", contains),
    ("starts_with", "bắt đầu bằng", starts_with),
    ("ends_with", "kết thúc bằng", ends_with),
)
_MADE = (
    ("upper", "viết hoa", str.upper),
    ("lower", "viết thường", str.lower),
    ("trim", "bỏ dấu cách ở hai đầu", str.strip),
)
OPERATORS = (
    *(
        Operator(
            code, "function", words, 2, 2,
            takes=(TEXT, TEXT), calculate=test, says=f"{{0}} {words} {{1}}",
        )
        for code, words, test in _TESTS
    ),
    Operator(
        "length", "function", "số ký tự", 1, 1,
        gives="number", takes=(TEXT,), calculate=len, says="số ký tự của {0}",
    ),
    *(
        Operator(
            code, "function", words, 1, 1,
            gives="text", takes=(TEXT,), calculate=make, says=f"{{0}} ({words})",
        )
        for code, words, make in _MADE
    ),
)  # fmt: skip
