"""What somebody may have meant who misspelt a name: the one form of «ý ông/bà là …?»."""

from collections.abc import Iterable
from difflib import get_close_matches

from registry.vietnamese import fold

_LONGEST = 60
_MOST_NAMES = 500


def meant(given: object, names: Iterable[str]) -> str:
    """Return "; ý ông/bà là «…»?" for the name that is nearest to what was given, else "".

    Marks, capitals and spaces do not keep a name from being near.
    """
    if not isinstance(given, str) or not given or len(given) > _LONGEST:
        return ""
    keys: dict[str, str] = {}
    for name in names:
        if len(keys) == _MOST_NAMES:
            break
        if name and len(name) <= _LONGEST:
            keys.setdefault(fold(name), name)
    near = get_close_matches(fold(given), keys, n=1, cutoff=0.7)
    return f"; ý ông/bà là «{keys[near[0]]}»?" if near else ""
