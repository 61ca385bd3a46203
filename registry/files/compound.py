"""Compound files: Word and Excel before 2007, and objects inside of newer documents.

A compound file is a small file system; olefile reads its directory. In it macros are storages of
known names, sheets of macros are told by the list of sheets, and fields of Word are characters of
its text, which is joined from its pieces as Word joins them.
"""

import io
import re
import struct
from collections.abc import Callable, Iterator
from typing import Any

from registry.files.budget import Budget
from registry.files.errors import FileError, broken, other_kind, programs
from registry.files.fields import Codes, dde

START = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
# Storages and streams of macros; names differ in case alone.
_MACROS = {"macros", "vba", "_vba_project", "_vba_project_cur", "_vba_project_dir"}
_MACROS_ANYWHERE = re.compile(re.escape("_VBA_PROJECT".encode("utf-16-le")), re.IGNORECASE)
_FIELD = re.compile(r"([\x13\x14\x15])")
_RAW_DDE = re.compile(rb"\x13[\s\0\"]*(?:DDE|D\0D\0E\0)", re.IGNORECASE)
# Sorts of sheets, and of streams, that hold macros.
_MACRO_SHEETS = {1, 6}
_MACRO_STREAM = 0x40
_BOF = {0x0009, 0x0209, 0x0409, 0x0809}
_SHEET, _BOOK_LINK, _LOCKED = 0x0085, 0x01AE, 0x002F


def check(
    content: bytes,
    budget: Budget,
    mains: tuple[str, ...],
    nested: Callable[[bytes], None],
) -> None:
    """Raise FileError for macros, packed files and fields that ask for data from elsewhere, and
    for what can't be read. `nested` reads the document that an object carries."""
    import olefile

    if _MACROS_ANYWHERE.search(content):
        raise programs(budget.label)
    try:
        with olefile.OleFileIO(io.BytesIO(content)) as opened:
            names = opened.listdir(streams=True, storages=True)
            _refuse_macros(names, budget)
            if mains and not any(opened.exists(main) for main in mains):
                raise other_kind(budget.label)
            for path in opened.listdir():
                _check_stream(opened, path, budget, nested)
    except FileError:
        raise
    except Exception as error:
        # Made-up files fail in many ways; what can't be read to its end is not kept.
        raise broken(budget.label) from error


def _refuse_macros(paths: list[list[str]], budget: Budget) -> None:
    for path in paths:
        for name in path:
            if name.lower() in _MACROS or name.lower() == "\x01ole10native":
                raise programs(budget.label)


def _check_stream(
    opened: Any, path: list[str], budget: Budget, nested: Callable[[bytes], None]
) -> None:
    name = path[-1].lower()
    if name in ("workbook", "book"):
        _check_book(_read(opened, path, budget), budget)
    elif name == "worddocument":
        text = _read(opened, path, budget)
        if _RAW_DDE.search(text):
            raise dde(budget.label)
        _check_text(opened, path, text, budget)
    elif name == "package":
        nested(_read(opened, path, budget))


def _read(opened: Any, path: list[str], budget: Budget) -> bytes:
    with opened.openstream(path) as stream:
        data: bytes = stream.read()
    budget.unpack(len(data))
    budget.in_time()
    return data


def _check_book(data: bytes, budget: Budget) -> None:
    """The records of a workbook: which sheets it has, and which other programs it asks."""
    for number, (kind, record) in enumerate(_records(data)):
        if number % 10_000 == 0:
            budget.in_time()
        if kind == _LOCKED:
            raise FileError(
                f"Tệp {budget.label} đặt mật khẩu nên không kiểm tra được. "
                "Hãy bỏ mật khẩu rồi chọn lại tệp."
            )
        macros = (kind in _BOF and record[2:3] == bytes([_MACRO_STREAM])) or (
            kind == _SHEET and (len(record) < 6 or record[5] in _MACRO_SHEETS)
        )
        if macros:
            raise programs(budget.label)
        # A link is «program, subject» with this byte between; a workbook has none in its name.
        if kind == _BOOK_LINK and record[:2] == b"\0\0" and b"\x03" in record[4:]:
            raise dde(budget.label)


def _records(data: bytes) -> Iterator[tuple[int, bytes]]:
    place, end = 0, len(data)
    while place + 4 <= end:
        kind, size = struct.unpack_from("<HH", data, place)
        if kind == size == 0 and not data[place:].strip(b"\0"):
            return
        place += 4
        if place + size > end:
            raise ValueError("a record ends behind its stream")
        yield kind, data[place : place + size]
        place += size


def _check_text(opened: Any, path: list[str], document: bytes, budget: Budget) -> None:
    """Fields of the whole text, with notes, heads and feet, in the order of its letters."""
    codes = Codes(budget.label)
    for piece in _pieces(opened, path, document, budget):
        for part in _FIELD.split(piece):
            if part == "\x13":
                codes.begin()
            elif part == "\x14":
                codes.separate()
            elif part == "\x15":
                codes.end()
            elif part:
                codes.show(part)
    codes.close()


def _pieces(opened: Any, path: list[str], document: bytes, budget: Budget) -> Iterator[str]:
    magic, version, flags = *struct.unpack_from("<HH", document), document[0x0B]
    if magic not in (0xA5EC, 0xA5DC):
        raise ValueError("no text of Word")
    if flags & 0x01:
        raise FileError(
            f"Tệp {budget.label} đặt mật khẩu nên không kiểm tra được. "
            "Hãy bỏ mật khẩu rồi chọn lại tệp."
        )
    if version < 0xC1:
        # Word 6 and 95: one byte a letter, between two places.
        first, last = struct.unpack_from("<II", document, 0x18)
        yield document[first:last].decode("cp1252", "replace")
        return
    table = _read(opened, [*path[:-1], f"{(flags >> 1) & 1}Table"], budget)
    start, size = struct.unpack_from("<II", document, 0x01A2)
    yield from _of_table(table[start : start + size], document)


def _of_table(pieces: bytes, document: bytes) -> Iterator[str]:
    place = 0
    while pieces[place] == 1:
        place += 3 + struct.unpack_from("<H", pieces, place + 1)[0]
    if pieces[place] != 2:
        raise ValueError("no table of pieces")
    size = struct.unpack_from("<I", pieces, place + 1)[0]
    plan = pieces[place + 5 : place + 5 + size]
    count = (len(plan) - 4) // 12
    ends = struct.unpack_from(f"<{count + 1}I", plan)
    for number in range(count):
        length = ends[number + 1] - ends[number]
        where = struct.unpack_from("<I", plan, 4 * (count + 1) + 8 * number + 2)[0]
        if length < 0 or length > len(document):
            raise ValueError("a piece longer than its text")
        if where & 0x4000_0000:
            begin = (where & 0x3FFF_FFFF) // 2
            yield document[begin : begin + length].decode("cp1252", "replace")
        else:
            yield document[where : where + 2 * length].decode("utf-16-le", "replace")
