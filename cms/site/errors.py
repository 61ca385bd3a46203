"""What is said when a page cannot be shown: in Vietnamese, with a way on, without the database."""

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string

from cms.site.agency import head
from registry.files.services import MAX_BYTES
from registry.organisation.identity import Identity
from registry.policy import Forbidden

ASKED_WRONG = "Yêu cầu gửi đến không hợp lệ. Hãy quay lại trang trước và thử lại."
NOT_ALLOWED = "Ông/bà không có quyền xem nội dung này."
EXPIRED = (
    "Trang đã mở quá lâu hoặc trình duyệt chặn cookie nên yêu cầu chưa được thực hiện."
    " Hãy quay lại trang trước, tải lại rồi gửi lần nữa."
)
TOO_LARGE = (
    "Nội dung gửi lên quá lớn nên chưa được nhận: mỗi tệp tối đa {} MB."
    " Hãy quay lại, chọn tệp nhỏ hơn hoặc tách tệp rồi gửi lại."
)
ONLY_BY_BUTTON = (
    "Trang này nhận việc khi ông/bà bấm nút, không mở thẳng được; chưa có gì thay đổi."
    " Hãy quay lại trang trước, tải lại rồi bấm nút lần nữa."
)
BROKEN = (
    "Hệ thống gặp lỗi nên chưa thực hiện được yêu cầu. Hãy thử lại sau ít phút;"
    " nếu vẫn lỗi, xin báo cho quản trị hệ thống."
)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Answer 404, with a search box for strangers and the way home for people who work here."""
    return _page(request, 404, "Không tìm thấy trang", "")


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Answer 403, with the sentence of a refused act when there is one."""
    said = str(exception) if isinstance(exception, Forbidden) else ""
    return _page(request, 403, "Không có quyền", said or NOT_ALLOWED)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Answer 403 to a form without its token."""
    return _page(request, 403, "Yêu cầu chưa được thực hiện", EXPIRED)


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Answer 400 to a request that is not valid."""
    return _page(request, 400, "Yêu cầu không hợp lệ", ASKED_WRONG)


def too_large(request: HttpRequest) -> HttpResponse:
    """Answer 413 to more than a request may carry."""
    megabytes = MAX_BYTES // 1024 // 1024
    return _page(request, 413, "Nội dung gửi lên quá lớn", TOO_LARGE.format(megabytes))


def only_by_button(request: HttpRequest, allow: str) -> HttpResponse:
    """Answer 405 to who opens an address that only takes what a button sends."""
    answer = _page(request, 405, "Địa chỉ này chỉ dùng khi bấm nút", ONLY_BY_BUTTON)
    answer["Allow"] = allow
    return answer


def broken(request: HttpRequest) -> HttpResponse:
    """Answer 500 when the product fails."""
    return _page(request, 500, "Hệ thống gặp lỗi", BROKEN)


def _page(request: HttpRequest, status: int, title: str, message: str) -> HttpResponse:
    context = {
        # A fault asks nothing more of a database that may be the cause of it.
        "own": Identity() if status >= 500 else head.of_installation_surely(),
        "status": status,
        "title": title,
        "message": message,
        "missing": status == 404,
        "workspace": request.path_info.startswith("/admin/"),
    }
    return HttpResponse(render_to_string("cms/site/error.html", context), status=status)
