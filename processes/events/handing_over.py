"""A task is given to somebody else; a case goes to another author."""

from typing import TypedDict

from processes.events.base import EVENTS, CaseEvent, Fact
from processes.events.sides import Asking, Json, Rows, Telling, Words
from processes.events.states import ACTIVE, with_task


class AssignedData(TypedDict, total=False):
    """`to` and `before` are people by number; `minutes` those of a whole hand-over."""

    task: str
    step: str
    to: str
    before: str
    reason: str
    by: str
    minutes: str


class Assigned(CaseEvent[AssignedData]):
    """Somebody else has the task, and begins it afresh; its clock goes on."""

    name, label = "task.assigned", "Giao việc cho người khác"
    people = ("to", "before")
    leads_to = "task"

    def fold(self, state: Json, data: AssignedData) -> Json:
        return with_task(state, data["task"], status=ACTIVE, by="")

    def look_up(self, asking: Asking, data: AssignedData) -> Json:
        asking.know_tasks()
        return {"before": str(asking.assignee_of(data["task"]) or "")}

    def project(self, rows: Rows, fact: Fact[AssignedData]) -> None:
        task = rows.task(fact.data["task"])
        task.assignee_id = int(fact.data["to"])
        task.on_behalf_of_id = None
        task.started_at = None

    def holder(self, fact: Fact[AssignedData]) -> str:
        return fact.data["to"]

    def sentence(self, words: Words, data: AssignedData) -> str:
        to, step = words.person(data["to"]), words.step(data.get("step", ""))
        return f"Giao việc {step} cho {to}{_from(words, data.get('before'))}"

    def tell(self, telling: Telling, fact: Fact[AssignedData]) -> None:
        data = fact.data
        # Who receives by a hand-over is told of all of it at once.
        if not data.get("minutes"):
            reason = data.get("reason", "")
            telling.work_given(data["task"], data["to"], data.get("before", ""), reason)


EVENTS.add(Assigned())


class HandedOverData(TypedDict, total=False):
    """As `AssignedData`, for a whole case."""

    to: str
    before: str
    reason: str
    by: str
    minutes: str


class HandedOver(CaseEvent[HandedOverData]):
    """Another person is the author from now on; the one before stays barred."""

    name, label = "case.handed_over", "Bàn giao hồ sơ"
    people = ("to", "before")

    def fold(self, state: Json, data: HandedOverData) -> Json:
        past = [*state["past_authors"], state["author"]]
        return {**state, "author": data["to"], "past_authors": past}

    def project(self, rows: Rows, fact: Fact[HandedOverData]) -> None:
        rows.hand_to(int(fact.data["to"]))

    def sentence(self, words: Words, data: HandedOverData) -> str:
        to = words.person(data["to"])
        return f"Bàn giao hồ sơ cho {to}{_from(words, data.get('before'))}"


EVENTS.add(HandedOver())


def _from(words: Words, before: str | None) -> str:
    return f", trước do {words.person(before)} giữ" if before else ""
