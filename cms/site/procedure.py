"""What the page of one procedure says, in the order in which a citizen asks."""

import re
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.text import Truncator

from cms.site.published import (
    Procedure,
    absolute,
    law_path,
    money,
    news_of,
    price,
    readable,
    short,
)
from formbuilder.definition import questions, seen_by
from processes.drawing.swimlane import swimlane
from processes.engine.definition import Definition, compile_definition
from processes.kinds.process.render import step_rows
from registry.canonical import Body
from registry.documents.models import Validity, Version
from registry.kinds import Context, get
from registry.now import now, today
from registry.vietnamese import fold, slug
from rules.worktime import durations

# The order of the groups is the order of the citizen's own work.
PAPERS = {
    "submit": "Phải nộp",
    "present": "Mang theo, nhận lại ngay",
    "lookup": "Không phải nộp, cơ quan tự tra cứu",
}
# So many papers are named in the first screen, and so much of each name.
NAMED, LETTERS = 3, 75
# The national portal: where procedures are handed in that may be handed in online.
PORTAL = "https://dichvucong.gov.vn/"
_FIGURE = re.compile(r"(?P<figure>[0-9][0-9.,½¼¾]*|[½¼¾]) (?P<unit>.+)")


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
    return {
        "procedure": found,
        "body": body,
        "title": found.version.title,
        "address": absolute(found.path),
        "field_slug": slug(str(body.get("field", "")).strip()),
        "agency": found.document.agency,
        "news": "" if found.ended else news_of(found.version.number, found.starts, now()),
        "online": PORTAL if "truc tuyen" in fold(str(body.get("methods", ""))) else "",
        "need": _need(body),
        "deadlines": _deadlines(definition, day_unit),
        "price": _figure(price(body.get("fees", []))),
        "fees": [{**fee, "said": money(fee)} for fee in body.get("fees", [])],
        "papers": _papers(body),
        "steps": [
            {
                "number": row.number,
                "title": row.title,
                "notes": row.notes,
                "responsible": row.responsible,
                "times": _times(definition, row.times),
                "products": row.products,
            }
            for row in step_rows(definition, Context(), day_unit)
        ],
        "drawing": swimlane(definition, found.version.title),
        "legal_basis": [_basis(item, found.laws) for item in body.get("legal_basis", [])],
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


def _without_hidden_forms(found: Procedure) -> Body:
    """The body without references to forms: public ones have a list of their own."""
    steps = [
        {name: value for name, value in step.items() if name not in ("form", "form_part")}
        for step in found.body.get("steps", [])
    ]
    return {**found.body, "steps": steps}


def _deadlines(definition: Definition, day_unit: str) -> list[dict[str, Any]]:
    """How long it takes in each case, the usual one first."""
    alone = len(definition.variants) == 1
    usual = definition.default_variant
    ordered = sorted(definition.variants, key=lambda variant: variant.id != usual)
    return [
        {"label": "" if alone else variant.label, **_figure(time)}
        for variant in ordered
        if (time := durations.format(variant.time, day_unit))
    ]


def _figure(said: str) -> dict[str, str]:
    """A saying with its figure apart, to be drawn large: «5 ngày làm việc», «75.000 đồng»."""
    found = _FIGURE.fullmatch(said)
    return {"said": said, **(found.groupdict() if found else {"figure": "", "unit": ""})}


def _need(body: Body) -> dict[str, Any]:
    """The first papers to hand in or to bring, in few words, and how many others there are."""
    rows = [row for row in body.get("papers", []) if row.get("name")]
    wanted = [row for how in ("submit", "present") for row in rows if _how(row) == how]
    # What is needed only sometimes comes last: it is told in full below.
    wanted.sort(key=lambda row: bool(row.get("optional")))
    named = [
        {
            "name": Truncator(str(row["name"]).splitlines()[0]).chars(LETTERS),
            "optional": bool(row.get("optional")),
            "present": _how(row) == "present",
        }
        for row in wanted[:NAMED]
    ]
    return {"named": named, "more": len(wanted) - len(named)}


def _how(row: Body) -> str:
    return str(row.get("how") or "submit")


def _times(definition: Definition, times: list[str]) -> list[str]:
    """How long a step takes: in each case of the procedure, once where it is always the same."""
    if len(set(times)) == 1:
        return [time for time in times[:1] if time]
    labels = [
        variant.label or f"Trường hợp {n}" for n, variant in enumerate(definition.variants, 1)
    ]
    return [f"{label}: {time}" for label, time in zip(labels, times, strict=True) if time]


def _papers(body: Body) -> list[dict[str, Any]]:
    rows = body.get("papers", [])
    groups = []
    for how, title in PAPERS.items():
        items = [{**row, "count": _count(row)} for row in rows if _how(row) == how]
        if items:
            groups.append({"title": title, "rows": items, "id": how})
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


def _basis(item: Body, laws: dict[str, Version]) -> dict[str, Any]:
    """One citation: where its text is read, and whether that is still in force."""
    text = laws.get(str(item.get("uid", "")))
    if text is None:
        return {"said": _citation(item), "path": "", "state": "", "over": False}
    state = get("legal-text").standing(text.data, today())
    return {
        "said": _citation(item),
        "path": law_path(text.title, text.document.uid),
        "state": state,
        "over": text.data.get("state") in ("expired", "suspended"),
    }


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
