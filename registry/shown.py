"""What a page showed, part by part: the page carries it, and the decision taken on it names it.

One digest of the whole would tell that something is another by now, but not what: therefore each
part of the page has its own.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl, urlencode

from registry import canonical

# A person holds a few hundred things at most; a page with more was not made by us.
MOST_PARTS = 5_000
_LONG_ENOUGH = 16

Parts = Mapping[str, Any]
"""What a page shows, JSON of ours by the name of the part."""


@dataclass(frozen=True)
class Difference:
    """The names of the parts that are not what a page showed."""

    other: tuple[str, ...] = ()
    added: tuple[str, ...] = ()
    gone: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.other or self.added or self.gone)


def named(parts: Parts) -> str:
    """Write what a page carries of the parts that it shows: one line of names and digests."""
    return urlencode(sorted((name, _digest(part)) for name, part in parts.items()))


def compared(seen: str, parts: Parts) -> Difference:
    """Find what is not as the page showed it; all of it where `seen` is none of our lines."""
    try:
        before = dict(parse_qsl(seen, max_num_fields=MOST_PARTS))
    except ValueError:
        before = {}
    return Difference(
        other=tuple(
            name for name in parts if name in before and before[name] != _digest(parts[name])
        ),
        added=tuple(name for name in parts if name not in before),
        gone=tuple(name for name in before if name not in parts),
    )


def _digest(part: Any) -> str:
    return canonical.digest(canonical.dumps({"part": part}))[:_LONG_ENOUGH]
