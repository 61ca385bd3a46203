"""Vietnamese text: one normal form, folding for search, alphabetical order."""

import re
import unicodedata
from functools import lru_cache
from typing import Any

_ALPHABET = {
    letter: position for position, letter in enumerate("aăâbcdđeêfghijklmnoôơpqrstuưvwxyz")
}
# Dictionary order of tones: ngang, huyền, hỏi, ngã, sắc, nặng.
_TONES = {"\u0300": 1, "\u0309": 2, "\u0303": 3, "\u0301": 4, "\u0323": 5}
_FOREIGN = 6
# Signs in the order of the Unicode collation algorithm, before digits and letters.
_SIGNS = {
    sign: position for position, sign in enumerate(" _-–,;:!?.…'’\"“”«»()[]{}@*/\\&#%+<=>|~$")
}
SortKey = tuple[tuple[tuple[int, int], ...], tuple[int, ...], tuple[bool, ...]]
_SYLLABLE = re.compile(r"[^\W_]+", re.UNICODE)


def nfc(text: str) -> str:
    """Composed form without NUL; what every stored text is."""
    return unicodedata.normalize("NFC", text.replace("\x00", ""))


def one_line(text: str, limit: int) -> str:
    """NFC on one line with single spaces, at most `limit` characters: what fits a column."""
    return " ".join(nfc(text).split())[:limit]


def fold(text: str) -> str:
    """Lower case without marks, đ as d: «Đăng ký» and «dang ky» fold alike."""
    decomposed = unicodedata.normalize("NFD", text.replace("\x00", "").lower())
    plain = "".join(letter for letter in decomposed if not unicodedata.combining(letter))
    return unicodedata.normalize("NFC", plain.replace("đ", "d"))


def syllables(text: str) -> list[str]:
    """The syllables (and numbers) of a text in order, lower case, accents kept."""
    return _SYLLABLE.findall(nfc(text).lower())


def slug(text: str) -> str:
    """An address part: `Đăng ký khai sinh` gives `dang-ky-khai-sinh`."""
    return "-".join(_SYLLABLE.findall(fold(text)))


@lru_cache(maxsize=50_000)
def sort_key(text: str) -> SortKey:
    """Vietnamese alphabetical order, as dictionaries have it: letters (a ă â … d đ e ê …), then
    tones (ngang, huyền, hỏi, ngã, sắc, nặng), then small before capital letters.

    Signs come before digits and digits before letters. It is the order of the databases too:
    PostgreSQL by its collation «vi-x-icu», SQLite by this very function (registry/ordering.py).
    """
    letters: list[tuple[int, int]] = []
    tones: list[int] = []
    capitals: list[bool] = []
    for character in unicodedata.normalize("NFC", text):
        small = character.lower()
        if unicodedata.combining(character) and tones:
            # A mark that no letter takes up (b with a grave): the tone of what stands before it.
            tones[-1] = _TONES.get(character, _FOREIGN)
            continue
        tone, base = 0, small
        parts = unicodedata.normalize("NFD", small)
        for mark in parts[1:]:
            tone = _TONES.get(mark, tone)
        if tone:
            kept = "".join(mark for mark in parts if mark not in _TONES)
            base = unicodedata.normalize("NFC", kept)
        if base not in _ALPHABET and base not in _SIGNS and parts[0] in _ALPHABET:
            base, tone = parts[0], _FOREIGN  # ü, ñ: after the Vietnamese forms of their letter
        if base in _ALPHABET:
            letters.append((2, _ALPHABET[base]))
        elif base in _SIGNS:
            letters.append((0, _SIGNS[base]))
        else:
            letters.append((1 if base.isdigit() else 3, ord(base[0])))
        tones.append(tone)
        capitals.append(character != small)
    return tuple(letters), tuple(tones), tuple(capitals)


def by_given_name(person: Any) -> tuple[Any, ...]:
    """Vietnamese lists of people go by the given name (tên, the last word), then by the whole."""
    words = str(person).split() or [""]
    return (sort_key(words[-1]), sort_key(str(person)), person.pk)
