"""What commands do to a task: take it, finish it, send it back, give it to somebody, recall it."""

from __future__ import annotations

from collections.abc import Iterator

from processes.engine.advance import Json, Turn, advance
from processes.engine.commands import COMMANDS
from processes.engine.definition import FORWARD, RETURN, Action, Effect, Step
from processes.engine.refusal import CommandRefused, author_barred, by_of, reason_of
from processes.events.handing_over import Assigned
from processes.events.states import COMPLETED, RETURNED, STARTED
from processes.events.tasks import Cancelled, Completed, EndedData, Returned, Started
from registry.vietnamese import settle


def start(turn: Turn, data: Json) -> Iterator[Json]:
    """Take a task."""
    task, step = _active(turn, data)
    _refuse_while_suspended(turn)
    _refuse_author(turn, step, data)
    if task["status"] == STARTED:
        raise CommandRefused(f"{step.name} đã có người nhận xử lý.")
    yield Started.event({"task": data["task"], "step": step.id, "by": by_of(data)})


COMMANDS.add("start", start)


def complete(turn: Turn, data: Json) -> Iterator[Json]:
    """Finish a task by one of the actions of its step."""
    task, step = _active(turn, data)
    _refuse_while_suspended(turn)
    action = step.action(data.get("action") or FORWARD)
    if action is None:
        raise CommandRefused(f"{step.name} không có cách xử lý «{data['action']}».")
    _refuse_author(turn, step, data)
    if task["status"] == STARTED and task["by"] and by_of(data) and task["by"] != by_of(data):
        raise CommandRefused(f"{step.name} đang do người khác xử lý.")
    if action.kind == FORWARD and step.guard is not None:
        _refuse_unready(turn, step)
    reason = (
        reason_of(data, f"Hãy ghi lý do khi chọn «{action.label}».")
        if action.reason
        else settle(str(data.get("reason", "")))
    )
    if action.kind == "extra" and not action.to:
        raise CommandRefused(f"{step.name}: cách xử lý «{action.label}» chưa có bước chuyển đến.")
    ended: EndedData = {
        "task": data["task"],
        "step": step.id,
        "iteration": task["iteration"],
        "action": action.id,
        "label": action.label,
        "to": action.to,
        "reason": reason,
        "by": by_of(data) or task["by"],
        "digest": data.get("digest", ""),
    }
    if data.get("round"):
        ended["round"] = data["round"]
    yield (Returned if action.kind == "return" else Completed).event(ended)
    wanted, moment = _effects_of(step, action)
    yield from turn.effects(wanted, step, data["task"], moment)
    yield from advance(turn, action.to, variant=turn.state["variant"], after=data["task"])


COMMANDS.add("complete", complete)


def _refuse_unready(turn: Turn, step: Step) -> None:
    """What the step asks must be known to hold: what is not known yet does not let it pass."""
    outcome = turn.environment.branch(step.guard)
    if outcome is True:
        return
    said = turn.environment.says(step.guard)
    if outcome == "unknown":
        raise CommandRefused(
            f"{step.name} chưa hoàn thành được vì chưa đủ thông tin để biết: {said}. Hãy ghi đủ"
            " các mục ấy rồi bấm lại."
        )
    raise CommandRefused(
        f"{step.name} chỉ hoàn thành được khi {said}. Hãy xem lại nội dung đã ghi, hoặc chọn cách"
        " xử lý khác."
    )


def give_back(turn: Turn, data: Json) -> Iterator[Json]:
    """Finish a task by sending it back."""
    return complete(turn, {**data, "action": RETURN})


COMMANDS.add("return", give_back)


def assign(turn: Turn, data: Json) -> Iterator[Json]:
    """Give a task to another person, who begins it afresh; its clock goes on."""
    task, step = _active(turn, data)
    reason = reason_of(data, "Hãy ghi lý do giao việc cho người khác.")
    _refuse_author(turn, step, {"by": data["to"]})
    yield Assigned.event(
        {
            "task": data["task"],
            "step": step.id,
            "to": str(data["to"]),
            "before": task["by"],
            "reason": reason,
            "by": by_of(data),
            "minutes": str(data.get("minutes", "")),
        }
    )


COMMANDS.add("assign", assign)


def recall(turn: Turn, data: Json) -> Iterator[Json]:
    """Take work back that was just handed on, as long as nobody has begun the next step."""
    _refuse_while_suspended(turn)
    done = turn.state["tasks"].get(data.get("task", ""))
    if done is None or done["status"] not in (COMPLETED, RETURNED):
        raise CommandRefused("Chỉ rút lại được công việc đã hoàn thành.")
    if done["by"] != by_of(data):
        raise CommandRefused("Chỉ người đã chuyển công việc đi mới rút lại được.")
    following = [
        task_id
        for task_id in turn.state["active"]
        if turn.state["tasks"][task_id]["after"] == data["task"]
    ]
    if not following:
        raise CommandRefused("Công việc đã qua bước sau nên không rút lại được.")
    if any(turn.state["tasks"][task_id]["status"] == STARTED for task_id in following):
        raise CommandRefused("Bước sau đã bắt đầu xử lý nên không rút lại được.")
    for task_id in following:
        step_id = turn.state["tasks"][task_id]["step"]
        yield Cancelled.event(
            {"task": task_id, "step": step_id, "by": "", "reason": "Người chuyển rút lại"}
        )
    yield from advance(turn, done["step"], variant=turn.state["variant"], after=done["after"])


COMMANDS.add("recall", recall)


def _effects_of(step: Step, action: Action) -> tuple[tuple[Effect, ...], str]:
    if action.kind == "forward":
        return step.done, "done"
    return (step.returned, "returned") if action.kind == "return" else ((), "")


def _active(turn: Turn, data: Json) -> tuple[Json, Step]:
    task_id = data.get("task", "")
    if task_id not in turn.state["active"]:
        raise CommandRefused("Công việc này đã xử lý xong hoặc không còn chờ xử lý.")
    task = turn.state["tasks"][task_id]
    step = turn.definition.step(task["step"])
    if step is None:
        raise CommandRefused("Bước của công việc này không còn trong quy trình.")
    return task, step


def _refuse_while_suspended(turn: Turn) -> None:
    if turn.state["suspended"]:
        raise CommandRefused(
            "Hồ sơ đang tạm dừng tính thời hạn. Hãy cho tiếp tục trước khi xử lý công việc."
        )


def _refuse_author(turn: Turn, step: Step, data: Json) -> None:
    if barred := author_barred(step, turn.state, by_of(data)):
        raise CommandRefused(barred)
