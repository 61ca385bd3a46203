"""«Báo vắng mặt»: from when to when, and who stands in for each role."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from cms.system.forms import AbsenceForm
from cms.system.views.common import Workplace, memberships_of, number, people_of, workplace_of
from registry.administration import delegations as services
from registry.organisation.models import Membership, User
from registry.organisation.periods import OrganisationError
from registry.organisation.roles import role_labels
from registry.policy import Forbidden


@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Note the own absence; who manages the agency notes anybody's (`?nguoi=`)."""
    place = workplace_of(request)
    people = people_of(place)
    wanted = number(request.GET.get("nguoi", "")) or place.user.pk
    giver = next((one for one in people if one.pk == wanted), None)
    if giver is None or (giver != place.user and not place.manages):
        raise Http404
    form = AbsenceForm(request.POST or None)
    held = list(memberships_of(place).filter(user=giver).order_by("pk"))
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        chosen = {row.pk: _chosen(request, row, people, giver) for row in held}
        try:
            made = services.note_absence(
                place.user,
                place.agency,
                giver,
                {pk: user for pk, user in chosen.items() if user is not None},
                starts=values["starts"],
                ends=values["ends"],
                reason=values["reason"],
                decision_no=values["decision_no"],
                prefix=values["signs"],
            )
        except OrganisationError as error:
            form.refuse(error)
        except Forbidden as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, f"Đã báo vắng mặt; {len(made)} vai trò có người thay.")
            return redirect(place.page("system:delegations"))
    return render(
        request,
        "cms/system/absence.html",
        {
            "place": place,
            "form": form,
            "giver": giver,
            "rows": _rows(request, place, giver, held, people),
            "others": people if place.manages else [],
            "back": place.page("system:delegations"),
            "page_title": "Báo vắng mặt" if giver == place.user else f"Báo vắng mặt: {giver}",
        },
        status=422 if form.errors else 200,
    )


def _chosen(request: HttpRequest, row: Membership, people: list[User], giver: User) -> User | None:
    wanted = number(request.POST.get(f"role-{row.pk}", ""))
    return next((one for one in people if one.pk == wanted and one != giver), None)


def _rows(
    request: HttpRequest, place: Workplace, giver: User, held: list[Membership], people: list[User]
) -> list[tuple[Membership, str, list[User], list[User], int]]:
    """(role held, its name, who is proposed, everybody else, who is chosen)."""
    proposed = services.stand_ins_of(giver, place.agency)
    labels = role_labels()
    found = []
    for row in held:
        first = proposed.get(row.pk, [])
        others = [one for one in people if one not in first and one != giver]
        given = request.POST.get(f"role-{row.pk}")
        chosen = number(given) if given is not None else (first[0].pk if first else 0)
        found.append((row, labels.get(row.role, row.role), first, others, chosen))
    return found
