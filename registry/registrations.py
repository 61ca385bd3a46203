"""What the registry declares at start: event types, policies, search sources."""

from registry.documents import policies, search_source
from registry.trail.types import register_type

EVENT_TYPES = {
    "document.created": "Tạo tài liệu",
    "document.draft_saved": "Lưu bản soạn thảo",
    "document.imported": "Nhập nội dung từ tệp",
    "document.revision_begun": "Mở bản soạn thảo mới",
    "document.stage_set": "Chuyển tình trạng",
    "document.issued": "Ban hành",
    "document.validity_moved": "Điều chỉnh thời gian hiệu lực",
    "document.cancelled": "Hủy bỏ, bãi bỏ",
    "document.deleted": "Xóa bản soạn thảo",
    "dossier.submitted": "Trình bộ tài liệu",
    "dossier.verdict": "Ý kiến rà soát",
    "dossier.withdrawn": "Rút bộ tài liệu",
    "dossier.issued": "Ban hành bộ tài liệu",
    "record.saved": "Lưu nội dung biểu mẫu",
    "membership.changed": "Thay đổi phân công",
    "membership.ended": "Kết thúc phân công",
    "delegation.changed": "Thay đổi ủy quyền",
    "delegation.ended": "Kết thúc ủy quyền",
    "unit.changed": "Thay đổi phòng ban",
    "account.opened": "Mở tài khoản",
    "account.password_reset": "Cấp lại mật khẩu",
    "job.retried": "Làm lại việc nền",
    "agency.created": "Thiết lập cơ quan",
    "file.stored": "Lưu tệp",
}


def declare() -> None:
    """Called once by the app's ready()."""
    for name, label in EVENT_TYPES.items():
        register_type(name, label)
    policies.declare()
    search_source.declare()
