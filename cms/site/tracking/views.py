"""Theo dõi hồ sơ: a citizen follows one case by code and telephone, or by the QR of the receipt.

What is typed and what is in the address is the whole credential; nothing depends on a cookie, so
there is nothing that another site could make a browser send, and no token of a form is asked for.
Wrong code, wrong digits, a case of the office itself: one answer. Nothing of it is kept anywhere.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from cms.site.agency import head
from cms.site.published import money
from cms.site.tracking import spelling, throttle
from processes import pinned
from processes.citizens import following, receipt, services
from processes.citizens.following import Told
from processes.models import Case, CaseStatus, Feedback
from registry.now import local, now
from registry.readers.row_numbers import number_in
from registry.vietnamese import settle

PATH = "/theo-doi/"
# Wrong attempts in a quarter of an hour: of one address, and about one code.
OF_ADDRESS, OF_CODE = 20, 5
WRONG = (
    "Không tìm thấy hồ sơ nào khớp với cả mã hồ sơ và 4 số cuối điện thoại. Hãy xem lại"
    " Giấy tiếp nhận hồ sơ; hồ sơ không ghi điện thoại thì chỉ mở được bằng mã QR trên giấy."
)
NO_CODE = "Chưa nhập mã hồ sơ. Mã in ở đầu Giấy tiếp nhận hồ sơ và hẹn trả kết quả."
INCOMPLETE = "Hãy nhập đủ 4 số cuối của điện thoại đã ghi khi nộp hồ sơ, chỉ gồm chữ số."
OVER = (
    "Đường dẫn này không đúng, đã hết hạn hoặc đã được thay bằng mã mới. Hãy quét mã QR trên"
    " Giấy tiếp nhận mới nhất, hoặc nhập mã hồ sơ và 4 số cuối điện thoại."
)

View = Callable[..., HttpResponse]


def private(view: View) -> View:
    """Let nothing of these pages be kept, indexed or passed on in a referrer."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response = view(request, *args, **kwargs)
        response["Cache-Control"] = "no-store, private"
        response["Referrer-Policy"] = "no-referrer"
        response["X-Robots-Tag"] = "noindex, nofollow"
        return response

    return guarded


@csrf_exempt
@private
@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: HttpRequest) -> HttpResponse:
    """Show the form with code and digits; lead whoever is right to the case."""
    return _asked(request, rating=False)


@csrf_exempt
@private
@require_http_methods(["GET", "HEAD", "POST"])
def ask_to_rate(request: HttpRequest) -> HttpResponse:
    """Show the same form to who wants to rate a finished case; lead to the rating."""
    return _asked(request, rating=True)


def _asked(request: HttpRequest, *, rating: bool) -> HttpResponse:
    form = _Form(rating=rating)
    if request.method != "POST":
        return form.answer()
    code, digits = _line(request, "ma"), _line(request, "so")
    if not following.key_of(code):
        return form.answer(code, NO_CODE)
    if "so" not in request.POST:
        # The front asks for the code alone: nothing was looked up yet, so nothing counts.
        return form.answer(code)
    if not following.last_digits(digits):
        return form.answer(code, INCOMPLETE)
    limits = [
        throttle.Limit("address", throttle.address_of(request), OF_ADDRESS),
        throttle.Limit("code", following.key_of(code), OF_CODE),
    ]
    if (refused := _too_many(limits, form, code)) is not None:
        return refused
    case = following.find(code, digits)
    if case is None:
        return form.answer(code, WRONG)
    throttle.give_back(limits)
    place = "#danh-gia" if rating else ""
    return HttpResponseRedirect(f"{PATH}{following.pass_for(case)}/{place}")


@private
@require_http_methods(["GET", "HEAD"])
def show(request: HttpRequest, given: str) -> HttpResponse:
    """Show one case to whoever holds its code or a pass."""
    case, refused = _opened(request, given)
    return refused if case is None else _page(given, following.told(case))


@csrf_exempt
@private
@require_http_methods(["GET", "HEAD", "POST"])
def rate(request: HttpRequest, given: str) -> HttpResponse:
    """Take a rating (Đánh giá), once per closed case; the page afterwards says thanks."""
    case, refused = _opened(request, given)
    if case is None:
        return refused
    if request.method != "POST":
        if getattr(case, "feedback", None) is None:
            return HttpResponseRedirect(f"{PATH}{given}/#danh-gia")
        context = {"case": case, "back": given, "here": "follow"}
        return HttpResponse(head.draw("cms/site/thanks.html", context, case.agency))
    try:
        services.give_feedback(
            case,
            number_in(_line(request, "sao")) or 0,
            request.POST.getlist("ly-do")[:20],
            request.POST.get("y-kien", ""),
        )
    except services.FeedbackRefused as error:
        page = following.told(_again(case))
        return _page(given, page, str(error), request)
    return HttpResponseRedirect(f"{PATH}{given}/danh-gia/")


def _again(case: Case) -> Case:
    """The case as it is now: somebody else may have rated it a moment ago."""
    found = receipt.case_of(receipt.code_of(case))
    return found or case


def _opened(request: HttpRequest, given: str) -> tuple[Case | None, HttpResponse]:
    """The case that an address opens, else what is said instead.

    Nobody guesses 128 bits, so what is right is shown at once; what is wrong counts.
    """
    case = following.case_of_pass(given) if ":" in given else receipt.case_of(given)
    if case is not None:
        return case, HttpResponse()
    limits = [throttle.Limit("address", throttle.address_of(request), OF_ADDRESS)]
    form = _Form(rating=False)
    return None, _too_many(limits, form) or form.answer("", OVER, 404)


def _too_many(limits: list[throttle.Limit], form: "_Form", code: str = "") -> HttpResponse | None:
    until = throttle.take(limits)
    if until is None:
        return None
    said = (
        "Đã nhập sai quá nhiều lần. Để giữ kín hồ sơ, xin thử lại từ"
        f" {local(until):%H:%M}, hoặc quét mã QR trên Giấy tiếp nhận hồ sơ."
    )
    response = form.answer(code, said, 429)
    response["Retry-After"] = str(max(1, int((until - now()).total_seconds()) + 1))
    return response


@dataclass(frozen=True)
class _Form:
    """The form that asks for code and digits, to follow a case or to rate it."""

    rating: bool

    def answer(self, code: str = "", error: str = "", status: int = 200) -> HttpResponse:
        """Answer with the form: empty, with the code alone, or with what was wrong."""
        context = {
            "rating": self.rating,
            "code": code,
            # The digits are asked for with the cursor in their field.
            "half": bool(code) and not error,
            "error": error,
            "doubt": spelling.doubt(code) if error else "",
            "here": "rate" if self.rating else "follow",
        }
        return HttpResponse(head.draw("cms/site/follow.html", context), status=status)


def _page(
    given: str, page: Told, error: str = "", request: HttpRequest | None = None
) -> HttpResponse:
    posted = request.POST if request is not None else QueryDict()
    context = {
        "told": page,
        "here": "follow",
        "case": page.case,
        "desk": page.case.unit or page.case.agency,
        "fee": _fee(page.case),
        "given": given,
        "may_rate": page.case.status == CaseStatus.CLOSED and page.feedback is None,
        "stars": Feedback.STARS,
        "reasons": list(services.REASONS.items()),
        "longest": services.LONGEST,
        "error": error,
        "star": number_in(posted.get("sao", "")),
        "ticked": posted.getlist("ly-do"),
        "text": posted.get("y-kien", ""),
    }
    html = head.draw("cms/site/case.html", context, page.case.agency)
    return HttpResponse(html, status=200 if not error else 409 if page.feedback else 422)


def _fee(case: Case) -> str:
    """What is to be paid, where the procedure names one sum; "" where it names none or several."""
    fees = pinned.process_of(case)[0].get("fees", [])
    return money(fees[0]) if len(fees) == 1 and fees[0].get("amount") else ""


def _line(request: HttpRequest, name: str) -> str:
    return settle(request.POST.get(name, "")[:100])
