"""Files that people send: good ones of every kind, and bad ones that look like them."""

import io
import struct
import zipfile
import zlib


def pdf(root: bytes = b"", *more: bytes, behind: bytes = b"") -> bytes:
    """A PDF of one empty page; further entries of its root, further objects from number 4 on."""
    objects = [
        b"<</Type/Catalog/Pages 2 0 R" + root + b">>",
        b"<</Type/Pages/Count 1/Kids[3 0 R]>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]>>",
        *more,
    ]
    body, places = b"%PDF-1.5\n", []
    for number, thing in enumerate(objects, 1):
        places.append(len(body))
        body += b"%d 0 obj%s endobj\n" % (number, thing)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    size = len(objects) + 1
    return (
        body
        + b"xref\n0 %d\n0000000000 65535 f \n" % size
        + table
        + b"trailer<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % (size, len(body))
        + behind
    )


def packed_pdf(thing: bytes, behind: bytes = b"") -> bytes:
    """A PDF whose catalog opens with the object `thing`, which lies in a packed object stream."""
    import pikepdf

    made = pikepdf.new()
    made.add_blank_page()
    made.Root.OpenAction = made.make_indirect(pikepdf.Object.parse(thing))
    kept = io.BytesIO()
    made.save(kept, object_stream_mode=pikepdf.ObjectStreamMode.generate)
    return kept.getvalue() + behind


def stream(entries: bytes, data: bytes) -> bytes:
    """An object with a stream of data."""
    return b"<<%s/Length %d>>stream\n%s\nendstream" % (entries, len(data), data)


PDF = pdf()
SCRIPT = b"<</S /JavaScript/JS(app.alert(1))>>"
PDF_WITH_SCRIPT = pdf(b"/OpenAction" + SCRIPT)
PDF_WITH_FILE = pdf(b"/Names<</EmbeddedFiles 4 0 R>>", b"<</Names[]>>")


def compound(streams: dict[str, bytes], storage: str = "") -> bytes:
    """A compound file of some streams, inside of a storage if one is named; none is longer than
    sixty kilobytes."""
    names = [storage] if storage else []
    entries, sectors = [], b""
    first = 1 + (len(streams) + len(names) + 4) // 4
    chain = [0xFFFFFFFD, *range(2, first), 0xFFFFFFFE]
    for number, (name, data) in enumerate(streams.items(), 1 + len(names)):
        padded = data.ljust(max(4096, -(-len(data) // 512) * 512), b"\0")
        count = len(padded) // 512
        right = number + 1 if number < len(streams) + len(names) else 0xFFFFFFFF
        entries.append(_entry(name, 2, right, 0xFFFFFFFF, len(chain), len(padded)))
        chain += [*range(len(chain) + 1, len(chain) + count), 0xFFFFFFFE]
        sectors += padded
    if storage:
        entries.insert(0, _entry(storage, 1, 0xFFFFFFFF, 2, 0, 0))
    entries.insert(0, _entry("Root Entry", 5, 0xFFFFFFFF, 1, 0xFFFFFFFE, 0))
    head = struct.pack(
        "<8s16s5H6s9I",
        *(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"", 0x3E, 3, 0xFFFE, 9, 6, b""),
        *(0, 1, 1, 0, 4096, 0xFFFFFFFE, 0, 0xFFFFFFFE, 0),
    )
    table = struct.pack("<128I", *chain, *[0xFFFFFFFF] * (128 - len(chain)))
    directory = b"".join(entries).ljust((first - 1) * 512, b"\0")
    return head + bytes(4) + b"\xff" * 432 + table + directory + sectors


def _entry(name: str, sort: int, right: int, child: int, start: int, size: int) -> bytes:
    letters = name.encode("utf-16-le")
    return struct.pack(
        "<64sHBBIII36sIQ",
        *(letters, len(letters) + 2, sort, 1, 0xFFFFFFFF, right, child, b"", start, size),
    )


def old_word(*pieces: str, storage: str = "") -> bytes:
    """Word 97: a text that stands in the file in pieces, the last one first."""
    return compound(streams_of_word(*pieces), storage)


def streams_of_word(*pieces: str) -> dict[str, bytes]:
    """What such a file consists of."""
    text, places, ends = b"", [0] * len(pieces), [0]
    for number, piece in reversed(list(enumerate(pieces))):
        places[number] = 1024 + len(text)
        text += piece.encode("utf-16-le")
    for piece in pieces:
        ends.append(ends[-1] + len(piece))
    plan = struct.pack(f"<{len(ends)}I", *ends)
    plan += b"".join(struct.pack("<HIH", 0, place, 0) for place in places)
    table = struct.pack("<BI", 2, len(plan)) + plan
    head = struct.pack("<HH7xB", 0xA5EC, 0xC1, 2).ljust(0x1A2, b"\0")
    head += struct.pack("<II", 0, len(table))
    return {"WordDocument": head.ljust(1024, b"\0") + text, "1Table": table}


def old_excel(sort: int = 0, *more: bytes) -> bytes:
    """Excel 97: a book of one sheet, which may be one of macros."""
    name = struct.pack("<IBBBB", 0, 0, sort, 1, 0) + b"A"
    records = [_record(0x809, struct.pack("<HH12x", 0x600, 5)), _record(0x85, name), *more]
    return compound({"Workbook": b"".join(records) + struct.pack("<HH", 0x0A, 0)})


def _record(kind: int, data: bytes) -> bytes:
    return struct.pack("<HH", kind, len(data)) + data


OLD_WORD = old_word("Kính gửi")
OLD_WORD_WITH_MACRO = compound({"_VBA_PROJECT": b"", "WordDocument": b""})


def png(width: int = 2, height: int = 2) -> bytes:
    """A white picture; its size is only told, so a huge one is a small file."""
    rows = b"".join(b"\x00" + b"\xff" * width for _ in range(min(height, 4)))
    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    parts = ((b"IHDR", head), (b"IDAT", zlib.compress(rows)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(name, data) for name, data in parts)


def _chunk(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


def jpeg() -> bytes:
    """A small photograph."""
    from PIL import Image

    kept = io.BytesIO()
    Image.new("RGB", (4, 4), "white").save(kept, "JPEG")
    return kept.getvalue()


def package(main: str, more: dict[str, bytes] | None = None) -> bytes:
    """A document of an office program, with further parts."""
    kept = io.BytesIO()
    with zipfile.ZipFile(kept, "w", zipfile.ZIP_DEFLATED) as archive:
        plain = {"[Content_Types].xml": b"<Types/>", main: b"<a/>"}
        for name, content in (plain | (more or {})).items():
            archive.writestr(name, content)
    return kept.getvalue()


def docx(more: dict[str, bytes] | None = None) -> bytes:
    """A Word document."""
    return package("word/document.xml", more)


def related(attributes: str, encoding: str = "utf-8") -> dict[str, bytes]:
    """The relations of a Word document with one more, written as an office program may write it."""
    text = (
        f"<?xml version='1.0' encoding='{encoding}'?><Relationships xmlns='http://schemas."
        f"openxmlformats.org/package/2006/relationships'><Relationship Id='r1' {attributes}/>"
        "</Relationships>"
    )
    return {"word/_rels/document.xml.rels": text.encode(encoding)}


def field(*pieces: str) -> dict[str, bytes]:
    """A Word document with one field, whose words are cut into pieces."""
    runs = "".join(f"<w:r><w:instrText>{piece}</w:instrText></w:r>" for piece in pieces)
    text = (
        '<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">'
        f'<w:r><w:fldChar w:fldCharType="begin"/></w:r>{runs}'
        '<w:r><w:fldChar w:fldCharType="end"/></w:r></w:document>'
    )
    return {"word/document.xml": text.encode()}


def lying_bomb(size: int = 300_000_000) -> bytes:
    """A Word document whose directory says that a part of `size` bytes of zeros is one byte."""
    squeezed = zlib.compressobj(9, zlib.DEFLATED, -15)
    zeros = bytes(1_000_000)
    data = b"".join(squeezed.compress(zeros) for _ in range(size // len(zeros)))
    data += squeezed.flush()
    honest = docx()
    name = b"word/media/a.xml"
    header = struct.pack("<4s5H3I2H", b"PK\x03\x04", 20, 0, 8, 0, 0, 0, len(data), 1, len(name), 0)
    local = honest[: honest.find(b"PK\x01\x02")]
    entry = struct.pack(
        "<4s6H3I5H2I",
        *(b"PK\x01\x02", 20, 20, 0, 8, 0, 0, 0, len(data), 1, len(name), 0, 0, 0, 0, 0, len(local)),
    )
    directory = honest[honest.find(b"PK\x01\x02") : honest.find(b"PK\x05\x06")] + entry + name
    body = local + header + name + data
    end = struct.pack("<4s4H2IH", b"PK\x05\x06", 0, 0, 3, 3, len(directory), len(body), 0)
    return body + directory + end
