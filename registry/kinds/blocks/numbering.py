"""Numbers of items: computed when a text is shown, never typed.

Điều, khoản, điểm are numbered as Nghị định 30/2020/NĐ-CP, phụ lục I says of the text of a
paper: khoản by 1, 2, 3 with a full stop, điểm by the letters of the Vietnamese alphabet with a
bracket.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from registry.kinds.blocks.reading import Block, joined

# The Vietnamese alphabet as điểm are counted in laws: đ after d, no letter with another hat.
LETTERS = "abcdđeghiklmnopqrstuvxy"
DASH = "–"


def letter(number: int) -> str:
    """Write 1, 2, … as a, b, c, d, đ, e …; after y comes aa, as laws have it."""
    written = ""
    while number > 0:
        number, place = divmod(number - 1, len(LETTERS))
        written = LETTERS[place] + written
    return written


def roman(number: int) -> str:
    """Write 4 as IV: numbers of chapters."""
    written = ""
    for sign, value in (
        ("M", 1000), ("CM", 900), ("D", 500), ("CD", 400), ("C", 100), ("XC", 90),
        ("L", 50), ("XL", 40), ("X", 10), ("IX", 9), ("V", 5), ("IV", 4), ("I", 1),
    ):  # fmt: skip
        while number >= value:
            written, number = written + sign, number - value
    return written


@dataclass
class Numbering:
    """Counts items one after another.

    A paragraph with words ends a list; where `whole` it does not, since the khoản of one Điều
    count on whatever stands between them. Tables and images belong to the item above them. Each
    item begins the count of those below it anew.
    """

    whole: bool = False
    first: int = 0
    second: int = 0

    def label(self, block: Block) -> str:
        """Return what stands before a block: «1.», «a)», «–»; "" for what is no item."""
        ends = block.get("type") == "paragraph" and not self.whole
        if ends and joined(block.get("runs")).strip():
            self.first = self.second = 0
        if block.get("type") != "item":
            return ""
        level, dash = block.get("level", 0), block.get("numbering") == "dash"
        if dash or level > 1:
            return DASH
        if level == 0:
            self.first, self.second = self.first + 1, 0
            return f"{self.first}."
        self.second += 1
        return f"{letter(self.second)})"


def labels(blocks: Iterable[Block], *, whole: bool = False) -> list[str]:
    """Return what stands before each block."""
    count = Numbering(whole)
    return [count.label(block) for block in blocks]
