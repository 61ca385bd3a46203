"""What commands do to a case as a whole: open it, lead it, fill it, end it."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal, InvalidOperation

from processes.engine.advance import Json, Outcome, Turn, advance
from processes.engine.commands import COMMANDS
from processes.engine.refusal import CommandRefused, by_of, reason_of
from processes.events.clock import Extended, Resumed, Suspended
from processes.events.files import FileAdded, FileRemoved
from processes.events.handing_over import HandedOver
from processes.events.opening import Closed, Opened, OpenedData
from processes.events.records import RecordSaved
from processes.events.tasks import Cancelled
from processes.events.urging import Urged
from processes.events.variants import VariantChosen
from registry.vietnamese import settle

STOPPED = "stopped"


def open_case(turn: Turn, data: Json) -> Iterator[Json]:
    """Begin the case with its variant, and comes to the first step."""
    first = turn.definition.first
    if first is None:
        raise CommandRefused("Quy trình chưa có bước nào nên không mở được hồ sơ công việc.")
    variant = data.get("variant") or turn.definition.default_variant
    if data.get("variant") and turn.definition.variant(variant) is None:
        raise CommandRefused("Quy trình không có trường hợp giải quyết này.")
    opened: OpenedData = {
        "subject": data.get("subject", ""),
        "author": str(data.get("author", "")),
        "received_at": data.get("received_at", ""),
        "pin": data.get("pin", {}),
        "variant": variant,
        "time": turn.definition.case_time(variant),
    }
    if data.get("people"):
        opened["people"] = data["people"]
    yield Opened.event(opened)
    yield from advance(turn, first.id, variant=variant, after="")


COMMANDS.add("open", open_case)


def record_saved(turn: Turn, data: Json) -> Iterator[Json]:
    """Note what was filled in, which may choose another variant."""
    yield RecordSaved.event(
        {
            "form": data["form"],
            "record": data["record"],
            "digest": data["digest"],
            "task": data.get("task", ""),
        }
    )
    yield from _reconsider_variant(turn, data)


COMMANDS.add("record_saved", record_saved)


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


def choose_variant(turn: Turn, data: Json) -> Iterator[Json]:
    """Let somebody choose the variant, with a reason."""
    reason = reason_of(data, "Hãy ghi lý do chọn trường hợp giải quyết khác.")
    if turn.definition.variant(data.get("variant", "")) is None:
        raise CommandRefused("Quy trình không có trường hợp giải quyết này.")
    if data["variant"] != turn.state["variant"]:
        yield _variant_event(turn, data["variant"], {"reason": reason, "by": by_of(data)})


COMMANDS.add("choose_variant", choose_variant)


def _variant_event(turn: Turn, variant: str, ground: Json) -> Json:
    times = {}
    for task_id in turn.state["active"]:
        step = turn.definition.step(turn.state["tasks"][task_id]["step"])
        if step is not None:
            times[task_id] = turn.definition.step_time(step, variant)
    return VariantChosen.event(
        {
            "from": turn.state["variant"],
            "to": variant,
            "time": turn.definition.case_time(variant),
            "task_times": times,
            "ground": ground,
        }
    )


def suspend(turn: Turn, data: Json) -> Iterator[Json]:
    """Stop all clocks."""
    if turn.state["suspended"]:
        raise CommandRefused("Hồ sơ đang tạm dừng tính thời hạn rồi.")
    reason = reason_of(data, "Hãy ghi lý do tạm dừng tính thời hạn.")
    yield Suspended.event({"reason": reason, "by": by_of(data)})


COMMANDS.add("suspend", suspend)


def resume(turn: Turn, data: Json) -> Iterator[Json]:
    """Let all clocks run on."""
    if not turn.state["suspended"]:
        raise CommandRefused("Hồ sơ không ở trạng thái tạm dừng nên không cần tiếp tục.")
    yield Resumed.event({"reason": str(data.get("reason", "")), "by": by_of(data)})


COMMANDS.add("resume", resume)


def extend(turn: Turn, data: Json) -> Iterator[Json]:
    """Add time."""
    reason = reason_of(data, "Hãy ghi lý do gia hạn.")
    time = data.get("time") or {}
    try:
        amount = Decimal(time.get("amount", ""))
    except InvalidOperation:
        amount = Decimal(0)
    if not (amount.is_finite() and amount > 0 and time.get("unit")):
        raise CommandRefused("Hãy ghi thời gian gia hạn lớn hơn 0, ví dụ: 2 ngày làm việc.")
    yield Extended.event({"time": time, "reason": reason, "by": by_of(data)})


COMMANDS.add("extend", extend)


def urge(turn: Turn, data: Json) -> Iterator[Json]:
    """Urge whoever has the case before them."""
    yield Urged.event(
        {
            "tasks": list(turn.state["active"]),
            "message": settle(str(data.get("message", ""))),
            "by": by_of(data),
        }
    )


COMMANDS.add("urge", urge)


def attach(turn: Turn, data: Json) -> Iterator[Json]:
    """Put a file in."""
    if data["file"] in turn.state["files"]:
        raise CommandRefused("Tệp này đã có trong hồ sơ.")
    yield FileAdded.event(
        {
            "file": data["file"],
            "digest": data["digest"],
            "paper": data.get("paper", ""),
            "by": by_of(data),
        }
    )


COMMANDS.add("attach", attach)


def detach(turn: Turn, data: Json) -> Iterator[Json]:
    """Take a file out."""
    if data["file"] not in turn.state["files"]:
        raise CommandRefused("Tệp này không còn trong hồ sơ.")
    reason = reason_of(data, "Hãy ghi lý do bỏ tệp khỏi hồ sơ.")
    yield FileRemoved.event({"file": data["file"], "reason": reason, "by": by_of(data)})


COMMANDS.add("detach", detach)


def close(turn: Turn, data: Json) -> Iterator[Json]:
    """End the case before its last step (refused, withdrawn by the citizen, ...)."""
    reason = reason_of(data, "Hãy ghi lý do kết thúc hồ sơ trước bước cuối.")
    if not data.get("result"):
        raise CommandRefused("Hãy chọn kết quả giải quyết khi kết thúc hồ sơ.")
    yield from _end_early(turn, data["result"], reason, by_of(data))


COMMANDS.add("close", close)


def stop(turn: Turn, data: Json) -> Iterator[Json]:
    """End the case without a result."""
    reason = reason_of(data, "Hãy ghi lý do dừng giải quyết hồ sơ.")
    yield from _end_early(turn, STOPPED, reason, by_of(data))


COMMANDS.add("stop", stop)


def _end_early(turn: Turn, result: str, reason: str, by: str) -> Iterator[Json]:
    for task_id in turn.state["active"]:
        task = turn.state["tasks"][task_id]
        yield Cancelled.event(
            {"task": task_id, "step": task["step"], "by": task["by"], "reason": reason}
        )
    yield Closed.event({"result": result, "step": "", "reason": reason, "by": by})


def hand_over(turn: Turn, data: Json) -> Iterator[Json]:
    """Another person is the author of the case from now on; the one before stays barred."""
    reason = reason_of(data, "Hãy ghi lý do bàn giao hồ sơ.")
    yield HandedOver.event(
        {
            "to": str(data["to"]),
            "before": turn.state["author"],
            "reason": reason,
            "by": by_of(data),
            "minutes": str(data.get("minutes", "")),
        }
    )


COMMANDS.add("hand_over", hand_over)
