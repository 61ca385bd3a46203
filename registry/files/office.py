"""Packages of Word, Excel and OpenDocument: parts in a zip, read as the office program reads them.

What a part is, and what it points to outside of the file, say two sorts of XML: the list of
content types and the relations. These are parsed, in whatever encoding, quotes and case they are
written; one that can't be parsed, or that defines entities, is refused.
"""

import io
import re
import zipfile
from collections.abc import Callable, Iterator
from functools import partial
from urllib.parse import unquote, urlsplit

from registry.files import archives, compound
from registry.files.budget import Attributes, Budget, Starts, attribute, parse
from registry.files.errors import FileError, broken, other_kind, programs, too_much
from registry.files.fields import FieldReader, dde, fetches

MAX_MEMBERS = 3_000
# Text of a document packs to a tenth or a twentieth; bombs to a thousandth.
MAX_RATIO = 200
SMALL = 1024 * 1024
# A document inside a document is read the same way, and so is an object of it with the document
# that it carries; deeper ones are refused.
MAX_NESTED = 2
_CHUNK = 64 * 1024
_ARCHIVE = b"PK\x03\x04"

# What may stand outside of the file: a link that people click, a picture or film on the web, the
# other workbook of a formula (Excel asks before it reads that).
_OUTSIDE = {"hyperlink", "image", "audio", "video", "media", "externallinkpath"}
_RUNNING = {
    "vbaproject", "control", "activexcontrolbinary", "ui", "extensibility", "xlmacrosheet",
    "xlintlmacrosheet", "attachedtoolbars",
}  # fmt: skip
_RUNNING_TYPES = ("macroenabled", "vbaproject", "activex", "macrosheet")
_PROGRAMS = (
    "vbaproject.bin", ".exe", ".dll", ".js", ".jse", ".vbs", ".vbe", ".wsf", ".hta", ".bat",
    ".cmd", ".com", ".scr", ".msi", ".ps1", ".jar", ".lnk", ".docm", ".dotm", ".xlsm", ".xltm",
)  # fmt: skip
_MAINS = ("word/document.xml", "xl/workbook.xml", "ppt/presentation.xml", "content.xml")
# Schemes of links that open a page, a letter or a call, and nothing on the machine.
_LINKS = {"http", "https", "mailto", "tel"}
# An object of another program that carries a file: «Package» keeps it in a stream of this name.
_PACKAGED = "\x01Ole10Native".encode("utf-16-le")


def reader(label: str, main: str) -> Callable[[bytes], None]:
    """Return the check of a package whose part `main` names its kind."""

    def check(content: bytes) -> None:
        if not content.startswith(_ARCHIVE):
            raise other_kind(label)
        _open(content, Budget(label), (main,), 0)

    return check


def old_reader(label: str, *mains: str) -> Callable[[bytes], None]:
    """Return the check of a file of before 2007, which has one of the streams `mains`."""

    def check(content: bytes) -> None:
        if not content.startswith(compound.START):
            raise other_kind(label)
        archives.refuse_foreign(content)
        budget = Budget(label)
        compound.check(content, budget, mains, partial(_nested, budget=budget, depth=1))

    return check


def _open(content: bytes, budget: Budget, mains: tuple[str, ...], depth: int) -> None:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            _check(package, len(content), budget, mains, depth)
    except FileError:
        raise
    except Exception as error:
        # A made-up package fails in many ways: zipfile, zlib, lzma and bz2 each have their own.
        raise broken(budget.label) from error


def _check(
    package: zipfile.ZipFile, size: int, budget: Budget, mains: tuple[str, ...], depth: int
) -> None:
    members = package.infolist()
    parts = {_plain(member.filename): member for member in members}
    label = budget.label
    main = next((one for one in mains if one in parts), None)
    # Word finds the text of a document by the relations of the package; its usual name is asked
    # for as a sign of the kind.
    if main is None:
        raise other_kind(label) if depth == 0 else programs(label)
    packed = sum(member.compress_size for member in members)
    if len(members) > MAX_MEMBERS or len(parts) != len(members) or packed > size:
        raise too_much(label)
    if any(_runs(name) for name in parts):
        raise programs(label)
    _unpack(package, size, budget, depth)
    if main == "content.xml":
        _check_open_document(package, parts, budget)
    else:
        _check_open_xml(package, parts, budget, excel=main == "xl/workbook.xml")


def _plain(name: str) -> str:
    """Names of parts differ in more than case, the direction of the stroke and escapes."""
    return unquote(name).replace("\\", "/").lstrip("/").lower()


def _unpack(package: zipfile.ZipFile, size: int, budget: Budget, depth: int) -> None:
    """Sizes in the directory may lie: what is counted is what really comes out. Documents and
    objects inside are read as the outer one is."""
    unpacked = 0
    for member in package.infolist():
        packaged, before = False, b""
        inside: list[bytes] | None = None
        with package.open(member) as part:
            while chunk := part.read(_CHUNK):
                unpacked += len(chunk)
                budget.unpack(len(chunk))
                budget.in_time()
                if unpacked > SMALL and unpacked > MAX_RATIO * max(size, 1):
                    raise too_much(budget.label)
                packaged = packaged or _PACKAGED in before + chunk
                if not before and chunk.startswith((_ARCHIVE, compound.START)):
                    inside = []
                if inside is not None:
                    inside.append(chunk)
                before = chunk[-len(_PACKAGED) :]
        if packaged and not _plain(member.filename).endswith(".xml"):
            raise programs(budget.label)
        if inside is not None:
            _nested(b"".join(inside), budget, depth + 1)


def _nested(content: bytes, budget: Budget, depth: int) -> None:
    if depth > MAX_NESTED:
        raise programs(budget.label)
    if content.startswith(_ARCHIVE):
        _open(content, budget, _MAINS, depth)
    else:
        compound.check(content, budget, (), partial(_nested, budget=budget, depth=depth + 1))


def _runs(name: str) -> bool:
    return (
        name.endswith(_PROGRAMS)
        or name.startswith(("basic/", "scripts/"))
        or "/activex/" in name
        or "customui/" in name
    )


def _check_open_xml(
    package: zipfile.ZipFile, parts: dict[str, zipfile.ZipInfo], budget: Budget, excel: bool
) -> None:
    types = parts.get("[content_types].xml")
    if types is None:
        raise broken(budget.label)
    said = _Types(budget.label, excel)
    parse(package, types, Starts(said.start), budget)
    for name, member in parts.items():
        if name.endswith(".rels"):
            parse(package, member, Starts(partial(_related, label=budget.label)), budget)
        elif said.may_ask(name):
            fields = FieldReader(budget.label)
            parse(package, member, fields, budget)
            fields.close()


class _Types:
    """What each part is, as the list of content types says it."""

    def __init__(self, label: str, excel: bool) -> None:
        self._label, self._excel = label, excel
        self._parts: dict[str, str] = {}
        self._endings: dict[str, str] = {}

    def start(self, tag: str, attributes: Attributes) -> None:
        """One entry: a part, or every part with an ending."""
        said = attribute(attributes, "contenttype").strip().lower()
        if any(word in said for word in _RUNNING_TYPES):
            raise programs(self._label)
        if name := attribute(attributes, "partname").strip():
            self._parts[_plain(name)] = said
        if ending := attribute(attributes, "extension").strip().lower():
            self._endings[ending] = said

    def may_ask(self, name: str) -> bool:
        """Whether it is XML that may have fields: whatever of Word is not a picture, wherever it
        stands; of Excel its links to other workbooks."""
        said = self._parts.get(name) or self._endings.get(name.rpartition(".")[2], "")
        if name == "[content_types].xml":
            return False
        if self._excel and "wordprocessingml" not in said:
            return "externallink" in said or name.startswith("xl/externallinks/")
        return name.endswith(".xml") or said.endswith(("+xml", "/xml"))


def _related(tag: str, attributes: Attributes, label: str) -> None:
    """What a relation names outside of the file must be of a harmless sort."""
    target, sort = attribute(attributes, "target").strip(), attribute(attributes, "type")
    sort = sort.strip().rstrip("/").rpartition("/")[2].lower()
    if sort in _RUNNING:
        raise programs(label)
    # Another text (HTML, RTF, a document) that Word reads in when it opens this one.
    if sort == "afchunk":
        raise fetches(label)
    if not target:
        return
    outside = attribute(attributes, "targetmode").strip().lower() == "external"
    if not outside and urlsplit(target).scheme == "" and not target.startswith(("\\\\", "//")):
        return
    web = urlsplit(target).scheme.lower() in ("http", "https")
    if sort not in _OUTSIDE or (sort in ("image", "audio", "video", "media") and not web):
        raise fetches(label)


def _check_open_document(
    package: zipfile.ZipFile, parts: dict[str, zipfile.ZipInfo], budget: Budget
) -> None:
    for name, member in parts.items():
        if name.endswith(".xml"):
            parse(package, member, Starts(partial(_of_open_document, label=budget.label)), budget)


def _of_open_document(tag: str, attributes: Attributes, label: str) -> None:
    if tag in ("script", "event-listener", "execute-macro"):
        raise programs(label)
    if tag in ("dde-source", "dde-connection", "dde-connection-decl", "dde-link"):
        raise dde(label)
    outside = attribute(attributes, "href").strip()
    if tag == "auto-reload" and (outside or attribute(attributes, "delay")):
        raise fetches(label)
    if outside and not _harmless(tag, outside):
        scheme = urlsplit(outside).scheme.lower()
        raise programs(label) if _CALLS.match(scheme) else fetches(label)


_CALLS = re.compile(r"macro|script|vnd\.sun|slot|service|\.uno|javascript|vbscript|private")


def _harmless(tag: str, outside: str) -> bool:
    """A place in the package itself, or a link that people click."""
    plain = unquote(outside).replace("\\", "/")
    scheme = urlsplit(plain).scheme.lower()
    if tag == "a":
        return plain.startswith("#") or scheme in _LINKS
    if scheme or plain.startswith("//"):
        return False
    # The template that a text was made from is looked for beside it, never on another machine.
    return tag == "template" or not _leaves(plain)


def _leaves(place: str) -> bool:
    """Whether a path leads out of the package."""
    if place.startswith("/"):
        return True
    depth = 0
    for part in _steps(place):
        depth += -1 if part == ".." else 1
        if depth < 0:
            return True
    return False


def _steps(place: str) -> Iterator[str]:
    return (part for part in place.partition("#")[0].split("/") if part not in ("", "."))
