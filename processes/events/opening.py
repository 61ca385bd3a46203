"""A case is opened, and ends."""

from typing import TypedDict

from processes.events.base import EVENTS, CaseEvent, Fact, instant, with_due
from processes.events.sides import Asking, Json, Rows, Telling, Words
from processes.events.states import CLOSED, OPEN, picked


class OpenedData(TypedDict, total=False):
    """`subject` is the code of the case: what citizens want is on no event."""

    subject: str
    author: str
    people: dict[str, str]
    received_at: str
    pin: Json
    variant: str
    time: Json
    # Looked up.
    due_at: str
    calendar: int
    adoption: str


class Opened(CaseEvent[OpenedData]):
    """A case begins, with all that it keeps for ever."""

    name, label = "case.opened", "Mở hồ sơ"
    tone = "good"
    people = ("people",)

    def fold(self, state: Json, data: OpenedData) -> Json:
        kept = ("subject", "author", "people", "received_at", "variant", "time")
        return {**state, "status": OPEN, **picked(data, kept)}

    def look_up(self, asking: Asking, data: OpenedData) -> Json:
        adoption = asking.adoption()
        return {**asking.arm_case(data["time"]), **({"adoption": adoption} if adoption else {})}

    def project(self, rows: Rows, fact: Fact[OpenedData]) -> None:
        case, data = rows.case, fact.data
        case.opened_by_id = fact.actor_id or case.opened_by_id
        case.variant = data.get("variant", "")
        case.opened_at = fact.at
        case.due_at = instant(data.get("due_at"))
        case.received_at = instant(data["received_at"]) or fact.at

    def sentence(self, words: Words, data: OpenedData) -> str:
        chosen = data.get("people", {})
        return with_due("Mở hồ sơ", "hẹn trả", data.get("due_at")) + "".join(
            f". «{label}»: chọn {words.person(chosen[role])}"
            for role, label in words.roles()
            if role in chosen
        )

    def promise(self, words: Words, data: OpenedData) -> str:
        return "Khi tiếp nhận hồ sơ"


EVENTS.add(Opened())


class ClosedData(TypedDict, total=False):
    """`step` is the end step to which the case came, "" where it was ended before."""

    result: str
    step: str
    reason: str
    by: str
    # Looked up: when the case was due as it ended.
    due_at: str


class Closed(CaseEvent[ClosedData]):
    """A case ends, by its last step or before it."""

    name, label = "case.closed", "Kết thúc hồ sơ"

    def fold(self, state: Json, data: ClosedData) -> Json:
        return {**state, "status": CLOSED, "result": data["result"], "suspended": False}

    def look_up(self, asking: Asking, data: ClosedData) -> Json:
        asking.stop()
        return {"due_at": asking.due_of()}

    def project(self, rows: Rows, fact: Fact[ClosedData]) -> None:
        rows.case.result = fact.data.get("result", "")
        rows.case.closed_at = fact.at

    def sentence(self, words: Words, data: ClosedData) -> str:
        return f"Kết thúc hồ sơ: {words.result(data.get('result', ''))}"

    def tell(self, telling: Telling, fact: Fact[ClosedData]) -> None:
        telling.case_ended()


EVENTS.add(Closed())
