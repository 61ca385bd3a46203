"""What the registry declares at start: event types, policies, search sources."""

from registry.administration import policies as organisation_policies
from registry.documents import names, search_source
from registry.documents import policies as document_policies
from registry.handover import parts
from registry.handover import policies as handover_policies
from registry.notices import policies as notice_policies
from registry.packages import cloning  # noqa: F401 - declares its job
from registry.records import policies as record_policies
from registry.tables import policies as table_policies
from registry.trail import policies as trail_policies
from registry.trail import upkeep  # noqa: F401 - declares its regular jobs
from registry.trail.types import TYPES, EventType

EVENT_TYPES = {
    "document.created": "Tạo tài liệu",
    "document.draft_saved": "Lưu bản soạn thảo",
    "document.imported": "Nhập nội dung từ tệp",
    "document.revision_begun": "Mở bản soạn thảo mới",
    "document.stage_set": "Chuyển tình trạng",
    "document.issued": "Ban hành",
    "document.taken_over": "Đưa vào sử dụng bản đã ban hành trước khi có trong hệ thống",
    "document.validity_moved": "Điều chỉnh thời gian hiệu lực",
    "document.cancelled": "Hủy bỏ, bãi bỏ",
    "document.deleted": "Xóa bản soạn thảo",
    "dossier.submitted": "Trình bộ tài liệu",
    "dossier.verdict": "Ý kiến rà soát",
    "dossier.withdrawn": "Rút bộ tài liệu",
    "dossier.issued": "Ban hành bộ tài liệu",
    "record.saved": "Lưu nội dung biểu mẫu",
    "document.handed_over": "Bàn giao tài liệu",
    "dossier.handed_over": "Bàn giao bộ tài liệu",
    "record.handed_over": "Bàn giao biểu mẫu đang điền",
    "handover.prepared": "Chuẩn bị bàn giao công việc",
    "handover.made": "Bàn giao công việc",
    "handover.confirmed": "Xác nhận nhận bàn giao",
    "membership.changed": "Thay đổi phân công",
    "membership.ended": "Kết thúc phân công",
    "delegation.changed": "Thay đổi ủy quyền",
    "delegation.ended": "Kết thúc ủy quyền",
    "unit.changed": "Thay đổi phòng ban",
    "account.opened": "Mở tài khoản",
    "account.password_reset": "Cấp lại mật khẩu",
    "job.retried": "Làm lại việc nền",
    "regular.asked": "Chạy ngay việc định kỳ",
    "regular.switched": "Bật, tắt việc định kỳ",
    "agency.created": "Thiết lập cơ quan",
    "agency.codes_switched": "Cho phép hoặc thôi cho phép trùng mã hiệu",
    "agency.cancelling_switched": "Đổi cấp quyết định việc hủy bỏ tài liệu",
    "agency.identity_changed": "Thay đổi tên, biểu trưng, màu sắc, địa chỉ của cơ quan",
    "file.stored": "Lưu tệp",
    "agency.imported": "Nhập cơ quan từ tệp",
    "agency.cloned": "Lập cơ quan theo hệ thống của cơ quan khác",
}


def declare() -> None:
    """Declare all that this module names; called once by the app's ready()."""
    for name, label in EVENT_TYPES.items():
        TYPES.add(EventType(name, label))
    organisation_policies.declare()
    trail_policies.declare()
    notice_policies.declare()
    document_policies.declare()
    record_policies.declare()
    handover_policies.declare()
    table_policies.declare()
    parts.declare()
    search_source.declare()
    names.declare()
