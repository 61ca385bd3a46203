"""The child of `words`: takes a package of Word, writes its words.

It knows nothing of the product: `python -m registry.documents.texts.taken <part>`.
"""

import io
import sys
import zipfile

from defusedxml.ElementTree import iterparse

# Elements after which a new line begins, by their names without namespace.
LINES = {"p", "tr", "br"}


def words_of(content: bytes, part: str) -> str:
    """Return the text of one XML part of a package, a line a paragraph."""
    said: list[str] = []
    with zipfile.ZipFile(io.BytesIO(content)) as package, package.open(part) as stream:
        for _, element in iterparse(stream, events=("end",)):
            name = element.tag.rpartition("}")[2]
            if name == "t":
                said.append(element.text or "")
            elif name == "tab":
                said.append(" ")
            elif name in LINES:
                said.append("\n")
            element.clear()
    lines = "".join(said).split("\n")
    return "\n".join(line for line in (" ".join(one.split()) for one in lines) if line)


if __name__ == "__main__":
    sys.stdout.buffer.write(words_of(sys.stdin.buffer.read(), sys.argv[1]).encode())
