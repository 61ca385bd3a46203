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

from registry.files.errors import FileError, broken, other_kind, too_much

# Actions that run something, send the form, or fetch or open another file. A link to a page of the
# web (/URI) and a jump inside the file (/GoTo, /Named) are none.
ACTIONS = {
    "JavaScript", "Launch", "SubmitForm", "ImportData", "GoToR", "GoToE", "Rendition", "Movie",
    "Sound", "RichMediaExecute", "GoTo3DView",
}  # fmt: skip
# Names that a plain document has nowhere: keys and types of scripts and of files inside.
ALONE = {
    "JavaScript", "EmbeddedFiles", "EmbeddedFile", "XFA", "RichMedia", "RichMediaContent",
    "FileAttachment",
}  # fmt: skip
# The same as keys of a dictionary, and as types of annotations, where shorter ones mean something.
KEYS = ALONE | {"JS", "EF"}
TYPES = ALONE | {"3D", "Movie", "Sound", "Screen", "U3D", "PRC"}
MAX_OBJECTS = 300_000
MAX_NODES = 3_000_000
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
# Some bytes behind the end are left by mail programs and scanners; more is another file.
MAX_BEHIND = 4096

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
    _refuse_more_behind(content)


def _refuse_more_behind(content: bytes) -> None:
    behind = content[content.rfind(b"%%EOF") + 5 :] if b"%%EOF" in content else b""
    if len(behind.strip(b"\0\t\n\f\r \x1a")) > MAX_BEHIND:
        raise FileError(
            "Tệp PDF có dữ liệu lạ nối vào phía sau nên không được nhận. "
            "Hãy in lại ra PDF rồi chọn tệp mới."
        )


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
_HEX = re.compile(rb"#([0-9A-Fa-f]{2})")


class _Tokens:
    """What a reader of tokens met from the first byte to the last."""

    def __init__(self, until: float) -> None:
        self.until = until
        self.count = self.streams = self.directories = 0
        self.words: set[bytes] = set()
        self.clean, self.pages = True, False

    def read(self, content: bytes) -> None:
        """Read token after token; what can be none is stepped over, for it may stand in a damaged
        part, which viewers mend. Object streams are unpacked and read the same way."""
        place, end = 0, len(content)
        before, packed = "", False
        while place < end:
            found = _TOKEN.match(content, place)
            if found is None:
                self.clean = False
                place += 1
                continue
            place = found.end()
            kind = found.lastgroup
            self._count()
            if kind == "name":
                name = plain_name(found["name"])
                self._refuse(name, before)
                packed = packed or (name == "ObjStm" and before == "Type")
                before = name
                continue
            if kind == "comment" or kind is None:
                continue
            before = ""
            if kind == "string":
                place = _behind_string(content, place)
            elif kind == "word":
                word = found["word"]
                self.words.add(word)
                self.directories += word == b"startxref"
                if word == b"stream":
                    self.streams += 1
                    start, place = place, _behind_stream(content, place)
                    if packed:
                        self._unpack(content[start:place])
                packed = packed and word not in (b"stream", b"obj")

    def _count(self) -> None:
        self.count += 1
        late = self.count % 100_000 == 0 and time.monotonic() > self.until
        if late or self.directories > MAX_DIRECTORIES:
            raise too_much("PDF")

    def _refuse(self, name: str, before: str) -> None:
        self.directories += name == "XRef" and before == "Type"
        self.pages = self.pages or name == "Pages"
        if name in ALONE or (name in ACTIONS and before == "S"):
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
        self.read(plain)

    @property
    def whole(self) -> bool:
        """Whether this is all of a PDF without pages: nothing is packed, cut off or unreadable."""
        bare = self.clean and not (self.streams or self.pages)
        return bare and self.words >= {b"obj", b"endobj", b"trailer"}


def plain_name(raw: bytes) -> str:
    """A name as it is meant: «Java#53cript» is JavaScript."""
    return _HEX.sub(lambda found: bytes([int(found[1], 16)]), raw).decode("latin-1")


def _behind_string(content: bytes, place: int) -> int:
    depth = 1
    while depth:
        found = _IN_STRING.search(content, place)
        if found is None:
            return len(content)
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
                    tokens.read(thing.read_bytes())
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
    keys = {str(key).removeprefix("/") for key in part.keys()}  # noqa: SIM118
    if keys & KEYS or (isinstance(part, pikepdf.Stream) and "F" in keys):
        raise active()
    if _name(part, "/S") in ACTIONS and _name(part, "/Type") != "StructElem":
        raise active()
    if _name(part, "/Subtype") in TYPES or _name(part, "/Type") in TYPES:
        raise active()


def _name(part: Any, key: str) -> str:
    import pikepdf

    if not isinstance(part, pikepdf.Dictionary | pikepdf.Stream):
        return ""
    value = part.get(key)
    return str(value).removeprefix("/") if isinstance(value, pikepdf.Name) else ""
