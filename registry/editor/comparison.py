"""The report of a comparison: differences under headings, and all of it in one line."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from registry.documents import closure
from registry.documents.models import Document, Version
from registry.editor.changes import Change, What
from registry.editor.diff import compare, renamed
from registry.editor.labels import labels
from registry.organisation.models import User

WORDS: dict[What, str] = {
    "added": "thêm",
    "removed": "bỏ",
    "changed": "sửa",
    "moved": "chuyển chỗ",
}
_HEAD = "Mã hiệu, tên"
_FIRST = "Nội dung"
# So many fields are named in the line; of more it says how many there are.
MOST_NAMED = 4


@dataclass(frozen=True)
class Side:
    """One side of a comparison: what it is called, a body, and code and title where known."""

    name: str
    body: dict[str, Any]
    head: tuple[str, str] | None = None

    @property
    def called(self) -> str:
        """Its name within a sentence."""
        return f"{self.name[:1].lower()}{self.name[1:]}"


@dataclass(frozen=True)
class Part:
    """The differences under one heading."""

    heading: str
    changes: tuple[Change, ...]

    @property
    def counts(self) -> str:
        """Say how many came, went, changed and moved: «1 thêm, 2 sửa»."""
        return ", ".join(
            f"{number} {word}"
            for what, word in WORDS.items()
            if (number := sum(one.what == what for one in self.changes))
        )


@dataclass(frozen=True)
class Report:
    """All differences of two texts, in the order of the kind's schema."""

    changes: tuple[Change, ...]

    @cached_property
    def parts(self) -> list[Part]:
        """The differences under their headings."""
        found: dict[str, list[Change]] = {}
        for change in self.changes:
            found.setdefault(_heading(change), []).append(change)
        return [Part(heading, tuple(changes)) for heading, changes in found.items()]

    @cached_property
    def summary(self) -> str:
        """All of it in one line: «2 bước sửa, 1 giấy tờ thêm; sửa Mục đích»; "" for no difference.

        A row counts once, however much of it changed; a row that only moved counts as moved.
        """
        rows: dict[tuple[str, What], set[str]] = {}
        fields: dict[str, None] = {}
        changed = {one.row_at for one in self.changes if one.row and one.what != "moved"}
        for one in self.changes:
            if not one.row:
                fields[one.where] = None
            elif one.row_at and one.pointer == one.row_at and one.what in ("added", "removed"):
                rows.setdefault((one.row, one.what), set()).add(f"{one.what}{one.pointer}")
            elif one.what != "moved":
                rows.setdefault((one.row, "changed"), set()).add(one.row_at)
            elif one.row_at not in changed:
                rows.setdefault((one.row, "moved"), set()).add(one.row_at)
        told = ", ".join(
            f"{len(found)} {word} {WORDS[what]}" for (word, what), found in rows.items()
        )
        named = list(fields)
        if len(named) > MOST_NAMED:
            listed = f"sửa {', '.join(named[:MOST_NAMED])} và {len(named) - MOST_NAMED} mục khác"
        else:
            listed = f"sửa {', '.join(named)}" if named else ""
        return "; ".join(filter(None, (told, listed)))


def compared(user: User, document: Document, before: Side, after: Side) -> list[Change]:
    """List the differences of two texts of a document; what they name is called as `user` may know.

    Two queries, and those of documents whose fields a condition names.
    """
    kind = document.kind_of
    uids = [r.uid for one in (before, after) for r in kind.references_of(one.body)]
    known = labels(user, uids)

    def name(uid: str) -> str:
        found = known.get(uid)
        return f"“{found['title']}”" if found else "tài liệu không đọc được"

    heads = renamed(before.head, after.head) if before.head and after.head else []
    context = closure.context(document.agency, reader=user)
    return heads + compare(kind, before.body, after.body, name, context)


def since_issue(user: User, document: Document) -> Report | None:
    """Report what a draft has otherwise than the last issue; None where nothing was issued.

    The caller has asked whether the person reads the draft.
    """
    last = (
        Version.objects.of(document.agency_id)
        .filter(document=document)
        .order_by("-issue_no", "-revision_no")
        .first()
    )
    if last is None:
        return None
    before = Side("", last.data, (last.code, last.title))
    after = Side("", document.data, (document.draft_code, document.draft_title))
    return report(compared(user, document, before, after))


def report(changes: Iterable[Change]) -> Report:
    """Make the report of what two texts have otherwise."""
    return Report(tuple(changes))


def _heading(change: Change) -> str:
    """A heading of its own, else that of its list, else that of its tab."""
    if change.heading:
        return change.heading
    if change.row:
        return change.part
    return change.panel or (_HEAD if change.pointer in ("/code", "/title") else _FIRST)
