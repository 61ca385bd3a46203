"""«Ủy quyền, người thay»: who acts for whom now, soon and before."""

from dataclasses import dataclass

from django.contrib import messages
from django.db.models import F, Q
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from cms.system.forms import DelegationForm, EndForm
from cms.system.views.common import (
    Workplace,
    at_work,
    called,
    form_page,
    memberships_of,
    workplace_of,
)
from registry import policy
from registry.administration import delegations as services
from registry.lists.ordering import by_words
from registry.now import today
from registry.organisation.models import Delegation, Membership
from registry.organisation.periods import OrganisationError
from registry.organisation.roles import role_labels
from registry.tables.declared import DAYS, LETTERS, Cell, Column, Empty, Tab, Table
from registry.tables.files import file_of
from registry.tables.listing import Listing
from registry.vietnamese import by_given_name

HOME = "system:delegations"
WHEN, COMING, OVER = "khi", "sap-toi", "da-xong"


@dataclass(frozen=True)
class Row:
    """A delegation with the name of its role, and the address where the person may end it."""

    delegation: Delegation
    label: str
    end_url: str

    @property
    def until(self) -> str:
        """Until when it holds, in words."""
        one = self.delegation
        if one.ends is None:
            return "chưa định ngày"
        if one.starts and one.ends < one.starts:
            return "đã hủy trước khi bắt đầu"
        return f"{one.ends:%d/%m/%Y}"


TABLE = Table(
    code="delegations",
    label="Ủy quyền, người thay",
    unit="ủy quyền",
    columns=(
        Column(
            "nguoi", "Người thay",
            lambda row: Cell(
                str(row.delegation.receiver), second=(f"thay {row.delegation.giver}",)
            ),
            "what", by=by_words("receiver__full_name"), ways=LETTERS, fixed=True,
            value=lambda row: str(row.delegation.receiver),
        ),
        Column("thay", "Thay ai", lambda row: str(row.delegation.giver), file_only=True),
        Column(
            "vai-tro", "Vai trò",
            lambda row: Cell(row.label, second=(str(row.delegation.unit or ""),)), "who",
        ),
        Column("phong", "Phòng ban", lambda row: str(row.delegation.unit or ""), file_only=True),
        Column(
            "tu", "Từ ngày",
            lambda row: f"{row.delegation.starts:%d/%m/%Y}" if row.delegation.starts else "",
            "code", by="starts", nullable=True, falling=True, ways=DAYS,
            value=lambda row: row.delegation.starts,
        ),
        Column(
            "den", "Đến hết ngày", lambda row: row.until, "code", by="ends", nullable=True,
            falling=True, ways=DAYS, value=lambda row: row.delegation.ends,
        ),
        Column(
            "hinh-thuc", "Hình thức",
            lambda row: Cell(
                row.delegation.get_kind_display(), second=(f"ký {row.delegation.prefix}",)
            ),
            in_file=True,
        ),
        Column(
            "can-cu", "Căn cứ, lý do",
            lambda row: Cell(row.delegation.decision_no, second=(row.delegation.reason,)),
            value=lambda row: "; ".join(
                part for part in (row.delegation.decision_no, row.delegation.reason) if part
            ),
        ),
        Column(
            "ket-thuc", "Kết thúc sớm", lambda row: Cell(template="cms/system/_end_early.html"),
            "act",
        ),
    ),
    search="tên người thay, người được thay",
    file="uy-quyen",
    order_words="Bắt đầu trước",
    keeps=("co-quan",),
)  # fmt: skip


@require_safe
def overview(request: HttpRequest) -> HttpResponseBase:
    """Show who stands in for whom now; in further tabs what comes, and what is over."""
    place = workplace_of(request)
    every = policy.visible(place.user, Delegation).filter(agency=place.agency)
    every = every.select_related("giver", "receiver", "unit")
    day = today()
    over = Q(ends__lt=day) | Q(ends__lt=F("starts"))
    comes = Q(starts__gt=day)
    first = F("starts").asc(nulls_first=True)
    rows = {
        "": every.exclude(over).exclude(comes).order_by(first, "pk"),
        COMING: every.exclude(over).filter(comes).order_by(first, "pk"),
        OVER: every.filter(over).order_by("-ends", "-pk"),
    }
    empty = {
        "": Empty(
            "Hiện không có ai thay ai",
            "Ai vắng mặt thì cử người thay trước, để việc không phải chờ.",
            icon="people",
        ),
        COMING: Empty("Không có ủy quyền nào sắp bắt đầu", icon="people"),
        OVER: Empty("Chưa có ủy quyền nào kết thúc", icon="people"),
    }
    counts = {when: some.count() for when, some in rows.items() if when != OVER}
    listing = Listing(
        TABLE,
        request,
        tabs=[
            Tab("Đang có hiệu lực", "", counts[""]),
            Tab("Sắp có hiệu lực", f"{WHEN}={COMING}", counts[COMING]),
            Tab("Đã kết thúc", f"{WHEN}={OVER}"),
        ],
    )
    when = listing.value(WHEN) if listing.value(WHEN) in rows else ""
    listing.empty = empty[when]
    found, total = rows[when], counts.get(when)
    if listing.words:
        found, total = found.filter(_said(place, listing.words)), None

    def dressed(some: list[Delegation]) -> list[Row]:
        return _rows(place, some, ending=when != OVER)

    file = file_of(listing, found, dressed)
    if file is not None:
        return file
    listing.show(found, dressed, total=total)
    return render(
        request,
        "cms/system/delegations.html",
        {
            "place": place,
            "listing": listing,
            "page": listing.pages,
            "page_title": "Ủy quyền, người thay",
        },
    )


def _said(place: Workplace, words: str) -> Q:
    """Delegations from or to people called so, accents apart."""
    people = called(place, words)
    return Q(giver__in=people) | Q(receiver__in=people)


def _rows(place: Workplace, found: list[Delegation], *, ending: bool) -> list[Row]:
    """Each with what its line says; the giver, and who manages the agency, may end it."""
    labels, manages = role_labels(), ending and place.manages
    return [
        Row(
            row,
            labels.get(row.role, row.role),
            reverse("system:end_delegation", args=[row.pk]) + place.query
            if manages or (ending and row.giver_id == place.user.pk)
            else "",
        )
        for row in found
    ]


@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Delegate one of the own roles; who manages the agency, anybody's."""
    place = workplace_of(request)
    held = _held(place)
    people = at_work(place)
    form = DelegationForm(request.POST or None, held=held, people=people, many=place.manages)
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        row = next(one for one in held if str(one.pk) == values["held"])
        receiver = next(one for one in people if str(one.pk) == values["receiver"])
        try:
            services.delegate(
                place.user,
                place.agency,
                row.user,
                receiver,
                row.role,
                kind=values["kind"],
                unit=row.unit,
                starts=values["starts"],
                ends=values["ends"],
                reason=values["reason"],
                decision_no=values["decision_no"],
                prefix=values["signs"],
            )
        except OrganisationError as error:
            form.refuse(error)
        else:
            label = role_labels().get(row.role, row.role)
            messages.success(request, f"Đã giao {receiver} thay {row.user} ở vai trò {label}.")
            return redirect(place.page(HOME))
    return form_page(request, place, form, "Lập ủy quyền, cử người thay", "Lập ủy quyền", back=HOME)


def _held(place: Workplace) -> list[Membership]:
    """Roles that the person may delegate, the own ones first."""
    rows = memberships_of(place)
    if not place.manages:
        rows = rows.filter(user=place.user)
    return sorted(rows, key=lambda row: (row.user != place.user, by_given_name(row.user), row.pk))


@require_http_methods(["GET", "POST"])
def end(request: HttpRequest, pk: int) -> HttpResponse:
    """End a delegation early."""
    place = workplace_of(request)
    row = (
        policy.visible(place.user, Delegation)
        .select_related("giver", "receiver", "agency")
        .filter(pk=pk)
        .first()
    )
    if row is None:
        raise Http404
    if row.giver_id != place.user.pk:
        policy.require(place.user, "organisation.manage", row.agency)
    form = EndForm(request.POST or None, initial={"last_day": today()})
    if request.method == "POST" and form.is_valid():
        try:
            services.end_delegation(place.user, row, form.cleaned_data["last_day"])
        except OrganisationError as error:
            form.refuse(error)
        else:
            messages.success(request, f"Đã ghi ngày kết thúc ủy quyền cho {row.receiver}.")
            return redirect(place.page(HOME))
    lead = f"{row.receiver} thay {row.giver} ở vai trò {role_labels().get(row.role, row.role)}."
    return form_page(
        request, place, form, "Kết thúc ủy quyền sớm", "Ghi ngày kết thúc", lead, back=HOME
    )
