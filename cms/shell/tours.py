"""What «Giới thiệu nhanh» says: four steps for each main role. Words only; `tour` shows them."""

from dataclasses import dataclass


@dataclass(frozen=True)
class TourStep:
    """One step: what to do first, why, and where."""

    title: str
    text: str
    url: str


_HELP = TourStep(
    "Tìm và hỏi",
    "Ô tìm ở trên cùng mở hồ sơ, tài liệu, văn bản theo mã hoặc theo vài chữ, có dấu hay không.",
    "/admin/tra-cuu/",
)


def _leader(waiting: str, url: str) -> tuple[TourStep, ...]:
    """Return the steps of a leader whose documents wait in the list `waiting`, at `url`."""
    return (
        TourStep(
            "Xem hồ sơ trễ ở đâu",
            "«Hồ sơ đang ở bước nào» cho thấy bước nào đông, bước nào trễ. Bấm vào số để xem từng"
            " hồ sơ.",
            "/admin/ho-so/?tinh-trang=qua-han",
        ),
        TourStep(
            "Đôn đốc, gia hạn, tạm dừng",
            "Mở một hồ sơ, chọn việc cần làm ở góc phải. Người đang giữ hồ sơ được báo ngay.",
            "/admin/ho-so/",
        ),
        TourStep(
            "Quyết định tài liệu",
            f"Tài liệu chờ ông/bà ở «{waiting}». Xem nội dung, điều đã đổi, rồi đồng ý hoặc yêu cầu"
            " chỉnh sửa.",
            url,
        ),
        TourStep(
            "Khi ông/bà vắng mặt",
            "Giao người thay ở «Ủy quyền, người thay»: có ngày bắt đầu, ngày kết thúc.",
            "/admin/uy-quyen/",
        ),
    )


_SECRETARY = (
    TourStep(
        "Rà soát tài liệu",
        "Tài liệu các đơn vị trình lên nằm ở «Đang chờ thư ký ISO rà soát».",
        "/admin/danh-sach/cho-thu-ky-iso/",
    ),
    TourStep(
        "Soạn tài liệu mới",
        "«Tạo mới» ở trên cùng: chọn loại tài liệu, điền từng mục; bản soạn thảo tự lưu.",
        "/admin/tai-lieu/them/",
    ),
    TourStep(
        "Theo dõi tài liệu đang dùng",
        "«Đã ban hành» và danh mục tài liệu nội bộ, bên ngoài luôn đúng đến hôm nay; in hoặc tải"
        " về bảng tính.",
        "/admin/tai-lieu/danh-muc/noi-bo/",
    ),
    _HELP,
)
_DRAFTER = (
    TourStep(
        "Soạn tài liệu",
        "«Tạo mới» ở trên cùng: chọn loại tài liệu rồi điền từng mục; bản soạn thảo tự lưu.",
        "/admin/tai-lieu/them/",
    ),
    TourStep(
        "Xem trước và trình",
        "Bản soạn thảo mở từ «Đang soạn thảo mới». Khi xong, bấm «Trình ban hành».",
        "/admin/danh-sach/dang-soan-thao/",
    ),
    TourStep(
        "Sửa theo ý kiến",
        "Tài liệu bị trả lại nằm ở «Yêu cầu chỉnh sửa», có lý do của người rà soát.",
        "/admin/danh-sach/yeu-cau-chinh-sua/",
    ),
    _HELP,
)
_OFFICER = (
    TourStep(
        "Xem việc đang chờ",
        "«Việc của tôi» xếp việc trễ lên đầu, kèm hạn của bước và ngày hẹn trả.",
        "/admin/cong-viec/cua-toi/",
    ),
    TourStep(
        "Nhận việc, làm, chuyển bước",
        "Mở một việc, bấm «Nhận việc», điền biểu mẫu nếu có, rồi bấm nút chuyển bước tiếp theo.",
        "/admin/cong-viec/chua-trong-han/",
    ),
    TourStep(
        "Mở hồ sơ mới",
        "«Tạo mới» ở trên cùng: chọn quy trình; hạn trả được tính theo lịch làm việc của cơ quan.",
        "/admin/ho-so/moi/",
    ),
    _HELP,
)
_DESK = (
    TourStep(
        "Tiếp nhận hồ sơ",
        "«Tạo mới» ở trên cùng: chọn thủ tục, đánh dấu giấy tờ đã nhận; ngày hẹn trả tính sẵn.",
        "/admin/ho-so/moi/",
    ),
    TourStep(
        "In giấy tiếp nhận",
        "Giấy tiếp nhận có mã QR để người dân tự theo dõi. In từ trang hồ sơ, in lại lúc nào cũng"
        " được.",
        "/admin/ho-so/",
    ),
    TourStep(
        "Trả kết quả",
        "Hồ sơ đến bước trả kết quả nằm ở «Việc của tôi»; việc trễ đứng đầu.",
        "/admin/cong-viec/cua-toi/",
    ),
    _HELP,
)
_ADMIN = (
    TourStep(
        "Tổ chức, phân công",
        "Thêm người, đơn vị, giao vai trò. Vai trò quyết định mỗi người thấy gì, làm được gì.",
        "/admin/to-chuc/",
    ),
    TourStep(
        "Ủy quyền, người thay",
        "Khi có người vắng mặt: chọn người thay, từ ngày nào đến ngày nào.",
        "/admin/uy-quyen/",
    ),
    TourStep(
        "Bàn giao công việc",
        "Khi có người nghỉ hoặc chuyển đi: bàn giao mọi việc cùng một lúc, có biên bản.",
        "/admin/ban-giao/",
    ),
    TourStep(
        "Bảo vệ tài khoản",
        "Bật xác thực hai lớp và xem các phiên đăng nhập ở «Tài khoản của tôi».",
        "/tai-khoan/",
    ),
)
READER = (
    TourStep(
        "Tìm tài liệu, văn bản",
        "Ô tìm ở trên cùng tìm theo mã hoặc theo vài chữ, có dấu hay không.",
        "/admin/tra-cuu/",
    ),
    TourStep(
        "Đọc tài liệu đang dùng",
        "«Đã ban hành» có mọi tài liệu đang có hiệu lực, với các lần ban hành trước.",
        "/admin/danh-sach/da-ban-hanh/",
    ),
    TourStep(
        "Danh mục",
        "Danh mục tài liệu nội bộ, bên ngoài: in hoặc tải về bảng tính để đánh giá.",
        "/admin/tai-lieu/danh-muc/noi-bo/",
    ),
    TourStep(
        "Tài khoản của tôi",
        "Đổi mật khẩu, bật xác thực hai lớp, xem các phiên đăng nhập.",
        "/tai-khoan/",
    ),
)
# Whoever holds several roles is shown around by the first of them.
TOURS: dict[str, tuple[TourStep, ...]] = {
    "top_leader": _leader("Đang chờ ban hành", "/admin/danh-sach/cho-ban-hanh/"),
    "quality_leader": _leader(
        "Đang chờ lãnh đạo chất lượng xem xét", "/admin/danh-sach/cho-lanh-dao-chat-luong/"
    ),
    "iso_secretary": _SECRETARY,
    "agency_admin": _ADMIN,
    "province_admin": _ADMIN,
    "department_leader": _leader(
        "Đang chờ lãnh đạo phòng ban rà soát", "/admin/danh-sach/cho-lanh-dao-phong-ban/"
    ),
    "one_stop": _DESK,
    "drafter": _DRAFTER,
    "staff": _OFFICER,
    "clerk": _OFFICER,
    "auditor": READER,
    "site_editor": READER,
}
