"""Signs that people take for others when they copy a code from paper: it is said, never guessed.

What is said follows from what was typed alone, so that it tells nobody whether a case exists.
"""

import re

from registry.vietnamese import settle

# Letters that look like figures, and the figures that they look like.
ALIKE = {"O": "0", "Q": "0", "I": "1", "L": "1", "S": "5", "B": "8", "Z": "2"}
_BETWEEN = re.compile(r"(?<=[0-9])[A-Z](?![A-Z])|(?<![A-Z])[A-Z](?=[0-9])")
# A code begins with letters («H99»): what stands before any figure is as it should be.
_BEGINS = re.compile(r"^[^0-9]*")


def doubt(code: str) -> str:
    """Say which letters of a typed code may be figures; "" where none looks like one."""
    typed = settle(code).upper()
    rest = _BEGINS.sub("", typed, count=1)
    letters = [letter for letter in ALIKE if letter in _BETWEEN.findall(rest)]
    if typed[:1] == "O" and typed[1:2].isdigit():
        letters = list(dict.fromkeys(["O", *letters]))
    if not letters:
        return ""
    pairs = ", ".join(f"chữ «{letter}» hay số «{ALIKE[letter]}»" for letter in letters)
    return f"Xem lại trên giấy: {pairs}? Hai ký tự này dễ nhìn nhầm."
