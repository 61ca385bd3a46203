"""Making a hand-over: whose, what they hold with a proposed receiver each, a check, the act."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from cms.accounts.services import end_all_sessions
from cms.system.forms import HandoverForm
from cms.system.views.common import Workplace, number, workplace_of
from registry.handover import holdings, services, shown
from registry.handover.holdings import Holding, Section
from registry.handover.models import HandoverPlan
from registry.now import today
from registry.organisation.models import Delegation, Membership, User
from registry.organisation.periods import OrganisationError
from registry.organisation.roles import role_labels
from registry.policy import Forbidden, Standing, standing
from registry.vietnamese import by_given_name

NOBODY_FITS = "Không có ai đủ vai trò nhận việc này. Hãy giao vai trò cho người nhận trước."


@dataclass
class Row:
    """One thing with who may take it and who is chosen."""

    address: str
    section: Section
    item: Holding
    choices: list[User]
    chosen: int = 0
    error: str = ""
    planned: int = 0

    @property
    def receiver(self) -> User | None:
        """The chosen one, when they may take it."""
        return self._choice(self.chosen)

    @property
    def proposed(self) -> User | None:
        """Whom the person proposes, where that is not the chosen one."""
        return self._choice(self.planned) if self.planned != self.chosen else None

    def _choice(self, pk: int) -> User | None:
        return next((one for one in self.choices if one.pk == pk), None)


@dataclass
class Sheet:
    """What a person holds, laid out for choosing."""

    person: User
    people: dict[int, Standing]
    held: list[holdings.HeldSection]
    rows: dict[str, Row] = field(default_factory=dict)

    @property
    def sections(self) -> list[tuple[Section, list[Row]]]:
        """The sections that need receivers, with their rows."""
        return [
            (held.section, [self.rows[held.address(item)] for item in held.items])
            for held in self.held
            if held.section.needs_receiver
        ]

    @property
    def released(self) -> list[holdings.HeldSection]:
        """What ends or is released without a receiver."""
        return [held for held in self.held if not held.section.needs_receiver]

    @property
    def assignments(self) -> dict[str, int]:
        """The chosen receivers by address."""
        return {address: row.chosen for address, row in self.rows.items()}

    @property
    def by_receiver(self) -> list[tuple[User, list[Row]]]:
        """Everybody who receives something, with their part, by given name."""
        found: dict[int, tuple[User, list[Row]]] = {}
        for row in self.rows.values():
            if row.receiver is not None:
                found.setdefault(row.chosen, (row.receiver, []))[1].append(row)
        return sorted(found.values(), key=lambda pair: by_given_name(pair[0]))


@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Choose the person, then the receivers; check; hand over (or only prepare the own one)."""
    place = workplace_of(request)
    wanted = request.GET.get("nguoi", "")
    if not wanted:
        return _choose(request, place)
    person = User.objects.filter(pk=number(wanted)).filter(_reached(place)).first()
    if person is None:
        raise Http404
    approves = services.may_approve(place.user, place.agency, person)
    if not approves and person != place.user:
        raise Http404
    plan = services.plan_of(place.agency, person)
    begun = {"reason": plan.reason if plan else "", "key": uuid.uuid4().hex}
    # Nobody is told of a missing reason while they still choose receivers.
    choosing = request.POST.get("do") in ("all", "edit")
    form = HandoverForm(
        None if choosing else request.POST or None,
        initial=request.POST.dict() if choosing else begun,
        manages=place.manages and approves,
    )
    if request.method == "POST":
        return _answer(request, place, person, form, plan)
    sheet = _sheet(place, person, services.proposal(plan), plan)
    return _page(request, place, sheet, form, plan)


def _reached(place: Workplace) -> Q:
    """Who works, or ever worked, at the agency."""
    rows = Membership.objects.of(place.agency).values("user_id")
    return Q(pk__in=rows)


def _choose(request: HttpRequest, place: Workplace) -> HttpResponse:
    """Everybody whose hand-over this person approves, also those who have left; and oneself."""
    rows = Membership.objects.of(place.agency).select_related("user", "unit").order_by("pk")
    if not place.at.may("handover.approve", place.agency.pk):
        units = place.at.units_where("handover.approve")
        rows = rows.filter(Q(unit_id__in=units) | Q(user=place.user))
    labels = role_labels()
    found: dict[int, tuple[User, list[str]]] = {}
    for row in rows:
        said = labels.get(row.role, row.role) + (f", {row.unit}" if row.unit else "")
        found.setdefault(row.user_id, (row.user, []))[1].append(said)
    people = [
        (user, list(dict.fromkeys(roles)), user.pk == place.user.pk)
        for user, roles in sorted(found.values(), key=lambda pair: by_given_name(pair[0]))
    ]
    return render(
        request,
        "cms/system/handover_choose.html",
        {
            "place": place,
            "people": people,
            "back": place.page("system:handovers"),
            "page_title": "Bàn giao công việc của ai?",
        },
    )


def _sheet(
    place: Workplace, person: User, chosen: Mapping[str, int], plan: HandoverPlan | None
) -> Sheet:
    """All that the person holds; who is proposed where nobody is chosen yet: who stands in for
    the person before others, then by given name.
    """
    held = holdings.of(person, place.agency)
    deputies = set(
        Delegation.objects.of(place.agency)
        .filter(Delegation.on(today()), giver=person)
        .values_list("receiver_id", flat=True)
    )
    sheet = Sheet(person, holdings.colleagues(place.agency, person), held)
    planned = services.proposal(plan)
    for one in held:
        if not one.section.needs_receiver:
            continue
        for item in one.items:
            fit = holdings.entitled(one.section, item, sheet.people)
            choices = [at.user for at in fit if at.user is not None]
            address = one.address(item)
            proposed = sorted(choices, key=lambda user: user.pk not in deputies)
            first = proposed[0].pk if proposed else 0
            row = Row(address, one.section, item, choices, chosen.get(address, first))
            row.error = "" if choices else NOBODY_FITS
            row.planned = planned.get(address, 0)
            sheet.rows[address] = row
    return sheet


def _posted(request: HttpRequest) -> dict[str, int]:
    return {
        name.removeprefix("to-"): number(str(value))
        for name, value in request.POST.items()
        if name.startswith("to-")
    }


def _answer(
    request: HttpRequest,
    place: Workplace,
    person: User,
    form: HandoverForm,
    plan: HandoverPlan | None,
) -> HttpResponse:
    """`do`: "all" gives everything to one person, "edit" goes back, "check", "hand_over",
    "prepare"."""
    do, posted = request.POST.get("do", ""), _posted(request)
    sheet = _sheet(place, person, posted, plan)
    if do == "all":
        return _give_all(request, place, sheet, form, plan)
    if do == "edit" or not form.is_valid():
        status = 200 if do == "edit" else 422
        return _page(request, place, sheet, form, plan, status=status)
    values = form.cleaned_data
    try:
        if do == "hand_over":
            with transaction.atomic():
                made = services.hand_over(
                    place.user,
                    place.agency,
                    person,
                    posted,
                    seen=request.POST.get("seen", ""),
                    reason=values["reason"],
                    last_day=values.get("last_day"),
                    idempotency_key=values["key"],
                )
                if not standing(person).held:
                    end_all_sessions(person, actor=place.user, agency=place.agency)
            messages.success(request, f"Đã bàn giao. Biên bản số {made.number} đã lập.")
            return redirect("system:handover", made.uid)
        if do == "prepare" and person == place.user:
            services.prepare(place.user, place.agency, posted, values["reason"])
            messages.success(
                request, "Đã ghi dự kiến bàn giao. Lãnh đạo hoặc người quản trị phê duyệt."
            )
            return redirect(place.page("system:handovers"))
        _check(sheet, posted)
    except services.Refused as refused:
        for address, reason in refused.reasons.items():
            if address in sheet.rows:
                sheet.rows[address].error = reason
        form.refuse(refused)
        return _page(request, place, sheet, form, plan, status=422)
    except OrganisationError as error:
        form.refuse(error)
        # Read anew: the list, or what the person proposes, is another by now.
        plan = services.plan_of(place.agency, person)
        sheet = _sheet(place, person, posted, plan)
        return _page(request, place, sheet, form, plan, status=422)
    except Forbidden as error:
        form.add_error(None, str(error))
        return _page(request, place, sheet, form, plan, status=403)
    return _page(request, place, sheet, form, plan, checking=True)


def _check(sheet: Sheet, posted: Mapping[str, int]) -> None:
    """Raise as the act would: what changed meanwhile, who may not take what."""
    if set(posted) != set(sheet.rows):
        raise services.HoldingsChanged(services.CHANGED.format("có mục mới hoặc mục đã xong"))
    reasons = {
        address: reason
        for address, row in sheet.rows.items()
        if (reason := services.refusal(row.section, row.item, sheet.people.get(row.chosen)))
    }
    if reasons:
        raise services.Refused(reasons)


def _give_all(
    request: HttpRequest,
    place: Workplace,
    sheet: Sheet,
    form: HandoverForm,
    plan: HandoverPlan | None,
) -> HttpResponse:
    """Everything that one person may take goes to them; the rest stays as chosen."""
    chosen = number(request.POST.get("all", ""))
    left = 0
    for row in sheet.rows.values():
        if chosen in {one.pk for one in row.choices}:
            row.chosen = chosen
        else:
            left += 1
    said = ""
    if chosen in sheet.people:
        name = sheet.people[chosen].user
        said = f"Đã chọn {name} cho {len(sheet.rows) - left} việc." + (
            f" {left} việc còn lại {name} không đủ vai trò nên giữ người đã chọn." if left else ""
        )
    return _page(request, place, sheet, form, plan, said=said or "Chưa chọn người nhận tất cả.")


def _page(
    request: HttpRequest,
    place: Workplace,
    sheet: Sheet,
    form: HandoverForm,
    plan: HandoverPlan | None,
    *,
    checking: bool = False,
    said: str = "",
    status: int = 200,
) -> HttpResponse:
    own = sheet.person == place.user
    context: dict[str, Any] = {
        "place": place,
        "sheet": sheet,
        "person": sheet.person,
        "everybody": [at.user for at in sheet.people.values()],
        "form": form,
        "plan": plan,
        "own": own,
        "said": said,
        "back": place.page("system:handovers"),
        "page_title": f"Bàn giao công việc của {sheet.person}",
    }
    if checking:
        context["seen"] = _shown(sheet, form, plan)
    template = "cms/system/handover_check.html" if checking else "cms/system/handover_new.html"
    return render(request, template, context, status=status)


def _shown(sheet: Sheet, form: HandoverForm, plan: HandoverPlan | None) -> str:
    """What the page of checking carries of this very sheet."""
    values = form.cleaned_data
    return shown.Sheet(
        sheet.held, sheet.assignments, values["reason"], values.get("last_day"), plan
    ).named
