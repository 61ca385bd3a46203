"""Shows where the words of a query stand in a text: a marked title, a marked excerpt."""

import re
from itertools import pairwise

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from registry.vietnamese import settle
from search.analysis import PAIR, Query, folded

_WORD = re.compile(r"[^\W_]+")

# Longer texts are found as a whole, but their excerpt is taken from this much of them.
MOST_CHARACTERS = 60_000
WINDOW = 36
MOST_LINES = 4

Word = tuple[int, int, str]


def marked(text: str, query: Query) -> SafeString:
    """Return the whole text, escaped, with the words of the query in `<mark>`."""
    text = " ".join(settle(text).split())
    return _mark(text, _words(text), query)


def excerpt(text: str, query: Query) -> SafeString:
    """Return the lines that say most of the query, about 36 syllables together, escaped and marked.

    A document's text is one line for each of its parts, so lines are kept apart: what is torn
    from two of them makes no sense. Without any hit (only the title fits) its first sentences.
    """
    lines = dict.fromkeys(
        " ".join(line.split()) for line in settle(text[:MOST_CHARACTERS]).splitlines()
    )
    rated = [(_score(words, query), line, words) for line in lines if (words := _words(line))]
    # «15:00» and «Nộp» say nothing on their own.
    telling = [place for place, (_, _, words) in enumerate(rated) if len(words) > 4]
    hits = [place for place in telling if rated[place][0]] or [
        place for place, (score, _, _) in enumerate(rated) if score
    ]
    order = sorted(hits, key=lambda place: -rated[place][0]) or telling
    chosen: list[int] = []
    room = WINDOW
    for place in order[:MOST_LINES]:
        if room <= 0:
            break
        chosen.append(place)
        room -= len(rated[place][2])
    pieces = [_passage(rated[place][1], rated[place][2], query) for place in sorted(chosen)]
    return format_html_join(" … ", "{}", ((piece,) for piece in pieces))


def _passage(line: str, words: list[Word], query: Query) -> SafeString:
    start = _best_start(words, query)
    chosen = words[start : start + WINDOW]
    # Punctuation right after the last word belongs to it.
    end = len(line) if start + WINDOW >= len(words) else words[start + WINDOW][0]
    begin = 0 if start == 0 else chosen[0][0]
    moved = [(first - begin, last - begin, word) for first, last, word in chosen]
    body = _mark(line[begin:end].rstrip(), moved, query)
    return format_html(
        "{}{}{}", "… " if start else "", body, " …" if start + WINDOW < len(words) else ""
    )


def _score(words: list[Word], query: Query) -> int:
    """How much of the query a passage says; pairs count twice."""
    found = {word[2] for word in words} & set(query.folded)
    joined = {f"{one[2]}{PAIR}{two[2]}" for one, two in pairwise(words)} & set(query.pairs)
    return len(found) + 2 * len(joined)


def _words(text: str) -> list[Word]:
    return [
        (match.start(), match.end(), folded(match[0].lower())) for match in _WORD.finditer(text)
    ]


def _best_start(words: list[Word], query: Query) -> int:
    """The first word of the passage with most different words and pairs of the query."""
    wanted = set(query.folded)
    places = [index for index, word in enumerate(words) if word[2] in wanted]
    best, best_score = 0, 0
    for index in places[:400]:
        score = _score(words[index : index + WINDOW], query)
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
