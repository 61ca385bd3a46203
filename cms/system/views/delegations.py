"""«Ủy quyền, người thay»: who acts for whom now, soon and before."""

from django.contrib import messages
from django.db.models import F, Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from cms.system.forms import DelegationForm, EndForm
from cms.system.views.common import Workplace, at_work, form_page, memberships_of, workplace_of
from registry import policy
from registry.administration import delegations as services
from registry.lists.paging import by_number
from registry.now import today
from registry.organisation.models import Delegation, Membership
from registry.organisation.periods import OrganisationError
from registry.organisation.roles import role_labels
from registry.vietnamese import by_given_name

PER_PAGE = 30
HOME = "system:delegations"


def overview(request: HttpRequest) -> HttpResponse:
    """Show current and coming ones, and page by page those that are over."""
    place = workplace_of(request)
    found = policy.visible(place.user, Delegation).filter(agency=place.agency)
    found = found.select_related("giver", "receiver", "unit")
    day = today()
    over = Q(ends__lt=day) | Q(ends__lt=F("starts"))
    open_rows = list(found.exclude(over).order_by("starts", "pk"))
    page = by_number(found.filter(over).order_by("-ends", "-pk"), request, PER_PAGE)
    manages = place.manages
    return render(
        request,
        "cms/system/delegations.html",
        {
            "place": place,
            "groups": [
                (
                    "Đang có hiệu lực",
                    _rows(
                        place, [r for r in open_rows if not r.starts or r.starts <= day], manages
                    ),
                    "Hiện không có ai thay ai.",
                ),
                (
                    "Sắp có hiệu lực",
                    _rows(place, [r for r in open_rows if r.starts and r.starts > day], manages),
                    "Không có ủy quyền nào sắp bắt đầu.",
                ),
                (
                    "Đã kết thúc",
                    _rows(place, list(page.object_list), False),
                    "Chưa có ủy quyền nào kết thúc.",
                ),
            ],
            "page": page,
            "page_title": "Ủy quyền, người thay",
        },
    )


def _rows(
    place: Workplace, found: list[Delegation], manages: bool
) -> list[tuple[Delegation, str, bool]]:
    """(delegation, name of the role, may this person end it)."""
    labels = role_labels()
    return [
        (row, labels.get(row.role, row.role), manages or row.giver_id == place.user.pk)
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
