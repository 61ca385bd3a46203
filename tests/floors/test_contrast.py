"""What is written can be read: contrast of the tokens, light and dark (WCAG 2.2, 1.4.3, 1.4.11)."""

import re

import pytest

from tests.floors.sources import ROOT

SHEET = (ROOT / "registry/static/registry/ui/tokens.css").read_text()
SWITCHED = re.compile(r"(--[\w-]+): +var\(--light, (#\w{6})\) var\(--dark, (#\w{6})\);")
FIXED = re.compile(r"(--[\w-]+): +(#\w{6});")
THEMES = ("light", "dark")

# Letters, and every ground they may stand on.
GROUNDS = ("--ground", "--card", "--raised", "--sunk")
LETTERS = {
    "--ink": (*GROUNDS, "--tint"),
    "--quiet": GROUNDS,
    "--link": (*GROUNDS, "--tint"),
    "--brand": (*GROUNDS, "--tint"),
    "--danger-ink": GROUNDS,
    "--late-ink": (*GROUNDS, "--late"),
    "--info-ink": ("--info", "--card"),
    "--good-ink": ("--good", "--card"),
    "--wait-ink": ("--wait", "--card"),
    "--done-ink": ("--done", "--card"),
    "--on-action": ("--action", "--action-on", "--accent"),
    "--side-ink": ("--side", "--side-on"),
    "--side-quiet": ("--side", "--side-on"),
    "--side-late-ink": ("--side-late",),
    "--mark-ink": ("--mark",),
    "--toast-ink": ("--toast",),
    "--toast-link": ("--toast",),
    "--paper-text": ("--paper", "--paper-head"),
    "--paper-quiet": ("--paper",),
}
# What is no letter: edges of controls, the keyboard's ring, bars of drawings.
SHAPES = {
    "--edge": ("--card", "--ground"),
    "--focus": (*GROUNDS, "--tint"),
    "--bar": ("--card",),
    "--bar-soft": ("--card",),
    "--bar-late": ("--card",),
    "--bar-wait": ("--card",),
    "--star": ("--side",),
}


def colours(theme: str) -> dict[str, str]:
    """Return every token that is a colour, as one theme has it."""
    found = dict(FIXED.findall(SHEET))
    for name, light, dark in SWITCHED.findall(SHEET):
        found[name] = light if theme == "light" else dark
    return found


def luminance(colour: str) -> float:
    """Return the relative luminance of #rrggbb."""
    parts = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """Return the contrast ratio of two colours, 1 to 21."""
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("theme", THEMES)
def test_letters_stand_out_from_every_ground(theme: str) -> None:
    known = colours(theme)
    weak = {
        f"{letter} on {ground}": round(contrast(known[letter], known[ground]), 2)
        for letter, grounds in LETTERS.items()
        for ground in grounds
        if contrast(known[letter], known[ground]) < 4.5
    }
    assert not weak


@pytest.mark.parametrize("theme", THEMES)
def test_edges_rings_and_bars_stand_out(theme: str) -> None:
    known = colours(theme)
    weak = {
        f"{shape} on {ground}": round(contrast(known[shape], known[ground]), 2)
        for shape, grounds in SHAPES.items()
        for ground in grounds
        if contrast(known[shape], known[ground]) < 3
    }
    assert not weak


def test_black_on_white_is_twenty_one_to_one() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)
