"""What stands behind the end of a picture or a PDF: a little of a scanner, or another file.

Telephones put more behind a photograph: the same one in other sizes (MPF), or a film.
"""

import re
import struct

from registry.files.errors import FileError, hidden_archive

# Some bytes are left by mail programs and scanners; more is another file.
MOST = 1024
# Archives and programs that other programs find wherever in a file they begin.
_ANYWHERE = re.compile(
    rb"Rar!\x1a\x07|7z\xbc\xaf\x27\x1c|PK\x03\x04[\x0a-\x3f]\0|\xfd7zXZ\0"
    rb"|MSCF\0\0\0\0|\x7fELF[\x01\x02][\x01\x02]\x01"
)
# Shorter signs tell only where they begin what stands behind.
_FIRST = (b"MZ", b"PK", b"\x7fELF", b"Rar!", b"7z\xbc\xaf", b"#!", b"\x1f\x8b", b"BZh", b"\xca\xfe")
_EMPTY = b"\0\t\n\f\r \x1a"
_PNG_END = b"IEND"
# Marks of photographs: numbers of one byte that stand alone.
_ALONE = {0x01, *range(0xD0, 0xD8)}


def strange(what: str) -> FileError:
    """Refuse more than a picture or a document."""
    return FileError(
        f"Tệp {what} có dữ liệu lạ nối vào phía sau nên không được nhận. "
        "Hãy lưu lại hoặc in ra PDF rồi chọn tệp mới."
    )


def refuse(tail: bytes, what: str, most: int = MOST) -> None:
    """Raise FileError for an archive or a program behind the end, and for more than a little."""
    plain = tail.strip(_EMPTY)
    if plain.startswith(_FIRST) or _ANYWHERE.search(plain):
        raise hidden_archive()
    if len(plain) > most:
        raise strange(what)


def refuse_behind_pdf(content: bytes) -> None:
    """Refuse another file behind any end of a PDF, which ends anew each time that it is saved on
    top, top, and before the last one, too."""
    what = "PDF"
    place = content.find(b"%%EOF")
    while place >= 0:
        behind = content[place + 5 : place + 5 + 64].strip(_EMPTY)
        if behind.startswith(_FIRST) or _ANYWHERE.match(behind):
            raise hidden_archive()
        place = content.find(b"%%EOF", place + 5)
    last = content.rfind(b"%%EOF")
    if last < 0:
        return
    told = content.rfind(b"startxref", 0, last)
    if told >= 0:
        refuse(content[told:last], what)
    refuse(content[last + 5 :], what)


def refuse_behind_png(content: bytes) -> None:
    """Refuse what stands behind the last piece of a PNG; one without an end is damaged."""
    place = 8
    while place + 12 <= len(content):
        (size,) = struct.unpack_from(">I", content, place)
        name = content[place + 4 : place + 8]
        place += 12 + size
        if name == _PNG_END:
            refuse(content[place:], "ảnh PNG")
            return
    raise FileError("Không đọc được ảnh. Hãy lưu lại ảnh rồi chọn tệp mới.")


def refuse_behind_jpeg(content: bytes) -> None:
    """Refuse all behind the end of a photograph but further ones and films of its telephone."""
    tail = content[_end_of_jpeg(content) :]
    plain = tail.lstrip(_EMPTY)
    known = (
        plain.startswith(b"\xff\xd8\xff")
        or b"ftyp" in plain[:8]
        or (tail.rstrip(b"\0").endswith(b"SEFT") and b"SEFH" in tail)
    )
    refuse(tail, "ảnh JPEG", len(tail) if known else MOST)


def _end_of_jpeg(content: bytes) -> int:
    """Where it ends, by its segments; the small picture inside one of them is stepped over."""
    place, end = 2, len(content)
    while place + 4 <= end:
        if content[place] != 0xFF:
            # Data of the picture: up to the next mark.
            place = _next_mark(content, place)
            continue
        mark = content[place + 1]
        if mark == 0xD9:
            return place + 2
        if mark in (0x00, 0xFF) or mark in _ALONE:
            place += 1 if mark == 0xFF else 2
            continue
        place += 2 + int.from_bytes(content[place + 2 : place + 4], "big")
        if mark == 0xDA:
            place = _next_mark(content, place)
    if content[place : place + 2] == b"\xff\xd9":
        return place + 2
    return end


_MARK = re.compile(rb"\xff[\x01-\xcf\xd8-\xfe]")


def _next_mark(content: bytes, place: int) -> int:
    found = _MARK.search(content, place)
    return found.start() if found else len(content)
