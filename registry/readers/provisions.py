"""Legal citations as Vietnamese papers write them, taken apart: type, number, date, issuer, title.

Pure. What is not sure is left empty: a citation that is not recognised stays as its text.
Sources of the forms: Nghị định 30/2020/NĐ-CP (thể thức văn bản, số và ký hiệu) and Luật Ban hành
văn bản quy phạm pháp luật (number, year and sign of normative texts).
"""

import re
from collections.abc import Iterable
from typing import TypedDict

from registry.readers import days
from registry.readers.days import Found
from registry.vietnamese import DASHES, fold, one_code, settle


class Citation(TypedDict, total=False):
    """One recognised citation; `date` is YYYY-MM-DD, `text` is what was written."""

    text: str
    type: str
    number: str
    date: str
    issuer: str
    title: str
    provision: str


TYPES = (
    "Hiến pháp",
    "Bộ luật",
    "Luật",
    "Pháp lệnh",
    "Nghị quyết liên tịch",
    "Nghị quyết",
    "Lệnh",
    "Nghị định",
    "Thông tư liên tịch",
    "Thông tư",
    "Quyết định",
    "Chỉ thị",
    "Văn bản hợp nhất",
    "Công văn",
    "Kế hoạch",
    "Thông báo",
    "Hướng dẫn",
    "Quy chế",
    "Quy định",
    "Quy chuẩn",
    "Tiêu chuẩn",
)
# The sign in a number tells the type where the line does not say it.
_SIGNS = (
    ("TCVN", "Tiêu chuẩn"),
    ("QCVN", "Quy chuẩn"),
    ("ISO", "Tiêu chuẩn"),
    ("VBHN", "Văn bản hợp nhất"),
    ("TTLT", "Thông tư liên tịch"),
    ("NQLT", "Nghị quyết liên tịch"),
    ("QH", "Luật"),
    ("UBTVQH", "Pháp lệnh"),
    ("NĐ", "Nghị định"),
    ("TT", "Thông tư"),
    ("QĐ", "Quyết định"),
    ("NQ", "Nghị quyết"),
    ("CT", "Chỉ thị"),
    ("KH", "Kế hoạch"),
    ("TB", "Thông báo"),
    ("PL", "Pháp lệnh"),
)
_LETTERS = r"[A-ZĐÀ-Ỹ]"
_NUMBER = re.compile(
    rf"\b(?P<number>\d{{1,5}}[a-z]?(?:\s*/\s*(?:19|20)\d\d)?\s*/\s*{_LETTERS}{{1,12}}\d{{0,2}}"
    rf"(?:\s*[-{DASHES}]\s*{_LETTERS}[A-Za-zĐđÀ-ỹ]{{0,11}}(?:\d{{1,2}})?){{0,4}})(?![\w/])"
)
_STANDARD = re.compile(
    r"\b(?P<number>(?:TCVN|QCVN|ISO)(?:\s+ISO)?(?:/IEC)?\s+\d{3,6}(?:[-–]\d{1,2})?\s*:\s*(?:19|20)\d\d)"
)
_PROVISION_PART = (
    r"(?:điểm\s+[a-zđ]|khoản\s+\d+[a-z]?|điều\s+\d+[a-z]?|chương\s+[IVXLC\d]+|phụ lục\s*[IVX\d]*)"
)
_PROVISION = re.compile(
    rf"{_PROVISION_PART}(?:\s*(?:,|và|;)?\s*{_PROVISION_PART}|(?:,|\s+và)\s*\d+[a-z]?\b)*",
    re.IGNORECASE,
)
_ISSUERS = (
    "Ủy ban Thường vụ Quốc hội",
    "Quốc hội",
    "Chính phủ",
    "Thủ tướng Chính phủ",
    "Hội đồng nhân dân",
    "Hội đồng Nhân dân",
    "HĐND",
    "Ủy ban nhân dân",
    "Ủy ban Nhân dân",
    "UBND",
    "Bộ trưởng",
    "Chủ tịch nước",
    "Chủ tịch",
    "Tổng cục",
    "Tòa án nhân dân tối cao",
    "Viện kiểm sát nhân dân tối cao",
    "Ngân hàng Nhà nước",
    "Thanh tra Chính phủ",
    "Văn phòng Chính phủ",
    "Bộ",
    "Sở",
    "Cục",
)
_ISSUER = re.compile(
    rf"(?:^|\s|,)của\s+(?P<issuer>(?:liên\s+)?(?:{'|'.join(_ISSUERS)})(?:(?!\s(?:về|quy đ[ịi]nh|"
    r"hướng dẫn|ban hành|sửa đổi|bãi bỏ|thay thế|công bố|phê duyệt|v/v|số|ngày|đã được)\b)"
    r"[^;,:.(\"“])*)",
    re.IGNORECASE,
)
_BULLET = re.compile(
    r"^\s*(?:[-–—+*•·▪]|\(?\d{1,2}[.)]|[a-zđ]\)|căn cứ(?!\s+pháp\s+lý)(?:\s+vào)?\b:?)\s*",
    re.IGNORECASE,
)
_ROW_NUMBER = re.compile(r"\s*\d{1,3}\s*[.)]?\s*")


def parse(text: str) -> Citation:
    """Read one citation; only `text` is there when nothing else was recognised."""
    written = re.sub(r"[ \t]+", " ", settle(text))
    line = written
    while (shorter := _BULLET.sub("", line, count=1)) != line:
        line = shorter
    line = line.strip(" ;,.")
    found: Citation = {"text": line}
    number = _NUMBER.search(line) or _STANDARD.search(line)
    if number:
        found["number"] = re.sub(r"\s*([/-])\s*", r"\1", one_code(number["number"], 200))
    type_, name_end = _type_of(line, found.get("number", ""), number)
    if type_:
        found["type"] = type_
    when = days.find(line)
    if when and when.day:
        found["date"] = when.day.isoformat()
    issuer = _ISSUER.search(line)
    if issuer:
        found["issuer"] = _trimmed(issuer["issuer"])
    provision = _PROVISION.match(line) or _PROVISION.search(line[number.end() :] if number else "")
    if provision and (provision.start() == 0 or not number):
        found["provision"] = _trimmed(provision[0])
    ends = [m.end() for m in (number, issuer) if m] + ([when.end] if when else [])
    title = _title(line, max(ends, default=name_end), name_end, number, when)
    if title:
        found["title"] = title
    return found


def recognised(citation: Citation) -> bool:
    """Tell whether the citation names a text: by its number, or a law by type and title."""
    if citation.get("number"):
        return True
    named = citation.get("type") in ("Luật", "Bộ luật", "Hiến pháp", "Pháp lệnh")
    return named and bool(citation.get("title"))


def parse_list(text: str) -> list[Citation]:
    """Read a pasted list, one citation a line.

    A line that only goes on belongs to the one before.
    """
    lines: list[str] = []
    for line in settle(text).split("\n"):
        if not line.strip():
            continue
        if lines and _goes_on(line):
            lines[-1] = f"{lines[-1]} {line.strip()}"
        else:
            lines += [
                part
                for part in re.split(
                    r";\s+(?=(?:[-–•]\s*)?(?:Luật|Bộ luật|Nghị định|"
                    r"Thông tư|Quyết định|Nghị quyết)\b)",
                    line,
                )
                if part
            ]
    return [citation for citation in map(parse, lines) if citation.get("text")]


def parse_rows(rows: Iterable[list[str]]) -> list[Citation]:
    """Read a pasted table, one citation a row, its cells without the row's number.

    A list in one column is read line by line.
    """
    lines = []
    for row in rows:
        cells = [cell for cell in row if cell.strip()]
        if len(cells) > 1:
            first = int(bool(_ROW_NUMBER.fullmatch(cells[0])))
            cells = [" ".join(cell.split()) for cell in cells[first:]]
        lines.append(" ".join(cells))
    return parse_list("\n".join(lines))


def _goes_on(line: str) -> bool:
    """A line that begins in lower case, without a bullet, continues the line above."""
    first = line.strip()
    return first[:1].islower() and not _BULLET.match(line) and not _PROVISION.match(first)


def number_key(number: str) -> str:
    """Give the same key for two spellings of one number."""
    return re.sub(r"\s", "", fold(number))


def _type_of(line: str, number: str, at: re.Match[str] | None) -> tuple[str, int]:
    """The type, and where its name ends in the line; from the number's sign when not written."""
    best: tuple[int, int, str] | None = None
    for type_ in TYPES:
        found = re.search(rf"\b{type_}\b", line, re.IGNORECASE)
        # The longest name at the first place: "Thông tư liên tịch" before "Thông tư".
        if found and (best is None or (found.start(), -len(type_)) < (best[0], -len(best[2]))):
            best = (found.start(), found.end(), type_)
    before_number = at.start() if at else len(line)
    if best and (best[0] <= before_number or not number):
        return best[2], best[1]
    for sign, type_ in _SIGNS:
        if number and re.search(rf"(?:^|[/-]){sign}\d*(?:[-/\s]|$)", number):
            return type_, 0
    return "", 0


def _title(
    line: str, end: int, name_end: int, number: re.Match[str] | None, when: Found | None
) -> str:
    """What the text is about: the rest after number, date and issuer; of a law, its name."""
    rest = _trimmed(line[end:])
    if rest:
        return rest
    starts = ([number.start()] if number else []) + ([when.start] if when else [])
    first = min(starts, default=len(line))
    name = re.sub(r"\b(?:số|năm \d{4})\s*$", "", line[name_end:first].strip(" ,;(")).strip(" ,;(")
    return _trimmed(name)


def _trimmed(text: str) -> str:
    return re.sub(r"\s+", " ", text).strip(' ,;.:()-–“”"')
