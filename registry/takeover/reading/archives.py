"""Archives that people send: which files lie in them, named as people read the names.

Whatever could fill the memory, leave its folder or hide behind a password is refused; what systems
leave behind (__MACOSX, Thumbs.db) is passed over.
"""

import io
import stat
import unicodedata
import zipfile
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import IO

from registry.files.services import MAX_BYTES
from registry.takeover.errors import TakeoverError
from registry.vietnamese import nfc

MOST_FILES = 3_000
# All that an archive unpacks to; a single file is never larger than what is kept of one.
MOST_UNPACKED = 1024 * 1024 * 1024
# Papers pack to a tenth or a twentieth; bombs to a thousandth.
MOST_RATIO, SMALL = 200, 10 * 1024 * 1024
LONGEST_NAME = 500
_LEFT_BEHIND = {"__macosx", ".ds_store", "thumbs.db", "desktop.ini"}
_UTF8, _ENCRYPTED = 0x800, 0x1
_BROKEN = (
    "Tệp nén «{}» bị hỏng hoặc không phải tệp .zip. Hãy nén lại thư mục thành tệp .zip rồi gửi lại."
)


@dataclass(frozen=True)
class Member:
    """One file of an archive: its name in there, its name for people, how large it is."""

    member: str
    name: str
    size: int


def members(archive: IO[bytes], called: str) -> list[Member]:
    """List the files of an archive; nothing is unpacked.

    Raises TakeoverError, naming the archive as `called`, for what is none, is locked by a password,
    leads out of its folder, or would unpack to more than papers do.
    """
    try:
        with zipfile.ZipFile(archive) as package:
            infos = package.infolist()
            packed = sum(info.compress_size for info in infos)
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError, OverflowError) as error:
        raise TakeoverError(_BROKEN.format(called)) from error
    if len(infos) > MOST_FILES * 2:
        raise TakeoverError(
            f"Tệp nén «{called}» có hơn {MOST_FILES} tệp. Hãy chia thành nhiều đợt nhập."
        )
    unpacked = sum(info.file_size for info in infos)
    if unpacked > MOST_UNPACKED or (unpacked > SMALL and unpacked > MOST_RATIO * max(packed, 1)):
        raise TakeoverError(
            f"Tệp nén «{called}» khi mở ra lớn bất thường nên không được nhận. Hãy kiểm tra lại các"
            " tệp bên trong, hoặc chia thành nhiều đợt nhập."
        )
    found = [Member(info.filename, _name(info), info.file_size) for info in _files(infos, called)]
    kept = [one for one in found if not is_left_behind(one.name)]
    if len(kept) > MOST_FILES:
        raise TakeoverError(
            f"Tệp nén «{called}» có hơn {MOST_FILES} tệp. Hãy chia thành nhiều đợt nhập."
        )
    return kept


def content_of(archive: IO[bytes], member: str) -> bytes:
    """Return the bytes of a file of an archive, one more than is kept where it is larger.

    Raises TakeoverError for one that cannot be unpacked.
    """
    try:
        with zipfile.ZipFile(archive) as package, package.open(member) as part:
            return part.read(MAX_BYTES + 1)
    except Exception as error:
        # A made-up archive fails in many ways: zipfile, zlib, lzma and bz2 each have their own.
        raise TakeoverError(
            "Tệp trong tệp nén bị hỏng, không mở ra được. Hãy nén lại rồi gửi lại."
        ) from error


def packed(files: Iterable[tuple[str, bytes]]) -> bytes:
    """Pack loose files into one archive, so that there is one way to read what was sent."""
    kept = io.BytesIO()
    with zipfile.ZipFile(kept, "w", zipfile.ZIP_STORED) as package:
        for name, content in files:
            package.writestr(zipfile.ZipInfo(plain(name)), content)
    return kept.getvalue()


def plain(name: str) -> str:
    """Return the name of a file as it is kept: composed letters, strokes of one direction."""
    kept = "".join(
        letter for letter in name.replace("\\", "/") if unicodedata.category(letter)[0] != "C"
    )
    return nfc(kept).strip()[-LONGEST_NAME:]


def _files(infos: Iterable[zipfile.ZipInfo], called: str) -> Iterable[zipfile.ZipInfo]:
    for info in infos:
        # Links would lead elsewhere once they are unpacked; nothing here follows one, or keeps it.
        if info.is_dir() or stat.S_ISLNK(info.external_attr >> 16):
            continue
        if info.flag_bits & _ENCRYPTED:
            raise TakeoverError(
                f"Tệp nén «{called}» có mật khẩu nên không mở được. Hãy nén lại không đặt mật khẩu."
            )
        path = info.filename.replace("\\", "/")
        steps = path.split("/")
        if path.startswith("/") or ".." in steps or (len(steps[0]) > 1 and steps[0][1] == ":"):
            raise TakeoverError(
                f"Tệp nén «{called}» có tên tệp dẫn ra ngoài thư mục («{path[:80]}») nên không được"
                " nhận. Hãy nén lại thư mục bằng chức năng nén có sẵn của máy tính."
            )
        yield info


def _name(info: zipfile.ZipInfo) -> str:
    """The name as it was meant: macOS writes UTF-8 and does not say so."""
    name = info.filename
    if not info.flag_bits & _UTF8:
        try:
            name = name.encode("cp437").decode("utf-8")
        except UnicodeError:
            name = info.filename
    return plain(name)


def is_left_behind(name: str) -> bool:
    """Tell whether a file is what systems and programs leave in folders."""
    steps = PurePosixPath(name).parts
    hidden = any(step.lower() in _LEFT_BEHIND or step.startswith("._") for step in steps)
    # What Word and Excel keep beside a file that is open.
    return hidden or not steps or steps[-1].startswith(("~$", "."))
