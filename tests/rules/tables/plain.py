"""A decision table as plainly as can be: cell by cell, row by row, without the engine."""

from decimal import Decimal
from typing import Any

from registry.vietnamese import alike

INPUTS: dict[str, dict[str, Any]] = {
    "channel": {
        "type": "one_of",
        "label": "Cách nộp",
        "options": [
            {"id": "direct", "label": "Trực tiếp"},
            {"id": "post", "label": "Qua bưu chính"},
            {"id": "online", "label": "Trực tuyến"},
        ],
    },
    "days": {"type": "number", "label": "Số ngày", "unit": "ngày"},
    "filed": {"type": "date", "label": "Ngày nộp"},
    "verify": {"type": "yes_no", "label": "Cần xác minh"},
    "place": {"type": "text", "label": "Nơi cư trú"},
    "papers": {
        "type": "many_of",
        "label": "Giấy tờ",
        "options": [{"id": "card", "label": "Căn cước"}, {"id": "map", "label": "Sơ đồ"}],
    },
}
CONDITIONS = [{"id": f"c_{name}", "field": name} for name in INPUTS]


def met(cell: Any, value: Any, type_: str) -> bool:
    """Whether a value meets a cell."""
    if isinstance(cell, dict) and "not" in cell:
        return not met(cell["not"], value, type_)
    if isinstance(cell, dict):
        kept = (lambda x: Decimal(str(x))) if type_ == "number" else str
        tests = {
            "from": lambda a, b: a >= b,
            "above": lambda a, b: a > b,
            "to": lambda a, b: a <= b,
            "below": lambda a, b: a < b,
        }
        return all(tests[end](kept(value), kept(limit)) for end, limit in cell.items())
    if isinstance(cell, list):
        return any(met(one, value, type_) for one in cell)
    if type_ == "many_of":
        return cell in value
    if type_ == "text":
        return alike(cell) == alike(value)
    if type_ == "number":
        return Decimal(str(cell)) == Decimal(str(value))
    return bool(cell == value)


def truth(row: dict[str, Any], answers: dict[str, Any]) -> bool | None:
    """Whether a row holds; None where that hangs on what is missing."""
    found: bool | None = True
    for column in CONDITIONS:
        if column["id"] not in row["when"]:
            continue
        name = column["field"]
        if name not in answers:
            found = None if found is not False else False
        elif not met(row["when"][column["id"]], answers[name], INPUTS[name]["type"]):
            found = False
    return found


def look_up(body: dict[str, Any], answers: dict[str, Any]) -> tuple[str, list[str], Any]:
    """The state, the rows that hit surely, and the value of «fee»."""
    rows = [row for row in body["rows"] if not row.get("off")]
    truths = [truth(row, answers) for row in rows]
    hit = [row for row, held in zip(rows, truths, strict=True) if held]
    policy = body["policy"]
    if policy == "first":
        for row, held in zip(rows, truths, strict=True):
            if held is None:
                return "unknown", [], None
            if held:
                return "found", [row["id"]], row["then"].get("fee")
        return "nothing", [], None
    if policy == "unique" and len(hit) > 1:
        return "conflict", [row["id"] for row in hit], None
    ids = [row["id"] for row in hit]
    if None in truths:
        return "unknown", ids, None
    if not hit:
        return "nothing", [], None
    fees = [Decimal(str(row["then"]["fee"])) for row in hit if "fee" in row["then"]]
    if policy == "collect":
        return "found", ids, fees
    if policy == "unique":
        return "found", ids, hit[0]["then"].get("fee")
    if not fees:
        return "found", ids, None
    return "found", ids, {"sum": sum, "min": min, "max": max}[policy](fees)
