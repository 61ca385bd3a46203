"""Words as every engine compares them: syllables, the same without accents, and pairs of syllables.

Documents and queries go through the same functions, so every engine gives the same answer. A
Vietnamese word is mostly two syllables, and pairs find it without a dictionary.
"""

from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from registry import vietnamese
from registry.vietnamese import fold, syllables

# A question has some twenty syllables; what is longer is a pasted text and adds only time.
MOST_SYLLABLES = 48
MOST_CHARACTERS = 4_000
# Servers cut or refuse what is longer; no word of any language is.
MOST_LETTERS = 100
PAIR = "_"


@lru_cache(maxsize=30_000)
def folded(syllable: str) -> str:
    """Return one syllable without accents. The language has about 7,000 of them, so most are
    known."""
    return fold(syllable)[:MOST_LETTERS]


def pairs(words: list[str]) -> list[str]:
    """Return neighbouring syllables joined: `khai sinh` gives `khai_sinh`."""
    return list(map(PAIR.join, pairwise(words)))


def compact(code: str) -> str:
    """Return a code however it is punctuated, as long as servers take it."""
    return vietnamese.compact(code)[:MOST_LETTERS]


@dataclass(frozen=True)
class Words:
    """One text, analysed. `plain` and `folded` have the same length."""

    plain: list[str]
    folded: list[str]
    pairs: list[str]


def analyse(text: str) -> Words:
    """Return the words of a text to be indexed."""
    plain = syllables(text)
    if len(max(plain, key=len, default="")) > MOST_LETTERS:
        plain = [word[:MOST_LETTERS] for word in plain]
    bare = list(map(folded, plain))
    return Words(plain, bare, pairs(bare))


@dataclass(frozen=True)
class Query:
    """What somebody looks for; each word once, in the order typed. Empty when nothing was typed."""

    plain: tuple[str, ...]
    folded: tuple[str, ...]
    pairs: tuple[str, ...]
    code: str

    @property
    def accented(self) -> bool:
        """Whether the person typed accents, which then say more than the bare letters."""
        return self.plain != self.folded

    def __bool__(self) -> bool:
        return bool(self.folded)


def read_query(text: str) -> Query:
    """Make a query out of anything that was typed or pasted; never raises."""
    words = analyse(text[:MOST_CHARACTERS])
    plain, bare = words.plain[:MOST_SYLLABLES], words.folded[:MOST_SYLLABLES]
    return Query(
        plain=tuple(dict.fromkeys(plain)),
        folded=tuple(dict.fromkeys(bare)),
        pairs=tuple(dict.fromkeys(pairs(bare))),
        code="".join(bare)[:MOST_LETTERS] if len(bare) <= 12 else "",
    )
