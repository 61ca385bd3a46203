"""Vietnamese text: one normal form, folding for search, alphabetical order.

Three functions, three uses. `nfc` is the form of everything stored: bodies carry a hash over it, so
it never learns more. `settle` is for what people type, paste or load from a sheet, once, on its way
in. `fold` is for looking up; it sees through all that `settle` mends, for what was stored before.
"""

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
_VOWEL_LETTERS = "aeiouy"
# A group of vowels, decomposed: letters with the marks that make ă â ê ô ơ ư, and tones.
_VOWELS = re.compile(f"(?:[{_VOWEL_LETTERS}][\u0302\u0306\u031b{''.join(_TONES)}]*)+")
# Signs in the order of the Unicode collation algorithm, before digits and letters.
_SIGNS = {
    sign: position for position, sign in enumerate(" _-–,;:!?.…'’\"“”«»()[]{}@*/\\&#%+<=>|~$")
}
# What shows nothing: controls, halves of surrogate pairs, and Unicode's
# Default_Ignorable_Code_Point (soft hyphen, zero width, bidi marks, fillers, selectors, tags).
_INVISIBLE = (
    "\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\xad\u034f\u061c\u115f\u1160\u17b4\u17b5"
    "\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164\ud800-\udfff\ufe00-\ufe0f"
    "\ufeff\uffa0\ufff0-\ufffb\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff"
)
# Signs that pictures are made of; in a run of them joiners and selectors are part of the picture.
_PICTURES = "\u2122-\u2bff\u3030\u303d\u3297\u3299\U0001f000-\U0001faff"
_BREAKS = "\x0b\x0c\x85\u2028\u2029"
_SPACES = "\xa0\u1680\u2000-\u200a\u202f\u205f\u2800\u3000"
# Eth and African D look like Đ, and old fonts and scans put them for it.
LOOKALIKES = "\u00d0\u0189\u00f0\u0256"
_AS_MEANT = str.maketrans(LOOKALIKES, "ĐĐđđ")
_UNSETTLED = re.compile(f"[\r{LOOKALIKES}{_INVISIBLE}{_BREAKS}{_SPACES}]")
_SHOWN_NOT = re.compile(
    f"(?P<picture>[{_PICTURES}](?:[{_PICTURES}\ufe0f]|\u200d(?=[{_PICTURES}]))+)|[{_INVISIBLE}]+"
)
_BREAK, _SPACE = re.compile(f"\r\n|[\r{_BREAKS}]"), re.compile(f"[{_SPACES}]")
# Dashes other than the hyphen, for a class of a regular expression.
DASHES = "\u2010-\u2015\u2043\u2212\u2e3a\u2e3b\ufe31\ufe32\ufe58\ufe63\uff0d"
_DASH, _IGNORED = re.compile(f"[{DASHES}]"), re.compile(f"[{_INVISIBLE}]")
_WIDE = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}
SortKey = tuple[tuple[tuple[int, int], ...], tuple[int, ...], tuple[bool, ...]]
_SYLLABLE = re.compile(r"[^\W_]+", re.UNICODE)


def nfc(text: str) -> str:
    """Bring a text into composed form (NFC) without NUL, which every stored text has."""
    return unicodedata.normalize("NFC", text.replace("\x00", ""))


def settle(text: str) -> str:
    """Settle a typed or pasted text as it is to be kept: NFC, trimmed, line ends as LF.

    What shows nothing goes (but joiners inside a picture), every space is a space, Ð is Đ. Dashes
    stay: – is right in prose. A text that shows nothing becomes "". Settling twice changes nothing.
    """
    return _settled(text).strip()


def settle_inside(text: str) -> str:
    """Settle a piece of a longer text: as `settle`, but the spaces around it stay."""
    return _settled(text)


def _settled(text: str) -> str:
    if _UNSETTLED.search(text):
        text = _SPACE.sub(" ", _BREAK.sub("\n", text))
        text = _SHOWN_NOT.sub(lambda found: found["picture"] or "", text)
        text = text.translate(_AS_MEANT)
    return unicodedata.normalize("NFC", text)


def one_line(text: str, limit: int | None = None) -> str:
    """Settle a text on one line, single spaces, at most `limit` characters: what fits a column."""
    return " ".join(settle(text).split())[:limit].rstrip()


def one_code(text: str, limit: int | None = None) -> str:
    """Settle one line of a code or a number; every dash becomes a hyphen: `QT–15` is `QT-15`."""
    return one_line(_DASH.sub("-", text), limit)


def fold(text: str) -> str:
    """Fold to lower case without marks, đ as d: «Đăng ký» and «dang ky» fold alike.

    `fold(settle(text)) == fold(text)`; dashes of every length are hyphens here, wide letters (Ａ)
    plain ones.
    """
    text = settle(text)
    if not text.isascii():
        text = _DASH.sub("-", _IGNORED.sub("", text)).translate(_WIDE)
        decomposed = unicodedata.normalize("NFD", text.lower())
        plain = "".join(letter for letter in decomposed if not unicodedata.combining(letter))
        text = unicodedata.normalize("NFC", plain.replace("đ", "d")).strip()
    return text.lower()


def alike(text: str) -> str:
    """Bring spellings of the same words into one form: capitals, and the place of a tone.

    «Hòa bình», «hoà bình» and «HÒA BÌNH» are alike, «hoa bình» is not: marks are never dropped.
    The tone stands on the first vowel of its group, so that a part of a text stays a part of it.
    """
    text = settle(text).lower()
    if text.isascii():
        return text
    moved = _VOWELS.sub(_tone_first, unicodedata.normalize("NFD", text))
    return unicodedata.normalize("NFC", moved)


def _tone_first(found: re.Match[str]) -> str:
    group = found[0]
    tones = "".join(mark for mark in group if mark in _TONES)
    if not tones:
        return group
    bare = [mark for mark in group if mark not in _TONES]
    first = next((n for n, mark in enumerate(bare[1:], 1) if mark in _VOWEL_LETTERS), len(bare))
    return "".join((*bare[:first], tones, *bare[first:]))


def has_words(text: str, words: str) -> bool:
    """Tell whether a text has each of these words, whatever their accents and case."""
    own = fold(text)
    return all(word in own for word in fold(words).split())


def compact(code: str) -> str:
    """Strip a code of its punctuation: `QT 12/ABC–DE` and `qt12-abc.de` give `qt12abcde`."""
    return "".join(_SYLLABLE.findall(fold(code)))


def syllables(text: str) -> list[str]:
    """List the syllables (and numbers) of a text in order, lower case, accents kept."""
    return _SYLLABLE.findall(settle(text).lower())


def slug(text: str) -> str:
    """Make a part of an address: `Đăng ký giám hộ` gives `dang-ky-giam-ho`."""
    return "-".join(_SYLLABLE.findall(fold(text)))


@lru_cache(maxsize=50_000)
def sort_key(text: str) -> SortKey:
    """Make the key for Vietnamese alphabetical order, as dictionaries have it.

    Letters (a ă â … d đ e ê …), then tones (ngang, huyền, hỏi, ngã, sắc, nặng), then small before
    capital letters. Signs come before digits and digits before letters. It is the order of the
    databases too: PostgreSQL by its collation «vi-x-icu», SQLite by this very function
    (registry/lists/ordering.py).
    """
    letters: list[tuple[int, int]] = []
    tones: list[int] = []
    capitals: list[bool] = []
    for character in _settled(text):
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
        if base not in _SIGNS and _DASH.match(base):
            base = "-"
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
    """Make the key by which Vietnamese lists of people are sorted.

    They go by the given name (tên, the last word), then by the whole.
    """
    words = str(person).split() or [""]
    return (sort_key(words[-1]), sort_key(str(person)), person.pk)


def initials(name: str) -> str:
    """Return the letters of the last two words of a name: Hoàng Minh Đức is MĐ."""
    return "".join(word[0] for word in name.split()[-2:]).upper()
