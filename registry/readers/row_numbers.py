"""Numbers that people and programs put into addresses and forms."""

import re

_NUMBER = re.compile(r"[0-9]{1,18}")


def number_in(text: str) -> int | None:
    """Read a row number, such as every database can look up; None for other text.

    `str.isdigit` is true of «²», which is no number, and of numbers too long to read or to store.
    """
    return int(text) if _NUMBER.fullmatch(text) else None
