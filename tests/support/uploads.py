"""Files that people send: good ones of every kind, and bad ones that look like them."""

import io
import struct
import zipfile
import zlib

PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
PDF_WITH_SCRIPT = PDF.replace(
    b"/Catalog", b"/Catalog/OpenAction<</S /JavaScript/JS(app.alert(1))>>"
)
PDF_WITH_FILE = PDF.replace(b"/Catalog", b"/Catalog/Names<</EmbeddedFiles 2 0 R>>")
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
        for name, content in {"[Content_Types].xml": b"<Types/>", main: b"<a/>"}.items():
            archive.writestr(name, content)
        for name, content in (more or {}).items():
            archive.writestr(name, content)
    return kept.getvalue()


def docx(more: dict[str, bytes] | None = None) -> bytes:
    """A Word document."""
    return package("word/document.xml", more)


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
