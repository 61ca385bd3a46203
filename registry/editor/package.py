"""Packages: any document as a JSON file, out and in again."""

import json
from dataclasses import dataclass
from typing import Any

from registry import canonical, kinds
from registry.canonical import Body
from registry.documents import unfit
from registry.documents.models import Document, Version
from registry.editor.problems import HEAD, place
from registry.packages.errors import PackageError

FORMAT = "iso-dien-tu/tai-lieu"
FORMAT_VERSION = 1
LARGEST = 5_000_000


@dataclass(frozen=True)
class Package:
    """What a file holds, checked, in today's schema version of its kind."""

    kind: kinds.Kind
    code: str
    title: str
    body: Body
    # How many places of the draft were typed wrongly, so that the file lacks them.
    left_out: int = 0


def export(source: Document | Version) -> str:
    """Write a draft, or an issued version, as a file; reading it back gives the same body."""
    told: dict[str, Any] = {
        "format": FORMAT,
        "format_version": FORMAT_VERSION,
        "kind": source.kind,
        "schema_version": kinds.get(source.kind).schema_version,
        "code": source.code if isinstance(source, Version) else source.draft_code,
        "title": source.title if isinstance(source, Version) else source.draft_title,
        "body": source.data,
    }
    if isinstance(source, Document) and (left := unfit.left_out(source)):
        # For the person who reads the file; taking it in leaves it out.
        told["left_out"] = [
            {
                "where": HEAD.get(problem.pointer)
                or place(source.kind_of, source.typed, problem.pointer),
                "typed": typed,
                "said": problem.message,
            }
            for problem, typed in left
        ]
    return json.dumps(told, ensure_ascii=False, indent=2) + "\n"


def read(content: str | bytes, expected: str = "") -> Package:
    """Check a file; `expected` is the code of the kind that it must be of ("" = any).

    Raises PackageError for whatever is wrong with it: size, syntax, format, kind, shape. What the
    body means is not asked here: a draft may be wrong in meaning.
    """
    if len(content) > LARGEST:
        raise PackageError(f"Tệp quá lớn: nhiều nhất {LARGEST // 1_000_000} MB.")
    try:
        told = canonical.parse(content)
    except canonical.CanonicalError as error:
        raise PackageError(f"Không đọc được tệp: {error}") from None
    if told.get("format") != FORMAT:
        raise PackageError("Đây không phải tệp tài liệu xuất từ hệ thống này.")
    if told.get("format_version") != FORMAT_VERSION:
        raise PackageError("Tệp được xuất từ bản phần mềm khác, bản này chưa đọc được.")
    kind = _kind(str(told.get("kind", "")), expected)
    version = told.get("schema_version", 1)
    if not isinstance(version, int) or not 1 <= version <= kind.schema_version:
        raise PackageError("Tệp được xuất từ bản phần mềm mới hơn. Hãy cập nhật phần mềm rồi nhập.")
    body = told.get("body", {})
    if not isinstance(body, dict):
        raise PackageError("Tệp không có phần nội dung tài liệu đúng dạng.")
    left = told.get("left_out")
    return Package(
        kind,
        _text(told, "code", 60),
        _text(told, "title", 500),
        _checked(kind, body, version),
        len(left) if isinstance(left, list) else 0,
    )


def said_of_left_out(count: int) -> str:
    """Say what people are told of a file whose draft held what does not fit; "" for none."""
    return (
        f"Tệp còn {count} chỗ ghi chưa đúng dạng nên các chỗ đó không được nhập."
        " Hãy xem lại các chỗ ấy ở bản soạn thảo đã xuất ra tệp."
        if count
        else ""
    )


def _kind(code: str, expected: str) -> kinds.Kind:
    try:
        kind = kinds.get(code)
    except KeyError:
        raise PackageError(f"Hệ thống không có loại tài liệu “{code}”.") from None
    if expected and code != expected:
        wanted = kinds.get(expected).label
        raise PackageError(
            f"Tệp này là “{kind.label}”, còn tài liệu đang mở là “{wanted}”. Hãy chọn đúng tệp."
        )
    return kind


def _checked(kind: kinds.Kind, body: Body, version: int) -> Body:
    try:
        upgraded = kind.upgraded(body, version)
    except Exception as error:  # an upgrade may trip over anything in a foreign file
        raise PackageError("Không chuyển được nội dung của tệp sang bản hiện nay.") from error
    problems = kind.compiled.problems(upgraded)
    if problems:
        raise PackageError(
            f"Nội dung tệp sai cấu trúc ở {len(problems)} chỗ, chưa nhập gì cả.", problems
        )
    return upgraded


def _text(told: dict[str, Any], name: str, limit: int) -> str:
    value = told.get(name, "")
    if not isinstance(value, str):
        raise PackageError(f"Mục “{name}” của tệp phải là văn bản.")
    return " ".join(value.split())[:limit]
