"""Whether a PDF does something by itself: read as its directory says, and as its bytes lie.

Viewers follow the directory (cross-reference table) of a PDF, and where that is broken they read
the file from front to back. An object that only one of the two ways meets must not slip through,
so both are gone: the first by qpdf, which unpacks object streams and decrypts, the second by a
reader of tokens. Names are compared as they are meant: «/J#53» is /JS.
"""

import io
import re
import threading
import time
import zlib
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

from registry.files import tails
from registry.files.errors import FileError, broken, other_kind, too_much

# Actions that run something, send the form, or fetch or open another file. A link to a page of the
# web (/URI) and a jump inside the file (/GoTo, /Named) are none.
ACTIONS = {
    "JavaScript", "Launch", "SubmitForm", "ImportData", "GoToR", "GoToE", "Rendition", "Movie",
    "Sound", "RichMediaExecute", "GoTo3DView", "Thread",
}  # fmt: skip
# Names that a plain document has nowhere: keys and types of scripts and of files inside.
ALONE = {
    "JavaScript", "EmbeddedFiles", "EmbeddedFile", "XFA", "RichMedia", "RichMediaContent",
    "FileAttachment",
}  # fmt: skip
# The same as keys of a dictionary, and as types of annotations, where shorter ones mean something.
KEYS = ALONE | {"JS", "EF"}
TYPES = ALONE | {"3D", "Movie", "Sound", "Screen", "U3D", "PRC"}
# What a link opens: a page, a letter, a call.
LINKS = {"http", "https", "mailto", "tel"}
# Keys by which something is done. Of two in one dictionary viewers take the first or the last.
ONCE = {"S", "JS", "A", "AA", "OpenAction", "Next", "URI", "Names", "AcroForm"}
MAX_OBJECTS = 300_000
MAX_NODES = 3_000_000
MAX_OPEN = 500
# How many actions may follow one another.
MAX_NEXT = 50
# How many directories a file may have: one more with each time it was changed and saved on top.
MAX_DIRECTORIES = 500
SECONDS = 15.0
# Object streams and directories alone are unpacked, never pages and pictures.
LARGEST = 32 * 1024 * 1024
LIMITS: dict[str, Any] = {
    "flate_max_memory": LARGEST,
    "run_length_max_memory": LARGEST,
    "png_max_memory": LARGEST,
    "tiff_max_memory": LARGEST,
    "dct_max_memory": LARGEST,
    "max_stream_filters": 4,
    "parser_max_nesting": 100,
    "doc_max_warnings": 1000,
}

_limited = threading.Lock()


def active() -> FileError:
    """Something in it runs, or is a file of its own."""
    return FileError(
        "Tệp PDF có chứa mã lệnh hoặc tệp nhúng nên không được nhận. "
        "Hãy in lại ra PDF rồi chọn tệp mới."
    )


def check(content: bytes) -> None:
    """Raise FileError unless these are the bytes of a PDF that only shows pages."""
    if not content.startswith(b"%PDF-"):
        raise other_kind("PDF")
    tokens = _Tokens(time.monotonic() + SECONDS)
    tokens.read(content)
    _as_it_says(content, tokens)
    tails.refuse_behind_pdf(content)


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


class _Tokens:
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
    """A name as it is meant: «Java#53cript» is JavaScript, and to some so is «JavaScript#00»."""
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


def _as_it_says(content: bytes, tokens: _Tokens) -> None:
    """Read every object that the directory names, or that a mended one would.

    A file without a page and without a single stream was read whole by its bytes alone; any other
    that qpdf can't open is refused.
    """
    import pikepdf

    with _limited:
        pikepdf.settings.set_qpdf_limits(**LIMITS)
    try:
        with pikepdf.open(io.BytesIO(content), suppress_warnings=True) as opened:
            nodes = 0
            for number, thing in enumerate(_objects(opened)):
                for part in _parts(thing):
                    nodes += 1
                    _refuse_active(part)
                    if nodes > MAX_NODES or (nodes % 1000 == 0 and time.monotonic() > tokens.until):
                        raise too_much("PDF")
                if number > MAX_OBJECTS or time.monotonic() > tokens.until:
                    raise too_much("PDF")
                if _name(thing, "/Type") == "ObjStm":
                    # It must come out whole: what we can't unpack, a viewer may.
                    tokens.read(thing.read_bytes(), packed_objects=True)
    except FileError:
        raise
    except pikepdf.PasswordError as error:
        raise FileError(
            "Tệp PDF đặt mật khẩu nên không kiểm tra được. Hãy bỏ mật khẩu rồi chọn lại tệp."
        ) from error
    except Exception as error:
        # Made-up files fail in many ways; what can't be read to its end is not kept.
        if not tokens.whole:
            raise broken("PDF") from error


def _objects(opened: Any) -> Iterator[Any]:
    yield opened.trailer
    yield from opened.objects


def _parts(thing: Any) -> Iterator[Any]:
    """An object with all that lies inside it; what it only points to is an object of its own."""
    import pikepdf

    waiting = [thing]
    while waiting:
        part = waiting.pop()
        yield part
        if isinstance(part, pikepdf.Dictionary | pikepdf.Stream):
            inside = [part.get(key) for key in part.keys()]  # noqa: SIM118 - a Stream has no iterator
        elif isinstance(part, pikepdf.Array):
            inside = list(part)
        else:
            continue
        waiting += [
            one for one in inside if isinstance(one, pikepdf.Object) and not one.is_indirect
        ]


def _refuse_active(part: Any) -> None:
    """An action that does something, a script, another file inside, or data of a stream that is
    fetched from elsewhere."""
    import pikepdf

    if not isinstance(part, pikepdf.Dictionary | pikepdf.Stream):
        return
    keys = {_bare(key) for key in part.keys()}  # noqa: SIM118
    if keys & KEYS or (isinstance(part, pikepdf.Stream) and "F" in keys):
        raise active()
    # Whatever else it says that it is: pikepdf reads what /S points to.
    if _name(part, "/S") in ACTIONS:
        raise active()
    if _name(part, "/Subtype") in TYPES or _name(part, "/Type") in TYPES:
        raise active()
    _refuse_fetching(part, keys)


def _refuse_fetching(part: Any, keys: set[str]) -> None:
    """Links to anything but pages, letters and calls; pages opened without a click; pages of
    another file shown in this one."""
    import pikepdf

    if "URI" in keys:
        link = part.get("/URI")
        base = link.get("/Base") if isinstance(link, pikepdf.Dictionary) else None
        if not (_is_link(link) and _is_link(base)):
            raise active()
    if "OpenAction" in keys:
        _refuse_unasked(part.get("/OpenAction"))
    happens = part.get("/AA") if "AA" in keys else None
    if isinstance(happens, pikepdf.Dictionary):
        for event in happens.keys():  # noqa: SIM118
            _refuse_unasked(happens.get(event))
    shown = part.get("/Ref") if "Ref" in keys else None
    if isinstance(shown, pikepdf.Dictionary) and "/F" in shown:
        raise active()


def _refuse_unasked(action: Any) -> None:
    """A page of the web that opens by itself, at once or after other actions."""
    import pikepdf

    waiting, seen = [action], 0
    while waiting:
        one = waiting.pop()
        seen += 1
        if seen > MAX_NEXT:
            raise active()
        if isinstance(one, pikepdf.Dictionary):
            if _name(one, "/S") == "URI":
                raise active()
            following = one.get("/Next")
            waiting += list(following) if isinstance(following, pikepdf.Array) else [following]


def _is_link(link: Any) -> bool:
    """Whether this opens a page, a letter or a call; a place without scheme is one of a page."""
    import pikepdf

    if not isinstance(link, pikepdf.String):
        return True
    raw = bytes(link).lstrip(b"\xef\xbb\xbf").decode("latin-1")
    place = str(link) if raw.startswith(("\xfe\xff", "\xff\xfe")) else raw
    place = "".join(letter for letter in place if letter > " ").replace("\\", "/")
    try:
        scheme = urlsplit(place).scheme.lower()
    except ValueError:
        # A host that is none, as people type one; what stands before the colon tells.
        scheme = place.partition(":")[0].lower()
    return scheme in LINKS if scheme else not place.startswith("//")


def _bare(key: Any) -> str:
    return str(key).removeprefix("/").partition("\0")[0]


def _name(part: Any, key: str) -> str:
    import pikepdf

    if not isinstance(part, pikepdf.Dictionary | pikepdf.Stream):
        return ""
    value = part.get(key)
    return _bare(value) if isinstance(value, pikepdf.Name) else ""
