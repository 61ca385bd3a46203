"""Kind «legal-text» (văn bản pháp luật): number, dates, state, relations and provisions."""

from datetime import date
from typing import Any

from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from registry.canonical import Body
from registry.kinds.base import Context, Kind, Reference
from registry.kinds.sheet import day
from registry.now import local
from registry.problems import Problem, pointer
from registry.vietnamese import fold


def _choices(**labels: str) -> dict[str, Any]:
    return {
        "type": "string",
        "oneOf": [{"const": code, "title": label} for code, label in labels.items()],
    }


_DATE = {"type": "string", "format": "date"}

STATES = {
    "pending": "Chưa có hiệu lực",
    "in_force": "Còn hiệu lực",
    "partly": "Hết hiệu lực một phần",
    "expired": "Hết hiệu lực toàn bộ",
    "suspended": "Ngưng hiệu lực",
}
TONES = {
    "pending": "info",
    "in_force": "good",
    "partly": "wait",
    "expired": "late",
    "suspended": "wait",
}
RELATIONS = {
    "amends": "Sửa đổi, bổ sung",
    "replaces": "Thay thế",
    "repeals": "Bãi bỏ",
    "guides": "Hướng dẫn",
    "details": "Quy định chi tiết",
    "corrects": "Đính chính",
}
# The same relations, said by the text that they are about.
TURNED = {
    "amends": "Được sửa đổi, bổ sung bởi",
    "replaces": "Được thay thế bởi",
    "repeals": "Bị bãi bỏ bởi",
    "guides": "Được hướng dẫn bởi",
    "details": "Được quy định chi tiết bởi",
    "corrects": "Được đính chính bởi",
}

SCHEMA: dict[str, Any] = {
    "type": "object",
    "additionalProperties": False,
    "properties": {
        "number": {"type": "string", "title": "Số, ký hiệu", "x-panel": "Văn bản"},
        "type": {"type": "string", "title": "Loại văn bản", "x-panel": "Văn bản"},
        "issuer": {"type": "string", "title": "Cơ quan ban hành", "x-panel": "Văn bản"},
        "signed_on": {**_DATE, "title": "Ngày ký", "x-panel": "Văn bản"},
        "effective_from": {**_DATE, "title": "Hiệu lực từ", "x-panel": "Văn bản"},
        "effective_to": {**_DATE, "title": "Hết hiệu lực từ", "x-panel": "Văn bản"},
        "state": {**_choices(**STATES), "title": "Hiệu lực", "x-panel": "Văn bản"},
        "relations": {
            "type": "array",
            "title": "Liên quan đến văn bản khác",
            "x-panel": "Văn bản liên quan",
            "x-editor": "grid",
            "x-columns": ["relation", "number", "from"],
            "items": {
                "type": "object",
                "title": "Quan hệ",
                "additionalProperties": False,
                "required": ["id"],
                "properties": {
                    "id": {"type": "string", "x-id": True},
                    "relation": {**_choices(**RELATIONS), "title": "Quan hệ"},
                    "number": {"type": "string", "title": "Số, ký hiệu văn bản kia"},
                    "from": {**_DATE, "title": "Từ ngày"},
                    "uid": {
                        "type": "string",
                        "title": "Văn bản trong hệ thống",
                        "x-reference": {"kinds": ["legal-text"], "relation": "cites"},
                    },
                },
            },
        },
        "provisions": {
            "type": "array",
            "title": "Điều khoản",
            "x-panel": "Điều khoản",
            "items": {
                "type": "object",
                "title": "Điều khoản",
                "additionalProperties": False,
                "required": ["id"],
                "properties": {
                    "id": {"type": "string", "x-id": True},
                    "path": {"type": "string", "title": "Điều, khoản, điểm"},
                    "heading": {"type": "string", "title": "Tên điều"},
                    "text": {"type": "string", "title": "Nội dung", "x-lines": 6},
                },
            },
        },
    },
}


def problems(body: Body, context: Context) -> list[Problem]:
    """Check type, state and number of a legal text, the order of its dates, and its relations.

    State and days that contradict each other are a warning.
    """
    found = []
    for name, label in (("type", "loại văn bản"), ("state", "tình trạng hiệu lực")):
        if not body.get(name):
            found.append(Problem(pointer(name), f"Chưa có {label}. Hãy điền mục này."))
    if not body.get("number"):
        found.append(
            Problem(
                "/number", "Chưa có số, ký hiệu (luật có thể không ghi số).", severity="warning"
            )
        )
    start, end = body.get("effective_from", ""), body.get("effective_to", "")
    if start and end and end < start:
        found.append(Problem("/effective_to", "Ngày hết hiệu lực đứng trước ngày có hiệu lực."))
    doubt = doubt_of(body, local(context.instant).date())
    if doubt:
        found.append(Problem("/state", doubt, severity="warning"))
    for index, row in enumerate(body.get("relations", [])):
        for name, words in _missing(row):
            text = f"Dòng {index + 1} chưa có {words}. Hãy điền, hoặc xóa dòng này."
            found.append(Problem(pointer("relations", index, name), text))
    return found


def _missing(row: Body) -> list[tuple[str, str]]:
    """What a relation lacks to say anything: (field, words)."""
    if set(row) == {"id"}:
        return []  # an empty row: every kind says so
    lacks = [] if row.get("relation") else [("relation", "quan hệ")]
    if not row.get("number") and not row.get("uid"):
        lacks.append(("number", "số, ký hiệu văn bản kia"))
    return lacks


def standing(body: Body, on: date) -> str:
    """Return the state with which the document was entered, in words."""
    return STATES.get(body.get("state", ""), "")


def tone(body: Body, on: date) -> str:
    """Say in which tone the state is shown."""
    return TONES.get(body.get("state", ""), "")


def relation_words(body: Body, reference: Reference) -> tuple[str, str]:
    """Say how this text calls one that a relation names, and how that one calls this."""
    place = reference.pointer.split("/")
    rows = body.get("relations", [])
    row = rows[int(place[2])] if len(place) > 2 and int(place[2]) < len(rows) else {}
    code = row.get("relation", "")
    return RELATIONS.get(code, "Liên quan"), TURNED.get(code, "Liên quan")


def written_day(text: Any) -> str:
    """Write 2014-11-20 as legal texts do: ngày 20 tháng 11 năm 2014; "" for what is no day."""
    try:
        found = date.fromisoformat(str(text))
    except ValueError:
        return ""
    return f"ngày {found:%d} tháng {found:%m} năm {found.year}"


def doubt_of(body: Body, on: date) -> str:
    """Say where state and days contradict each other on a day, in a sentence; else ""."""
    state, today = body.get("state", ""), on.isoformat()
    start, end = body.get("effective_from", ""), body.get("effective_to", "")
    said = f"Tình trạng ghi «{STATES.get(state, '')}» nhưng"
    if state == "pending" and start and start <= today:
        return f"{said} văn bản có hiệu lực từ {day(start)}. Hãy xem lại tình trạng."
    if state in ("in_force", "partly") and start > today:
        return f"{said} đến {day(start)} văn bản mới có hiệu lực. Hãy xem lại tình trạng."
    if state in ("pending", "in_force", "partly") and end and end <= today:
        return f"{said} văn bản hết hiệu lực từ {day(end)}. Hãy xem lại tình trạng."
    if state == "expired" and end > today:
        return f"{said} đến {day(end)} văn bản mới hết hiệu lực. Hãy xem lại tình trạng."
    return ""


def render(body: Body, context: Context, mode: str = "") -> SafeString:
    """Render the text's card and its provisions."""
    on = local(context.instant).date()
    return render_to_string(
        "registry/kinds/legal_text.html",
        {
            "body": body,
            "frame": context.frame,
            "word": _word(body, str(context.frame.get("title", ""))),
            "written": written_day(body.get("signed_on")),
            "days": {
                name: day(body.get(name))
                for name in ("signed_on", "effective_from", "effective_to")
            },
            "state": standing(body, on),
            "doubt": doubt_of(body, on),
            "relations": _relations(body, context),
        },
    )


def _word(body: Body, title: str) -> str:
    """What stands above the title: the type, unless the title begins with it."""
    kind = str(body.get("type", ""))
    return "" if kind and fold(title).startswith(fold(kind)) else kind or "Văn bản"


def _relations(body: Body, context: Context) -> list[dict[str, str]]:
    """The relations that say something; issued texts of old may hold rows that say nothing."""
    told = []
    for row in body.get("relations", []):
        target = context.resolve(row["uid"]) if row.get("uid") else None
        other = row.get("number") or (target.body.get("number") or target.title if target else "")
        relation = RELATIONS.get(row.get("relation", ""), "")
        if other or relation:
            told.append(
                {
                    "relation": relation or "Liên quan",
                    "other": other or "chưa ghi văn bản nào",
                    "since": day(row.get("from")),
                }
            )
    return told


KIND = Kind(
    code="legal-text",
    label="Văn bản pháp luật",
    label_plural="Văn bản pháp luật",
    picture="law",
    schema=SCHEMA,
    problems=problems,
    render=render,
    outside=True,
    standing=standing,
    tone=tone,
    relation_words=relation_words,
    framed=True,
    review_months=0,
)
