"""A package with the files of its documents: a zip of the text, and of each content by its digest.

    co-quan.json        the text, as `exporting.export` writes it
    tep/<sha256>        each content once

Nothing is packed smaller (papers are already) and nothing bears a date, so that the same agency
gives the same bytes. Reading takes such a zip and no other: whatever lies in it beside these names
refuses it, and each content is read no further than the text says that it goes.
"""

import hashlib
import zipfile
from collections.abc import Iterable
from typing import IO, Any

from registry.documents.texts.models import DocumentFile
from registry.files import services as files
from registry.files.inspection import FileError
from registry.organisation.models import Agency
from registry.packages.errors import PackageError
from registry.packages.reading import LARGEST
from registry.problems import Problem, pointer

TEXT, FOLDER = "co-quan.json", "tep/"
MOST_FILES = 100_000
_ENCRYPTED = 0x1
Json = dict[str, Any]


def write(target: IO[bytes], agency: Agency, text: str) -> None:
    """Write a package with all contents that its documents have.

    Raises PackageError where one is gone from the store, or is not what was stored.
    """
    rows = DocumentFile.objects.of(agency).select_related("file").order_by("file__sha256", "pk")
    contents = {row.file.sha256: row.file for row in rows}
    with zipfile.ZipFile(target, "w", zipfile.ZIP_STORED) as package:
        package.writestr(zipfile.ZipInfo(TEXT), text.encode())
        for digest, stored in contents.items():
            try:
                with files.open_file(stored) as content:
                    package.writestr(zipfile.ZipInfo(f"{FOLDER}{digest}"), content.read())
            except FileError as error:
                raise PackageError(f"«{stored.name}»: {error}") from error


def count(agency: Agency) -> int:
    """Count the files that documents of an agency have, or had."""
    return DocumentFile.objects.of(agency).count()


def is_one(source: IO[bytes]) -> bool:
    """Tell whether this is a zip at all; the place in the file stays."""
    start = source.read(4)
    source.seek(0)
    return start == b"PK\x03\x04"


class Carried:
    """The contents of an open package, each to be had by its digest."""

    def __init__(self, source: IO[bytes]) -> None:
        """Open a package; raise PackageError for what is none of ours, or hides something."""
        try:
            self._package = zipfile.ZipFile(source)
        except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError) as error:
            raise PackageError("Tệp nén (.zip) bị hỏng, không mở được.") from error
        infos = self._package.infolist()
        # What was looked through already: (digest, name) and the type that it is.
        self._types: dict[tuple[str, str], str] = {}
        self._sizes = {info.filename: info.file_size for info in infos}
        if len(infos) > MOST_FILES or len(self._sizes) != len(infos):
            raise PackageError("Tệp nén có quá nhiều tệp, hoặc có hai tệp cùng tên.")
        if any(info.flag_bits & _ENCRYPTED for info in infos):
            raise PackageError("Tệp nén có mật khẩu. Hãy dùng đúng tệp do hệ thống xuất ra.")
        if self._sizes.get(TEXT, LARGEST + 1) > LARGEST:
            raise PackageError(f"Tệp nén không có «{TEXT}», hoặc tệp ấy quá lớn.")

    @property
    def text(self) -> bytes:
        """The text of the package."""
        return self._read(TEXT, LARGEST)

    def problems(self, told: Json) -> list[Problem]:
        """Find what the text names and the package lacks, and what it has beside that.

        Each content is read and looked through, as if somebody had sent it: this may take long, so
        call it outside of every transaction.
        """
        found, named = [], {TEXT}
        for where, row in _rows(told):
            named.add(f"{FOLDER}{row['sha256']}")
            try:
                self.inspected(row)
            except (FileError, PackageError) as error:
                found.append(Problem(where, f"«{row['name']}»: {error}"))
        beside = sorted(set(self._sizes) - named)
        if beside:
            said = f"Tệp nén có {len(beside)} tệp mà nội dung không nhắc đến: «{beside[0][:100]}»."
            found.append(Problem("", said))
        return found

    def inspected(self, row: Json) -> files.Inspected:
        """Return the content that a row of the text names, looked through.

        Raises PackageError where it is missing or another one, FileError where it is not what its
        name says.
        """
        member = f"{FOLDER}{row['sha256']}"
        if self._sizes.get(member) != row["size"]:
            raise PackageError("Không có nội dung của tệp này trong tệp nén, hoặc sai dung lượng.")
        content = self._read(member, row["size"])
        if hashlib.sha256(content).hexdigest() != row["sha256"]:
            raise PackageError("Nội dung không khớp mã kiểm tra (sha256): tệp đã bị sửa hoặc hỏng.")
        key = row["sha256"], row["name"]
        if key in self._types:
            return files.Inspected(row["name"], content, self._types[key], row["sha256"])
        found = files.known(row["name"], content)
        self._types[row["sha256"], found.name] = found.content_type
        return found

    def _read(self, member: str, most: int) -> bytes:
        try:
            with self._package.open(member) as part:
                content = part.read(most + 1)
        except Exception as error:
            # A made-up archive fails in many ways: zipfile, zlib, lzma and bz2 each have their own.
            raise PackageError("Tệp trong tệp nén bị hỏng, không mở ra được.") from error
        if len(content) > most:
            raise PackageError("Tệp trong tệp nén dài hơn dung lượng ghi trong đó.")
        return content


def _rows(told: Json) -> Iterable[tuple[str, Json]]:
    for number, document in enumerate(told.get("documents", [])):
        for place, row in enumerate(document.get("files", [])):
            yield pointer("content", "documents", number, "files", place), row
