"""The child of `words`: takes the bytes of a file, writes its words.

It knows nothing of the product: `python -m registry.documents.texts.taken <ending of the name>`.
"""

import io
import re
import sys
import time
import zipfile
from collections.abc import Callable, Iterator
from unicodedata import normalize

# So many letters are kept: a book of 500 pages.
MOST = 1_500_000
# After so many seconds of the processor the rest of a file is left unread; the parent stops later.
ENOUGH = 15
# Where a package of Word has its text.
WORD_TEXT = "word/document.xml"
# Elements of Word after which a new line begins, by their names without namespace.
LINES = {"p", "tr", "br"}
# Fonts of PDFs draw ff, fi, fl, ffi, ffl, st as one sign; a person looks for the letters.
LIGATURES = {code: normalize("NFKC", chr(code)) for code in range(0xFB00, 0xFB07)}
# What a line of a list begins with: «a)», «đ.».
LISTED = re.compile(r"\w{1,2}[).]")


def words_of_word(content: bytes) -> Iterator[str]:
    """Yield the text of a package of Word in pieces, with a line a paragraph."""
    # The libraries are loaded by the child alone.
    from defusedxml.ElementTree import iterparse

    with zipfile.ZipFile(io.BytesIO(content)) as package, package.open(WORD_TEXT) as stream:
        for _, element in iterparse(stream, events=("end",)):
            name = element.tag.rpartition("}")[2]
            if name == "t":
                yield element.text or ""
            elif name == "tab":
                yield " "
            elif name in LINES:
                yield "\n"
            element.clear()


def words_of_pdf(content: bytes) -> Iterator[str]:
    """Yield the text of a PDF in pieces; a line that begins small goes on the one before."""
    from pypdf import PdfReader

    for page in PdfReader(io.BytesIO(content)).pages:
        try:
            printed = page.extract_text().translate(LIGATURES)
        except Exception:  # noqa: S112  (the words of one broken page, not of the whole book)
            continue
        for line in printed.split("\n"):
            start = line.lstrip()
            goes_on = start[:1].islower() and not LISTED.match(start)
            yield (" " if goes_on else "\n") + line


# By the ending of the name, small letters.
READERS: dict[str, Callable[[bytes], Iterator[str]]] = {
    ".docx": words_of_word,
    ".pdf": words_of_pdf,
}


def words_of(content: bytes, ending: str) -> str:
    """Return the text of a file, lines without empty ones; "" where it has no letter at all."""
    said, length = [], 0
    for piece in READERS[ending](content):
        said.append(piece)
        length += len(piece)
        if length > MOST or time.process_time() > ENOUGH:
            break
    text = "".join(said)
    if not any(sign.isalpha() for sign in text):
        return ""
    lines = (" ".join(line.split()) for line in text.split("\n"))
    return "\n".join(line for line in lines if line)[:MOST]


if __name__ == "__main__":
    said = words_of(sys.stdin.buffer.read(), sys.argv[1])
    # Fonts of PDFs may name halves of letters, which no encoding writes.
    sys.stdout.buffer.write(said.encode(errors="ignore"))
