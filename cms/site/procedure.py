"""What the page of one procedure says, in the order in which a citizen asks."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from cms.site.published import Procedure, absolute, news_of, readable, short
from formbuilder.definition import questions, seen_by
from processes.drawing.swimlane import swimlane
from processes.engine.definition import Definition, compile_definition
from processes.kinds.process.render import step_rows
from registry.canonical import Body
from registry.documents.models import Validity
from registry.kinds import Context
from registry.now import now
from registry.vietnamese import slug
from rules.worktime import durations

# The order of the groups is the order of the citizen's own work.
PAPERS = {
    "submit": ("Giấy tờ phải nộp", "Ông/bà nộp bản giấy hoặc bản điện tử của giấy tờ này."),
    "present": ("Giấy tờ xuất trình", "Ông/bà mang theo để đối chiếu và nhận lại ngay."),
    "lookup": ("Cơ quan tự tra cứu", "Ông/bà không phải nộp khi cơ quan tra cứu được."),
}


@dataclass(frozen=True)
class ShownIssue:
    """One lần ban hành in the list of older and coming ones."""

    number: str
    starts: datetime
    ends: datetime | None
    note: str
    ground: str
    state: str
    # Where an older one is read; "" for what is in force, to come, or was not for everybody.
    path: str


def page(found: Procedure) -> dict[str, Any]:
    """Return the context of `cms/site/procedure.html`."""
    body = _without_hidden_forms(found)
    definition = compile_definition(body)
    day_unit = body.get("day_unit", "")
    columns = [_column(definition, index) for index in range(_width(definition))]
    return {
        "procedure": found,
        "body": body,
        "title": found.version.title,
        "address": absolute(found.path),
        "field_slug": slug(str(body.get("field", "")).strip()),
        "agency": found.document.agency,
        "news": "" if found.ended else news_of(found.version.number, found.starts, now()),
        "deadlines": _deadlines(definition, day_unit),
        "fees": [{**fee, "said": money(fee)} for fee in body.get("fees", [])],
        "papers": _papers(body),
        "columns": columns,
        "steps": [
            {
                "number": row.number,
                "title": row.title,
                "notes": row.notes,
                "responsible": row.responsible,
                "timed": list(zip(columns, row.times, strict=True)),
                "products": row.products,
            }
            for row in step_rows(definition, Context(), day_unit)
        ],
        "drawing": swimlane(definition, found.version.title),
        "legal_basis": [_citation(item) for item in body.get("legal_basis", [])],
        "forms": forms(found),
        "issues": _issues(found),
    }


def forms(found: Procedure) -> list[dict[str, str]]:
    """Return the public forms in which a citizen has something to fill in."""
    return [
        {
            "title": form.version.title,
            "code": form.version.code,
            "short": short(form.document.uid),
            "path": f"{found.path}bieu-mau/{short(form.document.uid)}/",
        }
        for form in found.forms
        if any(seen_by(field, "citizen") for field, _ in questions(form.version.data))
    ]


def money(fee: Body) -> str:
    """Write a fee: `75.000 đồng/trường hợp`; nothing to pay is «Không thu», no amount is empty."""
    amount = fee.get("amount")
    if amount is None:
        return ""
    if not amount:
        return "Không thu"
    per = f"/{fee['per']}" if fee.get("per") else ""
    return f"{amount:,}".replace(",", ".") + f" đồng{per}"


def _without_hidden_forms(found: Procedure) -> Body:
    """The body without references to forms: public ones have a list of their own."""
    steps = [
        {name: value for name, value in step.items() if name not in ("form", "form_part")}
        for step in found.body.get("steps", [])
    ]
    return {**found.body, "steps": steps}


def _deadlines(definition: Definition, day_unit: str) -> list[dict[str, str]]:
    alone = len(definition.variants) == 1
    return [
        {"label": "" if alone else variant.label, "time": time}
        for variant in definition.variants
        if (time := durations.format(variant.time, day_unit))
    ]


def _width(definition: Definition) -> int:
    return max(len(definition.variants), 1)


def _column(definition: Definition, index: int) -> str:
    if len(definition.variants) < 2:
        return "Thời gian"
    return f"Thời gian ({definition.variants[index].label or f'trường hợp {index + 1}'})"


def _papers(body: Body) -> list[dict[str, Any]]:
    rows = body.get("papers", [])
    groups = []
    for how, (title, hint) in PAPERS.items():
        items = [
            {**row, "count": _count(row)} for row in rows if (row.get("how") or "submit") == how
        ]
        if items:
            groups.append({"title": title, "hint": hint, "rows": items, "id": how})
    return groups


def _count(row: Body) -> str:
    said = [
        f"{row[name]:02d} {word}"
        for name, word in (("original", "bản chính"), ("copies", "bản sao"))
        if row.get(name)
    ]
    return ", ".join(said)


def _citation(item: Body) -> str:
    text = str(item.get("text", ""))
    if not text:
        text = " ".join(
            str(item[name]) for name in ("type", "number", "issuer", "title") if item.get(name)
        )
    provision = str(item.get("provision", ""))
    return f"{provision} {text}".strip() if provision and provision not in text else text


def _issues(found: Procedure) -> list[ShownIssue]:
    """All lần ban hành that held, hold or will hold as public ones, newest first."""
    instant = now()
    return [
        ShownIssue(
            number=period.version.number,
            starts=period.starts,
            ends=period.ends,
            note=period.version.change_note,
            ground=period.version.legal_ground,
            state=_state(period, instant),
            path=issue_path(found, period.version.number) if readable(period, instant) else "",
        )
        for period in reversed(found.periods)
        if period.ends is None or period.ends > period.starts
    ]


def issue_path(found: Procedure, number: str) -> str:
    """Return `…/lan-ban-hanh/01-00/` below the address of the procedure in force."""
    return f"{found.path}lan-ban-hanh/{number.replace('/', '-')}/"


def _state(period: Validity, instant: datetime) -> str:
    if period.starts > instant:
        return "sắp có hiệu lực"
    if period.ends is None or instant < period.ends:
        return "đang có hiệu lực"
    return "không còn hiệu lực"
