"""Shows where the words of a query stand in a text: a marked title, a marked excerpt."""

import re
from itertools import pairwise

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from registry.vietnamese import nfc
from search.analysis import PAIR, Query, folded

_WORD = re.compile(r"[^\W_]+")

# Longer texts are found as a whole, but their excerpt is taken from this much of them.
MOST_CHARACTERS = 60_000
WINDOW = 36

Word = tuple[int, int, str]


def marked(text: str, query: Query) -> SafeString:
    """The whole text, escaped, with the words of the query in `<mark>`."""
    text = " ".join(nfc(text).split())
    return _mark(text, _words(text), query)


def excerpt(text: str, query: Query) -> SafeString:
    """The passage of about 36 syllables that says most of the query, escaped and marked."""
    text = " ".join(nfc(text[:MOST_CHARACTERS]).split())
    words = _words(text)
    if not words:
        return SafeString("")
    start = _best_start(words, query)
    chosen = words[start : start + WINDOW]
    # Punctuation right after the last word belongs to it.
    end = len(text) if start + WINDOW >= len(words) else words[start + WINDOW][0]
    begin = 0 if start == 0 else chosen[0][0]
    moved = [(first - begin, last - begin, word) for first, last, word in chosen]
    body = _mark(text[begin:end].rstrip(), moved, query)
    return format_html(
        "{}{}{}", "… " if start else "", body, " …" if start + WINDOW < len(words) else ""
    )


def _words(text: str) -> list[Word]:
    return [
        (match.start(), match.end(), folded(match[0].lower())) for match in _WORD.finditer(text)
    ]


def _best_start(words: list[Word], query: Query) -> int:
    """The first word of the passage with most different words and pairs of the query."""
    wanted, wanted_pairs = set(query.folded), set(query.pairs)
    places = [index for index, word in enumerate(words) if word[2] in wanted]
    best, best_score = 0, 0
    for index in places[:400]:
        passage = words[index : index + WINDOW]
        found = {word[2] for word in passage} & wanted
        joined = {f"{one[2]}{PAIR}{two[2]}" for one, two in pairwise(passage)} & wanted_pairs
        score = len(found) + 2 * len(joined)
        if score > best_score:
            best, best_score = index, score
    # A few words before the first hit make the passage readable.
    return max(0, min(best - 4, len(words) - WINDOW))


def _mark(text: str, words: list[Word], query: Query) -> SafeString:
    wanted = set(query.folded)
    # Hits that stand side by side become one mark: «khai sinh», not «khai» and «sinh».
    runs: list[tuple[int, int]] = []
    for begin, end, word in words:
        if word not in wanted:
            continue
        if runs and text[runs[-1][1] : begin].isspace():
            runs[-1] = (runs[-1][0], end)
        else:
            runs.append((begin, end))
    pieces, done = [], 0
    for begin, end in runs:
        pieces.append((text[done:begin], text[begin:end]))
        done = end
    return format_html("{}{}", format_html_join("", "{}<mark>{}</mark>", pieces), text[done:])
