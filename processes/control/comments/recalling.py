"""Taking a dossier back while it is reviewed: its author ends the review and says why."""

from django.db import transaction

from processes.cases.act import Act
from processes.cases.command import command
from processes.control import reviews
from processes.control.comments import telling
from processes.engine.refusal import CommandRefused
from processes.models import Case
from processes.performers import candidates
from registry import policy
from registry.documents import services as documents
from registry.documents.models import Dossier, Stage
from registry.organisation.models import User
from registry.trail import events
from registry.vietnamese import settle

LONGEST = 2000


def recallable(user: User, dossier: Dossier) -> bool:
    """Tell whether a person may take a dossier back now, in the middle of its review."""
    return dossier.state == Dossier.OPEN and policy.can(user, "withdraw", dossier)


def recall(actor: User, dossier: Dossier, reason: str, *, idempotency_key: str = "") -> Case:
    """End the review of a dossier and give its drafts back to their author; who acted is told.

    Only its author, while it is before reviewers: a returned one is withdrawn by the action of the
    author's step. Raises CommandRefused without a reason, or where it was returned, issued or
    withdrawn by now; Forbidden for others.
    """
    case = reviews.case_of(dossier)
    if case is None:
        raise CommandRefused("Bộ tài liệu này không có việc rà soát để rút.")
    words = settle(reason)[:LONGEST]
    key = events.keyed("recall", events.owned(actor, idempotency_key), words)
    turn = reviews.current_step(case)
    waiting = [one.user for one in candidates(turn.task)] if turn else []

    def allowed(act: Act) -> None:
        fresh = Dossier.objects.of(dossier.agency_id).get(pk=dossier.pk)
        if not policy.can(actor, "withdraw", fresh) and fresh.author_id != actor.pk:
            raise policy.Forbidden("Chỉ người trình bộ tài liệu rút được bộ tài liệu.")
        if fresh.state != Dossier.OPEN:
            raise CommandRefused(
                f"Bộ tài liệu {fresh.get_state_display().lower()} nên không rút ở đây được. Hãy mở"
                " lại trang để xem tình trạng hiện nay."
            )
        if not words:
            raise CommandRefused("Chưa ghi lý do rút bộ tài liệu. Hãy ghi rõ vì sao rút.")

    with transaction.atomic():
        with command(actor, case, key, allowed) as act:
            if not act.done:
                act.carry_out("close", {"reason": words, "result": reviews.WITHDRAWN})
        if not act.done:
            documents.set_stage(dossier, Stage.DRAFT, actor=actor)
            telling.tell_of_recall(act.case, actor, words, waiting)
    return act.case
