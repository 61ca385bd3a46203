"""Structured text: paragraphs, items with legal numbers, tables with merged cells, images.

A text of a body is a string, or such blocks as soon as somebody gave it marks, a list, a table or
an image; `blocks_of` reads both. Kinds describe such a text with `structured`, show it with `html`.
"""

from registry.kinds.blocks.grid import Grid, grid_of
from registry.kinds.blocks.links import safe_link
from registry.kinds.blocks.numbering import LETTERS, Numbering, labels, letter
from registry.kinds.blocks.problems import problems
from registry.kinds.blocks.reading import (
    Block,
    Run,
    Text,
    blocks_of,
    images_of,
    is_empty,
    joined,
    numbered,
    plain,
    words_of,
)
from registry.kinds.blocks.rendering import html
from registry.kinds.blocks.shape import MOST_BLOCKS, MOST_LEVEL, SAFE_LINK, structured

__all__ = [
    "LETTERS",
    "MOST_BLOCKS",
    "MOST_LEVEL",
    "SAFE_LINK",
    "Block",
    "Grid",
    "Numbering",
    "Run",
    "Text",
    "blocks_of",
    "grid_of",
    "html",
    "images_of",
    "is_empty",
    "joined",
    "labels",
    "letter",
    "numbered",
    "plain",
    "problems",
    "safe_link",
    "structured",
    "words_of",
]
