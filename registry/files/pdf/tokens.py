"""Read a PDF as its bytes lie: token after token, whatever its directory says."""

import re
import time
import zlib

from registry.files.errors import broken, too_much
from registry.files.pdf.active import ACTIONS, ALONE, ONCE, active

MAX_OPEN = 500
# How many directories a file may have: one more with each time it was changed and saved on top.
MAX_DIRECTORIES = 500
# Object streams and directories alone are unpacked, never pages and pictures.
LARGEST = 32 * 1024 * 1024

_SPACE = rb"\0\t\n\f\r "
_TOKEN = re.compile(
    rb"[" + _SPACE + rb"]+"
    rb"|(?P<comment>%[^\r\n]*)"
    rb"|/(?P<name>[^" + _SPACE + rb"()<>\[\]{}/%]*)"
    rb"|(?P<string>\()"
    rb"|(?P<mark><<|>>|[\[\]{}])"
    rb"|(?P<hex><[0-9A-Fa-f" + _SPACE + rb"]*>)"
    rb"|(?P<word>[^" + _SPACE + rb"()<>\[\]{}/%]+)"
)
_IN_STRING = re.compile(rb"\\.|[()]", re.DOTALL)
# Where an object begins; a string, a comment or a stream that has one hides it from a reader.
_OBJECT = re.compile(rb"\d[" + _SPACE + rb"]+\d+[" + _SPACE + rb"]+\Z")
_HEX = re.compile(rb"#([0-9A-Fa-f]{2})")


class _Dictionaries:
    """The dictionaries and lists that are open, and the keys that each had so far."""

    def __init__(self) -> None:
        self._open: list[tuple[set[str] | None, list[bool]]] = []

    def begin(self, keys: set[str] | None) -> None:
        """One more opens; a list has no keys."""
        self._open.append((keys, [True]))
        if len(self._open) > MAX_OPEN:
            raise broken("PDF")

    def end(self) -> None:
        """The innermost closes; to the one around it, it was a value."""
        if self._open:
            self._open.pop()
        self.value()

    def value(self) -> None:
        """A value: a key comes next."""
        if self._open:
            self._open[-1][1][0] = True

    def name(self, name: str) -> None:
        """A name: a key where one is due, else a value."""
        if not self._open:
            return
        keys, due = self._open[-1]
        if keys is None or not due[0]:
            due[0] = True
            return
        if name in keys and name in ONCE:
            raise active()
        keys.add(name)
        due[0] = False

    def forget(self) -> None:
        """Another object begins, whatever was left open."""
        self._open.clear()


class Tokens:
    """What a reader of tokens met from the first byte to the last."""

    def __init__(self, until: float) -> None:
        self.until = until
        self.count = self.streams = self.directories = 0
        self.words: set[bytes] = set()
        self.clean, self.pages = True, False

    def read(self, content: bytes, packed_objects: bool = False) -> None:
        """Read token after token; what can be none is stepped over, for it may stand in a damaged
        part, which viewers mend. Object streams are unpacked and read the same way.

        A bracket outside of every object begins no string: the objects behind it are read.
        """
        place, end = 0, len(content)
        before, packed, last = "", False, b""
        inside = packed_objects
        open_ = _Dictionaries()
        while place < end:
            found = _TOKEN.match(content, place)
            if found is None:
                self.clean = False
                place += 1
                continue
            start, place = place, found.end()
            kind = found.lastgroup
            self._count()
            if kind == "name":
                name = plain_name(found["name"])
                self._refuse(name, before, last)
                open_.name(name)
                packed = packed or (name == "ObjStm" and before == "Type")
                before, last = name, b""
                continue
            if kind is None:
                continue
            if kind == "comment":
                _refuse_hidden_object(content, start, place)
                continue
            before, last = "", b""
            if kind == "string":
                if inside:
                    place = _behind_string(content, place)
                    _refuse_hidden_object(content, start, place)
                open_.value()
            elif kind == "hex":
                open_.value()
            elif kind == "mark":
                _mark(found["mark"], open_)
            elif kind == "word":
                last = word = found["word"]
                self.words.add(word)
                self.directories += word == b"startxref"
                open_.value()
                if word in (b"obj", b"trailer"):
                    inside = True
                    open_.forget()
                elif word in (b"endobj", b"startxref"):
                    inside = packed_objects
                elif word == b"stream":
                    self.streams += 1
                    start, place = place, _behind_stream(content, place)
                    _refuse_hidden_object(content, start, place)
                    if packed:
                        self._unpack(content[start:place])
                packed = packed and word not in (b"stream", b"obj")

    def _count(self) -> None:
        self.count += 1
        if self.count % 100_000 == 0 or self.directories > MAX_DIRECTORIES:
            self._in_time()

    def _in_time(self) -> None:
        if time.monotonic() > self.until or self.directories > MAX_DIRECTORIES:
            raise too_much("PDF")

    def _refuse(self, name: str, before: str, last: bytes) -> None:
        """A name that stands alone, as a value of /S, or as an object that /S may point to."""
        self.directories += name == "XRef" and before == "Type"
        self.pages = self.pages or name == "Pages"
        if name in ALONE or (name in ACTIONS and (before == "S" or last == b"obj")):
            raise active()

    def _unpack(self, data: bytes) -> None:
        """What an object stream holds. One that is encrypted or packed in another way is read by
        the directory alone."""
        unpacker = zlib.decompressobj()
        try:
            plain = unpacker.decompress(data.lstrip(b"\r\n"), LARGEST)
        except zlib.error:
            return
        if unpacker.unconsumed_tail:
            raise too_much("PDF")
        self._in_time()
        self.read(plain, packed_objects=True)

    @property
    def whole(self) -> bool:
        """Whether this is all of a PDF without pages: nothing is packed, cut off or unreadable."""
        bare = self.clean and not (self.streams or self.pages)
        return bare and self.words >= {b"obj", b"endobj", b"trailer"}


def plain_name(raw: bytes) -> str:
    """Return a name as it is meant: «Java#53cript» is JavaScript, and to some so is
    «JavaScript#00»."""
    meant = _HEX.sub(lambda found: bytes([int(found[1], 16)]), raw).decode("latin-1")
    return meant.partition("\0")[0]


def _mark(mark: bytes, open_: _Dictionaries) -> None:
    if mark == b"<<":
        open_.begin(set())
    elif mark == b"[":
        open_.begin(None)
    elif mark in (b">>", b"]"):
        open_.end()


def _refuse_hidden_object(content: bytes, start: int, end: int) -> None:
    """A directory may point into a string, a comment or a stream, where no token is read."""
    place = content.find(b"obj", start, end)
    while place >= 0:
        if _OBJECT.search(content[max(start, place - 30) : place]):
            raise active()
        place = content.find(b"obj", place + 3, end)


def _behind_string(content: bytes, place: int) -> int:
    depth = 1
    while depth:
        found = _IN_STRING.search(content, place)
        if found is None or depth > MAX_OPEN:
            raise broken("PDF")
        place = found.end()
        depth += {b"(": 1, b")": -1}.get(found[0], 0)
    return place


def _behind_stream(content: bytes, place: int) -> int:
    closing = content.find(b"endstream", place)
    return len(content) if closing < 0 else closing
