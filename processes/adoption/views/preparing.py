"""Binding the roles of a procedure from above: preparing its adoption, changing who does what."""

import uuid
from typing import Any

from django.contrib import messages
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from processes.adoption import binding, services, shown
from processes.adoption.binding import Bound
from processes.adoption.needs import Need, needs_of
from processes.adoption.views.forms import BindingForm, PrepareForm
from processes.adoption.views.overview import at_work, found
from registry import policy
from registry.adoption.models import Adoption
from registry.documents.models import Document, Validity, Version
from registry.lists.ordering import by_words
from registry.now import now, today
from registry.organisation.models import Agency, Dated, Membership, Unit, User
from registry.organisation.periods import OrganisationError
from registry.organisation.roles import role_labels
from registry.policy import Standing
from registry.vietnamese import sort_key

UNCHANGED = "Phân công vẫn như trước: không có gì thay đổi."


@require_http_methods(["GET", "POST"])
def prepare(request: HttpRequest, pk: int) -> HttpResponse:
    """Show «Áp dụng tại cơ quan»: bind the roles and put the adoption before the leader."""
    at, user = at_work(request)
    document = (
        policy.visible(user, Document).select_related("agency__parent__parent").filter(pk=pk)
    ).first()
    if document is None:
        raise Http404
    agency = _agency_for(at, document, request.GET.get("co-quan", ""))
    if agency is None:
        raise Http404
    version = _in_force(document)
    needs = needs_of(document.kind, version.data) or []
    open_ = _open(agency, document)
    seen = request.POST.get("seen", "") if request.method == "POST" else _shown(open_, version)
    if open_ is not None and open_.confirmed and request.method == "GET":
        return redirect("adoption:page", uid=open_.uid)
    bounds = binding.read(open_.rows) if open_ else binding.proposal(agency, needs)
    form = PrepareForm(
        request.POST or None,
        **_choices(user, agency, needs, bounds),
        initial=(
            {
                "starts": open_.starts,
                "decision_no": open_.decision_no,
                "decision_on": open_.decision_on,
                "calendar": str(open_.calendar_id or ""),
            }
            if open_
            else {}
        ),
    )
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        try:
            row = services.prepare(
                user,
                agency,
                document,
                bindings=form.bounds,
                seen=seen,
                calendar=_calendar(user, values["calendar"]),
                starts=values["starts"],
                decision_no=values["decision_no"],
                decision_on=values["decision_on"],
            )
        except OrganisationError as error:
            form.refuse(error)
            if isinstance(error, services.Outdated):
                seen = _shown(_open(agency, document), version)
        else:
            messages.success(request, "Đã chuyển lãnh đạo phê duyệt.")
            return redirect("adoption:page", uid=row.uid)
    title = "Áp dụng tại cơ quan"
    return _form_page(request, form, agency, document, version, title, open_, seen)


@require_http_methods(["GET", "POST"])
def change(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """Bind other roles or units while the adoption holds."""
    at, user = at_work(request)
    row = found(user, uid)
    if row is None:
        if said := services.withdrawn(at.agencies, uid):
            messages.info(request, str(said))
            return redirect("adoption:overview")
        raise Http404
    policy.require(user, "change", row)
    if not row.confirmed:
        return redirect("adoption:prepare", pk=row.document_id)
    version = shown.in_force(row)
    if version is None:
        messages.error(request, "Quy trình không còn hiệu lực nên không còn gì để phân công.")
        return redirect("adoption:page", uid=uid)
    needs = needs_of(version.kind, version.data) or []
    seen = request.POST.get("seen", "") if request.method == "POST" else _shown(row, version)
    stored = binding.read(row.rows)
    bounds = {**binding.proposal(row.agency, needs), **stored}
    form = BindingForm(
        request.POST or None,
        **_choices(user, row.agency, needs, bounds),
        initial={"calendar": str(row.calendar_id or "")},
    )
    if request.method == "POST" and form.is_valid():
        before = (row.bindings, row.calendar_id)
        try:
            now_bound = services.change(
                user,
                row,
                bindings=form.bounds,
                calendar=_calendar(user, form.cleaned_data["calendar"]),
                seen=seen,
            )
        except OrganisationError as error:
            form.refuse(error)
            if isinstance(error, services.Outdated):
                seen = _shown(found(user, uid), version)
        else:
            same = before == (now_bound.bindings, now_bound.calendar_id)
            messages.success(request, UNCHANGED if same else "Đã lưu phân công.")
            return redirect("adoption:page", uid=row.uid)
    title = "Phân công trong việc áp dụng"
    return _form_page(request, form, row.agency, row.document, version, title, row, seen)


def _open(agency: Agency, document: Document) -> Adoption | None:
    """What is prepared, or holds without an end."""
    rows = Adoption.objects.of(agency).select_related("calendar", "prepared_by")
    row: Adoption | None = rows.filter(document=document, ends=None).first()
    return row


def _shown(row: Adoption | None, version: Version) -> str:
    """What the page carries of the adoption that it changes; "" where there is none yet."""
    return shown.of(row, version) if row is not None else ""


def _agency_for(at: Standing, document: Document, wanted: str) -> Agency | None:
    for agency in at.agencies:
        if wanted and str(agency.pk) != wanted:
            continue
        if at.may(services.PREPARE, agency.pk) and services.adoptable(agency, document):
            return agency
    return None


def _in_force(document: Document) -> Version:
    period = (
        Validity.unscoped.filter(Validity.at(now()), document=document)
        .select_related("version")
        .first()
    )
    if period is None:
        raise Http404
    return period.version


def _choices(
    user: User, agency: Agency, needs: list[Need], bounds: dict[str, Bound]
) -> dict[str, Any]:
    """What the form of an agency offers."""
    units = policy.visible(user, Unit).filter(Q(ends=None) | Q(ends__gte=today()), agency=agency)
    reachable = [agency.pk, *(above.pk for above in agency.ancestors())]
    calendars = policy.visible(user, Document).filter(
        kind="calendar",
        agency_id__in=reachable,
        validities__in=Validity.unscoped.filter(Validity.at(now())),
    )
    return {
        "needs": needs,
        "bounds": bounds,
        "units": sorted(units, key=lambda unit: sort_key(unit.name)),
        "calendars": list(calendars.order_by(by_words("title"), "pk")),
    }


def _calendar(user: User, chosen: str) -> Document | None:
    if not chosen:
        return None
    found: Document | None = (
        policy.visible(user, Document).select_related("agency").filter(pk=chosen).first()
    )
    return found


def _form_page(
    request: HttpRequest,
    form: BindingForm,
    agency: Agency,
    document: Document,
    version: Version,
    title: str,
    adoption: Adoption | None,
    seen: str,
) -> HttpResponse:
    context = {
        "seen": seen,
        "form": form,
        "agency": agency,
        "document": document,
        "version": version,
        "adoption": adoption,
        "people": _holders(agency),
        "rows": [
            {**row, "asked": _asked(row["need"])}  # type: ignore[arg-type]
            for row in form.rows
        ],
        "button": "Chuyển lãnh đạo phê duyệt" if isinstance(form, PrepareForm) else "Lưu phân công",
        "page_title": title,
    }
    status = 422 if form.errors else 200
    return render(request, "adoption/form.html", context, status=status)


def _asked(need: Need) -> str:
    """What the issuer wrote of a role, in words."""
    said = role_labels().get(need.role, need.role) or "chưa rõ"
    return f"{said}, đơn vị mã {need.unit}" if need.unit else said


def _holders(agency: Agency) -> list[tuple[str, str]]:
    """(role, names) of everybody who holds one today, for choosing among the roles."""
    rows = (
        Membership.objects.of(agency)
        .filter(Dated.on(today()), user__is_active=True)
        .select_related("user", "unit")
        .order_by("pk")
    )
    found: dict[str, dict[str, None]] = {}
    for row in rows:
        place = f" ({row.unit})" if row.unit else ""
        found.setdefault(row.role, {})[f"{row.user}{place}"] = None
    labels = role_labels()
    return [(labels[role], ", ".join(found[role])) for role in labels if role in found]
