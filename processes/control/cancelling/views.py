"""«Hủy bỏ, bãi bỏ»: what it touches, then the decision."""

import uuid
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from processes.control.cancelling import services
from processes.control.cancelling.consequences import touched_by
from processes.control.cancelling.forms import CancelForm
from processes.control.forms import instant_of
from processes.control.proposals.reading import document_now
from processes.control.views.dossiers import user_of
from registry import identity, policy
from registry.documents.errors import DocumentError, each_of
from registry.documents.models import Document
from registry.documents.services import NOT_CANCELLING

_TYPED = ("reason", "decision_no", "effective_from")


@require_http_methods(["GET", "POST"])
def cancel(request: HttpRequest, pk: int) -> HttpResponse:
    """Show what cancelling a document touches, and take the decision."""
    user = user_of(request)
    document = (
        policy.visible(user, Document)
        .select_related("agency__parent__parent")
        .filter(pk=pk)
        .first()
    )
    if document is None or not services.decides(policy.standing(user), document):
        raise Http404
    ways = identity.ways(user)
    names = {way.name for way in ways}
    kept = f"cancel:{pk}"
    typed: dict[str, Any] = request.session.pop(kept, {})
    form = CancelForm(initial={"key": uuid.uuid4().hex, **typed}, ways=names)
    if request.method == "POST":
        form = CancelForm(request.POST, ways=names)
        if form.is_valid() and _cancelled(request, document, form):
            messages.success(
                request, f"Đã ghi quyết định hủy bỏ, bãi bỏ {document.code or document.title}."
            )
            return redirect("documents:inspect", document.pk)
        if identity.VOUCHER in names:
            request.session[kept] = {name: request.POST.get(name, "")[:4000] for name in _TYPED}
    may = policy.can(user, "cancel", document)
    stands = document_now(document)
    context = {
        "document": document,
        "form": form if may and stands.holds else None,
        "bars": stands.over or ("" if may else NOT_CANCELLING[document.agency.cancels_by_top]),
        "stands": stands,
        "touched": touched_by(user, document),
        "seen": services.carried(document),
        "directories": [way for way in ways if way.name == identity.VOUCHER],
        "vouched": bool(identity.vouched(request)),
        "page_title": "Hủy bỏ, bãi bỏ tài liệu",
    }
    status = 422 if form.is_bound else 200
    return render(request, "control/cancelling/cancel.html", context, status=status)


def _cancelled(request: HttpRequest, document: Document, form: CancelForm) -> bool:
    """Whether it is done; what bars it stands in the form then."""
    values = form.cleaned_data
    try:
        services.cancel(
            user_of(request),
            document,
            reason=values["reason"],
            decision_no=values["decision_no"],
            seen=request.POST.get("seen", "")[:4000],
            proof=identity.proof_of(request),
            at=instant_of(values["effective_from"]),
            idempotency_key=values["key"].replace("\0", "")[:80],
        )
    except DocumentError as error:
        for reason in each_of(error):
            field = str(getattr(reason, "field", ""))
            form.add_error(field if field in form.fields else None, str(reason))
        return False
    except policy.Forbidden as error:
        form.add_error(None, str(error))
        return False
    return True
