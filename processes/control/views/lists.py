"""The document lists of the quality system as pages."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from processes.control import lists, reviews
from processes.models import OPEN_TASK, Task
from registry.documents.models import IN_REVIEW, Document, Dossier, Stage
from registry.kinds import get
from registry.lists.paging import by_key
from registry.now import now
from registry.policy import standing

PER_PAGE = 30


def document_list(request: HttpRequest, code: str) -> HttpResponse:
    """Show one list, with «đến lượt ai, từ bao giờ» of what is under review."""
    one = lists.BY_CODE.get(code)
    at = standing(request.user)
    if one is None or at.user is None:
        raise Http404
    waiting = lists.waiting_for(at) if one.review else {}
    found = lists.documents_in(at.user, one, waiting)
    if not one.shown(at) and not (one.review and found.exists()):
        raise Http404
    found = found.select_related("owner_unit", "author")
    page = by_key(found, request, PER_PAGE)
    documents = list(page.object_list)
    since = waiting or _waiting_since(documents)
    return render(
        request,
        "control/list.html",
        {
            "list": one,
            "page": page,
            "rows": [
                {
                    "document": d,
                    "kind": get(d.kind),
                    "task": since.get(d.pk),
                    "code": d.draft_code if one.drafts else d.code,
                    "title": d.draft_title if one.drafts else d.title,
                    "draft": d.draft_open,
                    "author": d.author if d.draft_open or d.stage == Stage.IDLE else None,
                }
                for d in documents
            ],
            "now": now(),
            "page_title": one.label,
        },
    )


def _waiting_since(documents: list[Document]) -> dict[int, Task]:
    """The open review task of each document under review; two queries for a page."""
    waiting = [one for one in documents if one.draft_open and one.stage in IN_REVIEW]
    if not waiting:
        return {}
    agencies = {document.agency_id for document in waiting}
    dossiers = Dossier.unscoped.filter(
        agency_id__in=agencies, state=Dossier.OPEN, items__document__in=waiting
    ).values_list("uid", "items__document_id")
    by_about: dict[str, list[int]] = {}
    for uid, document_id in dossiers:
        by_about.setdefault(reviews.about_uid(uid), []).append(document_id)
    tasks = Task.unscoped.filter(
        agency_id__in=agencies, case__about__in=by_about, status__in=OPEN_TASK
    ).select_related("case", "assignee")
    return {pk: task for task in tasks for pk in by_about[task.case.about]}
