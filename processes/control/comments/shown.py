"""Comments as pages show them: where each passage is in the text of today, what may be said now."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.db.models import Prefetch

from processes.control.comments import acts
from registry import kinds
from registry.comments import placing
from registry.comments.models import Comment, CommentReply
from registry.documents import closure
from registry.documents.models import Document, Dossier, DossierItem
from registry.editor.changes import Change
from registry.editor.fields.nodes import root_node
from registry.editor.panels import panels_of
from registry.editor.problems import place
from registry.organisation.models import User
from registry.problems import parts, pointer

_STATES = {
    acts.OPEN: ("chưa trả lời", "wait"),
    acts.ANSWERED: ("đã trả lời", "info"),
    acts.SETTLED: ("đã xong", "good"),
}
_PLACES = {
    "changed": "Đoạn này đã đổi trong lần trình này.",
    "gone": "Đoạn này đã bị xóa trong lần trình này.",
    "out": "Tài liệu này đã được đưa ra khỏi bộ.",
}
_BUTTONS = {
    CommentReply.ANSWER: "Trả lời",
    CommentReply.SETTLE: "Đánh dấu đã xong",
    CommentReply.ASK: "Hỏi lại",
}
# So many places of a text are offered to choose from.
MOST_PLACES = 400


@dataclass(frozen=True)
class Shown:
    """A comment as one reader sees it.

    `pointer` is where its passage is now, `moved` says what became of it, "" where it stands; `may`
    are the acts that the reader may do, each with its button.
    """

    comment: Comment
    replies: tuple[CommentReply, ...]
    pointer: str
    moved: str
    may: tuple[tuple[str, str], ...]

    @property
    def state(self) -> str:
        """Where it stands: open, answered or settled."""
        return acts.state_after(list(self.replies))

    @property
    def words(self) -> str:
        """The same in words."""
        return _STATES[self.state][0]

    @property
    def tone(self) -> str:
        """How its state is marked."""
        return _STATES[self.state][1]

    @property
    def writes(self) -> list[tuple[str, str]]:
        """The acts that need words."""
        return [one for one in self.may if one[0] != CommentReply.SETTLE]

    @property
    def settles(self) -> bool:
        """Whether the reader may settle it."""
        return any(act == CommentReply.SETTLE for act, _ in self.may)


@dataclass(frozen=True)
class Comments:
    """All comments of a dossier for one reader, by number."""

    rows: tuple[Shown, ...]
    reviewing: bool

    @cached_property
    def unanswered(self) -> int:
        """How many wait for an answer."""
        return sum(one.state == acts.OPEN for one in self.rows)

    @cached_property
    def unsettled(self) -> int:
        """How many are not settled."""
        return sum(one.state != acts.SETTLED for one in self.rows)

    def carried(self, who: int | None, round: int | None) -> list[int]:
        """Return the numbers of those that somebody gave in a round: their verdict carries them."""
        return [
            one.comment.number
            for one in self.rows
            if who and one.comment.author_id == who and one.comment.item.round == round
        ]

    def of(self, document: Document) -> list[Shown]:
        """Return those on a document."""
        return [one for one in self.rows if one.comment.item.document_id == document.pk]

    def beside(self, document: Document, changes: Iterable[Change]) -> list["Beside"]:
        """Return the changes of a document, each with the comments on its passage."""
        mine = [one for one in self.of(document) if one.pointer and one.moved != _PLACES["gone"]]
        return [
            Beside(
                change,
                [one for one in mine if _touches(one.pointer, change.pointer)],
                f"{document.pk}:{_there(change)}",
            )
            for change in changes
        ]


@dataclass(frozen=True)
class Beside:
    """A change with the comments that stand at it; `value` chooses its place for another one."""

    change: Change
    comments: list[Shown]
    value: str


def _there(change: Change) -> str:
    """Where a change is in the text of today: of what was taken out, the list around it."""
    return change.pointer.rpartition("/")[0] if change.what == "removed" else change.pointer


def _touches(one: str, other: str) -> bool:
    return one == other or one.startswith(f"{other}/")


def comments_of(user: User, dossier: Dossier, *, reviewing: bool) -> Comments:
    """Return the comments of a dossier that its reader may read; three queries at most.

    `reviewing` tells whether it is the reader's turn.
    """
    rows = list(
        Comment.objects.of(dossier.agency_id)
        .filter(dossier=dossier)
        .select_related("item__document", "author", "on_behalf_of")
        .prefetch_related(
            Prefetch(
                "replies",
                CommentReply.objects.of(dossier.agency_id)
                .select_related("author", "on_behalf_of")
                .order_by("pk"),
            )
        )
        .order_by("number")
    )
    if not rows:
        return Comments((), reviewing)
    gone = acts.givers_gone(dossier, rows) if reviewing else set()
    there = {
        item.document_id: item
        for item in DossierItem.objects.filter(dossier=dossier, round=dossier.round).select_related(
            "document"
        )
    }
    bodies: dict[int, Any] = {}
    shown = []
    for comment in rows:
        replies = tuple(comment.replies.all())
        at, moved = _now(comment, there.get(comment.item.document_id), bodies)
        offered = acts.replies_offered(
            user, dossier, comment, acts.state_after(list(replies)), reviewing, gone
        )
        may = tuple((act, _BUTTONS[act]) for act in offered)
        shown.append(Shown(comment, replies, at, moved, may))
    return Comments(tuple(shown), reviewing)


def _now(comment: Comment, item: DossierItem | None, bodies: dict[int, Any]) -> tuple[str, str]:
    """(where the passage is in the present round, what became of it)."""
    if item is None:
        return "", _PLACES["out"]
    if item.pk == comment.item_id:
        return comment.pointer, ""
    for one in (comment.item, item):
        if one.pk not in bodies:
            bodies[one.pk] = closure.of_item(one).body
    found = placing.placed(bodies[comment.item_id], bodies[item.pk], comment.pointer, comment.quote)
    return found.pointer, _PLACES.get(found.state, "")


@dataclass(frozen=True)
class OnDraft:
    """A comment at its place in the draft: `tab` and `pointer` lead the edit page there."""

    comment: Comment
    pointer: str
    tab: str
    where: str
    moved: str
    state: str
    words: str


def on_draft(user: User, document: Document, dossier: Dossier) -> list[OnDraft]:
    """Return the comments on a document that are not settled, at their places in its draft."""
    found = []
    tabs = {name: panel.slug for panel in panels_of(document.kind_of) for name in panel.names}
    for one in comments_of(user, dossier, reviewing=False).of(document):
        if one.state == acts.SETTLED:
            continue
        comment, draft = one.comment, document.typed
        now = placing.placed(
            closure.of_item(comment.item).body, draft, comment.pointer, comment.quote
        )
        where = place(document.kind_of, draft, now.pointer) or comment.place
        tab = tabs.get(next(iter(parts(now.pointer)), ""), "")
        moved = {"changed": "đoạn này đã đổi", "gone": "đoạn này đã bị xóa"}.get(now.state, "")
        found.append(OnDraft(comment, now.pointer, tab, where, moved, one.state, one.words))
    return found


@dataclass(frozen=True)
class Choice:
    """A place that may be chosen for a comment: `value` as the form sends it."""

    value: str
    words: str


def choices_of(items: Iterable[tuple[DossierItem, Document]]) -> list[tuple[str, list[Choice]]]:
    """Return the places of every document of a round, to choose from: its parts and their rows."""
    found = []
    for item, document in items:
        kind, body = kinds.get(document.kind), closure.of_item(item).body
        at = [Choice(f"{document.pk}:", acts.WHOLE)]
        for node in root_node(kind.schema, kind.code).properties():
            value = body.get(node.name)
            if value in (None, "", [], {}):
                continue
            places = [pointer(node.name)]
            if isinstance(value, list):
                places += [
                    pointer(node.name, n) for n, row in enumerate(value) if isinstance(row, dict)
                ]
            at += [Choice(f"{document.pk}:{one}", place(kind, body, one)) for one in places]
        found.append((str(item), at[:MOST_PLACES]))
    return found


def meant(value: str) -> tuple[int, str]:
    """Read what the form sends for a place: (key of the document, pointer); 0 for none."""
    number, _, at = value.partition(":")
    return (int(number) if number.isascii() and number.isdigit() and len(number) < 15 else 0), at


def unsettled(dossier: Dossier) -> int:
    """Count the comments of a dossier that nobody has settled; two queries."""
    said: dict[int, list[CommentReply]] = {
        number: []
        for number in Comment.objects.of(dossier.agency_id)
        .filter(dossier=dossier)
        .values_list("pk", flat=True)
    }
    if said:
        replies = CommentReply.objects.of(dossier.agency_id).filter(comment__in=said)
        for reply in replies.order_by("pk"):
            said[reply.comment_id].append(reply)
    return sum(acts.state_after(one) != acts.SETTLED for one in said.values())
