"""What becomes of one place of a text: the sides in words, laid over each other by syllable."""

import re
from bisect import bisect_left
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from typing import Any, Literal

Operation = Literal["same", "removed", "added"]
What = Literal["added", "removed", "changed", "moved"]

NOTHING = "(trống)"
ROW = "Dòng"
# From so many syllables of both sides together on, texts are compared by sentences first.
_LONG = 3000


@dataclass(frozen=True)
class Segment:
    """A run of text that is on both sides, only before, or only after."""

    operation: Operation
    text: str


@dataclass(frozen=True)
class Change:
    """One difference: where in words, what happened, both sides in words, and the text by syllable.

    `part` is the property of the body that it is in, `heading` a heading of its own that the schema
    gives such values (`x-heading`). `row` is what a row of its list is called («bước»), "" outside
    of lists, and `row_at` the pointer of that row.
    """

    pointer: str
    where: str
    what: What
    before: str = ""
    after: str = ""
    segments: tuple[Segment, ...] = ()
    panel: str = ""
    part: str = ""
    heading: str = ""
    row: str = ""
    row_at: str = ""

    @property
    def sentence(self) -> str:
        """The change in one line: «Bước “Thẩm tra”: thời gian ½ ngày → 1 ngày»."""
        match self.what:
            case "added":
                return f"{self.where}: thêm {self.after}" if self.after else f"{self.where}: thêm"
            case "removed":
                return f"{self.where}: bỏ {self.before}" if self.before else f"{self.where}: bỏ"
            case "moved":
                return f"{self.where}: chuyển từ {self.before} sang {self.after}"
            case _:
                return f"{self.where}: {self.before or NOTHING} → {self.after or NOTHING}"


@dataclass(frozen=True)
class Place:
    """A place of both bodies, and what it is called."""

    pointer: str
    where: str
    panel: str
    part: str = ""
    row: str = ""
    row_at: str = ""

    def below(self, part: str | int, words: str) -> "Place":
        joined = f"{self.where} › {words}" if self.where and words else self.where or words
        return replace(self, pointer=f"{self.pointer}/{part}", where=joined)

    def of_row(self, named: str, number: int, words: str) -> "Place":
        """Return the place of a row of this list; numbers begin with 1, `named` is what it is."""
        at = f"{self.pointer}/{number - 1}"
        word = self.part.removeprefix("Các ") if named == ROW else f"{named[:1].lower()}{named[1:]}"
        return replace(self, pointer=at, where=words, row=word, row_at=at)

    def change(self, what: What, before: str = "", after: str = "", **more: Any) -> Change:
        """Tell what became of this place."""
        return Change(
            self.pointer,
            more.pop("where", self.where),
            what,
            before,
            after,
            panel=self.panel,
            part=self.part,
            row=self.row,
            row_at=self.row_at,
            **more,
        )


def in_order(pairs: list[tuple[int, int]]) -> set[tuple[int, int]]:
    """Find the longest run of rows that kept their order (patience sorting): others were moved."""
    tops: list[int] = []
    piles: list[tuple[int, int]] = []
    below: dict[tuple[int, int], tuple[int, int] | None] = {}
    for pair in sorted(pairs, key=lambda both: both[1]):
        place = bisect_left(tops, pair[0])
        below[pair] = piles[place - 1] if place else None
        tops[place : place + 1], piles[place : place + 1] = [pair[0]], [pair]
    kept: set[tuple[int, int]] = set()
    last = piles[-1] if piles else None
    while last is not None:
        kept.add(last)
        last = below[last]
    return kept


def by_syllable(before: str, after: str) -> list[Segment]:
    """Lay two texts over each other, syllable by syllable.

    Pages of text are laid over each other sentence by sentence first: spaces are syllables here,
    and matching thousands of them with thousands takes minutes.
    """
    old, new = _syllables(before), _syllables(after)
    if len(old) + len(new) <= _LONG:
        return _laid(old, new)
    segments: list[Segment] = []
    first, second = _sentences(before), _sentences(after)
    for tag, a, b, c, d in SequenceMatcher(None, first, second, autojunk=False).get_opcodes():
        was, now = "".join(first[a:b]), "".join(second[c:d])
        old, new = _syllables(was), _syllables(now)
        if tag == "equal":
            segments.append(Segment("same", was))
        elif len(old) + len(new) <= _LONG:
            segments += _laid(old, new)
        else:
            segments += [Segment("removed", was)] if was else []
            segments += [Segment("added", now)] if now else []
    return segments


def by_line(before: list[str], after: list[str]) -> list[Segment]:
    """Lay two lists of lines over each other; a line that became another one syllable by syllable.

    Lines that stand on both sides are the same however much around them changed.
    """
    segments: list[Segment] = []
    for tag, a, b, c, d in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if tag == "equal":
            segments += [Segment("same", f"{line}\n") for line in before[a:b]]
            continue
        both = min(b - a, d - c)
        for old, new in zip(before[a : a + both], after[c : c + both], strict=True):
            segments += [*by_syllable(old, new), Segment("same", "\n")]
        segments += [Segment("removed", f"{line}\n") for line in before[a + both : b]]
        segments += [Segment("added", f"{line}\n") for line in after[c + both : d]]
    return segments


def _laid(old: list[str], new: list[str]) -> list[Segment]:
    segments: list[Segment] = []
    for tag, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag == "equal":
            segments.append(Segment("same", "".join(old[a:b])))
            continue
        if b > a:
            segments.append(Segment("removed", "".join(old[a:b])))
        if d > c:
            segments.append(Segment("added", "".join(new[c:d])))
    return segments


def _sentences(text: str) -> list[str]:
    """Sentences and lines with what ends them, so that joining gives the text again."""
    return re.findall(r"[^.;:\n]*[.;:\n]\s*|[^.;:\n]+", text)


def _syllables(text: str) -> list[str]:
    """Words of letters, and everything between them, so that joining gives the text again."""
    return re.findall(r"\w+|\W", text)
