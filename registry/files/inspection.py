"""What a file really is, by its bytes: the kinds that are kept, and why another is refused.

A name is what the sender says; a file is kept only when its bytes are of the kind that its name
says, when nothing in it runs by itself (macros, scripts, a template fetched from elsewhere), and
when reading it cannot fill the memory of whoever opens it.
"""

import io
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import PurePath

from registry.files import archives, office, pdf, tails
from registry.files.errors import FileError, other_kind

__all__ = ["ACCEPTED", "ENDINGS_IN_WORDS", "Accepted", "FileError", "inspect"]

MAX_PIXELS = 60_000_000
_HUGE_PICTURE = "Ảnh có quá nhiều điểm ảnh. Hãy thu nhỏ ảnh rồi chọn lại."


@dataclass(frozen=True)
class Accepted:
    """A kind of file that is kept: what people call it, its media type, and its check."""

    label: str
    content_type: str
    check: Callable[[bytes], None]
    # Whether a browser shows it by itself, without a program that could run something; a viewer of
    # PDF is such a program.
    shown: bool = False


def inspect(name: str, content: bytes) -> Accepted:
    """Return the kind of the file.

    Raises FileError: an ending that is not kept, bytes of another kind, macros or scripts in it,
    or contents that unpack to far more than a document holds.
    """
    ending = PurePath(name).suffix.lower()
    kind = ACCEPTED.get(ending)
    if kind is None:
        macros = " Tệp có macro không được nhận." if ending in _WITH_MACROS else ""
        raise FileError(
            f"Không nhận loại tệp «{ending or 'không có phần mở rộng'}».{macros} "
            f"Hãy chọn tệp {ENDINGS_IN_WORDS}."
        )
    kind.check(content)
    return kind


def _pdf(content: bytes) -> None:
    if content.startswith(b"%PDF-"):
        archives.refuse_hidden(content)
    pdf.check(content)


def _image(
    label: str, form: str, start: bytes, behind: Callable[[bytes], None]
) -> Callable[[bytes], None]:
    def check(content: bytes) -> None:
        if not content.startswith(start):
            raise other_kind(label)
        archives.refuse_hidden(content)
        if any(mark in content[:2048].lower() for mark in (b"<script", b"<html", b"<svg", b"%pdf")):
            raise other_kind(label)
        _refuse_huge_picture(content, form)
        behind(content)

    return check


def _refuse_huge_picture(content: bytes, form: str) -> None:
    # Pillow comes with Wagtail; only the head is read, no picture is unpacked.
    from PIL import Image

    try:
        with Image.open(io.BytesIO(content), formats=[form]) as picture:
            width, height = picture.size
    except Image.DecompressionBombError as error:
        raise FileError(_HUGE_PICTURE) from error
    except (OSError, ValueError, SyntaxError) as error:
        raise FileError("Không đọc được ảnh. Hãy lưu lại ảnh rồi chọn tệp mới.") from error
    if width * height > MAX_PIXELS:
        raise FileError(_HUGE_PICTURE)


_DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_JPEG = Accepted(
    "ảnh JPEG",
    "image/jpeg",
    _image("ảnh JPEG", "JPEG", b"\xff\xd8\xff", tails.refuse_behind_jpeg),
    shown=True,
)
_PNG = Accepted(
    "ảnh PNG",
    "image/png",
    _image("ảnh PNG", "PNG", b"\x89PNG\r\n\x1a\n", tails.refuse_behind_png),
    shown=True,
)

# By the ending of the name, small letters.
ACCEPTED: dict[str, Accepted] = {
    ".pdf": Accepted("PDF", "application/pdf", _pdf),
    ".jpg": _JPEG,
    ".jpeg": _JPEG,
    ".png": _PNG,
    ".docx": Accepted("Word", _DOCX, office.reader("Word", "word/document.xml")),
    ".xlsx": Accepted("Excel", _XLSX, office.reader("Excel", "xl/workbook.xml")),
    ".odt": Accepted(
        "OpenDocument",
        "application/vnd.oasis.opendocument.text",
        office.reader("OpenDocument", "content.xml"),
    ),
    ".doc": Accepted("Word", "application/msword", office.old_reader("Word", "WordDocument")),
    ".xls": Accepted(
        "Excel", "application/vnd.ms-excel", office.old_reader("Excel", "Workbook", "Book")
    ),
}
ENDINGS_IN_WORDS = "PDF, ảnh JPEG hoặc PNG, Word (.docx, .doc, .odt), Excel (.xlsx, .xls)"
_WITH_MACROS = {".docm", ".dotm", ".xlsm", ".xltm", ".xlsb", ".pptm"}
