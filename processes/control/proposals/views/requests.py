"""«Ghi yêu cầu sửa đổi» of an issued document, and ending one without an amendment."""

import uuid

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from processes.control.proposals import requests
from processes.control.proposals.forms import ClosingForm, RequestForm
from processes.control.proposals.models import AmendmentRequest, RequestSource
from processes.control.proposals.policies import ASK
from processes.control.views.dossiers import user_of
from registry import policy
from registry.documents.errors import DocumentError
from registry.documents.models import Document
from registry.readers.keys import key_for


@require_http_methods(["GET", "POST"])
def ask(request: HttpRequest, pk: int) -> HttpResponse:
    """Write down that a document must be amended, by hand."""
    user = user_of(request)
    document = policy.visible(user, Document).select_related("agency").filter(pk=pk).first()
    if document is None or not policy.standing(user).may(ASK, document.agency_id):
        raise Http404
    form = RequestForm(initial={"key": uuid.uuid4().hex})
    if request.method == "POST":
        form = RequestForm(request.POST)
        if form.is_valid():
            values = form.cleaned_data
            key = key_for(values)
            try:
                requests.request_amendment(
                    document.agency, document, RequestSource.MANUAL, values["reason"],
                    values["due"], f"manual:{user.pk}:{key}", actor=user,
                )  # fmt: skip
            except (DocumentError, policy.Forbidden) as error:
                field = str(getattr(error, "field", ""))
                form.add_error(field if field in form.fields else None, str(error))
            else:
                messages.success(
                    request,
                    "Đã ghi yêu cầu sửa đổi. Tài liệu nằm ở «Yêu cầu sửa đổi, bổ sung» đến khi lần"
                    " sửa đổi được ban hành.",
                )
                return redirect("documents:inspect", document.pk)
    context = {
        "document": document,
        "form": form,
        "open": requests.open_of([document]).get(document.pk, []),
        "label": "Ghi yêu cầu",
        "page_title": "Ghi yêu cầu sửa đổi",
    }
    status = 422 if form.is_bound else 200
    return render(request, "control/proposals/request.html", context, status=status)


@require_http_methods(["GET", "POST"])
def close(request: HttpRequest, pk: int) -> HttpResponse:
    """End a request without an amendment, with the reason."""
    user = user_of(request)
    row = (
        policy.visible(user, AmendmentRequest)
        .select_related("document__agency", "asked_by")
        .filter(pk=pk)
        .first()
    )
    if row is None or not policy.standing(user).may(ASK, row.agency_id):
        raise Http404
    if not row.open:
        messages.info(request, "Yêu cầu sửa đổi này đã kết thúc.")
        return redirect("documents:inspect", row.document_id)
    form = ClosingForm()
    if request.method == "POST":
        form = ClosingForm(request.POST)
        if form.is_valid():
            try:
                requests.close(user, row, form.cleaned_data["reason"])
            except (DocumentError, policy.Forbidden) as error:
                form.add_error(None, str(error))
            else:
                messages.success(request, "Đã kết thúc yêu cầu sửa đổi.")
                return redirect("documents:inspect", row.document_id)
    context = {
        "document": row.document,
        "form": form,
        "open": [row],
        "label": "Kết thúc yêu cầu",
        "page_title": "Kết thúc yêu cầu sửa đổi",
    }
    status = 422 if form.is_bound else 200
    return render(request, "control/proposals/request.html", context, status=status)
