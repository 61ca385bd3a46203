"""«Lập cơ quan theo mẫu»: a new agency from another one's system, and how far it is."""

import hashlib
import uuid

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from cms.system.clone_form import CloneForm
from cms.system.views.common import number
from processes.adoption.needs import KINDS, needs_of
from registry import policy
from registry.administration import services as organisation
from registry.documents.models import Document
from registry.organisation.models import Agency, Membership, User
from registry.organisation.periods import OrganisationError
from registry.organisation.roles import role_labels
from registry.packages import cloning
from registry.vietnamese import sort_key

TITLE = "Lập cơ quan theo mẫu"
# Without these nobody could review and issue what has arrived.
ISSUING = ("iso_secretary", "quality_leader", "top_leader")


@never_cache
@require_http_methods(["GET", "POST"])
def clone(request: HttpRequest) -> HttpResponse:
    """Choose the model, then say what the new agency is called and takes over."""
    user = policy.standing(request.user).user
    agencies = cloning.sources(user) if user else []
    if user is None or not agencies:
        raise Http404
    agencies.sort(key=lambda one: sort_key(one.name))
    wanted = number(request.GET.get("tu", ""))
    source = next((one for one in agencies if one.pk == wanted), None)
    if wanted and source is None:
        raise Http404
    form = None
    if source is not None:
        form = CloneForm(
            request.POST or None,
            source=source,
            offered=cloning.offered(source),
            parents=agencies,
        )
        if request.method == "POST" and form.is_valid():
            answer = _found(request, user, source, agencies, form)
            if answer is not None:
                return answer
    context = {"form": form, "source": source, "agencies": agencies, "page_title": TITLE}
    status = 422 if form is not None and form.errors else 200
    return render(request, "cms/system/clone.html", context, status=status)


def _found(
    request: HttpRequest, user: User, source: Agency, agencies: list[Agency], form: CloneForm
) -> HttpResponse | None:
    """The new agency with the first password of its administrator; None where it was refused."""
    values = form.cleaned_data
    password = organisation.first_password(values["key"])
    parent = next(one for one in agencies if str(one.pk) == values["parent"])
    try:
        made, person = cloning.found(
            user,
            source,
            code=values["code"],
            name=values["name"],
            short_name=values["short_name"],
            place=values["place"],
            parent=parent,
            taking=values["taking"],
            units=values["units"],
            username=values["username"],
            full_name=values["full_name"],
            password=password,
            # From the stored key of a command no password can be computed.
            idempotency_key=f"clone:{hashlib.sha256(values['key'].encode()).hexdigest()}",
        )
    except OrganisationError as error:
        form.refuse(error)
        return None
    shown = password if person.check_password(password) else ""
    return _page(request, made, person, shown)


@require_GET
def cloned(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """Show how far the clone is, and what is to be done next."""
    user = policy.standing(request.user).user
    made = next((one for one in cloning.sources(user) if one.uid == uid), None) if user else None
    if made is None:
        raise Http404
    return _page(request, made, None, "")


def _page(request: HttpRequest, made: Agency, person: User | None, password: str) -> HttpResponse:
    state = cloning.progress(made)
    if state is None:
        raise Http404
    context = {
        "made": made,
        "state": state,
        "person": person,
        "password": password,
        "roles": _roles(made) if state.finished else [],
        "page_title": f"Cơ quan mới: {made.name}",
    }
    return render(request, "cms/system/cloned.html", context)


def _roles(made: Agency) -> list[tuple[str, bool]]:
    """Roles that the agency's procedures and their issue ask for, and whether anybody has them."""
    asked = dict.fromkeys(ISSUING)
    for document in Document.objects.of(made).filter(kind__in=KINDS):
        for need in needs_of(document.kind, document.data) or []:
            asked[need.role] = None
    held = set(Membership.objects.of(made).values_list("role", flat=True))
    labels = role_labels()
    return [(labels[role], role in held) for role in labels if role in asked]
