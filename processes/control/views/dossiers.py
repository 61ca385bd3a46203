"""Submitting a dossier, for the first time and once more."""

import uuid
from functools import partial
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from processes.control import offers, services
from processes.control.actions import dossier_of
from processes.control.comments.shown import comments_of
from processes.control.forms import SubmitForm, day_of, instant_of
from processes.control.views.pages import remarks
from processes.engine.refusal import CommandRefused
from registry import policy
from registry.documents.models import Document, Dossier
from registry.documents.services import DocumentError, each_of, items_of, problems_of, ticks_of
from registry.editor.comparison import since_issue
from registry.editor.problems import HEAD, place
from registry.organisation.models import User
from registry.readers.keys import key_for, key_in
from registry.readers.row_numbers import number_in


def user_of(request: HttpRequest) -> User:
    """Return who is signed in and works somewhere today; raise Http404 for others."""
    user = policy.standing(request.user).user
    if user is None:
        raise Http404
    return user


@require_http_methods(["GET", "POST"])
def submit(request: HttpRequest) -> HttpResponse:
    """Choose what goes together, say why, and submit."""
    first = _documents(request, request.GET.getlist("tai-lieu")[:1])
    if not first:
        raise Http404
    return _submit(request, first[0], None)


@require_http_methods(["GET", "POST"])
def resubmit(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """Submit a returned dossier once more."""
    dossier = policy.visible(request.user, Dossier).filter(uid=uid, author=request.user).first()
    if dossier is None:
        raise Http404
    mine = offers.resubmittable(user_of(request), dossier)
    # A second press comes when it is under review again: the service knows its key.
    if not mine and (request.method == "GET" or dossier.state == Dossier.RETURNED):
        raise Http404
    mine = mine or [items_of(dossier)[0].document]
    return _submit(request, mine[0], dossier)


def _submit(request: HttpRequest, first: Document, dossier: Dossier | None) -> HttpResponse:
    """The service looks at the key before anything is asked here: a second press leads where the
    first one did, although the drafts are before reviewers by then."""
    user = user_of(request)
    if request.method == "GET":
        form = SubmitForm(initial=_proposed(user, first, dossier))
    else:
        form = SubmitForm(request.POST)
        try:
            made = _submitted(request, user, form, dossier)
        except (DocumentError, CommandRefused, policy.Forbidden) as error:
            if not _open(first, dossier) or not policy.can(user, "submit", first):
                return _not_submitted(request, first, form, str(error))
            for reason in each_of(error):
                form.add_error(None, str(reason))
        else:
            if made:
                messages.success(request, "Đã trình. Ông/bà theo dõi đến lượt ai tại trang này.")
                return redirect("control:dossier", uid=made.uid)
    policy.require(user, "submit", first)
    return _submit_page(request, user, first, dossier, form)


def _submitted(
    request: HttpRequest, user: User, form: SubmitForm, dossier: Dossier | None
) -> Dossier | None:
    """Submit what the page says; None where the form itself is wrong."""
    if not form.is_valid():
        return None
    values = form.cleaned_data
    chosen = _documents(request, request.POST.getlist("documents"))
    return services.submit(
        user,
        chosen,
        title=values["title"],
        change_note=values["change_note"],
        legal_ground=values["legal_ground"],
        effective_from=instant_of(values["effective_from"]),
        minor=values["minor"],
        dossier=dossier,
        known=_known(request, dossier),
        seen={
            str(one.uid): digest for one in chosen if (digest := request.POST.get(f"ban-{one.pk}"))
        },
        idempotency_key=key_in(request.POST),
    )


def _not_submitted(
    request: HttpRequest, first: Document, form: SubmitForm, error: str
) -> HttpResponse:
    """The page where there is nothing to submit any more: why, and what was typed."""
    given = [(str(part.label), text) for part in form if isinstance(text := part.value(), str)]
    reasons = [("Lý do để nguyên", _typed(request, key)) for key in request.POST.getlist("da-biet")]
    context = {
        "first": first,
        "error": error,
        "kept": [(label, text[:2000]) for label, text in [*given, *reasons] if text.strip()],
        "page_title": "Chưa trình được",
    }
    return render(request, "control/not_submitted.html", context, status=422)


def _open(first: Document, dossier: Dossier | None) -> bool:
    """Whether what the page submits still waits for its author."""
    if dossier is not None:
        return Dossier.objects.of(dossier.agency_id).get(pk=dossier.pk).state == Dossier.RETURNED
    return not Document.objects.of(first.agency_id).get(pk=first.pk).in_review


def _proposed(user: User, first: Document, dossier: Dossier | None) -> dict[str, Any]:
    """What the form shows before anybody types."""
    if dossier is None:
        return {"title": first.draft_title, "change_note": _default_note(user, first)}
    names = ("title", "change_note", "legal_ground", "minor")
    told = {name: getattr(dossier, name) for name in names}
    return {**told, "effective_from": day_of(dossier.effective_from)}


def _submit_page(
    request: HttpRequest, user: User, first: Document, dossier: Dossier | None, form: SubmitForm
) -> HttpResponse:
    offered = services.together(first, user)
    needed = {str(document.pk) for document in offered}
    if dossier:
        before = offers.resubmittable(user, dossier)
        offered = list({d.pk: d for d in [*before, *offered]}.values())
        needed |= {str(document.pk) for document in before}
    offered += _others(request, user, offered)
    # Drafts that were begun together, such as those of a new year, come ticked.
    needed |= set(request.GET.getlist("tai-lieu"))
    picked = set(request.POST.getlist("documents")) if form.is_bound else needed
    chosen = [document for document in offered if str(document.pk) in picked]
    found = problems_of(chosen)
    said = {
        uid: remarks(uid, document.data, found[uid], {}, partial(where, document))
        for document in chosen
        for uid in [str(document.uid)]
    }
    known = _known(request, dossier)
    return render(
        request,
        "control/submit.html",
        {
            "form": form,
            "rows": [
                {
                    "document": document,
                    "picked": str(document.pk) in picked,
                    "problems": [one for one in told if one.severity == "error"],
                    "asks": [
                        (one, one.key in known, known.get(one.key) or _typed(request, one.key))
                        for one in told
                        if one.key
                    ],
                    # Said here where the service, not asked yet, would say it next.
                    "uncoded": form.is_bound
                    and str(document.pk) in picked
                    and not document.draft_code.strip(),
                    "warnings": [one for one in told if one.severity != "error" and not one.key],
                }
                for document in offered
                for told in [said.get(str(document.uid), [])]
            ],
            "asked": form.is_bound,
            "picked": len(chosen),
            "blocked": any(one.severity == "error" for told in said.values() for one in told),
            "dossier": dossier,
            "unanswered": comments_of(user, dossier, reviewing=False).unanswered if dossier else 0,
            "saved_since": request.GET.get("luu", first.draft_digest) != first.draft_digest,
            "first": first,
            "key": key_for(request.POST),
            "page_title": "Trình lại bộ tài liệu" if dossier else "Trình ban hành",
        },
        status=422 if form.is_bound else 200,
    )


def _known(request: HttpRequest, dossier: Dossier | None) -> dict[str, str]:
    """The reasons of what is ticked on the page, by key; first shown, those of the last round."""
    if request.method != "POST":
        return ticks_of(dossier) if dossier else {}
    return {key: _typed(request, key) for key in request.POST.getlist("da-biet")}


def _typed(request: HttpRequest, key: str) -> str:
    return request.POST.get(f"ly-do-{key}", "")


def where(document: Document, pointer: str) -> str:
    """Name a place of a draft in the words of its editor."""
    return HEAD.get(pointer) or place(document.kind_of, document.typed, pointer)


def _default_note(user: User, first: Document) -> str:
    """What changed since the last issue, in one line, for the author to go on from."""
    told = []
    together = services.together(first, user)
    for document in together:
        since = since_issue(user, document)
        words = "ban hành lần đầu" if since is None else since.summary
        if words:
            told.append(f"{document.draft_code}: {words}" if len(together) > 1 else words)
    text = "; ".join(told)
    return f"{text[:1].upper()}{text[1:]}"[:2000]


def _documents(request: HttpRequest, ids: list[str]) -> list[Document]:
    numbers = [number for one in ids if (number := number_in(one))]
    return list(
        policy.visible(request.user, Document)
        .filter(pk__in=numbers)
        .select_related("agency__parent__parent", "owner_unit")
    )


def _others(request: HttpRequest, user: User, offered: list[Document]) -> list[Document]:
    """Further own drafts that may go along; not chosen until somebody ticks them."""
    there = {document.pk for document in offered}
    drafts = (
        policy.visible(user, Document)
        .filter(author=user, agency=offered[0].agency, stage="draft")
        .select_related("agency__parent__parent", "owner_unit")
        .order_by("-updated_at")[:20]
    )
    return [document for document in drafts if document.pk not in there]


def open_document(request: HttpRequest, pk: int) -> HttpResponse:
    """Lead from a document in a list to the dossier in which it waits, else to the document."""
    found = policy.visible(request.user, Document).filter(pk=pk).first()
    if found is None:
        raise Http404
    dossier = dossier_of(found)
    if dossier and policy.visible(request.user, Dossier).filter(pk=dossier.pk).exists():
        return redirect("control:dossier", uid=dossier.uid)
    return redirect(reverse("documents:inspect", args=(pk,)))
