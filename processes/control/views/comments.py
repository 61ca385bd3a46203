"""Writing a comment on a passage of a dossier, answering it, settling it; taking a dossier back."""

import uuid

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from processes.control import rounds
from processes.control.comments import acts, recalling, shown
from processes.control.views import verdicts
from processes.control.views.dossiers import user_of
from processes.control.views.pages import Typed
from processes.engine.refusal import CommandRefused
from registry import policy
from registry.comments.models import Comment
from registry.documents.errors import DocumentError
from registry.documents.models import Dossier
from registry.readers.keys import key_in
from registry.readers.row_numbers import number_in

_DONE = {
    "answer": "Đã ghi câu trả lời ý kiến {}.",
    "settle": "Đã đánh dấu ý kiến {} là xong.",
    "ask": "Đã hỏi lại về ý kiến {}.",
}


@require_POST
def give(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """Write a comment; refused, the page says why and keeps what was typed."""
    dossier = _dossier(request, uid)
    place, text = request.POST.get("cho", "")[:400], request.POST.get("noi-dung", "")
    document, pointer = shown.meant(place)
    quote = request.POST.get("trich", "")
    try:
        made = acts.give(
            user_of(request),
            dossier,
            document=document,
            pointer=pointer,
            quote=quote,
            text=text,
            round=number_in(request.POST.get("round", "")),
            digest=request.POST.get("digest", "")[:64],
            idempotency_key=key_in(request.POST),
        )
    except acts.Wrong as error:
        typed = Typed(place, quote[:500], text, wrong=str(error))
        return verdicts.with_comment(request, uid, typed)
    except rounds.Outdated as error:
        message = f"{error} Điều ông/bà đã gõ còn ở ô bên dưới."
        return verdicts.with_comment(request, uid, Typed(place, quote[:500], text, message=message))
    except (CommandRefused, policy.Forbidden) as error:
        typed = Typed(place, quote[:500], text, message=str(error))
        return verdicts.with_comment(request, uid, typed)
    messages.success(request, f"Đã ghi ý kiến {made.number} vào đúng chỗ.")
    return _back(uid, made.number)


@require_POST
def reply(request: HttpRequest, uid: uuid.UUID, number: int) -> HttpResponse:
    """Answer a comment, settle it or ask again; refused, the page says why."""
    dossier = _dossier(request, uid)
    comment = (
        Comment.objects.of(dossier.agency_id)
        .filter(dossier=dossier, number=number)
        .select_related("item__document", "dossier", "author", "on_behalf_of")
        .first()
    )
    if comment is None:
        raise Http404
    act, text = request.POST.get("viec", "")[:20], request.POST.get("noi-dung", "")
    try:
        acts.reply(user_of(request), comment, act, text=text, idempotency_key=key_in(request.POST))
    except acts.Wrong as error:
        typed = Typed(text=text, wrong=str(error), number=number)
        return verdicts.with_comment(request, uid, typed)
    except (CommandRefused, policy.Forbidden) as error:
        typed = Typed(text=text, message=str(error), number=number)
        return verdicts.with_comment(request, uid, typed)
    messages.success(request, _DONE[act].format(number))
    return _back(uid, number)


@require_POST
def recall(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """Take a dossier back in the middle of its review; refused, the page says why."""
    dossier = _dossier(request, uid)
    reason = request.POST.get("reason", "")
    try:
        recalling.recall(user_of(request), dossier, reason, idempotency_key=key_in(request.POST))
    except (CommandRefused, DocumentError, policy.Forbidden) as error:
        typed = Typed(recalling=reason[:2000], refused=str(error))
        return verdicts.with_comment(request, uid, typed)
    messages.success(request, "Đã rút bộ tài liệu; các tài liệu trở về bản soạn thảo của ông/bà.")
    return redirect("control:dossier", uid=uid)


def _dossier(request: HttpRequest, uid: uuid.UUID) -> Dossier:
    dossier: Dossier | None = policy.visible(request.user, Dossier).filter(uid=uid).first()
    if dossier is None:
        raise Http404
    return dossier


def _back(uid: uuid.UUID, number: int) -> HttpResponse:
    return redirect(f"{reverse('control:dossier', args=[uid])}#y-kien-{number}")
