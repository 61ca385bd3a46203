"""Formats of our own: shapes of text that JSON Schema has no name for, each with its sentence."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from registry.register import Register


@dataclass(frozen=True)
class Format:
    """A shape that a whole text has to match, and what to say where it does not.

    Shapes only: whoever reads what people type explains more.
    """

    name: str
    pattern: str
    sentence: str


FORMATS: Register[Format] = Register("formats", "Dạng của văn bản", lambda one: one.name)


def checks() -> dict[str, Callable[[Any], bool]]:
    """Return {name: whether a value fits}; what is no text is for another keyword to refuse."""
    return {name: _matches(made.pattern) for name, made in FORMATS.items()}


def sentence_of(name: str) -> str:
    """Say what is wrong with a text that does not fit; "" for a format that is not ours."""
    known = FORMATS.find(name)
    return known.sentence if known else ""


def _matches(pattern: str) -> Callable[[Any], bool]:
    compiled = re.compile(pattern)
    return lambda value: not isinstance(value, str) or bool(compiled.fullmatch(value))


FORMATS.add(Format("decimal", r"-?\d{1,30}(\.\d{1,15})?", "Phải là số, ví dụ 0.5."))
