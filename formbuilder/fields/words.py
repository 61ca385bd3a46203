"""Whole numbers in Vietnamese words, as amounts are written out on paper."""

_DIGITS = ("không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín")
_THOUSANDS = ("", "nghìn", "triệu")


def in_words(number: int) -> str:
    """Write a whole number in Vietnamese words.

    `1234567` gives «một triệu hai trăm ba mươi tư nghìn năm trăm sáu mươi bảy». Read in groups of
    nine digits, each but the last followed by «tỷ». Raises ValueError below 0.
    """
    if number < 0:
        raise ValueError("only whole numbers from 0 are written in words")
    if number == 0:
        return _DIGITS[0]
    return " ".join(_billions(number, inner=False))


def _billions(number: int, *, inner: bool) -> list[str]:
    above, below = divmod(number, 10**9)
    words = [*_billions(above, inner=inner), "tỷ"] if above else []
    return words + _group(below, inner=inner or bool(above))


def _group(number: int, *, inner: bool) -> list[str]:
    """Up to nine digits; `inner` when higher digits were read before."""
    words: list[str] = []
    for power in (2, 1, 0):
        three = number // 1000**power % 1000
        if three:
            words += _three(three, inner=inner or bool(words))
            words += [_THOUSANDS[power]] if power else []
    return words


def _three(number: int, *, inner: bool) -> list[str]:
    hundreds, tens, unit = number // 100, number // 10 % 10, number % 10
    words = [_DIGITS[hundreds], "trăm"] if hundreds or inner else []
    if tens > 1:
        words += [_DIGITS[tens], "mươi"]
    elif tens == 1:
        words.append("mười")
    elif unit and words:
        words.append("lẻ")
    if unit:
        words.append(_unit(unit, tens))
    return words


def _unit(unit: int, tens: int) -> str:
    if unit == 1 and tens > 1:
        return "mốt"
    if unit == 4 and tens > 1:
        return "tư"
    if unit == 5 and tens:
        return "lăm"
    return _DIGITS[unit]
