"""The two lists of what is in force, nội bộ and bên ngoài: their columns and what fills them."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from registry import kinds
from registry.documents.models import Document, Validity, Version
from registry.documents.rows import day_of
from registry.kinds.external import KEPT_AS, kept_where
from registry.kinds.legal_text import STATES
from registry.kinds.sheet import day
from registry.tables.declared import DAYS, LETTERS, Cell, Column, Filter, Table
from registry.vietnamese import sort_key

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
    """One of the two lists: its columns, those of its paper among them."""

    code: str
    label: str
    outside: bool
    columns: tuple[Column, ...]
    empty: str

    @property
    def table(self) -> Table:
        """The list as a page."""
        return Table(
            code=f"master:{self.code}",
            label=self.label,
            unit="tài liệu",
            columns=(CODE, NAME, *self.columns),
            filters=FILTERS,
            search="mã hiệu, tên",
            file=f"danh-muc-{self.code}",
            order_words="Theo loại, mã hiệu",
            per_page=50,
        )

    @property
    def headers(self) -> tuple[str, ...]:
        """What stands above the columns of the paper, after code and name."""
        return tuple(column.title or column.label for column in self.columns)

    def cells(self, row: Row) -> tuple[str, ...]:
        """Return what stands in those columns."""
        return tuple(str(_text(column, row)) for column in self.columns)


def _text(column: Column, row: Row) -> str:
    cell = column.cell(row)
    return cell.text if isinstance(cell, Cell) else cell


def _second(row: Row) -> str:
    kind = str(row.body.get("type", "")) if row.kind.outside else ""
    said = (kind or row.kind.label, row.field, str(row.document.owner_unit or ""))
    return " · ".join(filter(None, said))


def _words(text: Callable[[Row], str]) -> Callable[[Row], Any]:
    """The key of rows by a text; those without it come last."""
    return lambda row: sort_key(text(row)) if text(row) else None


def _column(
    name: str, label: str, text: Callable[[Row], str], kind: str = "", *, hidden: bool = False,
    by: Callable[[Row], Any] | None = None, title: str = "",
) -> Column:  # fmt: skip
    """A column of such a list; files have all of them."""
    ways = DAYS if "Ngày" in label or "từ" in label else LETTERS
    return Column(
        name, label, text, kind, by=by, nullable=True, hidden=hidden, in_file=True, title=title,
        falling=ways is DAYS, ways=ways,
    )  # fmt: skip


FILTERS = (
    Filter("loai", "Loại tài liệu", anything="Mọi loại"),
    Filter("don-vi", "Đơn vị chủ trì", anything="Mọi đơn vị"),
    Filter("linh-vuc", "Lĩnh vực", anything="Mọi lĩnh vực"),
)
CODE = Column(
    "ma", "Mã hiệu", lambda row: row.version.code, "lead", in_file=True,
    by=_words(lambda row: row.version.code), ways=LETTERS,
)  # fmt: skip
NAME = Column(
    "ten",
    "Tên tài liệu",
    lambda row: Cell(
        row.version.title, reverse("documents:inspect", args=[row.document.pk]), (_second(row),)
    ),
    "what",
    by=_words(lambda row: row.version.title),
    ways=LETTERS,
    fixed=True,
)
_INSIDE = (
    _column("loai", "Loại tài liệu", lambda row: row.kind.label, hidden=True),
    _column("linh-vuc", "Lĩnh vực", lambda row: row.field, hidden=True),
    _column("lan", "Lần BH/SĐ", lambda row: row.version.number, "num",
            title="Lần ban hành/sửa đổi"),
    _column("ngay", "Ngày ban hành", lambda row: day_of(row.version.issued_at), "code",
            by=lambda row: row.version.issued_at),
    _column("quyet-dinh", "Số quyết định", lambda row: row.version.decision_no, "code"),
    _column("hieu-luc", "Hiệu lực từ", lambda row: day_of(row.period.starts), "code",
            by=lambda row: row.period.starts),
    _column("don-vi", "Đơn vị chủ trì", lambda row: str(row.document.owner_unit or ""),
            hidden=True),
    _column("co-quan", "Cơ quan ban hành",
            lambda row: row.document.agency.short_name or row.document.agency.name, hidden=True),
)  # fmt: skip


def _kept(row: Row) -> str:
    how = KEPT_AS.get(row.body.get("kept_as", ""), "")
    return " – ".join(part for part in (how, kept_where(row.body)) if part)


def _of_body(name: str) -> Callable[[Row], str]:
    return lambda row: str(row.body.get(name, ""))


def _day_of_body(name: str) -> Callable[[Row], str]:
    return lambda row: day(row.body.get(name))


_OUTSIDE = (
    _column("so", "Số, ký hiệu", _of_body("number"), "code", hidden=True),
    _column("loai", "Loại", _of_body("type"), hidden=True),
    _column("noi-ban-hanh", "Nơi ban hành", _of_body("issuer")),
    _column("ngay", "Ngày ban hành", _day_of_body("signed_on"), "code",
            by=lambda row: row.body.get("signed_on") or None),
    _column("ap-dung", "Áp dụng từ", _day_of_body("effective_from"), "code",
            by=lambda row: row.body.get("effective_from") or None),
    _column("hieu-luc", "Hiệu lực", lambda row: STATES.get(row.body.get("state", ""), "")),
    _column("noi-luu", "Nơi lưu", _kept, hidden=True),
    _column("ai", "Ai phải áp dụng", _of_body("applies_to"), hidden=True),
    _column("xem-lai", "Ngày xem lại", _day_of_body("review_on"), "code", hidden=True,
            by=lambda row: row.body.get("review_on") or None),
)  # fmt: skip
LISTS = {
    one.code: one
    for one in (
        MasterList(
            "noi-bo",
            "Danh mục tài liệu nội bộ",
            False,
            _INSIDE,
            "Chưa có tài liệu nội bộ nào đang có hiệu lực",
        ),
        MasterList(
            "ben-ngoai",
            "Danh mục tài liệu bên ngoài",
            True,
            _OUTSIDE,
            "Chưa có tài liệu bên ngoài nào được ghi nhận",
        ),
    )
}
