"""Another variant of the procedure holds for a case."""

from typing import TypedDict

from processes.events.base import EVENTS, Fact, instant, moment
from processes.events.clock import Dues, DuesMoved
from processes.events.sides import Asking, Json, Rows, Words
from processes.events.states import with_task

_From = TypedDict("_From", {"from": str}, total=False)


class VariantChosenData(Dues, _From, total=False):
    """`ground` is why: the rules with their answers over a record, or somebody's reason."""

    to: str
    time: Json
    task_times: dict[str, Json]
    ground: Json


class VariantChosen(DuesMoved[VariantChosenData]):
    """The case and its open tasks are counted anew from their beginnings, with other times."""

    name, label = "case.variant_chosen", "Chọn trường hợp giải quyết"

    def fold(self, state: Json, data: VariantChosenData) -> Json:
        state = {**state, "variant": data.get("to", ""), "time": data.get("time", {})}
        times = data.get("task_times", {})
        for task_id in state["active"]:
            state = with_task(state, task_id, time=times.get(task_id, {}))
        return state

    def look_up(self, asking: Asking, data: VariantChosenData) -> Json:
        return asking.count_anew(data.get("time", {}), data.get("task_times", {}))

    def project(self, rows: Rows, fact: Fact[VariantChosenData]) -> None:
        rows.case.variant = fact.data.get("to", "")
        super().project(rows, fact)

    def sentence(self, words: Words, data: VariantChosenData) -> str:
        due = moment(instant(data.get("due_at"))) or "chưa xác định"
        return f"{self.promise(words, data)}, hẹn trả mới {due}"

    def promise(self, words: Words, data: VariantChosenData) -> str:
        return f"Chuyển sang trường hợp «{words.variant(data.get('to', ''))}»"


EVENTS.add(VariantChosen())
