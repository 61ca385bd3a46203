"""Raising a proposal, agreeing with one that is there, taking one's own back, its evidence."""

import uuid
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from processes.control.proposals import reading, services
from processes.control.proposals.forms import ProposalForm
from processes.control.proposals.models import Proposal
from processes.control.proposals.policies import RAISE
from processes.control.views.dossiers import user_of
from processes.engine.refusal import CommandRefused
from registry import policy
from registry.documents.errors import DocumentError
from registry.documents.models import Document
from registry.files import services as files
from registry.files.answers import answer_of
from registry.files.inspection import ACCEPTED, FileError
from registry.files.services import MAX_BYTES, Inspected
from registry.organisation.models import User
from registry.readers.keys import key_for, key_in
from registry.vietnamese import one_line, settle

REFUSED = (DocumentError, CommandRefused, policy.Forbidden, FileError)


@require_http_methods(["GET", "POST"])
def propose(request: HttpRequest, pk: int) -> HttpResponse:
    """Propose to amend or to cancel a document; equal proposals are offered to be joined."""
    user = user_of(request)
    document = (
        policy.visible(user, Document)
        .select_related("agency__parent__parent", "owner_unit")
        .filter(pk=pk)
        .first()
    )
    if document is None:
        raise Http404
    form = ProposalForm(initial=_proposed(request))
    if request.method == "POST":
        form = ProposalForm(request.POST, request.FILES)
        try:
            made = _raised(request, user, document, form)
        except REFUSED as error:
            form.add_error("file" if isinstance(error, FileError) else None, str(error))
        else:
            if made:
                messages.success(
                    request,
                    f"Đã gửi đề xuất {made.code}. Ông/bà theo dõi tại trang này và được báo khi có"
                    " trả lời.",
                )
                return redirect("control:proposal", uid=made.uid)
    return _page(request, user, document, form)


def _raised(
    request: HttpRequest, user: User, document: Document, form: ProposalForm
) -> Proposal | None:
    """Raise what the page says; None where the form itself is wrong."""
    if not form.is_valid():
        return None
    values = form.cleaned_data
    return services.raise_proposal(
        user,
        document,
        values["kind"],
        reason=values["reason"],
        place=values["place"],
        quoted=values["quoted"],
        wished=values["wished"],
        evidence=_inspected(user, document, values["file"]),
        idempotency_key=values["key"].replace("\0", "")[:80],
    )


def _inspected(user: User, document: Document, sent: Any) -> Inspected | None:
    """The file that was sent, read to its end outside of every transaction."""
    if sent is None:
        return None
    policy.require(user, "record.fill", document.agency)
    return files.inspect(sent.name or "", sent.read(MAX_BYTES + 1))


def _proposed(request: HttpRequest) -> dict[str, str]:
    """What the form shows before anybody types: the passage that the link came from."""
    return {
        "kind": "cancel" if request.GET.get("de-nghi") == "huy-bo" else "amend",
        "place": one_line(request.GET.get("muc", "").replace("\0", ""), 300),
        "quoted": settle(request.GET.get("doan", "").replace("\0", ""))[:4000],
    }


def _page(request: HttpRequest, user: User, document: Document, form: ProposalForm) -> HttpResponse:
    at = policy.standing(user)
    kind = str(form["kind"].value() or "")
    equal = [
        one
        for one in reading.equal_to(document)
        if policy.visible(user, Proposal).filter(pk=one.pk).exists()
    ]
    stands = reading.document_now(document)
    issued = document.versions.exists()
    bars = "" if stands.holds else (stands.over if issued else services.NOT_ISSUED)
    if not at.may(RAISE, document.agency_id, own=True):
        bars = f"Tài liệu này của {document.agency}: chỉ người của cơ quan đó đề xuất được tại đây."
    context = {
        "document": document,
        "form": form,
        "kind": kind,
        "equal": equal,
        "mine": {one.pk for one in equal if one.proposer_id == user.pk},
        "backed": set(_backed(user, equal)),
        "bars": bars,
        "may_attach": policy.can(user, "record.fill", document.agency),
        "accept": ",".join(f".{suffix.lstrip('.')}" for suffix in ACCEPTED),
        "key": key_for(request.POST),
        "sent_file": form.is_bound and bool(request.FILES.get("file")),
        "page_title": "Đề xuất sửa đổi, hủy bỏ",
    }
    status = 422 if form.is_bound else 200
    return render(request, "control/proposals/raise.html", context, status=status)


def _backed(user: User, proposals: list[Proposal]) -> list[int]:
    """Which of these proposals the person agrees with already."""
    return [one.pk for one in proposals if one.backings.filter(person=user).exists()]


def find(request: HttpRequest, uid: uuid.UUID) -> Proposal:
    """Return a proposal that the person may read; Http404 for any other."""
    found: Proposal | None = (
        policy.visible(request.user, Proposal)
        .select_related(
            "document__agency__parent__parent", "document__author", "agency", "proposer", "unit",
            "version", "evidence", "drafter",
        )
        .filter(uid=uid)
        .first()
    )  # fmt: skip
    if found is None:
        raise Http404
    return found


@require_POST
def back(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """Agree with a proposal."""
    user, proposal = user_of(request), find(request, uid)
    try:
        services.back(user, proposal, request.POST.get("words", "").replace("\0", "")[:4000])
    except REFUSED as error:
        messages.error(request, str(error))
    else:
        messages.success(
            request, f"Ông/bà đồng ý với đề xuất {proposal.code} và được báo khi có trả lời."
        )
    return redirect("control:proposal", uid=uid)


@require_POST
def withdraw(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """Take one's own proposal back."""
    user, proposal = user_of(request), find(request, uid)
    try:
        services.withdraw(
            user,
            proposal,
            request.POST.get("reason", "").replace("\0", "")[:500],
            idempotency_key=key_in(request.POST),
        )
    except REFUSED as error:
        messages.error(request, str(error))
    else:
        messages.success(request, f"Đã rút đề xuất {proposal.code}.")
    return redirect("control:proposal", uid=uid)


@require_GET
def evidence(request: HttpRequest, uid: uuid.UUID) -> HttpResponseBase:
    """Give the file of a proposal exactly as it was sent."""
    stored = find(request, uid).evidence
    if stored is None:
        raise Http404
    return answer_of(stored)


def address_for(document: Document) -> str:
    """Return where somebody proposes about a document."""
    return reverse("control:propose", args=[document.pk])
