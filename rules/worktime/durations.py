"""Durations as people write them: "½ ngày", "không quá 03 ngày làm việc", "04 giờ".

A duration is `{"amount": decimal string, "unit": …}` with one of `UNITS`, or `{"text": as typed}`
where we can't be sure what is meant ("theo thỏa thuận", "2 đến 3 ngày"): better "chưa rõ" than a
guess. Units are never converted into one another; only minutes become parts of a working hour.

Unit `day` is "ngày" of which nobody has said whether it is a working day or a calendar day. It
can't be computed with, and kinds warn about it.

"Nửa tháng" ("½ tháng") is fifteen days, as the law says; parts of a month or of a calendar day are
read as they stand, and `rules.worktime.arithmetic.check` then says that they can't be counted.

"Trong ngày" (trong ngày làm việc) is zero working days: due at the end of the working day on which
the papers count as received, so what comes after the cut-off hour is due on the next working day
(`rules.worktime.arithmetic`).
"""

import re
from collections.abc import Iterable, Mapping
from decimal import Decimal

from registry.vietnamese import fold, settle

Duration = dict[str, str]

UNITS = ("working_hour", "working_day", "calendar_day", "calendar_month")
UNCLEAR_DAY = "day"
WITHIN_THE_DAY: Duration = {"amount": "0", "unit": "working_day"}
# Bộ luật Dân sự 2015, Điều 146 khoản 1 điểm d: nửa tháng là mười lăm ngày.
HALF_A_MONTH: Duration = {"amount": "15", "unit": "calendar_day"}

_UNIT_WORDS = {
    "working_hour": "giờ làm việc",
    "working_day": "ngày làm việc",
    "calendar_day": "ngày theo lịch",
    "calendar_month": "tháng",
    UNCLEAR_DAY: "ngày",
}

# All patterns are matched against folded text (lower case, no marks), so NFC and NFD are alike.
_WORDS_BEFORE = re.compile(
    r"(?:(?:khong qua|toi da|khong vuot qua|thoi han|thoi gian|trong thoi han|trong vong|trong|la)"
    r"|[≤:]|<=)\s*"
)
_WORDS_AFTER = re.compile(
    r"\s*(?:,\s*)?(?:ke )?tu (?:ngay|khi|thoi diem) (?:tiep )?nhan (?:duoc )?(?:du )?"
    r"ho so(?: day du)?(?:,? hop le)?(?: theo quy dinh)?$"
)
_WITHIN_THE_DAY = re.compile(r"(?:ngay )?trong ngay(?: lam viec)?")
_SPELLED = ("nua", "mot", "hai", "ba", "bon", "nam", "sau", "bay", "tam", "chin", "muoi")
_HALF = Decimal("0.5")
_GLYPHS = {"½": _HALF, "¼": Decimal("0.25"), "¾": Decimal("0.75")}
_QUANTITY = re.compile(
    r"(?P<whole>[0-9]{1,4})?\s*(?P<glyph>[½¼¾])"
    r"|(?:(?P<mixed>[0-9]{1,4})\s+)?(?P<over>[0-9]{1,2})\s*/\s*(?P<under>[0-9]{1,2})"
    r"|(?P<number>0\.[0-9]{1,6}|[0-9]{1,4}(?:,[0-9]{1,6}|\.[0-9]{1,2}|\.[0-9]{4,6})?)"
    rf"|(?P<word>{'|'.join(_SPELLED)})\b"
)
_IN_WORDS = re.compile(r"\s*\([a-z ]{2,30}\)")
_UNIT = re.compile(
    r"\s*(?P<unit>ngay theo lich|ngay duong lich|ngay lich|ngay lam viec|ngay|gio lam viec|gio|"
    r"tieng|phut|thang)(?:(?P<half> ruoi)(?P<work> lam viec)?)?"
)
_UNIT_CODES = {
    "ngay lam viec": "working_day",
    "ngay theo lich": "calendar_day",
    "ngay duong lich": "calendar_day",
    "ngay lich": "calendar_day",
    "gio lam viec": "working_hour",
    "gio": "working_hour",
    "tieng": "working_hour",
    "thang": "calendar_month",
}


def parse(text: str, day_unit: str = "") -> Duration:
    """Read the duration that a cell of a step table or a line of a procedure means; never raise.

    `day_unit` ("working_day", "calendar_day") says what "ngày" alone means; without it the unit
    is `day`. What can't be read surely comes back as `{"text": as typed}`, nothing as `{}`.
    """
    typed = settle(text)
    if not typed:
        return {}
    unreadable = {"text": typed}
    said = re.sub(r"\s+", " ", fold(typed)).strip(" .;")
    said = _WORDS_AFTER.sub("", said)
    if _WITHIN_THE_DAY.fullmatch(said):
        return dict(WITHIN_THE_DAY)
    while before := _WORDS_BEFORE.match(said):
        said = said[before.end() :]
    quantity = _QUANTITY.match(said)
    if not quantity:
        return unreadable
    rest = _IN_WORDS.sub("", said[quantity.end() :], count=1)
    found = _UNIT.fullmatch(rest)
    amount = _amount(quantity)
    if not found or amount is None:
        return unreadable
    word = found["unit"]
    if word == "thang" and amount == _HALF and not quantity["number"] and not found["half"]:
        return dict(HALF_A_MONTH)
    if found["half"]:
        amount += _HALF
    if word == "phut":
        amount, unit = amount / 60, "working_hour"
    elif word == "ngay" and not found["work"]:
        unit = day_unit if day_unit in UNITS else UNCLEAR_DAY
    else:
        unit = _UNIT_CODES[word + (found["work"] or "")] if word == "ngay" else _UNIT_CODES[word]
    if amount <= 0 or amount != round(amount, 6):
        return unreadable
    return {"amount": _plain(amount), "unit": unit}


def format(duration: Mapping[str, str], day_unit: str = "") -> str:
    """Write the duration for print: "½ ngày làm việc", "4 giờ làm việc", "25 ngày theo lịch".

    `parse(format(d, u), u) == d` for every `u`: only where the procedure says that its days are
    calendar days (`day_unit`) are they printed as the law does, "25 ngày".
    """
    amount = duration.get("amount", "")
    if not amount:
        return duration.get("text", "")
    unit = duration.get("unit", "")
    value = Decimal(amount)
    if not value and unit == "working_day":
        return "trong ngày làm việc"
    words = _UNIT_WORDS.get(unit, unit)
    if unit == "calendar_day" and day_unit == "calendar_day":
        words = "ngày"
    if unit == "calendar_month" and value == _HALF:
        return f"0,5 {words}"  # «½ tháng» are fifteen days, which this is not
    return f"{format_amount(value)} {words}"


def format_amount(amount: Decimal) -> str:
    """Write a number in Vietnamese: one half as "½", any other with a decimal comma."""
    return "½" if amount == _HALF else _plain(amount).replace(".", ",")


def is_clear(duration: Mapping[str, str]) -> bool:
    """Tell whether deadlines can be computed with it: readable, and the kind of day is known."""
    return duration.get("unit", "") in UNITS and bool(duration.get("amount"))


def total(durations: Iterable[Mapping[str, str]]) -> dict[str, Decimal]:
    """Add up each unit by itself, in the order of `UNITS`; what is unreadable is left out."""
    sums: dict[str, Decimal] = {}
    for duration in durations:
        if duration.get("amount"):
            unit = duration.get("unit", "")
            sums[unit] = sums.get(unit, Decimal(0)) + Decimal(duration["amount"])
    order = (*UNITS, UNCLEAR_DAY)
    return {unit: sums[unit] for unit in order if unit in sums}


def compare(parts: Iterable[Mapping[str, str]], whole: Mapping[str, str]) -> int | None:
    """Tell whether the steps fit the whole: 1 they add up to more, 0 to the same, -1 to less.

    None where it can't be told: other units, unreadable text. Parts of the same unit that already
    exceed the whole exceed it whatever the others are.
    """
    given = [part for part in parts if part]
    if not whole.get("amount"):
        return None
    unit = whole.get("unit", "")
    limit = Decimal(whole["amount"])
    same = [part for part in given if part.get("amount") and part.get("unit") == unit]
    added = sum((Decimal(part["amount"]) for part in same), Decimal(0))
    if added > limit:
        return 1
    if not same or len(same) < len(given):
        return None
    return 0 if added == limit else -1


def _amount(found: re.Match[str]) -> Decimal | None:
    if found["glyph"]:
        return Decimal(found["whole"] or 0) + _GLYPHS[found["glyph"]]
    if found["over"]:
        under = Decimal(found["under"])
        return Decimal(found["mixed"] or 0) + Decimal(found["over"]) / under if under else None
    if found["word"]:
        place = _SPELLED.index(found["word"])
        return Decimal(place) if place else _HALF
    return Decimal(found["number"].replace(",", "."))


def _plain(amount: Decimal) -> str:
    """No exponent, no idle zeros: 1E+1 is "10", 0.50 is "0.5"."""
    text = f"{amount:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
