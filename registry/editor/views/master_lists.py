"""The four lists of what is in force: documents of inside and outside, forms, records kept."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any

from django.urls import reverse

from registry import kinds
from registry.documents.models import Document, Validity, Version
from registry.documents.rows import day_of
from registry.kinds.external import KEPT_AS, kept_where
from registry.kinds.legal_text import STATES
from registry.kinds.records_kept import how_long
from registry.kinds.sheet import day
from registry.periodic.dues import Due
from registry.tables.declared import DAYS, LETTERS, Cell, Column, Filter, Table
from registry.vietnamese import sort_key

Body = dict[str, Any]


@dataclass(frozen=True)
class Row:
    """One document in force, or a record that it says is kept; `body` where the list needs it."""

    period: Validity
    body: Body
    # Of a list of records: the record that is kept.
    record: Body = field(default_factory=dict)
    # By when it is read again, and in which documents it is used, where the list says so.
    due: Due | None = None
    used: tuple[str, ...] = ()

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
        return self.period.field

    @property
    def name(self) -> str:
        """What the row is called."""
        return str(self.record.get("name", "")) or self.version.title

    @property
    def found_by(self) -> str:
        """The words by which the row is found."""
        return f"{self.version.code} {self.version.title} {self.record.get('name', '')}"


@dataclass(frozen=True)
class MasterList:
    """One of the lists: whose documents stand in it, its columns, those of its paper among them."""

    code: str
    label: str
    holds: Callable[[kinds.Kind], bool]
    columns: tuple[Column, ...]
    empty: str
    outside: bool = False
    # Its rows are the records that documents say are kept.
    records: bool = False
    unit: str = "tài liệu"
    # What stands above the names.
    named: str = "Tên tài liệu"

    @property
    def table(self) -> Table:
        """The list as a page."""
        return Table(
            code=f"master:{self.code}",
            label=self.label,
            unit=self.unit,
            columns=(CODE, replace(NAME, label=self.named), *self.columns),
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
    if row.record:
        return f"{row.kind.label}: {row.version.title}"
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
        row.name, reverse("documents:inspect", args=[row.document.pk]), (_second(row),)
    ),
    "what",
    by=_words(lambda row: row.name),
    ways=LETTERS,
    fixed=True,
)


def _due(row: Row) -> Cell | str:
    if row.due is None:
        return ""
    return Cell(f"{row.due.day:%d/%m/%Y}", tone=row.due.tone)


DUE = Column(
    "soat-xet", "Soát xét trước", _due, "flag", by=lambda row: row.due.day if row.due else None,
    nullable=True, in_file=True, ways=DAYS, value=lambda row: row.due.day if row.due else None,
)  # fmt: skip
_INSIDE = (
    _column("loai", "Loại tài liệu", lambda row: row.kind.label, hidden=True),
    _column("linh-vuc", "Lĩnh vực", lambda row: row.field, hidden=True),
    _column("lan", "Lần BH/SĐ", lambda row: row.version.number, "num",
            title="Lần ban hành/sửa đổi"),
    _column("ngay", "Ngày ban hành", lambda row: day_of(row.version.issued_at), "code",
            by=lambda row: row.version.issued_at),
    _column("quyet-dinh", "Số quyết định", lambda row: row.version.decision_no, "code",
            hidden=True),
    _column("hieu-luc", "Hiệu lực từ", lambda row: day_of(row.period.starts), "code",
            by=lambda row: row.period.starts),
    DUE,
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
    DUE,
)  # fmt: skip
_FORMS = (
    _column("lan", "Lần BH/SĐ", lambda row: row.version.number, "num",
            title="Lần ban hành/sửa đổi"),
    _column("ngay", "Ngày ban hành", lambda row: day_of(row.version.issued_at), "code",
            by=lambda row: row.version.issued_at),
    _column("hieu-luc", "Hiệu lực từ", lambda row: day_of(row.period.starts), "code",
            by=lambda row: row.period.starts),
    _column("dung-trong", "Dùng trong", lambda row: ", ".join(row.used)),
    DUE,
    _column("don-vi", "Đơn vị chủ trì", lambda row: str(row.document.owner_unit or ""),
            hidden=True),
)  # fmt: skip


def _of_record(name: str) -> Callable[[Row], str]:
    return lambda row: str(row.record.get(name, ""))


_RECORDS = (
    _column("noi-luu", "Nơi lưu", _of_record("place"), by=_words(_of_record("place"))),
    _column("nguoi-luu", "Người giữ", _of_record("keeper"), by=_words(_of_record("keeper"))),
    _column("thoi-gian", "Thời gian lưu", lambda row: how_long(row.record), "code",
            by=lambda row: 10**6 if row.record.get("forever") else row.record.get("years")),
    _column("ban", "Bản lưu", lambda row: "Bản chụp" if row.record.get("copy") else "Bản gốc",
            hidden=True),
    _column("tai-lieu", "Theo tài liệu", lambda row: row.version.title, hidden=True),
    _column("don-vi", "Đơn vị chủ trì", lambda row: str(row.document.owner_unit or ""),
            hidden=True),
)  # fmt: skip
LISTS = {
    one.code: one
    for one in (
        MasterList(
            "noi-bo",
            "Danh mục tài liệu nội bộ",
            lambda kind: not kind.outside,
            _INSIDE,
            "Chưa có tài liệu nội bộ nào đang có hiệu lực",
        ),
        MasterList(
            "ben-ngoai",
            "Danh mục tài liệu bên ngoài",
            lambda kind: kind.outside,
            _OUTSIDE,
            "Chưa có tài liệu bên ngoài nào được ghi nhận",
            outside=True,
        ),
        MasterList(
            "bieu-mau",
            "Danh mục biểu mẫu",
            lambda kind: kind.code == "form",
            _FORMS,
            "Chưa có biểu mẫu nào đang có hiệu lực",
            unit="biểu mẫu",
            named="Tên biểu mẫu",
        ),
        MasterList(
            "ho-so-luu",
            "Danh mục hồ sơ lưu",
            lambda kind: "records_kept" in kind.schema["properties"],
            _RECORDS,
            "Chưa có quy trình, hướng dẫn nào đang có hiệu lực ghi hồ sơ lưu",
            records=True,
            unit="hồ sơ lưu",
            named="Tên hồ sơ",
        ),
    )
}
