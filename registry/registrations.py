"""What the registry declares at start: event types, policies, search sources."""

from registry.administration import policies as organisation_policies
from registry.comments import policies as comment_policies
from registry.distribution import (
    delivering,
    newcomers,  # noqa: F401 - declares its regular job
    reminding,  # noqa: F401 - declares its regular job
)
from registry.distribution import parts as distribution_parts
from registry.distribution import policies as distribution_policies
from registry.documents import names, search_source
from registry.documents import policies as document_policies
from registry.documents.codes import policies as code_policies
from registry.documents.starts import policies as start_policies
from registry.documents.texts import policies as text_policies
from registry.documents.texts import services as texts
from registry.handover import parts
from registry.handover import policies as handover_policies
from registry.library import policies as library_policies
from registry.library import reader as library_reader
from registry.notices import policies as notice_policies
from registry.packages import cloning  # noqa: F401 - declares its job
from registry.periodic import policies as periodic_policies
from registry.periodic import reminders  # noqa: F401 - declares its regular job
from registry.presence import policies as presence_policies
from registry.records import policies as record_policies
from registry.shipped import reader as shipped_reader
from registry.shipped import telling  # noqa: F401 - declares its regular job
from registry.tables import policies as table_policies
from registry.takeover import jobs as takeover_jobs
from registry.takeover import policies as takeover_policies
from registry.takeover import services as takeover_services  # noqa: F401 - declares its regular job
from registry.trail import policies as trail_policies
from registry.trail import upkeep  # noqa: F401 - declares its regular jobs
from registry.trail.types import TYPES, EventType
from registry.yearly import policies as yearly_policies
from registry.yearly import reader as yearly_reader

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
    "document.distribution_chosen": "Chọn nơi nhận",
    "document.delivered": "Phân phối",
    "document.acknowledged": "Xác nhận đã đọc và hiểu",
    "document.readers_reminded": "Nhắc người chưa đọc",
    "document.training_done": "Hoàn thành hướng dẫn, kiểm tra về nội dung thay đổi",
    "copy.printed": "In bản có kiểm soát",
    "copy.ended": "Thu hồi bản in có kiểm soát",
    "document.reviewed": "Soát xét định kỳ",
    "document.review_period_set": "Đặt kỳ soát xét của tài liệu",
    "document.begun_for_year": "Lập bản soạn thảo năm mới từ tài liệu năm trước",
    "objective.reported": "Nhập kết quả mục tiêu chất lượng",
    "agency.review_periods_set": "Đặt kỳ soát xét theo loại tài liệu",
    "agency.year_begun": "Lập tài liệu năm mới từ năm trước",
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
    "agency.code_pattern_set": "Đặt mẫu mã hiệu",
    "document.file_put": "Đưa tệp vào tài liệu",
    "document.picture_put": "Đưa hình vào tài liệu",
    "document.backtested": "Thử bản soạn thảo trên hồ sơ cũ",
    "document.shipped_taken": "Lấy bản mới của phần mềm làm bản soạn thảo",
    "document.shipped_declined": "Không dùng bản mới của phần mềm",
    "document.template_marked": "Dùng tài liệu làm mẫu soạn thảo",
    "document.template_unmarked": "Thôi dùng tài liệu làm mẫu soạn thảo",
    "agency.cancelling_switched": "Đổi cấp quyết định việc hủy bỏ tài liệu",
    "agency.identity_changed": "Thay đổi tên, biểu trưng, màu sắc, địa chỉ của cơ quan",
    "file.stored": "Lưu tệp",
    "agency.imported": "Nhập cơ quan từ tệp",
    "agency.takeover_begun": "Bắt đầu nhập tài liệu sẵn có",
    "agency.takeover_ended": "Kết thúc nhập tài liệu sẵn có",
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
    code_policies.declare()
    start_policies.declare()
    text_policies.declare()
    texts.declare()
    comment_policies.declare()
    record_policies.declare()
    handover_policies.declare()
    table_policies.declare()
    takeover_policies.declare()
    takeover_jobs.declare()
    distribution_policies.declare()
    delivering.declare()
    distribution_parts.declare()
    parts.declare()
    search_source.declare()
    names.declare()
    periodic_policies.declare()
    presence_policies.declare()
    library_policies.declare()
    library_reader.declare()
    shipped_reader.declare()
    yearly_policies.declare()
    yearly_reader.declare()
