"""What reading one file may cost: time, unpacked bytes, elements; and its XML, read in a stream."""

import time
import zipfile
from collections.abc import Callable, Mapping
from typing import Any, Protocol

from registry.files.errors import FileError, broken, too_much

SECONDS = 15.0
MAX_UNPACKED = 200 * 1024 * 1024
# A document of 500 pages has half a million elements in 20 MB.
MAX_ELEMENTS = 1_500_000
MAX_XML = 64 * 1024 * 1024
MAX_DEPTH = 1_000
# Large pieces: expat begins a long word anew with every piece.
_PIECE = 1024 * 1024

Attributes = Mapping[str, str]


class Reader(Protocol):
    """Who is told what an XML part says; names are without namespace, in small letters."""

    def start(self, tag: str, attributes: Attributes) -> None:
        """Take the beginning of an element."""

    def end(self, tag: str) -> None:
        """Take the end of an element."""

    def data(self, text: str) -> None:
        """Take a piece of text."""


class Budget:
    """What may still be spent on one file with all that lies inside it."""

    def __init__(self, label: str) -> None:
        self.label = label
        self._until = time.monotonic() + SECONDS
        self._unpacked = self._elements = self._xml = 0

    def in_time(self) -> None:
        """Raise FileError when it takes too long."""
        if time.monotonic() > self._until:
            raise too_much(self.label)

    def unpack(self, size: int) -> None:
        """Spend so many bytes more that came out."""
        self._unpacked += size
        if self._unpacked > MAX_UNPACKED:
            raise too_much(self.label)

    def element(self, depth: int) -> None:
        """Spend one more element, so deep inside of others."""
        self._elements += 1
        if self._elements > MAX_ELEMENTS or depth > MAX_DEPTH:
            raise too_much(self.label)

    def xml(self, size: int) -> None:
        """Spend so many bytes of XML more."""
        self._xml += size
        if self._xml > MAX_XML:
            raise too_much(self.label)
        self.in_time()


class _Told:
    """Hands on what the parser meets; nothing of it is kept, so size costs time alone."""

    def __init__(self, reader: Reader, budget: Budget) -> None:
        self._budget = budget
        self._begin, self._end, self._data = reader.start, reader.end, reader.data
        self._names: dict[str, str] = {}
        self._depth = 0

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        self._depth += 1
        self._budget.element(self._depth)
        self._begin(self._names.get(tag) or self._plain(tag), attributes)

    def end(self, tag: str) -> None:
        self._depth -= 1
        self._end(self._names.get(tag) or self._plain(tag))

    def data(self, text: str) -> None:
        self._data(text)

    def close(self) -> None:
        """Nothing was built."""

    def _plain(self, tag: str) -> str:
        known = plain(tag)
        if len(self._names) < 10_000:
            self._names[tag] = known
        return known


class Starts:
    """A reader of elements alone."""

    def __init__(self, begin: Callable[[str, Attributes], None]) -> None:
        self._begin = begin

    def start(self, tag: str, attributes: Attributes) -> None:
        """Hand it on."""
        self._begin(tag, attributes)

    def end(self, tag: str) -> None:
        """Do nothing."""

    def data(self, text: str) -> None:
        """Do nothing."""


def parse(
    package: zipfile.ZipFile, member: zipfile.ZipInfo, reader: Reader, budget: Budget
) -> None:
    """Read a part to its end; entities and document types are refused, as is what is no XML."""
    from defusedxml.ElementTree import DefusedXMLParser

    parser: Any = DefusedXMLParser(target=_Told(reader, budget), forbid_dtd=True)
    try:
        with package.open(member) as part:
            while piece := part.read(_PIECE):
                budget.xml(len(piece))
                parser.feed(piece)
        parser.close()
    except FileError:
        raise
    except Exception as error:
        raise broken(budget.label) from error


def plain(name: str) -> str:
    """Return «{namespace}TargetMode» as targetmode."""
    return name.rpartition("}")[2].lower()


def attribute(attributes: Attributes, name: str) -> str:
    """Return an attribute whatever its namespace and case: «TargetMode», «w:instr»."""
    return next((value for key, value in attributes.items() if plain(key) == name), "")
