"""A form is filled in as a record of a case."""

from typing import TypedDict

from processes.events.base import EVENTS, CaseEvent
from processes.events.sides import Json, Words


class RecordSavedData(TypedDict, total=False):
    """Which form, which record, and the digest of its answers; `task` is where it was saved."""

    form: str
    record: str
    digest: str
    task: str


class RecordSaved(CaseEvent[RecordSavedData]):
    """What was filled in was kept as a record."""

    name, label = "case.record_saved", "Ghi biểu mẫu"
    leads_to = "form"

    def fold(self, state: Json, data: RecordSavedData) -> Json:
        saved = {"record": data.get("record", ""), "digest": data.get("digest", "")}
        return {**state, "records": {**state["records"], data["form"]: saved}}

    def sentence(self, words: Words, data: RecordSavedData) -> str:
        title = words.form(data.get("form", ""))
        return f"Ghi biểu mẫu «{title}»" if title else "Ghi biểu mẫu"


EVENTS.add(RecordSaved())
