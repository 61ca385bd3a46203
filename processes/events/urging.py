"""A leader urges."""

from collections.abc import Sequence
from typing import TypedDict

from processes.events.base import EVENTS, CaseEvent, Fact
from processes.events.sides import Asking, Json, Rows, Slip, Telling, Words
from registry.now import local


class UrgedData(TypedDict, total=False):
    """`tasks` are those that were open."""

    tasks: list[str]
    message: str
    by: str


class Urged(CaseEvent[UrgedData]):
    """A leader urges whoever has the case before them to go on with it."""

    name, label = "case.urged", "Đôn đốc"
    note = "message"
    tone = "late"

    def fold(self, state: Json, data: UrgedData) -> Json:
        return {**state, "urges": state["urges"] + 1}

    def look_up(self, asking: Asking, data: UrgedData) -> Json:
        asking.know_tasks()
        return {}

    def project(self, rows: Rows, fact: Fact[UrgedData]) -> None:
        for key in fact.data.get("tasks", []):
            rows.task(key).urged_at = fact.at

    def tasks(self, data: UrgedData) -> Sequence[str]:
        return data.get("tasks", [])

    def sentence(self, words: Words, data: UrgedData) -> str:
        return "Đôn đốc"

    def asked_of_holder(self, data: UrgedData) -> str:
        return data.get("message", "")

    def fill_in(self, slip: Slip, fact: Fact[UrgedData]) -> None:
        for key in fact.data.get("tasks", []):
            slip.mark(key, f"Đôn đốc lúc {local(fact.at):%H:%M %d/%m/%Y}")

    def tell(self, telling: Telling, fact: Fact[UrgedData]) -> None:
        telling.urge(fact.data.get("tasks", []), fact.data.get("message", ""))


EVENTS.add(Urged())
