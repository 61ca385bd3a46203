"""What a rule names besides fields, as its caller knows it: catalogues, and other rules.

The caller gives the issue that holds for it (that a case has pinned, say), so that the same rule
with the same answers always says the same.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, eq=False)
class Catalogue:
    """The rows of a catalogue that are in use: {code: {column: text}}.

    `columns` are {column: what people call it}; «label» is the name of a row.
    """

    title: str
    columns: Mapping[str, str]
    rows: Mapping[str, Mapping[str, str]]


@dataclass(frozen=True, eq=False)
class OtherRule:
    """A rule that another one names, with its own inputs."""

    title: str
    logic: Any
    inputs: Mapping[str, Any] | None


@dataclass(frozen=True)
class Known:
    """What is known by uid. Equal ones have the same `digest`, which the caller makes of it."""

    catalogues: Mapping[str, Catalogue] = field(default_factory=dict, compare=False)
    rules: Mapping[str, OtherRule] = field(default_factory=dict, compare=False)
    digest: str = ""


NOTHING = Known()
