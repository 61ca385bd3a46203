"""The two lists of what is in force, nội bộ and bên ngoài: their columns and what fills them."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from registry import kinds
from registry.documents.models import Document, Validity, Version
from registry.kinds.external import KEPT_AS, kept_where
from registry.kinds.legal_text import STATES
from registry.kinds.sheet import day
from registry.now import local

Body = dict[str, Any]


@dataclass(frozen=True)
class Row:
    """One document in force; `cells` are those of its list, `body` only where the list needs it."""

    period: Validity
    body: Body

    @property
    def version(self) -> Version:
        """What is in force."""
        return self.period.version

    @property
    def document(self) -> Document:
        """What it is a version of."""
        return self.period.document

    @property
    def kind(self) -> kinds.Kind:
        """Its kind."""
        return kinds.get(self.version.kind)

    @property
    def field(self) -> str:
        """Lĩnh vực, where its kind has one."""
        return str(self.body.get("field", ""))


@dataclass(frozen=True)
class MasterList:
    """One of the two lists: its columns and how a row fills them."""

    code: str
    label: str
    outside: bool
    headers: tuple[str, ...]
    cells: Callable[[Row], tuple[str, ...]]
    empty: str


def _internal(row: Row) -> tuple[str, ...]:
    version = row.version
    return (
        row.kind.label,
        row.field,
        version.number,
        f"{local(version.issued_at):%d/%m/%Y}",
        version.decision_no,
        f"{local(row.period.starts):%d/%m/%Y}",
        str(row.document.owner_unit or ""),
        row.document.agency.short_name or row.document.agency.name,
    )


def _external(row: Row) -> tuple[str, ...]:
    body = row.body
    kept = " – ".join(
        part for part in (KEPT_AS.get(body.get("kept_as", ""), ""), kept_where(body)) if part
    )
    return (
        str(body.get("number", "")),
        str(body.get("type", "")),
        str(body.get("issuer", "")),
        day(body.get("signed_on")),
        day(body.get("effective_from")),
        STATES.get(body.get("state", ""), ""),
        kept,
        str(body.get("applies_to", "")),
        day(body.get("review_on")),
    )


LISTS = {
    one.code: one
    for one in (
        MasterList(
            "noi-bo",
            "Danh mục tài liệu nội bộ",
            False,
            ("Loại tài liệu", "Lĩnh vực", "Lần ban hành/sửa đổi", "Ngày ban hành",
             "Số quyết định", "Hiệu lực từ", "Đơn vị chủ trì", "Cơ quan ban hành"),
            _internal,
            "Chưa có tài liệu nội bộ nào đang có hiệu lực.",
        ),
        MasterList(
            "ben-ngoai",
            "Danh mục tài liệu bên ngoài",
            True,
            ("Số, ký hiệu", "Loại", "Nơi ban hành", "Ngày ban hành", "Áp dụng từ", "Hiệu lực",
             "Nơi lưu", "Ai phải áp dụng", "Ngày xem lại"),
            _external,
            "Chưa có tài liệu bên ngoài nào được ghi nhận. Chọn «Thêm mới tài liệu», loại "
            "«Tài liệu bên ngoài» để bắt đầu.",
        ),
    )
}  # fmt: skip
