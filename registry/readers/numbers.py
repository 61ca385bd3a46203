"""Numbers as people in Vietnam write them: 1.234.567 and 12,5; one reader for all who type them.

Luật Kế toán 2015, Điều 11: a dot (here also a space) after thousands, a comma before decimals. Many
write a dot before decimals, as machines do. That is taken where it can mean nothing else: 0.125,
1.5, 1234.567. In a number that may have decimals «1.234» has two readings, so it is refused; in a
whole number it has one.
"""

import re
from decimal import Decimal

from registry.vietnamese import fold, settle

NOT_A_NUMBER = "«{}» không phải số. Hãy chỉ viết chữ số, dấu phẩy cho phần lẻ, ví dụ 12,5."
NOT_WHOLE = "«{}» không phải số nguyên. Hãy chỉ viết chữ số, không có phần lẻ, ví dụ 1.200."
# Far above any real number, and small enough to compute with.
MOST_DIGITS = 40
SHOWN = 40
TOO_LONG = f"Số quá dài: nhiều nhất {MOST_DIGITS} chữ số."

_TEXT = r"(?P<sign>-?)\s?(?P<whole>{whole})(?:(?P<point>{point})(?P<decimals>[0-9]+))?"
_LAW = re.compile(_TEXT.format(whole=r"[1-9][0-9]{0,2}(?:[. ][0-9]{3})+", point=","))
_ENGLISH = re.compile(_TEXT.format(whole=r"[1-9][0-9]{0,2}(?:,[0-9]{3})+", point=r"\."))
_PLAIN = re.compile(_TEXT.format(whole=r"[0-9]+", point="[.,]"))
_TWICE = re.compile(r"-?[1-9][0-9]{0,2}\.[0-9]{3}")
_CURRENCY = re.compile(r"(?<!\s)\s*(?:dong(?: viet nam)?|vnd|d|₫)$")
_MULTIPLES = {"nghin": 3, "ngan": 3, "trieu": 6, "ty": 9, "ti": 9}
# Three digits after a sign have two readings before such a word: «1.500 triệu», «75,000 nghìn».
_MULTIPLE = re.compile(
    rf"(?P<whole>[0-9]+)(?:[.,](?P<decimals>[0-9]{{1,2}}))?\s*(?P<word>{'|'.join(_MULTIPLES)})"
)
STORED = re.compile(r"-?[0-9]+(\.[0-9]+)?")


def decimal_of(text: str) -> str:
    """Read a typed number as it is stored: no groups, a point, no idle zeros.

    «-1.234,50» is -1234.5. Raises ValueError with a Vietnamese sentence for what is no number or
    has two readings.
    """
    said = fold(text)
    if _TWICE.fullmatch(said):
        raise ValueError(two_readings(said))
    found = _LAW.fullmatch(said) or _PLAIN.fullmatch(said) or _english(said)
    if not found:
        raise ValueError(NOT_A_NUMBER.format(settle(text)[:SHOWN]))
    whole = re.sub("[., ]", "", found["whole"]).lstrip("0") or "0"
    decimals = (found["decimals"] or "").rstrip("0")
    if len(whole) > MOST_DIGITS or len(decimals) > MOST_DIGITS:
        raise ValueError(TOO_LONG)
    value = whole + (f".{decimals}" if decimals else "")
    return f"-{value}" if found["sign"] and value != "0" else value


def whole_of(text: str) -> int:
    """Read a typed whole number: 1234567, 1.234.567, 1 234 567; raise ValueError in Vietnamese."""
    said = fold(text)
    return _whole(_LAW.fullmatch(said) or _PLAIN.fullmatch(said) or _english(said), text)


def _whole(found: re.Match[str] | None, text: str) -> int:
    if not found or found["decimals"]:
        raise ValueError(NOT_WHOLE.format(settle(text)[:SHOWN]))
    digits = re.sub("[., ]", "", found["whole"]).lstrip("0") or "0"
    # Length first: int() of a very long text is slow and refused by Python.
    if len(digits) > MOST_DIGITS:
        raise ValueError(TOO_LONG)
    return -int(digits) if found["sign"] else int(digits)


def money_of(text: str) -> int:
    """Read a typed amount of đồng, with or without the word: 75.000đ, 75 nghìn đồng, 1,5 triệu.

    A đồng has no parts: 75,000 are seventy-five thousand. Raises ValueError in Vietnamese.
    """
    said = _CURRENCY.sub("", fold(text))
    if found := _MULTIPLE.fullmatch(said):
        decimals, zeros = found["decimals"] or "", _MULTIPLES[found["word"]]
        said = found["whole"] + decimals + "0" * (zeros - len(decimals))
    return _whole(_LAW.fullmatch(said) or _ENGLISH.fullmatch(said) or _PLAIN.fullmatch(said), text)


def two_readings(said: str) -> str:
    """Say that «1.234» is read by some as one thousand and by some as one and a bit."""
    return (
        f"«{said}» đọc được hai cách: {said.replace('.', '')} (dấu chấm ngăn hàng nghìn) hoặc"
        f" {said.replace('.', ',')} (dấu chấm trước phần lẻ). Hãy viết một trong hai cách ấy."
    )


def unread(text: str) -> str:
    """Write refused text as a draft keeps it, with « ?» after what a machine would take."""
    return f"{text} ?" if STORED.fullmatch(text) else text


def why_not(kept: str) -> str:
    """Say why a draft's number is none, as its author is told."""
    try:
        decimal_of(kept.removesuffix(" ?"))
    except ValueError as error:
        return str(error)
    return NOT_A_NUMBER.format(kept[:SHOWN])


def write(number: Decimal) -> str:
    """Write a number as Vietnamese print it: 1.234,5."""
    whole, _, decimals = f"{number:f}".partition(".")
    sign, digits = ("-", whole[1:]) if whole.startswith("-") else ("", whole)
    grouped = f"{int(digits or 0):,}".replace(",", ".")
    return sign + grouped + (f",{decimals}" if decimals else "")


def typed(stored: str) -> str:
    """Write a stored number as its input shows it, so that it reads back: «1234,5».

    Other text stays as it is.
    """
    return stored.replace(".", ",") if STORED.fullmatch(stored) else stored


def _english(said: str) -> re.Match[str] | None:
    """1,234,567 and 1,234.5 can be read one way only; «1,234» is a number with decimals."""
    found = _ENGLISH.fullmatch(said)
    return found if found and (found["decimals"] or found["whole"].count(",") > 1) else None
