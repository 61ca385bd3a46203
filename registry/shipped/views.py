"""The page of a text that ships: what it has otherwise, taking it over, leaving it."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from registry import policy
from registry.documents.errors import DocumentError
from registry.documents.models import Document
from registry.editor.comparison import WORDS, Side, compared, report
from registry.organisation.models import User
from registry.policy import standing
from registry.shipped import services


@require_http_methods(["GET", "POST"])
def offer(request: HttpRequest, pk: int) -> HttpResponse:
    """Show what is otherwise, and do what was pressed; Http404 where nothing is offered."""
    user = standing(request.user).user
    document = policy.visible(request.user, Document).select_related("agency").filter(pk=pk).first()
    if user is None or document is None or not policy.can(user, "edit", document):
        raise Http404
    found = services.offer_of(document)
    if found is None:
        raise Http404
    wrong, reason = "", request.POST.get("ly-do", "")
    if request.method == "POST":
        try:
            return _done(request, user, document, reason)
        except DocumentError as error:
            wrong = str(error)
    before = Side(f"Lần ban hành {found.version.number}", found.version.data)
    after = Side("Bản mới của phần mềm", found.shipped.body)
    told = report(compared(user, document, before, after))
    context = {
        "document": document,
        "offer": found,
        "report": told,
        "words": WORDS,
        "wrong": wrong,
        "reason": reason,
        "page_title": "Bản mới của phần mềm",
    }
    return render(request, "registry/shipped/offer.html", context, status=422 if wrong else 200)


def _done(request: HttpRequest, user: User, document: Document, reason: str) -> HttpResponse:
    seen = request.POST.get("seen", "")
    if request.POST.get("viec") == "lay":
        services.take(user, document, seen=seen)
        messages.success(request, "Đã lập bản soạn thảo từ bản mới. Hãy xem lại rồi trình.")
        return redirect("documents:edit", pk=document.pk)
    services.decline(user, document, seen=seen, reason=reason)
    messages.success(request, "Đã ghi: không dùng bản mới này.")
    return redirect("documents:inspect", pk=document.pk)
