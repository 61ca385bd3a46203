"""What bars a process from being issued: the checks of the engine, and its references."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from formbuilder.catalogues import complete
from formbuilder.definition import inputs
from processes.engine.checks import check
from processes.kinds.process import named
from processes.kinds.step_template.updates import number_of, outdated
from registry.canonical import Body
from registry.kinds import Context, Resolved
from registry.problems import Problem, pointer
from rules.engine import problems as rule_problems

_KINDS = {"form": "biểu mẫu", "rule": "điều kiện áp dụng", "calendar": "lịch làm việc"}


def problems(body: Body, context: Context) -> list[Problem]:
    """Return all problems of a process whose shape is right."""
    return [
        *check(body),
        *named.problems(body, context),
        *_references(body, context),
        *_templates(body, context),
    ]


def forms(body: Body) -> list[str]:
    """Return the uids of the forms that steps use, each once, in the order of the table."""
    return list(dict.fromkeys(step["form"] for step in body.get("steps", []) if step.get("form")))


def _references(body: Body, context: Context) -> Iterator[Problem]:
    used = forms(body)
    for index, step in enumerate(body.get("steps", [])):
        if uid := step.get("form"):
            where = pointer("steps", index, "form")
            yield from _leads_to("form", uid, where, f"Bước {index + 1}", context)
        if step.get("guard"):
            where = pointer("steps", index, "guard")
            name = f"Bước {index + 1}, «Chỉ hoàn thành khi»"
            yield from _readable_branch(step["guard"], used, where, name, context)
        for place, branch in enumerate(step.get("branches", [])):
            if branch.get("when"):
                where = pointer("steps", index, "branches", place, "when")
                name = f"Bước {index + 1}, nhánh thứ {place + 1}"
                yield from _readable_branch(branch["when"], used, where, name, context)
    for index, variant in enumerate(body.get("variants", [])):
        if uid := variant.get("when"):
            where = pointer("variants", index, "when")
            name = f"Trường hợp «{variant.get('label', index + 1)}»"
            yield from _leads_to("rule", uid, where, name, context)
            yield from _asks_a_used_form(context.resolve(uid), used, where, name, context)
    if uid := body.get("calendar"):
        yield from _leads_to("calendar", uid, "/calendar", "Quy trình", context)


def _templates(body: Body, context: Context) -> Iterator[Problem]:
    """A step template that was copied has a newer issue: at the first row of each copy."""
    places = {step["id"]: index for index, step in enumerate(body.get("steps", []))}
    for copy, template in outdated(body, context):
        index = min(places[row["id"]] for row in copy.rows.values())
        number = number_of(template.issue_no, template.revision_no)
        yield Problem(
            pointer("steps", index),
            f"Bước mẫu này có bản mới: «{template.title}» lần ban hành {number}, "
            f"đang dùng bản chép {copy.number}. Bấm «Xem bước mẫu có bản mới» để xem thay đổi.",
            severity="warning",
        )


def _leads_to(kind: str, uid: str, where: str, name: str, context: Context) -> Iterator[Problem]:
    word, target = _KINDS[kind], context.resolve(uid)
    if target is None or target.kind != kind:
        yield Problem(
            where,
            f"{name} dùng {word} không còn hoặc chưa ban hành. "
            f"Hãy chọn lại, hoặc trình {word} trong cùng bộ tài liệu.",
        )


def _asks_a_used_form(
    rule: Resolved | None, used: list[str], where: str, name: str, context: Context
) -> Iterator[Problem]:
    """A rule can only be answered from a form that some step fills in."""
    asked = rule.body.get("form") if rule and rule.kind == "rule" else None
    if asked and asked not in used:
        form = context.resolve(asked)
        title = f"«{form.title}» " if form else ""
        yield Problem(
            where,
            f"{name}: điều kiện áp dụng hỏi biểu mẫu {title}mà không bước nào của quy trình ghi. "
            "Hãy chọn biểu mẫu đó ở một bước hoặc chọn điều kiện khác.",
        )


def _readable_branch(
    logic: Any, used: list[str], where: str, name: str, context: Context
) -> Iterator[Problem]:
    """A condition reads the answers of forms that the process uses, and makes sense over them."""
    asked = asked_of(used, context)
    if asked is None:
        return  # said where the form is missing
    for problem in rule_problems(logic, asked):
        yield replace(problem, pointer=where, message=f"{name}: {problem.message}")


def asked_of(used: list[str], context: Context) -> dict[str, Any] | None:
    """Return what conditions over these forms may ask about; None where one can't be seen."""
    found = [target for uid in used if (target := context.resolve(uid)) is not None]
    if len(found) < len(used):
        return None
    return {
        key: field for form in found for key, field in inputs(complete(form.body, context)).items()
    }
