"""What people are told of an issue that they have to read: what it is, and what changed."""

from datetime import date

from registry import kinds
from registry.documents import closure
from registry.documents.issue.frame import number_words
from registry.documents.models import Validity, Version
from registry.editor.diff import compare
from registry.now import local

# So much of each part; a notice as a whole has 500 letters.
MOST_CHANGES, NOTE, CHANGE, TITLE = 3, 150, 80, 120


def _cut(text: str, most: int) -> str:
    text = " ".join(text.split())
    return text if len(text) <= most else f"{text[: most - 1]}…"


def starts_of(version: Version) -> str:
    """Say from which day on a version holds: «01/12/2026»; "" where it never does."""
    period = Validity.objects.of(version.agency_id).filter(version=version).order_by("pk").first()
    return f"{local(period.starts):%d/%m/%Y}" if period else ""


def changes_of(version: Version, before: Version | None) -> list[str]:
    """List the first differences against the issue before, in words; none for a first issue.

    Other documents are not called by their names: not everybody may read those.
    """
    if before is None or before.kind != version.kind:
        return []
    kind = kinds.get(version.kind)
    context = closure.context(version.agency)
    found = compare(kind, before.data, version.data, lambda uid: "tài liệu khác", context)
    said = [_cut(one.sentence, CHANGE) for one in found[:MOST_CHANGES]]
    more = len(found) - len(said)
    return [*said, f"và {more} chỗ khác"] if more > 0 else said


def news_of(version: Version, before: Version | None, due: date | None = None) -> str:
    """Say what was issued, from when on it holds, what changed, and until when to read it."""
    name = f"{version.code} {_cut(version.title, TITLE)}".strip()
    words = [f"{name}, {number_words(version.issue_no, version.revision_no)}"]
    if starts := starts_of(version):
        words[0] += f", hiệu lực từ {starts}"
    if version.change_note:
        words.append(f"Nội dung sửa đổi: {_cut(version.change_note, NOTE)}")
    if changes := changes_of(version, before):
        words.append("Thay đổi: " + "; ".join(changes))
    if due is not None:
        words.append(f"Xin đọc và xác nhận trước hết ngày {due:%d/%m/%Y}")
    ended = (one.rstrip(". ") for one in words)
    return " ".join(one if one.endswith("…") else f"{one}." for one in ended)
