"""Judge the objects of a PDF that its directory names, as qpdf reads it or mends it."""

import io
import threading
import time
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

from registry.files.errors import FileError, broken, too_much
from registry.files.pdf.active import ACTIONS, KEYS, LINKS, TYPES, active
from registry.files.pdf.tokens import LARGEST, Tokens

MAX_OBJECTS = 300_000
MAX_NODES = 3_000_000
# How many actions may follow one another.
MAX_NEXT = 50
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


def check(content: bytes, tokens: Tokens) -> None:
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
