"""«Quy trình áp dụng của cấp trên» and, for who issues them, «Các cơ quan đang áp dụng»."""

import uuid
from dataclasses import dataclass, field
from typing import Any

from django.contrib import messages
from django.db.models import Q
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from processes.adoption import binding, services, shown
from processes.adoption.binding import Bound
from processes.adoption.needs import KINDS, Need, needs_of
from processes.adoption.troubles import Facts, troubles_of
from processes.adoption.views.forms import (
    DecideForm,
    EndForm,
    ReasonForm,
)
from processes.adoption.views.tables import ADOPTED, ADOPTERS, OFFERED, OFFERS, SECTION
from processes.engine.definition import SYSTEM
from registry import policy
from registry.adoption.models import Adoption
from registry.documents.models import Document, Validity
from registry.lists.ordering import by_words
from registry.now import now, today
from registry.organisation.models import Agency, Dated, Membership, Unit, User
from registry.organisation.periods import OrganisationError
from registry.organisation.roles import role_labels
from registry.policy import Standing
from registry.tables.declared import Empty, Tab
from registry.tables.files import file_of
from registry.tables.listing import Listing
from registry.vietnamese import fold

_FORMS: dict[str, type[Form]] = {"confirm": DecideForm, "return": ReasonForm, "end": EndForm}
TITLE = "Quy trình áp dụng của cấp trên"


def at_work(request: HttpRequest) -> tuple[Standing, User]:
    """Return who asks, and what they are today; raise Http404 for who works nowhere."""
    at = policy.standing(request.user)
    if at.user is None or not at.agencies:
        raise Http404
    return at, at.user


@require_safe
def overview(request: HttpRequest) -> HttpResponseBase:
    """Show what the agency works by, and what it could adopt."""
    at, user = at_work(request)
    preparing = [agency for agency in at.agencies if at.may(services.PREPARE, agency.pk)]
    offering = request.GET.get(SECTION) == OFFERED and bool(preparing)
    adopted, offered = _adopted(user, at), _offered(at, preparing)
    counts = [rows.count() for rows in ([adopted, offered] if preparing else [adopted])]
    listing = Listing(
        OFFERS if offering else ADOPTED,
        request,
        tabs=[
            Tab("Đang áp dụng", count=counts[0]),
            Tab("Có thể áp dụng", f"{SECTION}={OFFERED}", counts[-1]),
        ]
        if preparing
        else (),
        empty=_empty(offering, bool(preparing)),
    )
    rows, dress = (offered, list) if offering else (adopted, _with_troubles)
    total: int | None = counts[-1 if offering else 0]
    if listing.words:
        rows, total = rows.filter(_called(listing.words)), None
    file = file_of(listing, rows, dress)
    if file is not None:
        return file
    listing.show(rows, dress, total=total)
    context: dict[str, Any] = {"listing": listing, "page": listing.pages, "page_title": TITLE}
    return render(request, "registry/ui/list_page.html", context)


def _called(words: str) -> Q:
    """Rows whose procedure has all of these words in its code or title, accents apart."""
    asked = Q()
    for word in fold(words).split():
        asked &= Q(document__folded__contains=word)
    return asked


def _empty(offering: bool, may_prepare: bool) -> Empty:
    """What stands where no procedure does."""
    if offering:
        return Empty(
            "Không còn quy trình nào để áp dụng",
            "Cơ quan đã áp dụng mọi quy trình dùng chung của cấp trên đang có hiệu lực.",
            icon="ok",
        )
    title = "Cơ quan chưa áp dụng quy trình nào của cấp trên"
    if not may_prepare:
        return Empty(title, "Thư ký ISO chọn quy trình, lãnh đạo phê duyệt.")
    url = f"{reverse('adoption:overview')}?{SECTION}={OFFERED}"
    return Empty(title, "Chọn quy trình trong mục «Có thể áp dụng».", "Chọn quy trình", url)


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
            document__kind__in=KINDS,
            document__in=policy.visible(at.user, Document),
        )
        .exclude(document__in=taken)
        .exclude(procedure_type=SYSTEM)
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
    """(tone, words): what the adoption is today."""
    if not row.confirmed:
        return "wait", str(row.get_state_display())
    if row.ends and row.ends < day:
        return "done", f"Đã thôi áp dụng từ sau {row.ends:%d/%m/%Y}"
    if row.starts and row.starts > day:
        return "wait", f"Áp dụng từ {row.starts:%d/%m/%Y}"
    until = f" đến hết {row.ends:%d/%m/%Y}" if row.ends else ""
    return "good", f"Đang áp dụng{until}"


@dataclass(frozen=True)
class Refused:
    """Why something was not done, and (label, text) of what was typed where no form shows it."""

    message: str
    typed: list[tuple[str, str]] = field(default_factory=list)


@require_http_methods(["GET", "POST"])
def adoption(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """Show one adoption: who does what, what is wrong, and what may be done with it; do it."""
    at, user = at_work(request)
    act = request.POST.get("do", "") if request.method == "POST" else ""
    row = found(user, uid)
    if row is None:
        return _gone(request, at, uid, act)
    forms = _forms(row)
    if request.method == "GET":
        return _page(request, user, row, forms)
    if act == "withdraw":
        return _withdraw(request, user, row)
    if act not in forms:
        raise Http404
    forms[act] = type(forms[act])(request.POST)
    refused = None
    if forms[act].is_valid():
        try:
            messages.success(request, _act(user, row, act, forms[act], request))
        except services.Withdrawn:
            return _gone(request, at, uid, act)
        except services.Outdated as error:
            refused = Refused(str(error))
        except OrganisationError as error:
            name = "why" if act == "end" and error.field == "reason" else error.field
            forms[act].add_error(name if name in forms[act].fields else None, str(error))
        else:
            return redirect("adoption:page", uid=uid)
    # Read anew: what was refused may have become something else meanwhile.
    row = found(user, uid)
    if row is None:
        return _gone(request, at, uid, act)
    return _page(request, user, row, forms, act, refused)


def _forms(row: Adoption) -> dict[str, Form]:
    decided = {"decision_no": row.decision_no, "decision_on": row.decision_on or today()}
    return {
        "confirm": DecideForm(initial=decided),
        "return": ReasonForm(),
        "end": EndForm(initial={"last_day": today()}),
    }


def found(user: User, uid: uuid.UUID) -> Adoption | None:
    """Return the adoption of an address; None where there is none that the reader may read."""
    row: Adoption | None = (
        policy.visible(user, Adoption)
        .select_related(
            "agency__parent__parent", "document__agency", "calendar", "prepared_by",
            "prepared_for", "confirmed_by", "confirmed_for",
        )
        .filter(uid=uid)
        .first()
    )  # fmt: skip
    return row


def _gone(request: HttpRequest, at: Standing, uid: uuid.UUID, act: str) -> HttpResponse:
    """An adoption that was withdrawn before: who did it and when; Http404 for strangers.

    What was typed into a form of its old page stands there, so that nobody types it again.
    """
    said = services.withdrawn(at.agencies, uid)
    if said is None:
        raise Http404
    typed = _typed(_FORMS[act](request.POST)) if act in _FORMS else []
    if typed:
        context = {"refused": Refused(str(said), typed), "page_title": "Việc áp dụng đã rút"}
        return render(request, "adoption/withdrawn.html", context, status=422)
    messages.info(request, str(said))
    return redirect("adoption:overview")


def _typed(form: Form) -> list[tuple[str, str]]:
    given = ((str(part.label), str(part.value() or "").strip()) for part in form)
    return [(label, text[:2000]) for label, text in given if text]


def _withdraw(request: HttpRequest, user: User, row: Adoption) -> HttpResponse:
    try:
        services.withdraw(user, row)
    except services.Withdrawn as error:
        messages.info(request, str(error))
    except OrganisationError as error:
        messages.error(request, str(error))
        return redirect("adoption:page", uid=row.uid)
    else:
        messages.success(request, f"Đã rút việc áp dụng {row.document.title}.")
    return redirect("adoption:overview")


def _act(user: User, row: Adoption, act: str, form: Form, request: HttpRequest) -> str:
    """Do it; the sentence says what was done. Raises AdoptionError."""
    values, seen = form.cleaned_data, request.POST.get("seen", "")
    if act == "confirm":
        services.confirm(user, row, seen=seen, **values)
        return "Đã phê duyệt. Cơ quan tạo hồ sơ theo quy trình này từ ngày áp dụng."
    if act == "return":
        services.send_back(user, row, values["reason"], seen=seen)
        return "Đã chuyển lại thư ký ISO."
    services.end(user, row, values["last_day"], reason=values["why"])
    return "Đã ghi ngày thôi áp dụng."


def _page(
    request: HttpRequest,
    user: User,
    row: Adoption,
    forms: dict[str, Form],
    failed: str = "",
    refused: Refused | None = None,
) -> HttpResponse:
    ours = row.agency_id in policy.standing(user).agency_ids
    facts = Facts.about([row])
    version = facts.versions.get(row.document_id)
    needs = (needs_of(version.kind, version.data) or []) if version else []
    bounds = binding.read(row.rows)
    may_confirm = policy.can(user, "confirm", row)
    over = row.ends is not None and row.ends < today()
    may_decide, may_end = may_confirm and row.state == "prepared", row.confirmed and not over
    offered = {"confirm": may_decide, "return": may_decide, "end": may_confirm and may_end}
    if failed and refused is None and not offered[failed]:
        # Its form is not offered any more, so that the reason has no place but the page.
        reasons = [str(line) for lines in forms[failed].errors.values() for line in lines]
        refused = Refused(" ".join(reasons), _typed(forms[failed]))
    context = {
        "adoption": row,
        "seen": shown.of(row, version),
        "refused": refused,
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
        "may_decide": may_decide,
        "may_end": offered["end"],
        "page_title": f"Áp dụng: {row.document.title}",
    }
    return render(request, "adoption/page.html", context, status=422 if failed else 200)


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


@require_safe
def adopters(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Show «Các cơ quan đang áp dụng», for the agency that issues the document."""
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
    listing = Listing(
        ADOPTERS,
        request,
        empty=Empty(
            "Chưa có cơ quan trực thuộc nào áp dụng tài liệu này",
            "Cơ quan trực thuộc áp dụng tại trang «Quy trình áp dụng của cấp trên».",
            icon="agency",
        ),
    )
    file = file_of(listing, found, _with_troubles)
    if file is not None:
        return file
    listing.show(found, _with_troubles)
    context = {
        "document": document,
        "listing": listing,
        "page": listing.pages,
        "page_title": "Các cơ quan đang áp dụng",
    }
    return render(request, "adoption/adopters.html", context)
