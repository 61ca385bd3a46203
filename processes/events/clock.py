"""The clocks of a case stand still, go on, and are given more time."""

from typing import Generic, TypedDict, TypeVar

from processes.events.base import EVENTS, CaseEvent, Fact, instant, moment
from processes.events.sides import Asking, Json, Rows, Slip, Words
from rules.worktime import durations


class Dues(TypedDict, total=False):
    """Looked up: when the case and its open tasks are due from then on, and by which calendar."""

    due_at: str
    task_dues: dict[str, str]
    calendar: int


AnyDues = TypeVar("AnyDues", bound=Dues)


class DuesMoved(CaseEvent[AnyDues], Generic[AnyDues]):
    """Other due dates hold from now on; without a date nothing is due."""

    def project(self, rows: Rows, fact: Fact[AnyDues]) -> None:
        dues: Dues = fact.data
        rows.move_dues(dues.get("due_at", ""), dues.get("task_dues", {}))

    def fill_in(self, slip: Slip, fact: Fact[AnyDues]) -> None:
        dues: Dues = fact.data
        slip.move_dues(dues.get("task_dues", {}))


class SuspendedData(Dues, total=False):
    """`seen` is the digest of what was shown, here and in what follows."""

    reason: str
    by: str
    seen: str


class Suspended(DuesMoved[SuspendedData]):
    """The clocks of the case stand still: nothing is due until it goes on."""

    name, label = "case.suspended", "Tạm dừng tính thời hạn"
    tone = "wait"

    def fold(self, state: Json, data: SuspendedData) -> Json:
        return {**state, "suspended": True}

    def look_up(self, asking: Asking, data: SuspendedData) -> Json:
        asking.stand_still()
        return {}

    def project(self, rows: Rows, fact: Fact[SuspendedData]) -> None:
        rows.pause(fact.at)
        super().project(rows, fact)

    def sentence(self, words: Words, data: SuspendedData) -> str:
        return "Tạm dừng tính thời hạn"

    def asked_of_citizen(self, data: SuspendedData) -> str:
        return str(data.get("reason", ""))

    def fill_in(self, slip: Slip, fact: Fact[SuspendedData]) -> None:
        slip.no_dues()


EVENTS.add(Suspended())


class ResumedData(Dues, total=False):
    """As for suspending."""

    reason: str
    by: str
    seen: str


class Resumed(DuesMoved[ResumedData]):
    """The clocks go on; what was not used up before the pause is left."""

    name, label = "case.resumed", "Tiếp tục tính thời hạn"

    def fold(self, state: Json, data: ResumedData) -> Json:
        return {**state, "suspended": False}

    def look_up(self, asking: Asking, data: ResumedData) -> Json:
        return asking.go_on()

    def project(self, rows: Rows, fact: Fact[ResumedData]) -> None:
        rows.unpause(fact.at)
        super().project(rows, fact)

    def sentence(self, words: Words, data: ResumedData) -> str:
        return f"Tiếp tục tính thời hạn, hẹn trả mới {moment(instant(data.get('due_at')))}"

    def promise(self, words: Words, data: ResumedData) -> str:
        return "Tính tiếp thời hạn sau khi tạm dừng"


EVENTS.add(Resumed())


class ExtendedData(Dues, total=False):
    """`time` is the further DURATION."""

    time: dict[str, str]
    reason: str
    by: str
    seen: str


class Extended(DuesMoved[ExtendedData]):
    """The case and the step it is at have more time."""

    name, label = "case.extended", "Gia hạn"

    def fold(self, state: Json, data: ExtendedData) -> Json:
        return {**state, "extensions": [*state["extensions"], data["time"]]}

    def look_up(self, asking: Asking, data: ExtendedData) -> Json:
        return asking.extend(data["time"])

    def sentence(self, words: Words, data: ExtendedData) -> str:
        further = durations.format(data.get("time", {}))
        return f"Gia hạn {further}, hẹn trả mới {moment(instant(data.get('due_at')))}"

    def promise(self, words: Words, data: ExtendedData) -> str:
        return f"Gia hạn {durations.format(data['time'])}"


EVENTS.add(Extended())
