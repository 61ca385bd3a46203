"""A file that is an archive as well: the directory of one may stand anywhere in it.

Four bytes may stand in a picture by chance; what follows them must make sense, too.
"""

import struct
from collections.abc import Iterator

from registry.files.errors import hidden_archive

_END = b"PK\x05\x06"
_ENTRY = b"PK\x01\x02"
# The record of an archive's end with the longest comment.
_LONGEST_END = 65_557
# By chance its four bytes stand once in a hundred files of the largest size.
_MAX_RECORDS = 20
# What the archives hold that Word and Excel put into their older files: themes, and documents.
_OF_OFFICE = (
    ".xml", ".rels", ".vml", ".png", ".jpg", ".jpeg", ".gif", ".tif", ".tiff", ".bmp", ".emf",
    ".wmf", ".bin", ".docx", ".xlsx", ".pptx", ".thmx", "/",
)  # fmt: skip
_TYPES = "[content_types].xml"


def refuse_hidden(content: bytes) -> None:
    """Raise FileError for an archive in a picture or a PDF, or the beginning of one behind it."""
    for _ in _found(content, 0):
        raise hidden_archive()
    behind = max(content.rfind(end) for end in (b"%%EOF", b"IEND\xaeB`\x82", b"\xff\xd9"))
    if behind >= 0 and b"PK\x03\x04" in content[behind:]:
        raise hidden_archive()


def refuse_foreign(content: bytes) -> None:
    """Raise FileError for an archive at the end of an older file of Word or Excel, unless it is one
    of theirs: they keep their themes in small archives."""
    for start, place in _found(content, max(0, len(content) - _LONGEST_END)):
        names = [name.lower() for name in _names(content, start, place)]
        if _TYPES not in names or not all(name.endswith(_OF_OFFICE) for name in names):
            raise hidden_archive()


def _found(content: bytes, since: int) -> Iterator[tuple[int, int]]:
    """Where directories of archives begin and end."""
    # Searched for once: a file may consist of nothing but such records.
    large = content.find(b"PK\x06\x06")
    place = content.find(_END, since)
    records = 0
    while place >= 0:
        records += 1
        if records > _MAX_RECORDS:
            raise hidden_archive()
        start = _directory(content, place, 0 <= large < place)
        if start >= 0:
            yield start, place
        place = content.find(_END, place + 1)


def _directory(content: bytes, place: int, large: bool) -> int:
    """Where the directory of an archive lies whose end may stand here, or -1. Of a `large` archive
    another record before this one says where."""
    record = content[place + 4 : place + 22]
    if len(record) < 18:
        return -1
    disk, first_disk, here, total, size, _, _ = struct.unpack("<4H2IH", record)
    if total == 0xFFFF or size == 0xFFFFFFFF:
        return place if large else -1
    start = int(place - size)
    if disk or first_disk or here != total or start < 0:
        return -1
    whole = content[start : start + 4] == _ENTRY if total else size == 0
    return start if whole else -1


def _names(content: bytes, start: int, end: int) -> Iterator[str]:
    """The names in a directory; what is no entry has a name that is none of an office's."""
    while start < end:
        if content[start : start + 4] != _ENTRY or start + 46 > end:
            yield "?"
            return
        name, extra, comment = struct.unpack_from("<3H", content, start + 28)
        yield content[start + 46 : start + 46 + name].decode("utf-8", "replace")
        start += 46 + name + extra + comment
