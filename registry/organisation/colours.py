"""The one colour that an agency chooses: may white letters stand on it, and what follows from it.

Contrast is that of WCAG 2.2 (relative luminance, 1 to 21). A colour is «#0f4c5c», small letters.
"""

import hashlib
import math
import re

WHITE, BLACK = "#ffffff", "#000000"
# What the style sheet of values has where an agency chose nothing (`--brand`).
PRODUCT = "#0f4c5c"
# Letters of ordinary size (WCAG 2.2, 1.4.3).
ENOUGH = 4.5
# The darkest light ground on which headings stand in the agency's colour (`--tint`).
_TINT = "#e6f2f2"
_SHORT = re.compile(r"#?([0-9a-f])([0-9a-f])([0-9a-f])")
_LONG = re.compile(r"#?([0-9a-f]{6})")


def read(text: str) -> str:
    """Return a typed colour as it is kept; raise ValueError, in Vietnamese, where it is none."""
    text = text.strip().lower()
    if found := _SHORT.fullmatch(text):
        return "#" + "".join(letter * 2 for letter in found.groups())
    if found := _LONG.fullmatch(text):
        return f"#{found[1]}"
    raise ValueError("Mã màu chưa đúng. Hãy chọn màu trong bảng màu, hoặc ghi mã như #0f4c5c.")


def contrast(one: str, other: str) -> float:
    """Return how far two colours stand apart: 1 (the same) to 21 (black on white)."""
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def bears_white(colour: str) -> bool:
    """Tell whether white letters are read on it by people who do not see well."""
    return contrast(colour, WHITE) >= ENOUGH


def darker(colour: str, letters_on: str = WHITE) -> str:
    """Return the nearest colour of the same hue that stands out enough; itself where it does."""
    for share in range(256):
        tried = mixed(colour, BLACK, share / 255)
        if contrast(tried, letters_on) >= ENOUGH:
            return tried
    return BLACK


def mixed(colour: str, other: str, share: float) -> str:
    """Return a colour with so much (0 to 1) of another in it."""
    pairs = zip(_parts(colour), _parts(other), strict=True)
    return "#" + "".join(f"{round(one + (two - one) * share):02x}" for one, two in pairs)


def refusal(colour: str) -> str:
    """Say why a colour is not taken, and what to do; "" where white letters are read on it."""
    if bears_white(colour):
        return ""
    # Rounded down: «4,5» would say that it is enough.
    ratio = f"{math.floor(contrast(colour, WHITE) * 10) / 10:.1f}".replace(".", ",")
    return (
        f"Chữ trắng trên màu {colour} khó đọc: độ tương phản chỉ {ratio}:1, cần từ 4,5:1."
        f" Hãy chọn màu đậm hơn; màu gần nhất đọc được là {darker(colour)}."
    )


def sheet(brand: str) -> str:
    """Return the style sheet of a colour: what it says anew of the table of values.

    In light mode alone: in dark mode grounds are dark and headings light whatever the agency is.
    """
    values = "".join(f"{name}:{value};" for name, value in _values(brand).items())
    return (
        f":root:not(.w-theme-dark):not(.w-theme-system){{{values}}}\n"
        f"@media (prefers-color-scheme:light){{:root.w-theme-system{{{values}}}}}\n"
    )


def version(brand: str) -> str:
    """Return what stands in the address of the style sheet: it changes with every letter of it."""
    return hashlib.sha256(sheet(brand).encode()).hexdigest()[:12]


def _values(brand: str) -> dict[str, str]:
    return {
        "--brand": darker(brand, _TINT),
        "--side": brand,
        "--side-on": mixed(brand, BLACK, 0.25),
        "--side-ink": WHITE,
        "--side-quiet": _quiet(brand),
        "--side-line": mixed(brand, WHITE, 0.16),
    }


def _quiet(brand: str) -> str:
    """Letters that step back on the colour, as far as they are still read."""
    tries = (mixed(brand, WHITE, share / 100) for share in range(78, 101))
    return next((one for one in tries if contrast(one, brand) >= ENOUGH), WHITE)


def _parts(colour: str) -> tuple[int, int, int]:
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


def _luminance(colour: str) -> float:
    red, green, blue = (_linear(part / 255) for part in _parts(colour))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(part: float) -> float:
    return part / 12.92 if part <= 0.04045 else float(((part + 0.055) / 1.055) ** 2.4)
