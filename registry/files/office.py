"""Packages of Word, Excel and OpenDocument: parts in a zip, read as the office program reads them.

What a part is, and what it points to outside of the file, say two sorts of XML: the list of
content types and the relations. These are parsed, in whatever encoding, quotes and case they are
written; one that can't be parsed, or that defines entities, is refused.
"""

import io
import re
import zipfile
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import urlsplit

from registry.files.errors import FileError, broken, other_kind, too_much

MAX_MEMBERS = 3_000
MAX_UNPACKED = 200 * 1024 * 1024
# Text of a document packs to a tenth or a twentieth; bombs to a thousandth.
MAX_RATIO = 200
SMALL = 1024 * 1024
# Parts that are parsed whole are small in every honest document.
MAX_PARSED = 4 * 1024 * 1024
_CHUNK = 64 * 1024

# What may stand outside of the file: a link that people click, a picture or film on the web, the
# other workbook of a formula (Excel asks before it reads that).
_OUTSIDE = {"hyperlink", "image", "audio", "video", "media", "externallinkpath"}
_PROGRAMS = (
    "vbaproject.bin", ".exe", ".dll", ".js", ".jse", ".vbs", ".vbe", ".wsf", ".hta", ".bat",
    ".cmd", ".com", ".scr", ".msi", ".ps1", ".jar", ".lnk", ".docm", ".dotm", ".xlsm", ".xltm",
)  # fmt: skip
_DDE = re.compile(r"\bDDE(AUTO)?\b", re.IGNORECASE)
# An object of another program that carries a file: «Package» keeps it in a stream of this name.
_PACKAGED = "\x01Ole10Native".encode("utf-16-le")


def reader(label: str, main: str) -> Callable[[bytes], None]:
    """The check of a package whose part `main` names its kind."""

    def check(content: bytes) -> None:
        if not content.startswith(b"PK\x03\x04"):
            raise other_kind(label)
        try:
            with zipfile.ZipFile(io.BytesIO(content)) as package:
                _check(package, len(content), label, main)
        except FileError:
            raise
        except Exception as error:
            # A made-up package fails in many ways: zipfile, zlib, lzma and bz2 each have their own.
            raise broken(label) from error

    return check


def _check(package: zipfile.ZipFile, size: int, label: str, main: str) -> None:
    members = package.infolist()
    names = {_plain(member.filename) for member in members}
    if _plain(main) not in names:
        raise other_kind(label)
    packed = sum(member.compress_size for member in members)
    if len(members) > MAX_MEMBERS or len(names) != len(members) or packed > size:
        raise too_much(label)
    if any(_runs(name) for name in names):
        raise _programs(label)
    _unpack(package, size, label)
    if main == "content.xml":
        _check_open_document(package, label)
    else:
        _check_open_xml(package, label, main)


def _plain(name: str) -> str:
    """Names of parts differ in more than case and the direction of the stroke."""
    return name.replace("\\", "/").lstrip("/").lower()


def _unpack(package: zipfile.ZipFile, size: int, label: str) -> None:
    """Sizes in the directory may lie: what is counted is what really comes out."""
    unpacked = 0
    for member in package.infolist():
        packaged, before = False, b""
        with package.open(member) as part:
            while chunk := part.read(_CHUNK):
                unpacked += len(chunk)
                if unpacked > MAX_UNPACKED or (
                    unpacked > SMALL and unpacked > MAX_RATIO * max(size, 1)
                ):
                    raise too_much(label)
                packaged = packaged or _PACKAGED in before + chunk
                before = chunk[-len(_PACKAGED) :]
        if packaged and not _plain(member.filename).endswith(".xml"):
            raise _programs(label)


def _runs(name: str) -> bool:
    return (
        name.endswith(_PROGRAMS)
        or name.startswith(("basic/", "scripts/"))
        or "/activex/" in name
        or "customui/" in name
    )


def _check_open_xml(package: zipfile.ZipFile, label: str, main: str) -> None:
    parts = {_plain(member.filename): member for member in package.infolist()}
    types = parts.get("[content_types].xml")
    if types is None:
        raise broken(label)
    for element in _elements(package, types, label):
        said = _attribute(element, "contenttype").lower()
        if any(word in said for word in ("macroenabled", "vbaproject", "activex", "macrosheet")):
            raise _programs(label)
    related = [_plain(main)]
    for name, member in parts.items():
        if name.endswith(".rels"):
            for element in _elements(package, member, label):
                related += _related(element, name, label)
    for name in dict.fromkeys(related):
        if name in parts and name.endswith(".xml") and name.startswith(("word/", "xl/external")):
            _refuse_fields(package, parts[name], label)


def _related(element: Any, rels: str, label: str) -> Iterator[str]:
    """The part that a relation names; one outside of the file must be of a harmless sort."""
    target, sort = _attribute(element, "target").strip(), _attribute(element, "type")
    if not target:
        return
    sort = sort.rstrip("/").rpartition("/")[2].lower()
    if sort in ("vbaproject", "control", "activexcontrolbinary", "ui", "extensibility"):
        raise _programs(label)
    outside = _attribute(element, "targetmode").strip().lower() == "external"
    if not outside and urlsplit(target).scheme == "" and not target.startswith(("\\\\", "//")):
        folder = rels.rpartition("_rels/")[0]
        yield _plain(target if target.startswith("/") else _joined(folder, target))
        return
    web = urlsplit(target).scheme.lower() in ("http", "https")
    if sort not in _OUTSIDE or (sort in ("image", "audio", "video", "media") and not web):
        raise FileError(
            f"Tệp {label} lấy khuôn mẫu từ nơi khác hoặc nhúng nội dung từ nơi khác nên không được"
            " nhận. Hãy lưu lại thành tệp thường hoặc in ra PDF."
        )


def _joined(folder: str, target: str) -> str:
    """«../media/a.png» seen from «word/»."""
    parts = [part for part in folder.split("/") if part]
    for part in target.replace("\\", "/").split("/"):
        if part == "..":
            parts = parts[:-1]
        elif part not in ("", "."):
            parts.append(part)
    return "/".join(parts)


def _refuse_fields(package: zipfile.ZipFile, member: zipfile.ZipInfo, label: str) -> None:
    """Fields that ask another program for data (DDE) when the document is opened."""
    said: list[str] = []
    for element in _elements(package, member, label, most=MAX_UNPACKED):
        tag = _tag(element)
        if tag in ("ddelink", "olelink"):
            raise _dde(label)
        if tag == "instrtext":
            said.append(element.text or "")
        elif tag == "fldchar":
            # The words of one field may be cut into any number of pieces.
            if _attribute(element, "fldchartype") != "begin" and _DDE.search("".join(said)):
                raise _dde(label)
            said = []
        elif tag == "fldsimple" and _DDE.search(_attribute(element, "instr")):
            raise _dde(label)
    if _DDE.search("".join(said)):
        raise _dde(label)


def _check_open_document(package: zipfile.ZipFile, label: str) -> None:
    for member in package.infolist():
        name = _plain(member.filename)
        if not name.endswith((".xml", ".rdf")):
            continue
        if name.rpartition("/")[2] not in ("content.xml", "styles.xml", "settings.xml", "meta.xml"):
            continue
        for element in _elements(package, member, label, most=MAX_UNPACKED):
            tag = _tag(element)
            if tag in ("script", "event-listener"):
                raise _programs(label)
            if tag in ("dde-source", "dde-connection", "dde-connection-decl", "dde-link"):
                raise _dde(label)
            outside = _attribute(element, "href")
            if tag in ("object", "object-ole", "plugin", "applet", "floating-frame") and (
                urlsplit(outside).scheme or outside.startswith(("//", "\\\\", "../"))
            ):
                raise _dde(label)


def _elements(
    package: zipfile.ZipFile, member: zipfile.ZipInfo, label: str, most: int = MAX_PARSED
) -> Iterator[Any]:
    """The elements of a part, one after the other; entities and document types are refused."""
    from defusedxml.ElementTree import iterparse

    if member.file_size > most:
        raise too_much(label)
    with package.open(member) as part:
        try:
            for _, element in iterparse(part, events=("end",), forbid_dtd=True):
                yield element
                if _tag(element) not in ("instrtext", "t"):
                    element.clear()
        except FileError:
            raise
        except Exception as error:
            raise broken(label) from error


def _tag(element: Any) -> str:
    return str(element.tag).rpartition("}")[2].lower()


def _attribute(element: Any, name: str) -> str:
    """An attribute whatever its namespace and case: «TargetMode», «w:instr»."""
    return next((str(value) for key, value in element.attrib.items() if _last(key) == name), "")


def _last(key: str) -> str:
    return key.rpartition("}")[2].lower()


def _programs(label: str) -> FileError:
    return FileError(
        f"Tệp {label} có macro hoặc chương trình nhúng nên không được nhận. "
        "Hãy lưu lại thành tệp không có macro."
    )


def _dde(label: str) -> FileError:
    return FileError(
        f"Tệp {label} lấy dữ liệu từ chương trình hoặc nơi khác (DDE) nên không được nhận. "
        "Hãy chuyển các trường đó thành văn bản thường, hoặc in ra PDF."
    )
