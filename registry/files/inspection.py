"""What a file really is, by its bytes: the kinds that are kept, and why another is refused.

A name is what the sender says; a file is kept only when its bytes are of the kind that its name
says, when nothing in it runs by itself (macros, scripts, a template fetched from elsewhere), and
when reading it cannot fill the memory of whoever opens it.
"""

import io
import re
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import PurePath

MAX_PIXELS = 60_000_000
MAX_MEMBERS = 3_000
MAX_UNPACKED = 200 * 1024 * 1024
# Text of a document packs to a tenth or a twentieth; bombs to a thousandth.
MAX_RATIO = 200
SMALL = 1024 * 1024
_CHUNK = 64 * 1024
_HUGE_PICTURE = "Ảnh có quá nhiều điểm ảnh. Hãy thu nhỏ ảnh rồi chọn lại."

# Actions that run something, other files inside, and forms with scripts. Marks long enough that
# the bytes of a scanned picture do not hold one by chance.
_ACTIVE_PDF = re.compile(rb"/S\s*/(JavaScript|Launch)|/EmbeddedFiles?\b|/XFA\s*[\[\d]")


class FileError(ValueError):
    """A file that cannot be kept; the message is Vietnamese and says what to do."""


@dataclass(frozen=True)
class Accepted:
    """A kind of file that is kept: what people call it, its media type, and its check."""

    label: str
    content_type: str
    check: Callable[[bytes], None]
    # Whether a browser shows it by itself, without a program that could run something.
    shown: bool = False


def inspect(name: str, content: bytes) -> Accepted:
    """The kind of the file.

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
    if not content.startswith(b"%PDF-"):
        raise _other_kind("PDF")
    _refuse_hidden_archive(content)
    if _ACTIVE_PDF.search(content):
        raise FileError(
            "Tệp PDF có chứa mã lệnh hoặc tệp nhúng nên không được nhận. "
            "Hãy in lại ra PDF rồi chọn tệp mới."
        )


def _image(label: str, *starts: bytes) -> Callable[[bytes], None]:
    def check(content: bytes) -> None:
        if not content.startswith(starts):
            raise _other_kind(label)
        _refuse_hidden_archive(content)
        if any(mark in content[:2048].lower() for mark in (b"<script", b"<html", b"<svg", b"%pdf")):
            raise _other_kind(label)
        _refuse_huge_picture(content)

    return check


def _refuse_huge_picture(content: bytes) -> None:
    # Pillow comes with Wagtail; only the head is read, no picture is unpacked.
    from PIL import Image

    try:
        with Image.open(io.BytesIO(content)) as picture:
            width, height = picture.size
    except Image.DecompressionBombError as error:
        raise FileError(_HUGE_PICTURE) from error
    except (OSError, ValueError, SyntaxError) as error:
        raise FileError("Không đọc được ảnh. Hãy lưu lại ảnh rồi chọn tệp mới.") from error
    if width * height > MAX_PIXELS:
        raise FileError(_HUGE_PICTURE)


def _office(label: str, main: str) -> Callable[[bytes], None]:
    """A package of the Office Open XML or OpenDocument family, whose part `main` names it."""

    def check(content: bytes) -> None:
        if not content.startswith(b"PK\x03\x04"):
            raise _other_kind(label)
        try:
            with zipfile.ZipFile(io.BytesIO(content)) as package:
                _check_package(package, len(content), label, main)
        except FileError:
            raise
        except Exception as error:
            # A made-up package fails in many ways: zipfile, zlib, lzma and bz2 each have their own.
            raise _broken(label) from error

    return check


def _check_package(package: zipfile.ZipFile, size: int, label: str, main: str) -> None:
    members = package.infolist()
    names = {member.filename for member in members}
    if main not in names:
        raise _other_kind(label)
    packed = sum(member.compress_size for member in members)
    if len(members) > MAX_MEMBERS or len(names) != len(members) or packed > size:
        raise _bomb(label)
    if any(_runs(name) for name in names):
        raise FileError(
            f"Tệp {label} có macro hoặc chương trình nhúng nên không được nhận. "
            "Hãy lưu lại thành tệp không có macro."
        )
    unpacked = 0
    for member in members:
        # Sizes in the directory may lie: what is counted is what really comes out.
        with package.open(member) as part:
            while chunk := part.read(_CHUNK):
                unpacked += len(chunk)
                if unpacked > MAX_UNPACKED or (
                    unpacked > SMALL and unpacked > MAX_RATIO * max(size, 1)
                ):
                    raise _bomb(label)
                if member.filename.endswith(".rels") and _fetches(chunk):
                    raise FileError(
                        f"Tệp {label} lấy khuôn mẫu từ nơi khác nên không được nhận. "
                        "Hãy lưu lại thành tệp thường."
                    )


def _runs(name: str) -> bool:
    plain = name.lower()
    return (
        plain.endswith(("vbaproject.bin", ".exe", ".dll", ".js", ".vbs", ".bat", ".ps1", ".jar"))
        or plain.startswith(("basic/", "scripts/"))
        or "/activex/" in plain
    )


def _fetches(part: bytes) -> bool:
    """Whether relations name a template or object outside of the file."""
    outside = b'TargetMode="External"' in part
    return outside and (b"attachedTemplate" in part or b"/oleObject" in part)


def _old_office(label: str) -> Callable[[bytes], None]:
    """Word and Excel before 2007: a compound file, in whose directory macros have names."""

    def check(content: bytes) -> None:
        if not content.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"):
            raise _other_kind(label)
        _refuse_hidden_archive(content)
        if "_VBA_PROJECT".encode("utf-16-le") in content:
            raise FileError(
                f"Tệp {label} có macro nên không được nhận. "
                "Hãy lưu lại thành tệp không có macro, hoặc in ra PDF."
            )

    return check


def _refuse_hidden_archive(content: bytes) -> None:
    """A file that is an archive as well (its directory stands at the end) is two files in one."""
    # The archive's directory may be followed by a comment of at most 65,535 bytes.
    if b"PK\x05\x06" in content[-65_557:] and b"PK\x01\x02" in content:
        raise FileError(
            "Tệp này chứa một tệp nén giấu bên trong nên không được nhận. "
            "Hãy lưu lại hoặc in ra PDF rồi chọn tệp mới."
        )


def _other_kind(label: str) -> FileError:
    return FileError(
        f"Nội dung tệp không phải {label} như tên tệp cho biết. "
        "Hãy mở tệp, lưu lại đúng loại rồi chọn lại."
    )


def _broken(label: str) -> FileError:
    return FileError(f"Tệp {label} bị hỏng, không mở được. Hãy lưu lại rồi chọn tệp mới.")


def _bomb(label: str) -> FileError:
    return FileError(
        f"Tệp {label} khi mở ra lớn bất thường nên không được nhận. "
        "Hãy tách thành nhiều tệp hoặc in ra PDF."
    )


_DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_JPEG = Accepted("ảnh JPEG", "image/jpeg", _image("ảnh JPEG", b"\xff\xd8\xff"), shown=True)

# By the ending of the name, small letters.
ACCEPTED: dict[str, Accepted] = {
    ".pdf": Accepted("PDF", "application/pdf", _pdf, shown=True),
    ".jpg": _JPEG,
    ".jpeg": _JPEG,
    ".png": Accepted("ảnh PNG", "image/png", _image("ảnh PNG", b"\x89PNG\r\n\x1a\n"), shown=True),
    ".docx": Accepted("Word", _DOCX, _office("Word", "word/document.xml")),
    ".xlsx": Accepted("Excel", _XLSX, _office("Excel", "xl/workbook.xml")),
    ".odt": Accepted(
        "OpenDocument",
        "application/vnd.oasis.opendocument.text",
        _office("OpenDocument", "content.xml"),
    ),
    ".doc": Accepted("Word", "application/msword", _old_office("Word")),
    ".xls": Accepted("Excel", "application/vnd.ms-excel", _old_office("Excel")),
}
ENDINGS_IN_WORDS = "PDF, ảnh JPEG hoặc PNG, Word (.docx, .doc, .odt), Excel (.xlsx, .xls)"
_WITH_MACROS = {".docm", ".dotm", ".xlsm", ".xltm", ".xlsb", ".pptm"}
