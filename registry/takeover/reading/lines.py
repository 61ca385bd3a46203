"""What one line of a list says, and what is wrong with it. Pure: units and days are given."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import pairwise
from typing import Any

from openpyxl.utils.datetime import from_excel

from registry import kinds
from registry.documents.checks.codes import key_of
from registry.documents.models import Confidentiality
from registry.files.sheets import Cell
from registry.kinds.attached import takes_file
from registry.readers.days import day_of
from registry.takeover.reading.headings import BY_NAME, label
from registry.takeover.reading.sheets import Row
from registry.vietnamese import alike, fold, one_code, one_line, slug

# So long may what a cell says be, where a column of the database limits it.
LONGEST = {"code": 60, "title": 500, "decision_no": 80, "signer": 150, "field": 120, "issuer": 300,
           "applies_to": 300}  # fmt: skip
_NUMBER = re.compile(r"(?:lan\s*)?0*(\d{1,3})(?:\s*[/.-]\s*0*(\d{1,3}))?")
# The days of Excel, of 1954 to 2118.
_SERIAL = range(20_000, 80_000)
# What else people call the kinds whose text may be a file.
_CALLED = {
    "manual": ("so tay", "so tay chat luong", "tai lieu noi bo"),
    "regulation": ("quy che", "quy dinh", "noi quy"),
    "instruction": ("huong dan", "hdcv"),
    "external": ("tai lieu ngoai", "tai lieu co nguon goc ben ngoai", "tieu chuan"),
}
_REACHES = {
    "public": ("cong khai", "moi nguoi"),
    "internal": ("noi bo", "noi bo co quan", "luu hanh noi bo", "khong cong khai"),
    "restricted": ("han che", "han che doc"),
}


@dataclass(frozen=True)
class Surroundings:
    """What lines are read in: today, and the units of the agency by code and name, folded."""

    today: date
    units: Mapping[str, str]
    # Whether documents may share a code, as the agency says: then they are told apart by title.
    repeats: bool = False

    @property
    def known_units(self) -> str:
        """The codes of the units, for a sentence."""
        return ", ".join(sorted(set(self.units.values()))) or "chưa có đơn vị nào"


@dataclass
class Line:
    """A line as it was read: facts for a document, what is wrong, what was supposed."""

    number: int
    repeats: bool = False
    facts: dict[str, Any] = field(default_factory=dict)
    wrong: list[dict[str, str]] = field(default_factory=list)
    supposed: list[dict[str, str]] = field(default_factory=list)

    def refuse(self, column: str, text: str) -> None:
        """Note what is wrong in a column, and what to do."""
        self.wrong.append({"column": label(column), "text": text})

    def suppose(self, column: str, text: str) -> None:
        """Note what was taken where the line does not say."""
        self.supposed.append({"column": label(column), "text": text})

    @property
    def number_words(self) -> str:
        """«02/01»."""
        return f"{self.facts['issue_no']:02d}/{self.facts['revision_no']:02d}"

    @property
    def document_key(self) -> str:
        """By this the issues of one document are known; "" where kind or code is not known."""
        kind, code = self.facts.get("kind", ""), key_of(self.facts.get("code", ""))
        title = f":{alike(self.facts.get('title', ''))}" if self.repeats else ""
        return f"{kind}:{code}{title}"[:255] if kind and code else ""


def possible() -> list[kinds.Kind]:
    """List the kinds that can be taken over: their text may be a file."""
    return [one for one in kinds.all_kinds() if one.creatable and takes_file(one.schema)]


def read_line(row: Row, around: Surroundings) -> Line:
    """Read one line; nothing of it is refused without a word."""
    line = Line(row.number, around.repeats)
    for name in BY_NAME:
        cell = row.cell(name)
        if cell.uncounted:
            line.refuse(name, "Ô là công thức chưa có kết quả. Hãy mở tệp bằng Excel rồi lưu lại.")
        elif cell.text.startswith("#") and cell.text.rstrip("!?").isupper():
            line.refuse(name, f"Ô là công thức bị lỗi ({cell.text}). Hãy sửa công thức.")
    _words(line, row)
    _kind(line, row.cell("kind").text)
    _numbers(line, row.cell("issue"), row.cell("revision"))
    _days(line, row, around.today)
    _unit(line, row.cell("unit").text, around)
    _reach(line, row.cell("reach").text)
    line.facts["file"] = row.cell("file").text
    if line.facts.get("kind") == "external" and not line.facts.get("issuer"):
        line.refuse("issuer", "Tài liệu bên ngoài phải ghi nơi ban hành.")
    return line


def _words(line: Line, row: Row) -> None:
    for name, most in LONGEST.items():
        settle = one_code if name in ("code", "decision_no") else one_line
        said = settle(row.cell(name).text)
        if len(said) > most:
            line.refuse(name, f"Dài quá {most} ký tự. Hãy viết ngắn lại.")
        line.facts[name] = said[:most]
    if not key_of(line.facts["code"]):
        line.refuse("code", "Chưa ghi mã hiệu. Hãy ghi mã hiệu trên tài liệu.")
    elif isinstance(row.cell("code").value, date):
        line.refuse(
            "code",
            "Excel đã đổi mã hiệu thành ngày. Hãy đặt định dạng ô là Văn bản (Text) rồi ghi lại.",
        )
    if not line.facts["title"]:
        line.refuse("title", "Chưa ghi tên tài liệu.")


def _kind(line: Line, said: str) -> None:
    words = fold(said)
    for one in possible():
        calls = (fold(one.label), fold(one.label_plural), *_CALLED.get(one.code, ()))
        if words in calls:
            line.facts["kind"] = one.code
            return
    choices = ", ".join(f"«{one.label}»" for one in possible())
    other = next(
        (k for k in kinds.all_kinds() if words in (fold(k.label), fold(k.label_plural))), None
    )
    if not said:
        line.refuse("kind", f"Chưa ghi loại tài liệu. Hãy chọn một trong: {choices}.")
    elif other is not None:
        line.refuse(
            "kind",
            f"«{other.label}» không nhập bằng tệp được vì hệ thống làm việc theo nội dung của nó."
            " Hãy soạn ở «Thêm mới tài liệu» rồi trình ban hành; muốn giữ bản giấy để tra cứu thì"
            f" ghi loại là một trong: {choices}.",
        )
    else:
        line.refuse("kind", f"Không có loại «{said[:60]}». Hãy chọn một trong: {choices}.")


def _numbers(line: Line, issue: Cell, revision: Cell) -> None:
    """Read «01», «Lần 2» or «02/01», in one cell or in two."""
    first, within = _number(line, "issue", issue)
    second, both = _number(line, "revision", revision)
    if both is not None:
        # «02/01» stands in the column of revisions: it says both.
        first, second = first if first is not None else second, both
    if second is not None and within is not None and second != within:
        line.refuse(
            "revision",
            f"Cột «{label('issue')}» ghi lần sửa đổi {within:02d}, cột này ghi {second:02d}. Hãy"
            " ghi cho khớp.",
        )
    if first is None and not issue.text:
        line.suppose("issue", "Không ghi, lấy lần ban hành 01.")
    if first == 0:
        line.refuse("issue", "Lần ban hành bắt đầu từ 01.")
    line.facts["issue_no"] = 1 if first is None else first
    line.facts["revision_no"] = second if second is not None else within or 0


def _number(line: Line, name: str, cell: Cell) -> tuple[int | None, int | None]:
    if isinstance(cell.value, date):
        line.refuse(
            name,
            "Excel đã đổi số này thành ngày. Hãy đặt định dạng ô là Văn bản (Text) rồi ghi lại, ví"
            " dụ 02/01.",
        )
        return None, None
    if not cell.text:
        return None, None
    found = _NUMBER.fullmatch(fold(cell.text))
    if found is None:
        line.refuse(name, f"Không hiểu «{cell.text[:40]}». Hãy ghi số, ví dụ 02 hoặc 02/01.")
        return None, None
    return int(found[1]), int(found[2]) if found[2] else None


def _days(line: Line, row: Row, today: date) -> None:
    issued = _day(line, "issued_on", row.cell("issued_on"), today)
    effective = _day(line, "effective_on", row.cell("effective_on"), today)
    known = {one["column"] for one in line.wrong}
    if issued is None:
        if label("issued_on") not in known:
            line.refuse("issued_on", "Chưa ghi ngày ban hành. Hãy ghi ngày/tháng/năm.")
        return
    line.facts["issued_on"] = issued.isoformat()
    if effective is None and label("effective_on") not in known:
        line.suppose("effective_on", f"Không ghi, lấy ngày ban hành {issued:%d/%m/%Y}.")
        effective = issued
    if effective is not None:
        line.facts["effective_on"] = effective.isoformat()
        if effective < issued:
            line.refuse("effective_on", "Ngày hiệu lực đứng trước ngày ban hành. Hãy xem lại.")


def _day(line: Line, name: str, cell: Cell, today: date) -> date | None:
    if cell.uncounted or not cell.text:
        return None
    found: date | None = None
    if isinstance(cell.value, date):
        found = cell.value
    elif isinstance(cell.value, int | float) and int(cell.value) in _SERIAL:
        read = from_excel(cell.value)
        found = read.date() if isinstance(read, datetime) else None
    if found is None:
        try:
            found = day_of(cell.text)
        except ValueError as error:
            line.refuse(name, f"«{cell.text[:40]}»: {error}")
            return None
    if found > today:
        line.refuse(
            name,
            f"{found:%d/%m/%Y} ở tương lai. Chỉ nhập tài liệu đã ban hành và đã có hiệu lực; tài"
            " liệu mới thì soạn và trình ban hành trên hệ thống.",
        )
        return None
    return found


def _unit(line: Line, said: str, around: Surroundings) -> None:
    if not said:
        return
    code = around.units.get(fold(said))
    if code is None:
        line.refuse(
            "unit",
            f"Cơ quan không có đơn vị «{said[:80]}». Hãy ghi mã hoặc tên một đơn vị:"
            f" {around.known_units}.",
        )
    else:
        line.facts["unit"] = code


def _reach(line: Line, said: str) -> None:
    words = " ".join(slug(said).split("-"))
    line.facts["reach"] = Confidentiality.INTERNAL.value
    if not said:
        return
    for reach, calls in _REACHES.items():
        if words in (*calls, fold(Confidentiality(reach).label)):
            line.facts["reach"] = reach
            return
    choices = ", ".join(f"«{one}»" for one in Confidentiality.labels)
    line.refuse("reach", f"Không có mức «{said[:40]}». Hãy chọn một trong: {choices}.")


def order(lines: Sequence[Line]) -> None:
    """Find what is wrong between lines: the same issue twice, issues of one document out of order.

    Issues of a document are taken over in the order of their numbers, each from its day on.
    """
    by_document: dict[str, list[Line]] = {}
    for line in lines:
        if line.document_key:
            by_document.setdefault(line.document_key, []).append(line)
    for same in by_document.values():
        same.sort(key=lambda one: (one.facts["issue_no"], one.facts["revision_no"], one.number))
        for before, line in pairwise(same):
            if before.number_words == line.number_words:
                line.refuse(
                    "issue",
                    f"Trùng với dòng {before.number}: cùng loại, mã hiệu, lần {line.number_words}."
                    " Hãy xóa một dòng hoặc sửa số lần.",
                )
            elif (line.facts.get("effective_on") or "9") <= before.facts.get("effective_on", ""):
                line.refuse(
                    "effective_on",
                    f"Lần {line.number_words} phải có hiệu lực sau lần {before.number_words} (dòng"
                    f" {before.number}). Hãy xem lại ngày.",
                )
        for place, line in enumerate(same):
            broken = next((one for one in same[:place] if one.wrong), None)
            if broken is not None and not line.wrong:
                line.refuse(
                    "issue",
                    f"Lần {broken.number_words} của tài liệu này (dòng {broken.number}) còn lỗi."
                    " Hãy sửa dòng đó trước, để các lần vào đúng thứ tự.",
                )
