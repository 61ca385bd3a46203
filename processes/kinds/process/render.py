"""How people read a process: the printed procedure, and its swim-lane drawing with a table twin.

`context.frame` may carry what the body does not know; every key is optional: `agency`, `code`,
`title`, `uid`, `issue_no`, `revision_no`, `decision_no` (texts), `issued_on`, `effective_on`
(dates),
`approvals` (list of {"heading", "people": [{"name", "position", "signed_for", "at"}]}: the three
columns of the responsibility table), `changes` (list of {"summary", "ground", "revision"}).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from processes.drawing.swimlane import swimlane, table_twin
from processes.engine.definition import NO_VARIANT, Definition, Step, compile_definition
from processes.kinds.process.problems import asked_of, forms
from registry.canonical import Body
from registry.kinds import Context
from registry.kinds.records_kept import how_long
from rules.engine import describe
from rules.worktime import durations

DRAWING = "drawing"
PREVIEW_MODES = (("", "Văn bản quy trình"), (DRAWING, "Lưu đồ"))
HOW = {"submit": "Nộp", "present": "Xuất trình", "lookup": "Cơ quan tự tra cứu"}

# The lettered parts of section 5 that are plain text, in the order in which they are printed.
_PARTS = {
    "subjects": "Đối tượng thực hiện",
    "authority": "Cơ quan thực hiện",
    "coordinating": "Cơ quan phối hợp",
    "methods": "Cách thức thực hiện",
}
_LATER_PARTS = {"result": "Kết quả thực hiện", "requirements": "Yêu cầu, điều kiện"}


@dataclass(frozen=True)
class StepRow:
    """One printed row of the step table."""

    number: int
    title: str
    notes: list[str]
    responsible: str
    times: list[str]
    products: list[str]


def render(body: Body, context: Context, mode: str = "") -> SafeString:
    """Render the procedure as it is printed, or with mode "drawing" as it is drawn."""
    definition = compile_definition(body)
    title = str(context.frame.get("title") or "Quy trình")
    if mode == DRAWING:
        return render_to_string(
            "processes/kinds/drawing.html",
            {
                "title": title,
                "drawing": swimlane(definition, title),
                "rows": table_twin(definition),
            },
        )
    day_unit = body.get("day_unit", "")
    return render_to_string(
        "processes/kinds/process.html",
        {
            "body": body,
            "frame": {**context.frame, "title": title},
            "parts": _parts(body, _PARTS),
            "later_parts": _parts(body, _LATER_PARTS),
            "deadlines": _deadlines(definition, day_unit),
            "papers": [
                {**row, "how": HOW.get(row.get("how", ""), "")} for row in _rows(body, "papers")
            ],
            "fees": [{**row, "said": money(row)} for row in _rows(body, "fees")],
            "columns": [_column(definition, index, day_unit) for index in _times(definition)],
            "steps": step_rows(definition, context, day_unit),
            "forms": [_form_words(uid, context) for uid in forms(body)],
            "records": [_record(row) for row in _rows(body, "records_kept")],
        },
    )


def step_rows(definition: Definition, context: Context, day_unit: str = "") -> list[StepRow]:
    """Return the rows of the step table as people read them; kinds not printed have none."""
    return [
        StepRow(
            number=step.number,
            title=step.title,
            notes=[
                *(line for line in step.note.splitlines() if line),
                *_guard(definition, step, context),
                *_ways(definition, step),
            ],
            responsible=step.responsible or _role(definition, step),
            times=[_time(definition, step, index, day_unit) for index in _times(definition)],
            products=[
                *([_form_words(step.form, context)] if step.form else []),
                *([step.output] if step.output else []),
            ],
        )
        for step in definition.steps
        if step.kind.printed
    ]


def _guard(definition: Definition, step: Step, context: Context) -> list[str]:
    """What must hold before the step is finished, by the labels of the forms."""
    if step.guard is None:
        return []
    used = list(dict.fromkeys(one.form for one in definition.steps if one.form))
    return [f"Chỉ hoàn thành khi {describe(step.guard, asked_of(used, context))}."]


def _rows(body: Body, name: str) -> list[dict[str, Any]]:
    return list(body.get(name, []))


def _parts(body: Body, titles: dict[str, str]) -> list[tuple[str, str]]:
    return [(title, body[name]) for name, title in titles.items() if body.get(name)]


def _deadlines(definition: Definition, day_unit: str) -> list[str]:
    alone = len(definition.variants) == 1
    return [
        time if alone or not variant.label else f"{variant.label}: {time}"
        for variant in definition.variants
        if (time := durations.format(variant.time, day_unit))
    ]


def _times(definition: Definition) -> range:
    """One time column for each variant; one when there are none."""
    return range(max(len(definition.variants), 1))


def _column(definition: Definition, index: int, day_unit: str) -> str:
    if not definition.variants:
        return "Thời gian"
    variant = definition.variants[index]
    time = durations.format(variant.time, day_unit)
    if len(definition.variants) == 1:
        return f"Thời gian ({time})" if time else "Thời gian"
    label = variant.label or f"Trường hợp {index + 1}"
    return f"{label}: {time}" if time else label


def _time(definition: Definition, step: Step, index: int, day_unit: str) -> str:
    holder = definition.time_holder(step)
    if holder is not step:
        return f"Chung với bước {holder.number}"
    variant = definition.variants[index].id if definition.variants else NO_VARIANT
    return durations.format(definition.step_time(step, variant), day_unit)


def _role(definition: Definition, step: Step) -> str:
    role = definition.role(step.role)
    return role.label if role else ""


def _ways(definition: Definition, step: Step) -> list[str]:
    """Where a step leads besides the next row, in words."""
    return [
        f"{way.label}: chuyển {_place(definition, way.to)}" for way in step.ways() if way.printed
    ]


def _place(definition: Definition, step_id: str) -> str:
    target = definition.step(step_id)
    if target is None:
        return "kết thúc" if not step_id else "bước không tồn tại"
    return target.kind.as_target(target)


def _form_words(uid: str, context: Context) -> str:
    form = context.resolve(uid)
    if form is None:
        return "(biểu mẫu chưa có)"
    return f"{form.code} {form.title}".strip()


def money(fee: dict[str, Any]) -> str:
    """Write `75.000 đồng/trường hợp`; a fee of nothing is "Không thu"."""
    if fee.get("amount") is None:
        return ""
    if not fee["amount"]:
        return "Không thu"
    amount = f"{fee['amount']:,}".replace(",", ".")
    per = f"/{fee['per']}" if fee.get("per") else ""
    return f"{amount} đồng{per}"


def _record(record: dict[str, Any]) -> dict[str, Any]:
    """A printed record. `copy` gets another name: in a template a dict without that key answers
    with its method of the same name, which is always true."""
    return {**record, "is_copy": record.get("copy", False), "kept": how_long(record)}
