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
    DecideForm,
    EndForm,
    ReasonForm,
)
from registry import policy
from registry.adoption import binding, services
from registry.adoption.binding import Bound, Need
from registry.adoption.models import Adoption
from registry.adoption.troubles import Facts, troubles_of
from registry.documents.models import Document, Validity
from registry.now import now, today
from registry.ordering import by_words
from registry.organisation.models import Agency, Dated, Membership, Unit, User
from registry.organisation.periods import OrganisationError
from registry.organisation.roles import role_labels
from registry.policy import Standing

PER_PAGE = 30
TITLE = "Quy trình áp dụng của cấp trên"
# A system process stands in canonical text, so that these very characters are in its body.
_SYSTEM = '"procedure_type":"system"'


def at_work(request: HttpRequest) -> tuple[Standing, User]:
    """Who asks, and what they are today; Http404 for who works nowhere."""
    at = policy.standing(request.user)
    if at.user is None or not at.agencies:
        raise Http404
    return at, at.user


@require_GET
def overview(request: HttpRequest) -> HttpResponse:
    """What the agency works by, and what it could adopt."""
    at, user = at_work(request)
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
def adoption(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """One adoption: who does what, what is wrong, and what may be done with it."""
    _, user = at_work(request)
    row = readable(user, uid)
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


def readable(user: User, uid: uuid.UUID) -> Adoption:
    """The adoption of an address; Http404 for who may not read it."""
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


@require_GET
def adopters(request: HttpRequest, pk: int) -> HttpResponse:
    """«Các cơ quan đang áp dụng», for the agency that issues the document."""
    at, user = at_work(request)
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
