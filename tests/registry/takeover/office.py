"""Lists and archives as secretaries send them, and the way from sending to what stands there."""

import io
import zipfile
from collections.abc import Sequence
from typing import Any

from openpyxl import Workbook

from registry.organisation.models import Agency, User
from registry.takeover import services
from registry.takeover.models import Takeover, TakeoverLine
from registry.trail import outbox
from tests.support.uploads import pdf

HEADS = (
    "Loại", "Mã hiệu", "Tên tài liệu", "Lần ban hành", "Lần sửa đổi", "Ngày ban hành",
    "Ngày hiệu lực", "Số quyết định", "Người ký", "Lĩnh vực", "Đơn vị chủ trì", "Mức công khai",
    "Tệp",
)  # fmt: skip
ONE = (
    "Hướng dẫn công việc", "HD-05", "Tiếp nhận đơn thư", "01", "00", "07/12/2023", "01/01/2024",
    "12/QĐ-UBND", "Nguyễn Văn Mẫu", "Tiếp dân", "VP", "Nội bộ", "HD-05.pdf",
)  # fmt: skip


def line(**changes: Any) -> tuple[Any, ...]:
    """A good line with some of its cells changed: `code`, `issue`, `issued`, …"""
    names = (
        "kind", "code", "title", "issue", "revision", "issued", "effective", "decision", "signer",
        "field", "unit", "reach", "file",
    )  # fmt: skip
    return tuple(changes.get(name, value) for name, value in zip(names, ONE, strict=True))


def book(rows: Sequence[Sequence[Any]], *, above: Sequence[Sequence[Any]] = ()) -> bytes:
    """A workbook with these rows, `above` before the head."""
    made = Workbook()
    sheet: Any = made.active
    for row in (*above, *rows):
        sheet.append(list(row))
    kept = io.BytesIO()
    made.save(kept)
    return kept.getvalue()


def paper(words: str) -> bytes:
    """A PDF that differs from others."""
    return pdf(b"/Lang(%s)" % words.encode("ascii"))


def archive(files: dict[str, bytes]) -> bytes:
    """A zip of these files."""
    kept = io.BytesIO()
    with zipfile.ZipFile(kept, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in files.items():
            package.writestr(name, content)
    return kept.getvalue()


def folder(*lines: Sequence[Any], **papers: bytes) -> bytes:
    """A zip with a list of these lines; each file that a line names is a paper of its own, unless
    `papers` (by the name without its ending) says otherwise."""
    files = {"danh-muc.xlsx": book([HEADS, *lines])}
    for row in lines:
        name = row[-1]
        stem = name.removesuffix(".pdf").replace("-", "_")
        files[name] = papers.get(stem, paper(name))
    return archive(files)


def work() -> None:
    """Do the jobs of takeovers."""
    while outbox.work(50):
        pass


def sent(actor: User, agency: Agency, content: bytes) -> Takeover:
    """Send a folder and let it be checked."""
    made = services.begin(actor, agency, [("thu-muc.zip", content)])
    work()
    made.refresh_from_db()
    return made


def taken(actor: User, agency: Agency, content: bytes) -> Takeover:
    """Send a folder, decide on what the report says, and let it be done."""
    made = sent(actor, agency, content)
    services.decide(actor, made, seen=made.digest)
    work()
    made.refresh_from_db()
    return made


def lines(takeover: Takeover) -> list[TakeoverLine]:
    """Its lines, as they stand in the list."""
    return list(
        TakeoverLine.objects.of(takeover.agency_id).filter(takeover=takeover).order_by("number")
    )


def said(row: TakeoverLine) -> str:
    """All that the report says of a line."""
    return " ".join(f"{one.get('column', '')}: {one['text']}" for one in row.remarks)
