"""Whether a PDF does something by itself: read as its directory says, and as its bytes lie.

Viewers follow the directory (cross-reference table) of a PDF, and where that is broken they read
the file from front to back. An object that only one of the two ways meets must not slip through,
so both are gone: the first by qpdf, which unpacks object streams and decrypts, the second by a
reader of tokens. Names are compared as they are meant: «/J#53» is /JS.
"""

import time

from registry.files import tails
from registry.files.errors import other_kind
from registry.files.pdf import directory
from registry.files.pdf.tokens import Tokens

SECONDS = 15.0


def check(content: bytes) -> None:
    """Raise FileError unless these are the bytes of a PDF that only shows pages."""
    if not content.startswith(b"%PDF-"):
        raise other_kind("PDF")
    tokens = Tokens(time.monotonic() + SECONDS)
    tokens.read(content)
    directory.check(content, tokens)
    tails.refuse_behind_pdf(content)
