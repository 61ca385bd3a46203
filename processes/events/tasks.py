"""A task comes, is taken, and is done, returned or called off."""

from typing import ClassVar, TypedDict

from processes.events.base import EVENTS, CaseEvent, Fact, instant, with_due
from processes.events.sides import Asking, Json, Rows, Slip, Telling, Words
from processes.events.states import (
    CANCELLED,
    COMPLETED,
    NEW_TASK,
    RETURNED,
    STARTED,
    picked,
    with_task,
)


class ActivatedData(TypedDict, total=False):
    """`after` is the task that led here, `time_of` the step whose time it is."""

    task: str
    step: str
    iteration: int
    role: str
    time: Json
    time_of: str
    after: str
    # Looked up: `absent` was chosen for the role, and no longer fits.
    title: str
    role_code: str
    unit: int | None
    assignee: int
    absent: str
    due_at: str
    calendar: int


class Activated(CaseEvent[ActivatedData]):
    """The case comes to a step: somebody has something to do."""

    name, label = "task.activated", "Chuyển đến bước"
    people = ("absent",)
    leads_to = "task"

    def fold(self, state: Json, data: ActivatedData) -> Json:
        task_id, step_id = data["task"], data["step"]
        task = {**NEW_TASK, **picked(data, NEW_TASK)}
        return {
            **state,
            "iterations": {**state["iterations"], step_id: task["iteration"]},
            "tasks": {**state["tasks"], task_id: task},
            "active": [*state["active"], task_id],
            "history": [*state["history"], task_id],
        }

    def look_up(self, asking: Asking, data: ActivatedData) -> Json:
        after = data.get("after", "")
        before = asking.state["tasks"].get(after)
        shared = bool(before and before["time_of"] == data["time_of"])
        return {
            "title": asking.title(data["step"]),
            **asking.asked(data["role"]),
            **asking.arm_task(data["task"], data["time"], after=after, shared=shared),
        }

    def project(self, rows: Rows, fact: Fact[ActivatedData]) -> None:
        data = fact.data
        rows.new_task(
            data["task"],
            step_id=data["step"],
            title=data.get("title", ""),
            role=data.get("role_code", ""),
            unit_id=data.get("unit"),
            assignee_id=data.get("assignee"),
            activated_at=fact.at,
            due_at=instant(data.get("due_at")),
        )

    def holder(self, fact: Fact[ActivatedData]) -> str:
        return str(fact.data.get("assignee") or "")

    def sentence(self, words: Words, data: ActivatedData) -> str:
        came = f"Chuyển đến bước {words.step(data.get('step', ''))}"
        said = with_due(came, "hạn", data.get("due_at"))
        if not data.get("absent"):
            return said
        instead = (
            "người lập hồ sơ làm thay" if data.get("assignee") else "chờ người cùng vai trò nhận"
        )
        absent = words.person(data["absent"])
        return f"{said}. {absent}, người được chọn, không còn giữ việc này: {instead}"

    def fill_in(self, slip: Slip, fact: Fact[ActivatedData]) -> None:
        slip.hand(fact.data["task"], fact.data.get("title", ""), fact.data.get("due_at", ""))

    def tell(self, telling: Telling, fact: Fact[ActivatedData]) -> None:
        telling.work_came(fact.data["task"], fact.data.get("after", ""))


EVENTS.add(Activated())


class StartedData(TypedDict, total=False):
    """`unit` is looked up: where whoever took it works."""

    task: str
    step: str
    by: str
    unit: int | None


class Started(CaseEvent[StartedData]):
    """Somebody takes a task: it is theirs from now on."""

    name, label = "task.started", "Bắt đầu thực hiện"
    leads_to = "task"

    def fold(self, state: Json, data: StartedData) -> Json:
        return with_task(state, data["task"], status=STARTED, by=data.get("by", ""))

    def look_up(self, asking: Asking, data: StartedData) -> Json:
        return {"unit": asking.unit_for(data["task"])}

    def project(self, rows: Rows, fact: Fact[StartedData]) -> None:
        task = rows.task(fact.data["task"])
        task.assignee_id = fact.actor_id
        task.on_behalf_of_id = fact.on_behalf_of_id
        task.started_at = fact.at
        task.unit_id = fact.data.get("unit") or task.unit_id

    def holder(self, fact: Fact[StartedData]) -> str:
        return str(fact.actor_id or "")

    def sentence(self, words: Words, data: StartedData) -> str:
        return f"Nhận việc {words.step(data.get('step', ''))}"

    def fill_in(self, slip: Slip, fact: Fact[StartedData]) -> None:
        slip.receive(fact.data["task"], fact.data.get("unit") or 0)


EVENTS.add(Started())


class EndedData(TypedDict, total=False):
    """`label` is what the action is called; `digest` and `round` are of what was shown."""

    task: str
    step: str
    iteration: int
    action: str
    label: str
    to: str
    reason: str
    by: str
    digest: str
    round: int
    # Looked up.
    unit: int | None
    due_at: str


class Ended(CaseEvent[EndedData]):
    """The work of a task is over, whichever way."""

    leads_to = "task"
    status: ClassVar[str]

    def fold(self, state: Json, data: EndedData) -> Json:
        action, by = data.get("action", ""), data.get("by", "")
        state = with_task(state, data["task"], status=self.status, by=by, action=action)
        return {**state, "active": [task for task in state["active"] if task != data["task"]]}


class Handled(Ended):
    """Somebody has handed the case on, forward or back."""

    otherwise: ClassVar[str]

    def look_up(self, asking: Asking, data: EndedData) -> Json:
        asking.stop(data["task"])
        return {"unit": asking.unit_for(data["task"]), "due_at": asking.due_of(data["task"])}

    def project(self, rows: Rows, fact: Fact[EndedData]) -> None:
        task = rows.task(fact.data["task"])
        task.started_at = task.started_at or fact.at
        task.finished_at = fact.at
        task.final_due_at, task.due_at = task.due_at, None
        task.final_case_due_at = rows.case.due_at
        task.finished_by_id = fact.actor_id
        task.on_behalf_of_id = fact.on_behalf_of_id
        task.assignee_id = task.assignee_id or fact.actor_id
        task.unit_id = fact.data.get("unit") or task.unit_id
        task.outcome = fact.data.get("label", "")
        task.reason = fact.data.get("reason", "")

    def sentence(self, words: Words, data: EndedData) -> str:
        return f"{words.step(data.get('step', ''))}: {data.get('label', self.otherwise)}"

    def remarks(self, data: EndedData) -> list[str]:
        """Return what the line of the task on the slip says of the event."""
        return [data["reason"]] if data.get("reason") else []

    def fill_in(self, slip: Slip, fact: Fact[EndedData]) -> None:
        data = fact.data
        slip.end(
            data["task"],
            data.get("unit") or 0,
            data.get("due_at", ""),
            self.remarks(data),
            done=True,
        )


class Completed(Handled):
    """A task was done."""

    name, label = "task.completed", "Hoàn thành bước"
    status, otherwise = COMPLETED, "Hoàn thành"


EVENTS.add(Completed())


class Returned(Handled):
    """A task was sent back."""

    name, label = "task.returned", "Trả lại"
    tone = "late"
    status, otherwise = RETURNED, "Trả lại"

    def remarks(self, data: EndedData) -> list[str]:
        return [data.get("label", self.otherwise), *super().remarks(data)]


EVENTS.add(Returned())


class Cancelled(Ended):
    """A task was called off: the case ended, or whoever handed it on took it back."""

    name, label = "task.cancelled", "Thôi thực hiện bước"
    status = CANCELLED

    def look_up(self, asking: Asking, data: EndedData) -> Json:
        asking.stop(data["task"])
        asking.know_tasks()
        return {}

    def project(self, rows: Rows, fact: Fact[EndedData]) -> None:
        task = rows.task(fact.data["task"])
        task.finished_at = fact.at
        task.final_due_at, task.due_at = task.due_at, None
        task.final_case_due_at = rows.case.due_at
        task.reason = fact.data.get("reason", "")

    def sentence(self, words: Words, data: EndedData) -> str:
        return f"Thôi thực hiện {words.step(data.get('step', ''))}"

    def fill_in(self, slip: Slip, fact: Fact[EndedData]) -> None:
        remarks = ["Thôi thực hiện", *([fact.data["reason"]] if fact.data.get("reason") else [])]
        slip.end(fact.data["task"], 0, fact.data.get("due_at", ""), remarks, done=False)


EVENTS.add(Cancelled())
