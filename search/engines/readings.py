"""How a query may be read, from strict to generous; every engine reads it in the same way."""

from collections.abc import Iterator
from dataclasses import dataclass

from registry.searchable import Entry
from search.analysis import Query, analyse, compact

# Columns of the words, in order, and what a hit in each counts (measured: benchmarks/search.py).
WEIGHTS = {
    "title": 4.0,
    "title_folded": 4.0,
    "code": 8.0,
    "text": 1.0,
    "text_folded": 1.0,
    "pairs": 2.0,
}
PLAIN = ("title", "text")
FOLDED = ("title_folded", "code", "text_folded")
PAIRS = ("pairs",)
# Where the words of a suggestion stand.
NAMES = ("title_folded", "code")

# Up to so many syllables are a name, and all of them are wanted; more are a question.
NAME_SYLLABLES = 4


def columns(entry: Entry) -> dict[str, str]:
    """Return the words of an entry by column, one space between them: an engine has only to cut
    there."""
    title, text, code = analyse(entry.title), analyse(entry.text), analyse(entry.code)
    return {
        "title": " ".join(title.plain),
        "title_folded": " ".join(title.folded),
        "code": " ".join([compact(entry.code), *code.folded]),
        "text": " ".join(text.plain),
        "text_folded": " ".join(text.folded),
        "pairs": " ".join([*title.pairs, *code.pairs, *text.pairs]),
    }


@dataclass(frozen=True)
class Clause:
    """Words in one of the columns: every one of them, or any."""

    columns: tuple[str, ...]
    words: tuple[str, ...]
    every: bool = False


@dataclass(frozen=True)
class Reading:
    """What fits has `required` (if given) and some of `counted`; all of it counts for the rank.

    Whatever bears `code` as its whole code (if given) fits as well.
    """

    counted: tuple[Clause, ...]
    required: Clause | None = None
    code: str = ""


def readings(query: Query) -> Iterator[Reading]:
    """Yield all words (of a name), some pair, any word as it was typed, any word.

    The first reading that finds anything at all is the answer.
    """
    if not query:
        return
    counted = [Clause(FOLDED, query.folded)]
    if query.accented:
        # The same words counted once more where the accents agree: they rank above the others.
        counted.append(Clause(PLAIN, query.plain))
    if query.pairs:
        counted.append(Clause(PAIRS, query.pairs))
    score = tuple(counted)
    is_name = len(query.folded) <= NAME_SYLLABLES
    if is_name:
        yield Reading(score, Clause(FOLDED, query.folded, every=True), query.code)
    if query.pairs:
        yield Reading(score, Clause(PAIRS, query.pairs), query.code)
    if query.accented:
        # «nghỉ phép» is not «nghị» when the accents were typed.
        yield Reading(score, Clause(PLAIN, query.plain))
        if is_name:
            return
    yield Reading(score)
