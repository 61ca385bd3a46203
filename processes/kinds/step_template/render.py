"""How people read a step template: its step table on the sheet."""

from django.utils.safestring import SafeString

from registry.canonical import Body
from registry.kinds import Context
from registry.kinds.sheet import SheetSection, sheet, table
from rules.worktime import durations


def render(body: Body, context: Context, mode: str = "") -> SafeString:
    """Render the template as it is printed."""
    roles = {role["id"]: role.get("label", "") for role in body.get("roles", [])}
    titles = {step["id"]: step.get("title", "") for step in body.get("steps", [])}
    return sheet(
        "Bước mẫu",
        context,
        [
            SheetSection("Dùng khi nào", text=body.get("purpose", "")),
            table(
                "Các bước",
                ("Trình tự", "Trách nhiệm", "Thời gian", "Biểu mẫu/kết quả", "Cách xử lý khác"),
                [
                    (
                        _lines(step.get("title"), step.get("note")),
                        step.get("responsible") or roles.get(step.get("role", ""), ""),
                        durations.format(step.get("time")) if step.get("time") else "",
                        _lines(_form(step, context), step.get("output")),
                        _lines(*_ways(step, titles)),
                    )
                    for step in body.get("steps", [])
                ],
                nothing="Chưa có bước nào.",
            ),
        ],
    )


def _form(step: Body, context: Context) -> str:
    form = context.resolve(step["form"]) if step.get("form") else None
    return f"{form.code} {form.title}".strip() if form else ""


def _ways(step: Body, titles: dict[str, str]) -> list[str]:
    ways = []
    if step.get("return_to"):
        label = step.get("return_label") or "Trả lại"
        ways.append(f"{label}: về «{titles.get(step['return_to'], '')}»")
    for action in step.get("actions", []):
        to = titles.get(action.get("to", ""))
        ways.append(f"{action.get('label', '')}{f': chuyển «{to}»' if to else ''}")
    return ways


def _lines(*parts: str | None) -> str:
    return "\n".join(part for part in parts if part)
