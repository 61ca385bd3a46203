"""Numbers that people and programs put into addresses and forms."""

import re

_NUMBER = re.compile(r"[0-9]{1,18}")


def number_in(text: str) -> int | None:
    """The row number that a text is, as every database can look it up; else None.

    `str.isdigit` is true of «²», which is no number, and of numbers too long to read or to store.
    """
    return int(text) if _NUMBER.fullmatch(text) else None
