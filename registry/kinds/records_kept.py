"""Records kept (hồ sơ lưu): the table with which procedures and instructions end."""

from typing import Any

from registry.kinds import shapes

RECORDS_KEPT: dict[str, Any] = shapes.rows(
    "Hồ sơ lưu",
    "Hồ sơ lưu",
    ["name", "place", "keeper", "years", "forever"],
    {
        "name": shapes.text("Tên hồ sơ", maxLength=2000),
        "place": shapes.text("Nơi lưu"),
        "keeper": shapes.text("Người lưu"),
        "years": shapes.count("Số năm lưu", 200),
        "forever": shapes.yes_no("Vĩnh viễn"),
        "copy": shapes.yes_no("Bản chụp"),
    },
)


def how_long(record: dict[str, Any]) -> str:
    """Say for how long a record is kept: «05 năm», «Vĩnh viễn», or nothing."""
    kept = f"{record['years']:02d} năm" if record.get("years") else ""
    return "Vĩnh viễn" if record.get("forever") else kept
