"""«Bàn giao công việc»: lists, the minutes and their sheet, confirming the receipt."""

from datetime import datetime

from django.contrib import messages
from django.db.models import Count, Q
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST, require_safe

from cms.system.views.common import Workplace, called, workplace_of
from registry import policy
from registry.handover import services
from registry.handover.models import Handover, HandoverPlan, HandoverReceipt
from registry.lists.ordering import by_words
from registry.now import local
from registry.printing.header import Header
from registry.tables.declared import DAYS, LETTERS, Cell, Column, Empty, Tab, Table
from registry.tables.files import file_of
from registry.tables.listing import Listing
from registry.vietnamese import one_line

LEAD = (
    "Khi một người chuyển công tác, nghỉ việc hoặc nghỉ dài ngày, mọi việc người đó đang giữ được"
    " giao lại trong một lần, có biên bản."
)
STATE, MINE, OPEN = "muc", "cho-toi", "chua-du"
TABLE = Table(
    code="handovers",
    label="Bàn giao công việc",
    unit="biên bản",
    columns=(
        Column("so", "Số biên bản", lambda row: row.number, "lead", by=by_words("number")),
        Column(
            "nguoi", "Người bàn giao",
            lambda row: Cell(
                str(row.person),
                reverse("system:handover", args=[row.uid]),
                (one_line(row.minutes.get("reason", ""), 200),),
            ),
            "what", by=by_words("person__full_name"), ways=LETTERS, fixed=True,
            value=lambda row: str(row.person),
        ),
        Column(
            "tinh-trang", "Tình trạng",
            lambda row: Cell(
                f"Còn {row.open_parts}/{row.parts} người chưa xác nhận"
                if row.open_parts else "Đã xác nhận đủ",
                tone="wait" if row.open_parts else "good",
            ),
            "flag",
        ),
        Column("phe-duyet", "Người phê duyệt", lambda row: str(row.made_by or ""), "who"),
        Column(
            "luc", "Lập lúc", lambda row: f"{local(row.made_at):%H:%M %d/%m/%Y}", "code",
            by="made_at", falling=True, ways=DAYS, value=lambda row: row.made_at,
        ),
    ),
    search="số biên bản, người bàn giao",
    file="bien-ban-ban-giao",
    order="-luc",
    keeps=("co-quan",),
)  # fmt: skip


@require_safe
def overview(request: HttpRequest) -> HttpResponseBase:
    """Show every hand-over that I may read, those that wait for me in a tab, and what was
    prepared."""
    place = workplace_of(request)
    every = (
        policy.visible(place.user, Handover)
        .filter(agency=place.agency)
        .select_related("person", "made_by")
        .annotate(
            parts=Count("receipts"),
            open_parts=Count("receipts", filter=Q(receipts__confirmed_at=None)),
        )
        .order_by("-made_at", "-pk")
    )
    unconfirmed = HandoverReceipt.objects.of(place.agency).filter(confirmed_at=None)
    mine = every.filter(pk__in=unconfirmed.filter(receiver=place.user).values("handover_id"))
    still_open = every.filter(pk__in=unconfirmed.values("handover_id"))
    plans = (
        policy.visible(place.user, HandoverPlan)
        .filter(agency=place.agency, closed_at=None)
        .select_related("person")
        .order_by("-prepared_at")
    )
    rows = {"": every, MINE: mine, OPEN: still_open}
    listing = Listing(
        TABLE,
        request,
        tabs=[
            Tab("Tất cả"),
            Tab("Chờ tôi xác nhận", f"{STATE}={MINE}", mine.count(), "wait"),
            Tab("Chưa xác nhận đủ", f"{STATE}={OPEN}"),
        ],
    )
    asked = listing.value(STATE) if listing.value(STATE) in rows else ""
    listing.empty = {
        "": Empty("Chưa có biên bản nào", icon="people"),
        MINE: Empty("Không có biên bản nào chờ ông/bà xác nhận", icon="ok"),
        OPEN: Empty("Mọi biên bản đã được xác nhận đủ", icon="ok"),
    }[asked]
    found = rows[asked]
    if listing.words:
        found = found.filter(_said(place, listing.words))
    file = file_of(listing, found)
    if file is not None:
        return file
    listing.show(found)
    return render(
        request,
        "cms/system/handovers.html",
        {
            "place": place,
            "listing": listing,
            "page": listing.pages,
            "plans": list(plans),
            "lead": LEAD,
            "page_title": "Bàn giao công việc",
        },
    )


def _said(place: Workplace, words: str) -> Q:
    """Hand-overs of people called so, or whose number has these letters."""
    return Q(person__in=called(place, words)) | Q(number__icontains=words)


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
