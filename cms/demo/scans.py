"""Pictures of papers that say nothing: lines where words would be, so that files can be opened."""

import io
from random import Random

from PIL import Image, ImageDraw

_WIDTH, _HEIGHT, _MARGIN = 496, 702, 52


def scan(random: Random) -> bytes:
    """Draw a sheet of paper as a small PNG."""
    sheet = Image.new("L", (_WIDTH, _HEIGHT), 252)
    draw = ImageDraw.Draw(sheet)
    draw.rectangle((150, 46, _WIDTH - 150, 56), fill=90)
    draw.rectangle((190, 66, _WIDTH - 190, 71), fill=150)
    for row in range(random.randint(14, 20)):
        top = 120 + row * 24
        end = _WIDTH - _MARGIN - random.choice((0, 0, 0, 40, 130))
        draw.rectangle((_MARGIN, top, end, top + 6), fill=185)
    draw.ellipse((300, 590, 380, 670), outline=120, width=4)
    out = io.BytesIO()
    sheet.save(out, "PNG", optimize=True)
    return out.getvalue()
