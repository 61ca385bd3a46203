"""Decides what a command does to a case: `decide(definition, state, command) -> events`.

Commands and events are plain JSON `{"type", "data"}`. `decide` may ask rules, through the callables
of an `Environment`; every answer is written into the event, so `evolve` never asks again. One token
runs through a case: finishing a task activates exactly one next task or closes the case. The state
keeps a list of active tasks all the same, for parallel steps.

| command | data | refused when |
|---|---|---|
| open | subject, received_at, variant?, pin?, author?, people? | already open, no step |
| start | task, by | not active, taken by somebody else |
| complete | task, by, action?, reason?, digest?, round? | not active, unknown action, author |
| return | task, by, reason | as complete; the step has nowhere to return to |
| assign | task, to, by, reason | not active |
| hand_over | to, by, reason | closed |
| recall | task, by | the next task was started, or somebody else did the task |
| record_saved | form, record, digest, task? | closed |
| choose_variant | variant, reason | unknown variant |
| suspend / resume | reason / - | already so |
| extend | time (DURATION), reason | no positive amount |
| urge | by, message? | closed |
| attach | file, digest, paper?, by | closed |
| detach | file, reason, by | not attached, closed |
| close | result, reason | closed |
| stop | reason | closed |

`by` is an opaque id of a person (never a name). Idempotency of commands is the caller's.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from decimal import Decimal, InvalidOperation

from processes.engine.advance import Environment, Json, Outcome, Turn, advance, effects, event
from processes.engine.definition import FORWARD, RETURN, Action, Definition, Effect, Step
from processes.engine.refusal import CommandRefused, author_barred
from processes.engine.state import (
    CLOSED,
    COMPLETED,
    NEW,
    RETURNED,
    STARTED,
    evolve,
    initial_state,
    replay,
    whole,
)
from registry.vietnamese import settle

__all__ = ["CommandRefused", "Environment", "decide", "evolve", "initial_state", "replay"]

STOPPED = "stopped"


def decide(
    definition: Definition,
    state: Json,
    command: Json,
    environment: Environment | None = None,
) -> list[Json]:
    """Events that the command causes, in order; raises CommandRefused and changes nothing."""
    state = whole(state)
    handler = _HANDLERS.get(command["type"])
    if handler is None:
        raise CommandRefused(f"Không có thao tác «{command['type']}» đối với hồ sơ công việc.")
    if command["type"] == "open":
        if state["status"] != NEW:
            raise CommandRefused("Hồ sơ công việc này đã được mở.")
    elif state["status"] == NEW:
        raise CommandRefused("Hồ sơ công việc chưa được mở.")
    elif state["status"] == CLOSED:
        raise CommandRefused("Hồ sơ công việc đã kết thúc, không thực hiện thêm được thao tác nào.")
    turn = Turn(definition, state, environment or Environment())
    return list(handler(turn, command.get("data", {})))


# --- the life of a case -------------------------------------------------------------------------


def _open(turn: Turn, data: Json) -> Iterator[Json]:
    first = turn.definition.first
    if first is None:
        raise CommandRefused("Quy trình chưa có bước nào nên không mở được hồ sơ công việc.")
    variant = data.get("variant") or turn.definition.default_variant
    if data.get("variant") and turn.definition.variant(variant) is None:
        raise CommandRefused("Quy trình không có trường hợp giải quyết này.")
    yield event(
        "case.opened",
        subject=data.get("subject", ""),
        author=str(data.get("author", "")),
        **({"people": data["people"]} if data.get("people") else {}),
        received_at=data.get("received_at", ""),
        pin=data.get("pin", {}),
        variant=variant,
        time=turn.definition.case_time(variant),
    )
    yield from advance(turn, first.id, variant=variant, after="")


def _record_saved(turn: Turn, data: Json) -> Iterator[Json]:
    yield event(
        "case.record_saved",
        form=data["form"],
        record=data["record"],
        digest=data["digest"],
        task=data.get("task", ""),
    )
    yield from _reconsider_variant(turn, data)


def _reconsider_variant(turn: Turn, saved: Json) -> Iterator[Json]:
    """What the officer recorded may choose another deadline. The first rule that holds wins; where
    a rule before it lacks data nothing is chosen: "not enough data" is never yes and never no."""
    outcomes: dict[str, Outcome] = {}
    chosen = turn.definition.default_variant
    for variant in turn.definition.variants:
        if not variant.when:
            continue
        outcome = outcomes[variant.when] = turn.environment.evaluate(variant.when)
        if outcome == "unknown":
            return
        if outcome:
            chosen = variant.id
            break
    if not outcomes or chosen == turn.state["variant"]:
        return
    ground = {
        "rules": outcomes,
        "form": saved["form"],
        "record": saved["record"],
        "digest": saved["digest"],
    }
    yield _variant_event(turn, chosen, ground)


def _choose_variant(turn: Turn, data: Json) -> Iterator[Json]:
    reason = _reason(data, "Hãy ghi lý do chọn trường hợp giải quyết khác.")
    if turn.definition.variant(data.get("variant", "")) is None:
        raise CommandRefused("Quy trình không có trường hợp giải quyết này.")
    if data["variant"] != turn.state["variant"]:
        yield _variant_event(turn, data["variant"], {"reason": reason, "by": _by(data)})


def _variant_event(turn: Turn, variant: str, ground: Json) -> Json:
    times = {}
    for task_id in turn.state["active"]:
        step = turn.definition.step(turn.state["tasks"][task_id]["step"])
        if step is not None:
            times[task_id] = turn.definition.step_time(step, variant)
    return event(
        "case.variant_chosen",
        **{"from": turn.state["variant"], "to": variant},
        time=turn.definition.case_time(variant),
        task_times=times,
        ground=ground,
    )


def _suspend(turn: Turn, data: Json) -> Iterator[Json]:
    if turn.state["suspended"]:
        raise CommandRefused("Hồ sơ đang tạm dừng tính thời hạn rồi.")
    reason = _reason(data, "Hãy ghi lý do tạm dừng tính thời hạn.")
    yield event("case.suspended", reason=reason, by=_by(data))


def _resume(turn: Turn, data: Json) -> Iterator[Json]:
    if not turn.state["suspended"]:
        raise CommandRefused("Hồ sơ không ở trạng thái tạm dừng nên không cần tiếp tục.")
    yield event("case.resumed", reason=str(data.get("reason", "")), by=_by(data))


def _extend(turn: Turn, data: Json) -> Iterator[Json]:
    reason = _reason(data, "Hãy ghi lý do gia hạn.")
    time = data.get("time") or {}
    try:
        amount = Decimal(time.get("amount", ""))
    except InvalidOperation:
        amount = Decimal(0)
    if not (amount.is_finite() and amount > 0 and time.get("unit")):
        raise CommandRefused("Hãy ghi thời gian gia hạn lớn hơn 0, ví dụ: 2 ngày làm việc.")
    yield event("case.extended", time=time, reason=reason, by=_by(data))


def _urge(turn: Turn, data: Json) -> Iterator[Json]:
    yield event(
        "case.urged",
        tasks=list(turn.state["active"]),
        message=settle(str(data.get("message", ""))),
        by=_by(data),
    )


def _attach(turn: Turn, data: Json) -> Iterator[Json]:
    if data["file"] in turn.state["files"]:
        raise CommandRefused("Tệp này đã có trong hồ sơ.")
    kept = {"file": data["file"], "digest": data["digest"], "paper": data.get("paper", "")}
    yield event("case.file_added", **kept, by=_by(data))


def _detach(turn: Turn, data: Json) -> Iterator[Json]:
    if data["file"] not in turn.state["files"]:
        raise CommandRefused("Tệp này không còn trong hồ sơ.")
    reason = _reason(data, "Hãy ghi lý do bỏ tệp khỏi hồ sơ.")
    yield event("case.file_removed", file=data["file"], reason=reason, by=_by(data))


def _close(turn: Turn, data: Json) -> Iterator[Json]:
    """Ends the case before its last step (refused, withdrawn by the citizen, ...)."""
    reason = _reason(data, "Hãy ghi lý do kết thúc hồ sơ trước bước cuối.")
    if not data.get("result"):
        raise CommandRefused("Hãy chọn kết quả giải quyết khi kết thúc hồ sơ.")
    yield from _end_early(turn, data["result"], reason, _by(data))


def _stop(turn: Turn, data: Json) -> Iterator[Json]:
    reason = _reason(data, "Hãy ghi lý do dừng giải quyết hồ sơ.")
    yield from _end_early(turn, STOPPED, reason, _by(data))


def _end_early(turn: Turn, result: str, reason: str, by: str) -> Iterator[Json]:
    for task_id in turn.state["active"]:
        task = turn.state["tasks"][task_id]
        yield event("task.cancelled", task=task_id, step=task["step"], by=task["by"], reason=reason)
    yield event("case.closed", result=result, step="", reason=reason, by=by)


# --- the life of a task -------------------------------------------------------------------------


def _start(turn: Turn, data: Json) -> Iterator[Json]:
    task, step = _active(turn, data)
    _refuse_while_suspended(turn)
    _refuse_author(turn, step, data)
    if task["status"] == STARTED:
        raise CommandRefused(f"{step.name} đã có người nhận xử lý.")
    yield event("task.started", task=data["task"], step=step.id, by=_by(data))


def _complete(turn: Turn, data: Json) -> Iterator[Json]:
    task, step = _active(turn, data)
    _refuse_while_suspended(turn)
    action = step.action(data.get("action") or FORWARD)
    if action is None:
        raise CommandRefused(f"{step.name} không có cách xử lý «{data['action']}».")
    _refuse_author(turn, step, data)
    if task["status"] == STARTED and task["by"] and _by(data) and task["by"] != _by(data):
        raise CommandRefused(f"{step.name} đang do người khác xử lý.")
    reason = (
        _reason(data, f"Hãy ghi lý do khi chọn «{action.label}».")
        if action.reason
        else settle(str(data.get("reason", "")))
    )
    if action.kind == "extra" and not action.to:
        raise CommandRefused(f"{step.name}: cách xử lý «{action.label}» chưa có bước chuyển đến.")
    yield event(
        "task.returned" if action.kind == "return" else "task.completed",
        task=data["task"],
        step=step.id,
        iteration=task["iteration"],
        action=action.id,
        label=action.label,
        to=action.to,
        reason=reason,
        by=_by(data) or task["by"],
        digest=data.get("digest", ""),
        **({"round": data["round"]} if data.get("round") else {}),
    )
    wanted, moment = _effects_of(step, action)
    yield from effects(turn, wanted, step, data["task"], moment)
    yield from advance(turn, action.to, variant=turn.state["variant"], after=data["task"])


def _return(turn: Turn, data: Json) -> Iterator[Json]:
    return _complete(turn, {**data, "action": RETURN})


def _assign(turn: Turn, data: Json) -> Iterator[Json]:
    """Gives a task to another person, who begins it afresh; its clock goes on."""
    task, step = _active(turn, data)
    reason = _reason(data, "Hãy ghi lý do giao việc cho người khác.")
    _refuse_author(turn, step, {"by": data["to"]})
    yield event(
        "task.assigned",
        task=data["task"],
        step=step.id,
        to=str(data["to"]),
        before=task["by"],
        reason=reason,
        by=_by(data),
        minutes=str(data.get("minutes", "")),
    )


def _hand_over(turn: Turn, data: Json) -> Iterator[Json]:
    """Another person is the author of the case from now on; the one before stays barred."""
    reason = _reason(data, "Hãy ghi lý do bàn giao hồ sơ.")
    yield event(
        "case.handed_over",
        to=str(data["to"]),
        before=turn.state["author"],
        reason=reason,
        by=_by(data),
        minutes=str(data.get("minutes", "")),
    )


def _recall(turn: Turn, data: Json) -> Iterator[Json]:
    """Takes work back that was just handed on, as long as nobody has begun the next step."""
    _refuse_while_suspended(turn)
    done = turn.state["tasks"].get(data.get("task", ""))
    if done is None or done["status"] not in (COMPLETED, RETURNED):
        raise CommandRefused("Chỉ rút lại được công việc đã hoàn thành.")
    if done["by"] != _by(data):
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
        yield event(
            "task.cancelled",
            task=task_id,
            step=turn.state["tasks"][task_id]["step"],
            by="",
            reason="Người chuyển rút lại",
        )
    yield from advance(turn, done["step"], variant=turn.state["variant"], after=done["after"])


def _effects_of(step: Step, action: Action) -> tuple[tuple[Effect, ...], str]:
    if action.kind == "forward":
        return step.done, "done"
    return (step.returned, "returned") if action.kind == "return" else ((), "")


# --- small questions ----------------------------------------------------------------------------


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
    if barred := author_barred(step, turn.state, _by(data)):
        raise CommandRefused(barred)


def _reason(data: Json, otherwise: str) -> str:
    reason = settle(str(data.get("reason", "")))
    if not reason:
        raise CommandRefused(otherwise)
    return reason


def _by(data: Json) -> str:
    return str(data.get("by", ""))


_HANDLERS: dict[str, Callable[[Turn, Json], Iterator[Json]]] = {
    "open": _open,
    "start": _start,
    "complete": _complete,
    "return": _return,
    "assign": _assign,
    "hand_over": _hand_over,
    "recall": _recall,
    "record_saved": _record_saved,
    "choose_variant": _choose_variant,
    "suspend": _suspend,
    "resume": _resume,
    "extend": _extend,
    "urge": _urge,
    "attach": _attach,
    "detach": _detach,
    "close": _close,
    "stop": _stop,
}
