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
OLD_WORD = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600
OLD_WORD_WITH_MACRO = OLD_WORD + "_VBA_PROJECT".encode("utf-16-le")


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
