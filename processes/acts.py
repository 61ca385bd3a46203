"""What leaders do with a case as a whole: each act is one entry, from the role table to its form.

The engine decides the command of the same name; what happens is told by the event that it causes.
"""

from dataclasses import dataclass

from processes.models import CaseStatus

RUNNING = (CaseStatus.OPEN, CaseStatus.SUSPENDED)


@dataclass(frozen=True)
class LeaderAct:
    """One act: its command, the ability of the role table that it takes, and its form on the page
    of a case: a dialog, and without a script a part of the page."""

    command: str
    ability: str
    # The last part of its address.
    code: str
    label: str
    lead: str
    button: str
    note_label: str
    required: bool = True
    # As what the event keeps the words that were written.
    note: str = "reason"
    duration: bool = False
    danger: bool = False
    # What the person must know before writing, where the applicant may follow the case.
    told: str = ""
    # Whether it decides anything about the case, and so names what the page showed.
    decides: bool = True
    # What the person says by a tick before what cannot be undone.
    understood: str = ""
    # Its picture; and whether it is rarely used, so that it stands behind «⋯».
    icon: str = "edit"
    rare: bool = False
    # How a case stands to which it is offered.
    offered: tuple[str, ...] = RUNNING


ACTS = (
    LeaderAct(
        "resume", "case.suspend", "tiep-tuc", "Tiếp tục tính thời hạn",
        "Phần thời hạn chưa dùng được tính tiếp từ bây giờ.",
        "Tính tiếp", "Ghi chú (không bắt buộc)", required=False,
        icon="play", offered=(CaseStatus.SUSPENDED,),
    ),
    LeaderAct(
        "urge", "case.urge", "don-doc", "Đôn đốc",
        "Người đang giữ hồ sơ nhận được lời nhắc ngay.",
        "Gửi lời đôn đốc", "Nội dung đôn đốc (không bắt buộc)", required=False,
        note="message", decides=False, icon="urge",
    ),
    LeaderAct(
        "suspend", "case.suspend", "tam-dung", "Tạm dừng tính thời hạn",
        "Thời hạn dừng lại cho đến khi ông/bà cho tính tiếp.",
        "Tạm dừng", "Lý do tạm dừng",
        told="Người nộp hồ sơ đọc được lý do này ở trang «Theo dõi hồ sơ»: xin ghi rõ điều họ cần"
        " làm, không ghi thông tin nội bộ.",
        icon="pause", rare=True, offered=(CaseStatus.OPEN,),
    ),
    LeaderAct(
        "extend", "case.extend", "gia-han", "Gia hạn",
        "Thời hạn của hồ sơ và của bước đang làm được cộng thêm.",
        "Gia hạn", "Lý do gia hạn", duration=True, icon="clock",
    ),
    LeaderAct(
        "stop", "case.stop", "dung", "Dừng giải quyết",
        "Hồ sơ kết thúc ngay và không mở lại được: mọi công việc đang chờ xử lý của hồ sơ thôi thực"
        " hiện, kết quả ghi là «Dừng giải quyết»; muốn giải quyết tiếp phải lập hồ sơ mới.",
        "Dừng giải quyết hồ sơ", "Lý do dừng giải quyết", danger=True,
        understood="Tôi hiểu hồ sơ kết thúc, không mở lại được",
        icon="ended", rare=True,
    ),
)  # fmt: skip
BY_COMMAND = {act.command: act for act in ACTS}
BY_CODE = {act.code: act for act in ACTS}
