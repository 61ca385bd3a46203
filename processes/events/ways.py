"""What happens on the way between two tasks: a branch is taken, the system does something."""

from typing import TypedDict

from processes.events.base import EVENTS, CaseEvent, Request
from processes.events.sides import Json, Words


class DecidedData(TypedDict, total=False):
    """`branch` is its id, or «otherwise»; `to` the step that follows."""

    step: str
    branch: str
    to: str


class Decided(CaseEvent[DecidedData]):
    """The ways part, and one is taken by what was filled in."""

    name, label = "decision.taken", "Rẽ nhánh"

    def fold(self, state: Json, data: DecidedData) -> Json:
        taken = {"step": data["step"], "branch": data["branch"], "to": data.get("to", "")}
        return {**state, "decisions": [*state["decisions"], taken]}

    def sentence(self, words: Words, data: DecidedData) -> str:
        return f"Rẽ nhánh tại {words.step(data.get('step', ''))}"


EVENTS.add(Decided())


class RequestedData(TypedDict, total=False):
    """`moment`: entering the step, finishing it, or sending back."""

    effect: str
    value: str
    step: str
    task: str
    moment: str


class EffectRequested(CaseEvent[RequestedData]):
    """A step asks for what the system does by itself."""

    name, label = "effect.requested", "Việc hệ thống tự làm"

    def effect(self, data: RequestedData) -> Request:
        return Request(data["effect"], data.get("value", ""))


EVENTS.add(EffectRequested())
