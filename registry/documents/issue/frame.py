"""What a printed document shows around its body: header facts, approval block, change table."""

from datetime import datetime
from typing import Any

from registry.documents.issue.issuing import approvals_of
from registry.documents.models import Document, Validity, Version
from registry.now import local

# What is said of an issue of paper wherever its approval would stand.
ON_PAPER = "Tiếp nhận từ hồ sơ giấy"
COLUMNS = (("drafted", "Soạn thảo"), ("reviewed", "Xem xét"), ("approved", "Phê duyệt"))


def frame_of_draft(document: Document) -> dict[str, Any]:
    """Build the frame of a working draft: no number, no approvals yet."""
    return {
        "code": document.draft_code,
        "title": document.draft_title,
        "agency": document.agency.name,
        "uid": str(document.uid),
    }


def frame_of(version: Version) -> dict[str, Any]:
    """Build the frame of an issued version; keys as in processes/kinds/process/render.py.

    `approvals`: three columns {"heading", "people": [{"name", "position", "signed_for", "at"}]}.
    `changes`: every issue up to this one {"summary", "ground", "revision"}. `taken_over`: the day
    on which an issue of paper was taken over.
    """
    document = version.document
    rows = approvals_of(version)
    period = Validity.unscoped.filter(version=version).order_by("pk").first()
    return {
        **frame_of_draft(document),
        "code": version.code,
        "title": version.title,
        "issue_no": f"{version.issue_no:02d}",
        "revision_no": f"{version.revision_no:02d}",
        "issued_on": local(version.issued_at).date(),
        "effective_on": local(period.starts).date() if period else None,
        "decision_no": version.decision_no,
        "taken_over": local(version.taken_over_at).date() if version.taken_over_at else None,
        "approvals": [
            {
                "heading": heading,
                "people": [_person(row) for row in rows if row.get("column") == column],
            }
            for column, heading in COLUMNS
        ]
        if rows
        else [],
        "changes": _changes(version),
    }


def _person(row: dict[str, Any]) -> dict[str, Any]:
    """«KT. Chủ tịch» above the signer's own position, as Nghị định 30/2020/NĐ-CP prints it."""
    signed_for = ""
    if row.get("prefix"):
        signed_for = f"{row['prefix']} {row.get('for_position') or row.get('for_name', '')}".strip()
    return {
        "name": row.get("name", ""),
        "position": row.get("position", ""),
        "signed_for": signed_for,
        "stage": row.get("stage", ""),
        "at": _day(row.get("at", "")),
        "paper": bool(row.get("paper")),
    }


def _day(text: str) -> Any:
    return local(datetime.fromisoformat(text)).date() if text else None


def _changes(version: Version) -> list[dict[str, str]]:
    earlier = (
        Version.objects.of(version.agency_id)
        .filter(document=version.document_id, pk__lte=version.pk)
        .exclude(change_note="", taken_over_at=None)
        .only("change_note", "legal_ground", "issue_no", "revision_no", "taken_over_at")
        .order_by("pk")
    )
    return [
        {
            "summary": one.change_note or ON_PAPER,
            "ground": one.legal_ground,
            "revision": f"{one.issue_no:02d}/{one.revision_no:02d}",
        }
        for one in earlier
    ]


def name_of(version: Version) -> str:
    """Name an issue: «Lần ban hành 02» or «Lần ban hành 02, lần sửa đổi 01»."""
    words = number_words(version.issue_no, version.revision_no)
    return words[:1].upper() + words[1:]


def number_words(issue_no: int, revision_no: int) -> str:
    """Say a number of an issue: «lần ban hành 02» or «lần ban hành 02, lần sửa đổi 01»."""
    text = f"lần ban hành {issue_no:02d}"
    return f"{text}, lần sửa đổi {revision_no:02d}" if revision_no else text
