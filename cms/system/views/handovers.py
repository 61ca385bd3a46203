"""«Bàn giao công việc»: lists, the minutes and their sheet, confirming the receipt."""

from datetime import datetime

from django.contrib import messages
from django.db.models import Count, Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from cms.system.views.common import Workplace, workplace_of
from registry import policy
from registry.handover import services
from registry.handover.models import Handover, HandoverPlan, HandoverReceipt
from registry.lists.paging import by_number
from registry.now import local
from registry.printing.header import Header
from registry.vietnamese import one_line

PER_PAGE = 30


@require_GET
def overview(request: HttpRequest) -> HttpResponse:
    """Show what waits for my confirmation, what was prepared, and every hand-over I may read."""
    place = workplace_of(request)
    rows = (
        policy.visible(place.user, Handover)
        .filter(agency=place.agency)
        .select_related("person", "made_by")
        .annotate(
            parts=Count("receipts"),
            open_parts=Count("receipts", filter=Q(receipts__confirmed_at=None)),
        )
        .order_by("-made_at", "-pk")
    )
    page = by_number(rows, request, PER_PAGE)
    waiting = (
        HandoverReceipt.objects.of(place.agency)
        .filter(receiver=place.user, confirmed_at=None)
        .select_related("handover__person")
        .order_by("-pk")
    )
    plans = (
        policy.visible(place.user, HandoverPlan)
        .filter(agency=place.agency, closed_at=None)
        .select_related("person")
        .order_by("-prepared_at")
    )
    return render(
        request,
        "cms/system/handovers.html",
        {
            "place": place,
            "waiting": list(waiting),
            "plans": list(plans),
            "page": page,
            "page_title": "Bàn giao công việc",
        },
    )


def _found(place: Workplace, uid: object) -> Handover:
    """The hand-over, with its agency; Http404 for who may not read it."""
    found: Handover | None = (
        policy.visible(place.user, Handover).filter(uid=uid).select_related("agency").first()
    )
    if found is None:
        raise Http404
    return found


def _receipts(handover: Handover) -> list[HandoverReceipt]:
    return list(
        HandoverReceipt.objects.of(handover.agency_id)
        .filter(handover=handover)
        .select_related("receiver")
        .order_by("pk")
    )


def _made_at(handover: Handover) -> datetime:
    return local(datetime.fromisoformat(handover.minutes["made_at"]))


@require_GET
def detail(request: HttpRequest, uid: object) -> HttpResponse:
    """Show one hand-over: its minutes, who has confirmed, the button for who has not."""
    place = workplace_of(request)
    return _detail(request, place, _found(place, uid))


def _detail(
    request: HttpRequest,
    place: Workplace,
    handover: Handover,
    *,
    said: str = "",
    typed: str = "",
    status: int = 200,
) -> HttpResponse:
    receipts = _receipts(handover)
    mine = next((row for row in receipts if row.receiver_id == place.user.pk), None)
    return render(
        request,
        "cms/system/handover.html",
        {
            "place": place,
            "handover": handover,
            "minutes": handover.minutes,
            "made_at": _made_at(handover),
            "receipts": receipts,
            "said": said,
            "typed": typed,
            "to_confirm": mine is not None and mine.confirmed_at is None,
            "page_title": f"Biên bản bàn giao số {handover.number}",
        },
        status=status,
    )


@require_POST
def confirm(request: HttpRequest, uid: object) -> HttpResponse:
    """Confirm what was received («Xác nhận đã nhận»)."""
    place = workplace_of(request)
    handover = _found(place, uid)
    typed = request.POST.get("remark", "")
    row = services.confirm(place.user, handover, typed)
    if row.confirmed_at is not None and one_line(typed, 1000) not in ("", row.remark):
        # Confirmed in another tab before: what is said now is not lost without a word.
        said = f"Ông/bà đã xác nhận lúc {local(row.confirmed_at):%H:%M %d/%m/%Y}."
        return _detail(request, place, handover, said=said, typed=typed, status=422)
    messages.success(request, f"Đã xác nhận nhận bàn giao theo biên bản {handover.number}.")
    return redirect(reverse("system:handover", args=[handover.uid]))


@require_GET
def sheet(request: HttpRequest, uid: object) -> HttpResponse:
    """Show the minutes as an administrative paper, ready to print and sign."""
    place = workplace_of(request)
    handover = _found(place, uid)
    last_day = handover.minutes.get("last_day")
    agency, made_at = handover.minutes["agency"], _made_at(handover)
    return render(
        request,
        "cms/system/handover_sheet.html",
        {
            "handover": handover,
            "minutes": handover.minutes,
            "made_at": made_at,
            "header": Header(
                issuer=agency["name"],
                above=agency.get("above", ""),
                reference=f"Số: {handover.minutes['number']}",
                place=agency.get("place", ""),
                day=made_at,
            ),
            "last_day": datetime.fromisoformat(last_day) if last_day else None,
            "receipts": _receipts(handover),
            "page_title": f"Biên bản bàn giao công việc số {handover.number}",
        },
    )
