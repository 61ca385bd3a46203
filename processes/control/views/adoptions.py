"""«Quy trình áp dụng của cấp trên» and, for who issues them, «Các cơ quan đang áp dụng»."""

import uuid
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from processes.control.adoption_forms import (
    BindingForm,
    DecideForm,
    EndForm,
    PrepareForm,
    ReasonForm,
)
from registry import policy
from registry.adoption import binding, services
from registry.adoption.binding import Bound, Need
from registry.adoption.models import Adoption
from registry.adoption.troubles import Facts, troubles_of
from registry.documents.models import Document, Validity, Version
from registry.now import now, today
from registry.ordering import by_words
from registry.organisation.models import Agency, Dated, Membership, Unit, User
from registry.organisation.periods import OrganisationError
from registry.organisation.roles import role_labels
from registry.policy import Standing
from registry.vietnamese import sort_key

PER_PAGE = 30
TITLE = "Quy trình áp dụng của cấp trên"
# A system process stands in canonical text, so that these very characters are in its body.
_SYSTEM = '"procedure_type":"system"'


def _at(request: HttpRequest) -> tuple[Standing, User]:
    at = policy.standing(request.user)
    if at.user is None or not at.agencies:
        raise Http404
    return at, at.user


@require_GET
def overview(request: HttpRequest) -> HttpResponse:
    """What the agency works by, and what it could adopt."""
    at, user = _at(request)
    preparing = [agency for agency in at.agencies if at.may(services.PREPARE, agency.pk)]
    offering = request.GET.get("muc") == "co-the" and bool(preparing)
    rows = _offered(at, preparing) if offering else _adopted(user, at)
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("p"))
    context: dict[str, Any] = {
        "page": page,
        "offering": offering,
        "may_prepare": bool(preparing),
        "several": len(at.agencies) > 1,
        "page_title": TITLE,
    }
    if not offering:
        context["rows"] = _with_troubles(list(page.object_list))
    return render(request, "control/adoptions.html", context)


def _adopted(user: User, at: Standing) -> Any:
    return (
        policy.visible(user, Adoption)
        .filter(agency_id__in=at.agency_ids)
        .select_related("agency", "document__agency", "calendar")
        .order_by(by_words("document__title"), "-starts", "pk")
    )


def _offered(at: Standing, agencies: list[Agency]) -> Any:
    """Periods in force of shared procedures from above that are not adopted yet."""
    taken = Adoption.unscoped.filter(agency__in=agencies, ends=None).values("document_id")
    return (
        Validity.unscoped.filter(
            Validity.at(now()),
            document__agency_id__in=at.ancestor_ids,
            document__shared=True,
            document__kind__in=binding.kinds(),
            document__in=policy.visible(at.user, Document),
        )
        .exclude(document__in=taken)
        .exclude(version__body__contains=_SYSTEM)
        .select_related("version", "document__agency")
        .order_by(by_words("version__title"), "pk")
    )


def _with_troubles(adoptions: list[Adoption]) -> list[dict[str, Any]]:
    facts = Facts.about(adoptions)
    day = today()
    return [
        {
            "adoption": row,
            "version": facts.versions.get(row.document_id),
            "state": _state(row, day),
            "troubles": [] if row.ends and row.ends < day else facts.of(row),
        }
        for row in adoptions
    ]


def _state(row: Adoption, day: Any) -> tuple[str, str]:
    """(mark, words): what the adoption is today."""
    if not row.confirmed:
        return "waiting", str(row.get_state_display())
    if row.ends and row.ends < day:
        return "over", f"Đã thôi áp dụng từ sau {row.ends:%d/%m/%Y}"
    if row.starts and row.starts > day:
        return "waiting", f"Áp dụng từ {row.starts:%d/%m/%Y}"
    until = f" đến hết {row.ends:%d/%m/%Y}" if row.ends else ""
    return "holds", f"Đang áp dụng{until}"


@require_http_methods(["GET", "POST"])
def prepare(request: HttpRequest, pk: int) -> HttpResponse:
    """«Áp dụng tại cơ quan»: bind the roles and put it before the leader."""
    at, user = _at(request)
    document = (
        policy.visible(user, Document).select_related("agency__parent__parent").filter(pk=pk)
    ).first()
    if document is None:
        raise Http404
    agency = _agency_for(at, document, request.GET.get("co-quan", ""))
    if agency is None:
        raise Http404
    version = _in_force(document)
    needs = binding.needs(document.kind, version.data) or []
    open_ = Adoption.objects.of(agency).filter(document=document, ends=None).first()
    if open_ is not None and open_.confirmed:
        return redirect("control:adoption", uid=open_.uid)
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
                calendar=_calendar(user, values["calendar"]),
                starts=values["starts"],
                decision_no=values["decision_no"],
                decision_on=values["decision_on"],
            )
        except OrganisationError as error:
            form.refuse(error)
        else:
            messages.success(request, "Đã chuyển lãnh đạo phê duyệt.")
            return redirect("control:adoption", uid=row.uid)
    return _form_page(request, form, agency, document, version, "Áp dụng tại cơ quan", open_)


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
) -> HttpResponse:
    context = {
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
    return render(request, "control/adoption_form.html", context, status=status)


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


@require_http_methods(["GET", "POST"])
def adoption(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """One adoption: who does what, what is wrong, and what may be done with it."""
    _, user = _at(request)
    row = _visible(user, uid)
    forms = {
        "confirm": DecideForm(
            initial={"decision_no": row.decision_no, "decision_on": row.decision_on or today()}
        ),
        "return": ReasonForm(),
        "end": EndForm(initial={"last_day": today()}),
    }
    failed = ""
    if request.method == "POST":
        failed = request.POST.get("do", "")
        if failed == "withdraw":
            return _withdraw(request, user, row)
        if failed not in forms:
            raise Http404
        forms[failed] = type(forms[failed])(request.POST)
        if forms[failed].is_valid() and _act(request, user, row, failed, forms[failed]):
            return redirect("control:adoption", uid=row.uid)
    return _page(request, user, row, forms, failed)


def _visible(user: User, uid: uuid.UUID) -> Adoption:
    row: Adoption | None = (
        policy.visible(user, Adoption)
        .select_related(
            "agency__parent__parent", "document__agency", "calendar", "prepared_by",
            "prepared_for", "confirmed_by", "confirmed_for",
        )
        .filter(uid=uid)
        .first()
    )  # fmt: skip
    if row is None:
        raise Http404
    return row


def _withdraw(request: HttpRequest, user: User, row: Adoption) -> HttpResponse:
    try:
        services.withdraw(user, row)
    except OrganisationError as error:
        messages.error(request, str(error))
        return redirect("control:adoption", uid=row.uid)
    messages.success(request, "Đã rút việc áp dụng.")
    return redirect("control:adoptions")


def _act(request: HttpRequest, user: User, row: Adoption, act: str, form: Any) -> bool:
    values = form.cleaned_data
    try:
        if act == "confirm":
            services.confirm(user, row, **values)
            said = "Đã phê duyệt. Cơ quan tạo hồ sơ theo quy trình này từ ngày áp dụng."
        elif act == "return":
            services.send_back(user, row, values["reason"])
            said = "Đã chuyển lại thư ký ISO."
        else:
            services.end(user, row, values["last_day"], reason=values["why"])
            said = "Đã ghi ngày thôi áp dụng."
    except OrganisationError as error:
        field = "why" if act == "end" and error.field == "reason" else error.field
        form.add_error(field if field in form.fields else None, str(error))
        return False
    messages.success(request, said)
    return True


def _page(
    request: HttpRequest, user: User, row: Adoption, forms: dict[str, Any], failed: str
) -> HttpResponse:
    ours = row.agency_id in policy.standing(user).agency_ids
    facts = Facts.about([row])
    version = facts.versions.get(row.document_id)
    needs = (binding.needs(version.kind, version.data) or []) if version else []
    bounds = binding.read(row.rows)
    may_confirm = policy.can(user, "confirm", row)
    over = row.ends is not None and row.ends < today()
    context = {
        "adoption": row,
        "version": version,
        "state": _state(row, today()),
        "troubles": [] if over else troubles_of(row),
        "bindings": [_bound(need, bounds.get(need.id), row.agency) for need in needs]
        if ours
        else [],
        "ours": ours,
        "forms": forms,
        "failed": failed,
        "may_change": policy.can(user, "change", row) and not over,
        "may_decide": may_confirm and row.state == "prepared",
        "may_end": may_confirm and row.confirmed and not over,
        "page_title": f"Áp dụng: {row.document.title}",
    }
    return render(request, "control/adoption.html", context, status=422 if failed in forms else 200)


def _bound(need: Need, bound: Bound | None, agency: Agency) -> dict[str, Any]:
    """A role of the process, who stands for it here, and who holds it today."""
    if bound is None or not bound.role:
        return {"need": need, "role": "", "people": []}
    held = Membership.objects.of(agency).filter(
        Dated.on(today()), role=bound.role, user__is_active=True
    )
    if bound.unit:
        held = held.filter(Q(unit=None) | Q(unit__code=bound.unit))
    unit = Unit.objects.of(agency).filter(code=bound.unit).first() if bound.unit else None
    people = dict.fromkeys(str(one.user) for one in held.select_related("user").order_by("pk"))
    place = str(unit or bound.unit) if bound.unit else ("" if not need.leads else "nơi lập hồ sơ")
    return {
        "need": need,
        "role": role_labels().get(bound.role, bound.role),
        "unit": place,
        "people": list(people),
    }


@require_http_methods(["GET", "POST"])
def change(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """Bind other roles or units while the adoption holds."""
    _, user = _at(request)
    row = _visible(user, uid)
    policy.require(user, "change", row)
    if not row.confirmed:
        return redirect("control:adopt", pk=row.document_id)
    version = _in_force(row.document)
    needs = binding.needs(version.kind, version.data) or []
    stored = binding.read(row.rows)
    bounds = {**binding.proposal(row.agency, needs), **stored}
    form = BindingForm(
        request.POST or None,
        **_choices(user, row.agency, needs, bounds),
        initial={"calendar": str(row.calendar_id or "")},
    )
    if request.method == "POST" and form.is_valid():
        try:
            services.change(
                user,
                row,
                bindings=form.bounds,
                calendar=_calendar(user, form.cleaned_data["calendar"]),
            )
        except OrganisationError as error:
            form.refuse(error)
        else:
            messages.success(request, "Đã lưu phân công.")
            return redirect("control:adoption", uid=row.uid)
    title = "Phân công trong việc áp dụng"
    return _form_page(request, form, row.agency, row.document, version, title, row)


@require_GET
def adopters(request: HttpRequest, pk: int) -> HttpResponse:
    """«Các cơ quan đang áp dụng», for the agency that issues the document."""
    at, user = _at(request)
    document = policy.visible(user, Document).select_related("agency").filter(pk=pk).first()
    if document is None or not at.may("document.adopters", document.agency_id):
        raise Http404
    found = (
        policy.visible(user, Adoption)
        .filter(document=document)
        .select_related("agency", "document")
        .order_by(by_words("agency__name"), "-starts", "pk")
    )
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("p"))
    return render(
        request,
        "control/adopters.html",
        {
            "document": document,
            "page": page,
            "rows": _with_troubles(list(page.object_list)),
            "page_title": "Các cơ quan đang áp dụng",
        },
    )
