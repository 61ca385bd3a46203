"""«Bản in này còn hiệu lực không?»: what the QR of a controlled copy opens.

Anybody may hold the paper. The page says whether it holds, the number of its issue and a day, in
the head of the installation: neither which document it is, nor of which agency. Whatever is no code
of a copy gets one answer, and guessing is counted.
"""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_http_methods

from cms.site.agency import head
from cms.site.tracking import throttle
from cms.site.tracking.views import OF_ADDRESS, private
from registry.distribution import copies
from registry.now import local

UNKNOWN = (
    "Không có bản in nào ứng với mã này. Hãy quét lại mã QR ở đầu bản in; nếu vẫn không được, xin"
    " hỏi văn thư của cơ quan đã cấp bản in."
)


@private
@require_http_methods(["GET", "HEAD"])
def copy(request: HttpRequest, code: str) -> HttpResponse:
    """Say whether a printed copy holds."""
    answer = copies.answer_to(code)
    if answer is not None:
        return HttpResponse(head.draw("cms/site/copy.html", {"answer": answer}))
    limit = throttle.Limit("copy", throttle.address_of(request), OF_ADDRESS)
    until = throttle.take([limit])
    if until is None:
        return HttpResponse(head.draw("cms/site/copy.html", {"error": UNKNOWN}), status=404)
    said = f"Đã thử quá nhiều mã không đúng. Xin thử lại từ {local(until):%H:%M}."
    return HttpResponse(head.draw("cms/site/copy.html", {"error": said}), status=429)
