"""Vietnamese text: one normal form, folding for search, alphabetical order."""

import re
import unicodedata
from typing import Any

_ALPHABET = {
    letter: position for position, letter in enumerate("aăâbcdđeêfghijklmnoôơpqrstuưvwxyz")
}
# Dictionary order of tones: ngang, huyền, hỏi, ngã, sắc, nặng.
_TONES = {"\u0300": 1, "\u0309": 2, "\u0303": 3, "\u0301": 4, "\u0323": 5}
_SYLLABLE = re.compile(r"[^\W_]+", re.UNICODE)


def nfc(text: str) -> str:
    """Composed form without NUL; what every stored text is."""
    return unicodedata.normalize("NFC", text.replace("\x00", ""))


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


def sort_key(text: str) -> tuple[tuple[tuple[int, int], ...], tuple[int, ...]]:
    """Vietnamese alphabetical order (a ă â … d đ e ê …), then tones."""
    letters: list[tuple[int, int]] = []
    tones: list[int] = []
    for character in unicodedata.normalize("NFC", text.lower()):
        tone, base = 0, character
        parts = unicodedata.normalize("NFD", character)
        for mark in parts[1:]:
            tone = _TONES.get(mark, tone)
        if tone:
            kept = "".join(mark for mark in parts if mark not in _TONES)
            base = unicodedata.normalize("NFC", kept)
        known = _ALPHABET.get(base)
        letters.append((1, known) if known is not None else (0, ord(base[0])))
        tones.append(tone)
    return tuple(letters), tuple(tones)


def by_given_name(person: Any) -> tuple[Any, ...]:
    """Vietnamese lists of people go by the given name (tên, the last word), then by the whole."""
    words = str(person).split() or [""]
    return (sort_key(words[-1]), sort_key(str(person)), person.pk)
