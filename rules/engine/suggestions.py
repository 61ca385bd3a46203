"""What somebody may have meant who misspelt a name: the one form of «ý ông/bà là …?»."""

from collections.abc import Iterable, Sized
from difflib import SequenceMatcher
from itertools import islice, pairwise

from registry.vietnamese import fold

_NEAR = 0.7
_LONGEST = 60
_MOST_NAMES = 200
# Which ones are compared letter by letter; a rule of nothing but mistakes gets a few guesses.
_COMPARED = 8
_MOST_GUESSES = 3


def meant(given: object, names: Iterable[str], told: Sized = ()) -> str:
    """Return "; ý ông/bà là «…»?" for the name that is nearest to what was given, else "".

    Marks, capitals and spaces do not keep a name from being near. `told` are the problems that were
    found before.
    """
    if not isinstance(given, str) or not 0 < len(given) <= _LONGEST or len(told) >= _MOST_GUESSES:
        return ""
    wanted = fold(given)
    keys = {fold(name): name for name in islice(names, _MOST_NAMES) if len(name) <= _LONGEST}
    parts = _parts(wanted)
    likely = sorted(keys, key=lambda key: -len(parts & _parts(key)))[:_COMPARED]
    ratio, near = max(
        ((SequenceMatcher(None, wanted, key).ratio(), key) for key in likely), default=(0.0, "")
    )
    return f"; ý ông/bà là «{keys[near]}»?" if ratio >= _NEAR else ""


def _parts(key: str) -> set[str]:
    """Its letters, and each two that stand side by side."""
    return {*key, *map("".join, pairwise(key))}
