"""Giving a comment on a passage of a dossier, answering it, settling it or asking again."""

from collections.abc import Sequence
from typing import Any

from django.db import transaction

from processes import performers
from processes.control import offers, reviews, rounds
from processes.engine.refusal import CommandRefused
from registry import kinds, policy
from registry.comments import placing
from registry.comments.models import Comment, CommentReply
from registry.documents import closure
from registry.documents.models import Dossier, DossierItem
from registry.editor.problems import place
from registry.now import now, today
from registry.organisation.models import Dated, Membership, User
from registry.policy import standing
from registry.trail import events
from registry.vietnamese import one_line, settle

LONGEST, LONGEST_QUOTE, MOST = 2000, 500, 200
OPEN, ANSWERED, SETTLED = "open", "answered", "settled"
_AFTER = {
    CommentReply.ANSWER: ANSWERED,
    CommentReply.SETTLE: SETTLED,
    CommentReply.ASK: OPEN,
}
_EVENTS = {
    CommentReply.ANSWER: "dossier.comment_answered",
    CommentReply.SETTLE: "dossier.comment_settled",
    CommentReply.ASK: "dossier.comment_asked",
}
WHOLE = "Cả văn bản"


class Wrong(CommandRefused):
    """What was typed cannot be taken; `field` names where."""

    def __init__(self, message: str, field: str) -> None:
        super().__init__(message)
        self.field = field


def state_after(replies: list[CommentReply]) -> str:
    """Return where a comment stands after its replies, oldest first."""
    return _AFTER[replies[-1].act] if replies else OPEN


@transaction.atomic
def give(
    actor: User,
    dossier: Dossier,
    *,
    document: int,
    pointer: str = "",
    quote: str = "",
    text: str,
    round: int | None,
    digest: str,
    idempotency_key: str = "",
) -> Comment:
    """Write a comment on a passage of what the page showed (`round`, `digest`).

    `document` is the key of the one meant, `pointer` where in it; what leads nowhere is the nearest
    that is there, and words alone (`quote`) are looked for. Only whose turn it is to review gives
    one. Raises CommandRefused (rounds.Outdated where the dossier is another by now, Wrong for a
    comment without words), Forbidden for who may not read the dossier.
    """
    asked = (document, pointer, quote, text, round, digest)
    dossier, key, done = _begun(actor, dossier, "comment", idempotency_key, asked)
    if done is not None:
        return done
    case = reviews.case_of(dossier)
    turn = reviews.current_step(case)
    offer = offers.offer(actor, case, turn.task) if case and turn else offers.Offer()
    if offer.refusal:
        raise CommandRefused(offer.refusal)
    if turn is None or not offer.reviewing:
        raise CommandRefused(
            "Ý kiến theo đoạn do người đang đến lượt rà soát ghi; hiện không phải lượt của ông/bà"
            " nên ý kiến chưa được ghi nhận."
        )
    rounds.check(dossier, round, digest)
    item = (
        DossierItem.objects.filter(dossier=dossier, round=dossier.round, document=document)
        .select_related("document")
        .first()
    )
    if item is None:
        raise Wrong("Chưa chọn tài liệu để góp ý. Hãy chọn một tài liệu trong bộ.", "cho")
    text, quote = _words(text), one_line(quote, LONGEST_QUOTE)
    number = Comment.objects.of(dossier.agency_id).filter(dossier=dossier).count() + 1
    if number > MOST:
        raise CommandRefused(
            f"Bộ tài liệu đã có {MOST} ý kiến theo đoạn. Hãy ghi phần còn lại vào ý kiến chung khi"
            " yêu cầu chỉnh sửa."
        )
    at, words = _where(item, pointer[:2000], quote)
    giver = performers.may(standing(actor), turn.task)[1]
    made: Comment = Comment.objects.create(
        agency_id=dossier.agency_id,
        dossier=dossier,
        item=item,
        number=number,
        pointer=at,
        place=words,
        quote=quote,
        text=text,
        author=actor,
        on_behalf_of=giver,
        at=now(),
    )
    told = {"number": number, "round": dossier.round, "document": str(item.document.uid)}
    _tell(dossier, "dossier.commented", told, actor, giver, key)
    return made


@transaction.atomic
def reply(
    actor: User, comment: Comment, act: str, *, text: str = "", idempotency_key: str = ""
) -> CommentReply | None:
    """Answer a comment, settle it, or ask again; the same press twice says it once.

    The author of the document (or who submits the dossier) answers; its giver, or whose turn it is
    once the giver has left, settles it or asks again with words. Returns None where it was said by
    an earlier press. Raises CommandRefused, Wrong for an answer without words, Forbidden.
    """
    if act not in _EVENTS:
        raise CommandRefused("Không rõ ông/bà muốn làm gì với ý kiến này. Hãy mở lại trang.")
    asked = (comment.number, act, text)
    dossier, key, done = _begun(
        actor, comment.dossier, f"comment-{act}-{comment.number}", idempotency_key, asked
    )
    if done is not None:
        return None
    if dossier.state not in (Dossier.OPEN, Dossier.RETURNED):
        raise CommandRefused(f"Bộ tài liệu {_ended(dossier)}; ý kiến theo đoạn chỉ còn để đọc.")
    state = state_after(list(comment.replies.order_by("pk")))
    reviewing = is_reviewing(actor, dossier)
    gone = givers_gone(dossier, [comment]) if reviewing else set()
    offered = replies_offered(actor, dossier, comment, state, reviewing, gone)
    if act not in offered:
        raise CommandRefused(_against(comment, act, state))
    giver = comment.on_behalf_of if actor.pk == comment.author_id else None
    made: CommentReply = CommentReply.objects.create(
        agency_id=dossier.agency_id,
        comment=comment,
        act=act,
        text=settle(text)[:LONGEST] if act == CommentReply.SETTLE else _words(text),
        author=actor,
        on_behalf_of=giver,
        at=now(),
    )
    _tell(dossier, _EVENTS[act], {"number": comment.number}, actor, giver, key)
    return made


def replies_offered(
    actor: User, dossier: Dossier, comment: Comment, state: str, reviewing: bool, gone: set[int]
) -> list[str]:
    """Return what a person may say to a comment now, the nearest at hand first.

    `reviewing` tells whether it is their turn, `gone` which givers work here no more.
    """
    if dossier.state not in (Dossier.OPEN, Dossier.RETURNED):
        return []
    found = []
    if actor.pk in (dossier.author_id, comment.item.document.author_id) and state != SETTLED:
        found.append(CommentReply.ANSWER)
    givers = (comment.author_id, comment.on_behalf_of_id)
    if actor.pk in givers or (reviewing and comment.author_id in gone):
        found += [CommentReply.SETTLE] if state != SETTLED else []
        found += [CommentReply.ASK] if state != OPEN else []
    return found


def is_reviewing(actor: User, dossier: Dossier) -> bool:
    """Tell whether it is this person's turn to review a dossier."""
    case = reviews.case_of(dossier)
    turn = reviews.current_step(case)
    return bool(case and turn and offers.offer(actor, case, turn.task).reviewing)


def givers_gone(dossier: Dossier, comments: Sequence[Comment]) -> set[int]:
    """Return the keys of those givers who hold no role in the agency today; one query."""
    asked = {comment.author_id for comment in comments}
    there = Membership.objects.of(dossier.agency_id).filter(Dated.on(today()), user__in=asked)
    return asked - set(there.values_list("user_id", flat=True))


def _begun(
    actor: User, dossier: Dossier, command: str, key: str, asked: tuple[Any, ...]
) -> tuple[Dossier, str, Comment | None]:
    """Lock as a verdict does (the case, then the dossier); the dossier as it is then, and what an
    earlier press made. Raises Forbidden."""
    seen = policy.visible(actor, Dossier).filter(pk=dossier.pk)
    if not seen.exists():
        raise policy.Forbidden("Ông/bà không được đọc bộ tài liệu này.")
    case = reviews.case_of(dossier)
    if case is not None:
        events.lock_streams(case.stream)
    events.lock_streams(dossier.stream)
    fresh: Dossier = Dossier.objects.of(dossier.agency_id).get(pk=dossier.pk)
    stored = events.keyed(command, events.owned(actor, key), *asked)
    done = events.already_done(dossier.stream, stored, CommandRefused)
    if done is None:
        return fresh, stored, None
    number = events.data_of(done)["number"]
    made: Comment = Comment.objects.of(dossier.agency_id).get(dossier=dossier, number=number)
    return fresh, stored, made


def _where(item: DossierItem, pointer: str, quote: str) -> tuple[str, str]:
    """The place in the copy that is meant, as a pointer and in words."""
    kind, body = kinds.get(item.document.kind), closure.of_item(item).body
    at = placing.nearest(body, pointer)
    if quote:
        at = placing.sought(body, quote, at) or at
    at = placing.short(at, 255)
    return at, one_line(place(kind, body, at), 300) or WHOLE


def _words(text: str) -> str:
    words = settle(text)
    if not words:
        raise Wrong("Chưa ghi nội dung. Hãy ghi rõ điều cần nói về đoạn này.", "noi-dung")
    if len(words) > LONGEST:
        raise Wrong(
            f"Nội dung dài {len(words)} ký tự, nhiều nhất {LONGEST}. Hãy viết ngắn lại.", "noi-dung"
        )
    return words


def _against(comment: Comment, act: str, state: str) -> str:
    if state == SETTLED and act == CommentReply.SETTLE:
        return f"Ý kiến {comment.number} đã được đánh dấu xong."
    if act == CommentReply.ANSWER:
        if state == SETTLED:
            return f"Ý kiến {comment.number} đã được đánh dấu xong, không cần trả lời nữa."
        return f"Ý kiến {comment.number} do người soạn thảo tài liệu trả lời."
    return f"Ý kiến {comment.number} do người đã ghi ý kiến xem xét lại."


def _ended(dossier: Dossier) -> str:
    return "đã ban hành" if dossier.state == Dossier.ISSUED else "đã rút"


def _tell(
    dossier: Dossier, type: str, data: dict[str, Any], actor: User, giver: User | None, key: str
) -> None:
    events.append(
        dossier.stream,
        type,
        data,
        actor=actor,
        on_behalf_of=giver,
        agency=dossier.agency_id,
        idempotency_key=key,
    )
