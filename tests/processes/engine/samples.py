"""Small process bodies and a way to drive them, for the tests of the engine."""

from __future__ import annotations

from typing import Any

from processes.engine.definition import Definition, compile_definition
from processes.engine.machine import Environment, decide, evolve, initial_state

Json = dict[str, Any]


def days(amount: str, unit: str = "working_day") -> Json:
    return {"amount": amount, "unit": unit}


def birth_registration() -> Json:
    """A public procedure with two deadlines, a return and a rule over the officer's record."""
    return {
        "procedure_type": "public_service",
        "roles": [
            {"id": "one-stop", "label": "Bộ phận một cửa", "by": "role", "role": "one_stop"},
            {"id": "officer", "label": "Công chức tư pháp", "by": "role", "role": "staff"},
            {"id": "leader", "label": "Lãnh đạo UBND", "by": "role", "role": "top_leader"},
            {"id": "clerk", "label": "Văn thư", "by": "role", "role": "clerk"},
        ],
        "variants": [
            {"id": "plain", "label": "Không xác minh", "time": days("5")},
            {"id": "verified", "label": "Có xác minh", "time": days("25"), "when": "rule-1"},
        ],
        "legal_basis": [{"id": "l1", "text": "Luật Hộ tịch năm 2014"}],
        "steps": [
            {
                "id": "receive",
                "title": "Tiếp nhận hồ sơ",
                "role": "one-stop",
                "form": "form-1",
                "form_part": "citizen",
                "times": {"plain": days("1"), "verified": days("1")},
            },
            {
                "id": "examine",
                "title": "Thẩm tra hồ sơ",
                "role": "officer",
                "form": "form-1",
                "form_part": "officer",
                "times": {"plain": days("2"), "verified": days("22")},
            },
            {
                "id": "sign",
                "title": "Ký Giấy khai sinh",
                "role": "leader",
                "return_to": "examine",
                "return_label": "Không hợp lệ, trả lại",
                "not_author": True,
                "times": {"plain": days("1"), "verified": days("1")},
            },
            {
                "id": "seal",
                "title": "Đóng dấu",
                "role": "clerk",
                "times": {"plain": days("0.5"), "verified": days("0.5")},
            },
            {
                "id": "hand-over",
                "title": "Trả kết quả",
                "role": "one-stop",
                "times": {"plain": days("0.5"), "verified": days("0.5")},
            },
        ],
    }


def leave_request() -> Json:
    """An internal process with a decision, two ends, an extra outcome and effects."""
    return {
        "procedure_type": "internal",
        "roles": [
            {"id": "asker", "label": "Người xin nghỉ", "by": "author"},
            {"id": "head", "label": "Trưởng phòng", "by": "unit_leader"},
            {"id": "boss", "label": "Giám đốc", "by": "role", "role": "top_leader"},
        ],
        "variants": [{"id": "v", "label": "", "time": days("2")}],
        "steps": [
            {"id": "ask", "title": "Viết đơn", "role": "asker", "form": "leave"},
            {
                "id": "head",
                "title": "Trưởng phòng xem xét",
                "role": "head",
                "times": {"v": days("1")},
                "return_to": "ask",
                "next": "how-long",
                "actions": [
                    {"id": "refuse", "label": "Không đồng ý", "to": "refused", "reason": True}
                ],
                "enter": [{"effect": "notify", "value": "asker"}],
                "done": [{"effect": "record.create", "value": "leave"}],
                "returned": [{"effect": "notify", "value": "returned"}],
            },
            {
                "id": "how-long",
                "title": "Nghỉ mấy ngày?",
                "kind": "decision",
                "branches": [
                    {"id": "long", "when": {">": [{"var": "days"}, 3]}, "to": "boss"},
                ],
                "otherwise": "done",
            },
            {
                "id": "boss",
                "title": "Giám đốc duyệt",
                "role": "boss",
                "times": {"v": days("1")},
                "next": "done",
            },
            {"id": "done", "title": "Được nghỉ", "kind": "end", "result": "done"},
            {"id": "refused", "title": "Không được nghỉ", "kind": "end", "result": "refused"},
        ],
    }


class Case:
    """A case driven command by command; keeps its log."""

    def __init__(self, body: Json, **environment: Any) -> None:
        self.definition: Definition = compile_definition(body)
        self.environment = Environment(**{"effect_allowed": lambda effect: True, **environment})
        self.events: list[Json] = []
        self.state = initial_state()

    def do(self, command: str, **data: Any) -> list[str]:
        """Carry out a command; the types of its events."""
        events = decide(
            self.definition, self.state, {"type": command, "data": data}, self.environment
        )
        for event in events:
            self.state = evolve(self.state, event)
        self.events += events
        return [event["type"] for event in events]

    def forward(self, times: int = 1) -> None:
        for _ in range(times):
            self.do("complete", task=self.state["active"][0], by="7")

    def last(self, event_type: str) -> Json:
        return next(event["data"] for event in reversed(self.events) if event["type"] == event_type)


def opened(body: Json, **environment: Any) -> Case:
    case = Case(body, **environment)
    case.do("open", subject="HS-1", received_at="2026-04-24T08:10:00Z", author="1")
    return case
