"""What adopting declares at start: its events, who sees and decides it, buttons, the job."""

from processes.adoption import policies, spread
from processes.adoption.views import document_page
from registry.trail.types import TYPES, EventType

EVENT_TYPES = {
    "adoption.prepared": "Chuẩn bị áp dụng quy trình của cấp trên",
    "adoption.confirmed": "Phê duyệt áp dụng quy trình của cấp trên",
    "adoption.returned": "Yêu cầu chỉnh sửa việc áp dụng",
    "adoption.withdrawn": "Rút việc áp dụng chưa phê duyệt",
    "adoption.changed": "Đổi phân công trong việc áp dụng",
    "adoption.ended": "Thôi áp dụng quy trình của cấp trên",
}


def declare() -> None:
    """Register all that adopting declares; called once by the app's ready()."""
    for name, label in EVENT_TYPES.items():
        TYPES.add(EventType(name, label))
    policies.declare()
    spread.declare()
    document_page.declare()
