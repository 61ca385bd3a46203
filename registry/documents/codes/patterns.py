"""How the codes of a kind look: `{loại}.{đơn vị}.{số}`. Pure text.

Who sets a pattern reads no English, so its parts are words of theirs, with or without accents.
"""

import re
from dataclasses import dataclass
from functools import cached_property

from registry.vietnamese import fold, one_line

KIND, UNIT, YEAR, SEQ = "loại", "đơn vị", "năm", "số"
# How the parts are called on screens.
PARTS = {KIND: "ký hiệu loại", UNIT: "mã đơn vị", YEAR: "năm", SEQ: "số thứ tự"}
USUAL = "{loại}-{số}"
# Ready ones, with what each gives.
READY = (USUAL, "{loại}.{đơn vị}.{số}", "{loại} {số}/{đơn vị}", "{loại}-{đơn vị}-{số}")
LONGEST = 40
_WIDTH = 2
_PART = re.compile(r"\{([^{}:]*)(?::(\d))?\}")
_NUMBER = r"(\d{1,6})"


class PatternError(ValueError):
    """A pattern by which no codes can be made; the message is Vietnamese."""


@dataclass(frozen=True)
class Series:
    """The codes of one kind (and unit, and year) that differ in their number alone."""

    before: str
    after: str
    width: int

    def code(self, number: int) -> str:
        """Write the code of a number."""
        return f"{self.before}{number:0{self.width}d}{self.after}"

    def number(self, code: str) -> int:
        """Return the number of a code of this series, however it is spelt; 0 of another code."""
        found = self._expression.fullmatch(_plain(code))
        return int(found[1]) if found else 0

    @cached_property
    def _expression(self) -> re.Pattern[str]:
        return re.compile(
            f"{re.escape(_plain(self.before))}{_NUMBER}{re.escape(_plain(self.after))}"
        )


def checked(pattern: str) -> str:
    """Return the pattern as it is kept. Raises PatternError where it makes no codes."""
    pattern = _PART.sub(_spelt, one_line(pattern, 200))
    if len(pattern) > LONGEST:
        raise PatternError(f"Mẫu mã hiệu không quá {LONGEST} ký tự.")
    names = [found[1] for found in _PART.finditer(pattern)]
    unknown = [name for name in names if name not in PARTS]
    if unknown or re.search(r"[{}]", _PART.sub("", pattern)):
        known = ", ".join(f"{{{name}}}" for name in PARTS)
        raise PatternError(f"Trong mẫu mã hiệu chỉ dùng được: {known}. Hãy xem lại dấu ngoặc nhọn.")
    if names.count(SEQ) != 1:
        raise PatternError("Mẫu mã hiệu phải có đúng một chỗ cho số thứ tự: {số}.")
    return pattern


def series(pattern: str, *, prefix: str, unit: str, year: int) -> Series | None:
    """Return the series that a pattern gives; None where it asks for a unit and there is none."""
    if not unit and f"{{{UNIT}}}" in pattern:
        return None
    (place,) = [found for found in _PART.finditer(pattern) if found[1] == SEQ]
    words = {KIND: prefix, UNIT: unit, YEAR: str(year)}

    def filled(text: str) -> str:
        return _PART.sub(lambda found: words[found[1]], text)

    width = int(place[2] or _WIDTH)
    return Series(filled(pattern[: place.start()]), filled(pattern[place.end() :]), width or 1)


def _spelt(found: re.Match[str]) -> str:
    """A part of a pattern as it is called, whatever accents and spaces it was typed with."""
    known = {_plain(name): name for name in PARTS}
    width = f":{found[2]}" if found[2] else ""
    return f"{{{known.get(_plain(found[1]), found[1])}{width}}}"


def _plain(code: str) -> str:
    """A code without what people write differently: case, accents, spaces."""
    return "".join(fold(code).split())
