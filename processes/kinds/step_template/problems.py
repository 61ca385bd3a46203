"""What bars a step template from being issued: a process that got it would be wrong at once."""

from collections.abc import Iterator

from processes.engine.time_checks import countable
from processes.kinds.process import named
from registry.canonical import Body
from registry.kinds import Context
from registry.problems import Problem, errors, pointer


def problems(body: Body, context: Context) -> list[Problem]:
    """Report steps without a title or a role, and ways and forms that lead nowhere."""
    steps, roles = body.get("steps", []), body.get("roles", [])
    if not steps:
        return [Problem("/steps", "Chưa có bước nào. Hãy thêm ít nhất một bước.")]
    found = [
        Problem(pointer("roles", index, "label"), f"Vai trò {index + 1} chưa có tên.")
        for index, role in enumerate(roles)
        if not role.get("label")
    ]
    known = {step["id"] for step in steps}, {role["id"] for role in roles}
    for index, step in enumerate(steps):
        found += _step(step, index, known, context)
        time = countable(pointer("steps", index, "time"), f"Bước {index + 1}", step.get("time", {}))
        found += errors(list(time))
    return [*found, *named.problems(body, context, anywhere=True)]


def _step(
    step: Body, index: int, known: tuple[set[str], set[str]], context: Context
) -> Iterator[Problem]:
    def at(text: str, *where: str | int) -> Problem:
        return Problem(pointer("steps", index, *where), f"Bước {index + 1} {text}")

    steps, roles = known
    if not step.get("title"):
        yield at("chưa có nội dung công việc.", "title")
    if not step.get("role"):
        yield at("chưa chọn vai trò thực hiện.", "role")
    elif step["role"] not in roles:
        yield at("giao cho vai trò không còn trong danh sách.", "role")
    for name in ("next", "return_to"):
        if step.get(name) and step[name] not in steps:
            yield at("dẫn đến bước không còn trong bước mẫu.", name)
    for place, action in enumerate(step.get("actions", [])):
        if not action.get("label"):
            yield at("có cách xử lý chưa có tên nút.", "actions", place, "label")
        if action.get("to") and action["to"] not in steps:
            yield at("có cách xử lý dẫn đến bước không còn.", "actions", place, "to")
    if uid := step.get("form"):
        target = context.resolve(uid)
        if target is None or target.kind != "form":
            yield at(
                "dùng biểu mẫu không còn hoặc chưa ban hành. "
                "Hãy chọn lại, hoặc trình biểu mẫu trong cùng bộ tài liệu.",
                "form",
            )
