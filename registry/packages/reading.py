"""Reading a package from outside: every bad file is refused in words, with the place in it."""

import gzip
import json
import zlib
from io import BytesIO
from typing import Any, NoReturn

from registry import canonical, kinds
from registry.packages import shape
from registry.packages.errors import PackageError
from registry.problems import Problem, pointer

# Of the text itself, also when the file is compressed: a small file must not fill the memory.
LARGEST = 100_000_000
_CHUNK = 1 << 20
_GZIP = b"\x1f\x8b"
SHOWN = 20

Json = dict[str, Any]


def read(content: bytes) -> Json:
    """Read the content of a package and check it.

    Size, syntax, keys given twice, NUL, format, shape, hash, and the shape of every body are
    checked. Raises PackageError (Vietnamese) with JSON Pointers.
    """
    told = _parsed(_text(content))
    if told.get("format") != shape.FORMAT:
        raise PackageError("Đây không phải tệp cơ quan xuất từ hệ thống này (mục “format”).")
    if told.get("format_version") != shape.FORMAT_VERSION:
        raise PackageError("Tệp được xuất từ bản phần mềm khác, bản này chưa đọc được.")
    wrong = shape.compiled().problems(told)
    if wrong:
        raise PackageError(f"Tệp sai cấu trúc ở {len(wrong)} chỗ, chưa nhập gì cả.", wrong[:SHOWN])
    content_: Json = told["content"]
    if canonical.digest(canonical.dumps(content_)) != told["sha256"]:
        raise PackageError(
            "Nội dung tệp không khớp mã kiểm tra (sha256): tệp đã bị sửa hoặc hỏng.",
            [Problem("/sha256", "Mã kiểm tra không khớp nội dung.")],
        )
    wrong = _bodies(content_)
    if wrong:
        raise PackageError(f"Tệp sai nội dung ở {len(wrong)} chỗ, chưa nhập gì cả.", wrong[:SHOWN])
    return content_


def _text(content: bytes) -> bytes:
    """The JSON text; a compressed file is opened only as far as it may be large."""
    if content[:2] == _GZIP:
        made = bytearray()
        try:
            with gzip.GzipFile(fileobj=BytesIO(content)) as opened:
                while piece := opened.read(_CHUNK):
                    made += piece
                    if len(made) > LARGEST:
                        break
        except (OSError, EOFError, zlib.error):
            raise PackageError("Tệp nén (.gz) bị hỏng, không mở được.") from None
        content = bytes(made)
    if len(content) > LARGEST:
        raise PackageError(f"Tệp quá lớn: nội dung nhiều nhất {LARGEST // 1_000_000} MB.")
    return content


class _Doubled(dict[str, Any]):
    """An object that gives one key twice; the walk says where."""

    name = ""


def _pairs(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    made = dict(pairs)
    if len(made) == len(pairs):
        return made
    doubled = _Doubled(made)
    seen: set[str] = set()
    for name, _ in pairs:
        if name in seen:
            doubled.name = name
            break
        seen.add(name)
    return doubled


def _constant(name: str) -> NoReturn:
    raise ValueError(name)


def _parsed(content: bytes) -> Json:
    try:
        value = json.loads(content, object_pairs_hook=_pairs, parse_constant=_constant)
    except RecursionError:
        raise PackageError(f"Dữ liệu lồng quá {canonical.MAX_DEPTH} cấp.") from None
    except (ValueError, UnicodeDecodeError) as error:
        line = getattr(error, "lineno", None)
        where = f" ở dòng {line}, cột {getattr(error, 'colno', 0)}" if line else ""
        raise PackageError(f"Nội dung tệp không đúng dạng tệp của hệ thống{where}.") from None
    wrong = _walk(value)
    if wrong is not None:
        raise PackageError(f"{wrong.message} (tại {wrong.pointer or '/'})", [wrong])
    try:
        made = canonical.canonical(value)
    except canonical.CanonicalError as error:
        raise PackageError(str(error), [Problem(error.pointer, error.message)]) from None
    if made != value:
        # Text that is not composed, empty values: a file of ours has none, and taking it in would
        # give other bytes when it goes out again.
        raise PackageError("Tệp không ở dạng chuẩn mà hệ thống xuất ra; có thể đã bị sửa bằng tay.")
    return made


def _walk(value: Any) -> Problem | None:
    """The first key given twice, or character NUL; without recursion, to any depth."""
    level: list[tuple[tuple[str | int, ...], Any]] = [((), value)]
    for _ in range(canonical.MAX_DEPTH + 2):
        below: list[tuple[tuple[str | int, ...], Any]] = []
        for path, item in level:
            if isinstance(item, _Doubled):
                said = f"Khóa “{item.name[:60]}” ghi hai lần."
                return Problem(pointer(*path, item.name[:60]), said)
            if isinstance(item, str) and "\0" in item:
                return Problem(pointer(*path), "Có ký tự NUL trong văn bản.")
            if isinstance(item, dict):
                for name, one in item.items():
                    if "\0" in name:
                        return Problem(pointer(*path), "Có ký tự NUL trong tên khóa.")
                    below.append(((*path, name), one))
            elif isinstance(item, list):
                below += [((*path, number), one) for number, one in enumerate(item)]
        level = below
        if not level:
            break
    return None


def _bodies(content: Json) -> list[Problem]:
    """Bodies of unknown kinds, of newer schemas, of a wrong shape, or with another hash."""
    found: list[Problem] = []
    for number, row in enumerate(content.get("documents", [])):
        where = pointer("content", "documents", number)
        try:
            kind = kinds.get(row["kind"])
        except KeyError:
            said = f"Hệ thống không có loại tài liệu “{row['kind']}”."
            found.append(Problem(f"{where}/kind", said))
            continue
        found += _body(kind, row, where)
        for place, version in enumerate(row.get("versions", [])):
            inside = f"{where}/versions/{place}"
            found += _body(kind, version, inside)
            if canonical.digest(canonical.dumps(version.get("body", {}))) != version["sha256"]:
                said = "Mã kiểm tra của lần ban hành không khớp nội dung."
                found.append(Problem(f"{inside}/sha256", said))
    return found


def _body(kind: kinds.Kind, row: Json, where: str) -> list[Problem]:
    version = row["schema_version"]
    if not 1 <= version <= kind.schema_version:
        said = "Tệp được xuất từ bản phần mềm mới hơn. Hãy cập nhật phần mềm rồi nhập."
        return [Problem(f"{where}/schema_version", said)]
    try:
        upgraded = kind.upgraded(row.get("body", {}), version)
    except Exception:  # an upgrade may trip over anything in a foreign file
        return [Problem(f"{where}/body", "Không chuyển được nội dung sang bản hiện nay.")]
    return [problem.below(f"{where}/body") for problem in kind.compiled.problems(upgraded)]
