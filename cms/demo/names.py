"""Invented people, addresses and numbers, and the words of cases with these put in."""

import re
from datetime import datetime, timedelta
from random import Random
from typing import Any

from registry.now import local

_PLACE = re.compile(r"\{(\w+)(?::(-?\d+):(-?\d+))?\}")


class Cast:
    """Who and what one case is about; the same word means the same thing all through it."""

    def __init__(self, names: dict[str, list[str]], random: Random, who: str = "") -> None:
        self._names, self._random = names, random
        self._known: dict[str, str] = {}
        self._sex = who or random.choice(("man", "woman"))

    def know(self, **words: str) -> None:
        """Take over what is known already."""
        self._known |= words

    def fill(self, value: Any, at: datetime) -> Any:
        """Put names, numbers and days (`{day:4:40}`: so many days before) into text at any depth.

        `at` is when it is written.
        """
        if isinstance(value, str):
            return _PLACE.sub(lambda found: self._word(found, at), value)
        if isinstance(value, list):
            return [self.fill(one, at) for one in value]
        if isinstance(value, dict):
            return {name: self.fill(one, at) for name, one in value.items()}
        return value

    def _word(self, found: re.Match[str], at: datetime) -> str:
        name, least, most = found.groups()
        if name == "day":
            days = self._random.randint(int(least), int(most))
            return (local(at).date() - timedelta(days=days)).isoformat()
        if name not in self._known:
            self._known[name] = self._made(name)
        return self._known[name]

    def _made(self, name: str) -> str:
        pick, number = self._random.choice, self._random.randint
        if name in ("digits", "digits2"):
            return f"0{number(1, 96):02d}{number(0, 1)}{number(60, 99)}{number(0, 999_999):06d}"
        if name == "call":
            return f"0{pick('35789')}{number(0, 99_999_999):08d}"
        if name == "number":
            return str(number(12, 480))
        if name == "address":
            return f"số {number(2, 198)} {pick(self._names['street'])}"
        if name == "shop":
            return f"{pick(self._names['trade'])} {pick(self._names['child'])}"
        if name == "child":
            return f"{self._family()} {pick(self._names['child'])}"
        sex = {"person": self._sex, "man": "man", "woman": "woman"}.get(name)
        return f"{self._family()} {pick(self._names[sex or pick(('man', 'woman'))])}"

    def _family(self) -> str:
        return self._random.choice(self._names["family"])
