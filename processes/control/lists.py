"""The document lists of the quality system: one definition for list, count and home page."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, Q, QuerySet

from processes.control import reviews
from processes.models import Task
from processes.performers import may, pool, refusal
from registry import policy
from registry.documents.listing import listed
from registry.documents.models import Document, Stage, Validity
from registry.documents.policies import under_way
from registry.lists.counting import Counted, together
from registry.now import now
from registry.organisation.models import User
from registry.policy import Standing


@dataclass(frozen=True)
class DocumentList:
    """`rows` says which documents stand in it for somebody; `shown` whether they have it.

    A list of `drafts` calls them by what their drafts are called, any other by what was issued.
    """

    code: str
    label: str
    rows: Callable[[Standing, datetime], Q]
    shown: Callable[[Standing], bool]
    empty: str
    waiting: bool = False
    drafts: bool = True
    # Documents whose review waits for the person, whatever role brings it to them.
    review: bool = False
    # What stands in it, said where it is empty.
    about: str = ""


def _mine(at: Standing) -> Q:
    return Q(author=at.user, agency_id__in=at.agency_ids)


def _writes(at: Standing) -> bool:
    return any(at.may("document.create", agency.pk, own=True) for agency in at.agencies)


def _held(at: Standing, role: str) -> set[int]:
    return {held.agency_id for held in at.held if held.role == role}


def _review(code: str, label: str, stage: Stage, role: str, empty: str) -> "DocumentList":
    """Documents at a stage of review that wait for the person; always there for a role."""
    return DocumentList(
        code, label, lambda at, instant: Q(stage=stage), lambda at: bool(_held(at, role)), empty,
        waiting=True, review=True,
    )  # fmt: skip


@dataclass(frozen=True)
class WaitingReview:
    """A dossier whose review waits for somebody: its task, its name, its documents (by key)."""

    task: Task
    title: str
    documents: frozenset[int]

    @property
    def uid(self) -> str:
        """The uid of the dossier, by which its page is found."""
        return reviews.uid_of(self.task.case) or ""


def waiting_reviews(at: Standing) -> list[WaitingReview]:
    """Return the dossiers whose review waits for this person, longest waiting first; two queries.

    Asks what the services ask: a role alone is not enough where somebody wrote what is reviewed.
    """
    if at.user is None:
        return []
    tasks = list(
        Task.unscoped.filter(pool(at), case__about__startswith=reviews.ABOUT)
        .select_related("case")
        .order_by("activated_at", "pk")
    )
    if not tasks:
        return []
    uids = [reviews.uid_of(task.case) for task in tasks]
    known: dict[str, Any] = {
        "written": reviews.written(
            Q(dossier__uid__in=uids, dossier__agency_id__in={task.agency_id for task in tasks})
        )
    }
    found = []
    for task in tasks:
        if not refusal(task, at.user, may(at, task)[1], known=known):
            one = known["written"][task.case.about]
            found.append(WaitingReview(task, one.title, frozenset(one.documents)))
    return found


def waiting_for(at: Standing) -> dict[int, Task]:
    """Return documents, by primary key, whose review waits for this person, with its task."""
    return {document: one.task for one in waiting_reviews(at) for document in one.documents}


def _not_over(at: Standing, instant: datetime) -> Q:
    """In force, or scheduled to be: the database looks at all periods at once, not one by one."""
    return Q(pk__in=_periods(at).filter(Validity.open_at(instant)).values("document"))


def _ever(at: Standing) -> Q:
    return Q(pk__in=_periods(at).values("document"))


def _periods(at: Standing) -> QuerySet[Validity]:
    """The periods of the agencies whose documents the person may read."""
    return Validity.unscoped.filter(agency_id__in=at.agency_ids | at.ancestor_ids)


LISTS = (
    DocumentList(
        "dang-soan-thao",
        "Đang soạn thảo mới",
        lambda at, instant: _mine(at) & Q(stage=Stage.DRAFT),
        _writes,
        "Ông/bà không có bản soạn thảo nào",
        about="Ở đây có tài liệu mới và lần sửa đổi mà ông/bà đang soạn, chưa trình ai.",
    ),
    DocumentList(
        "yeu-cau-chinh-sua",
        "Yêu cầu chỉnh sửa",
        lambda at, instant: _mine(at) & Q(stage=Stage.CHANGES_REQUESTED),
        _writes,
        "Không có tài liệu nào bị trả lại",
        waiting=True,
        about="Tài liệu bị trả lại để chỉnh sửa, kèm ý kiến của người rà soát, sẽ đến đây.",
    ),
    _review(
        "cho-lanh-dao-phong-ban",
        "Đang chờ lãnh đạo phòng ban rà soát",
        Stage.DEPT_REVIEW,
        "department_leader",
        "Không có tài liệu nào chờ lãnh đạo phòng ban",
    ),
    _review(
        "cho-thu-ky-iso",
        "Đang chờ thư ký ISO rà soát",
        Stage.SECRETARY_REVIEW,
        "iso_secretary",
        "Không có tài liệu nào chờ thư ký ISO",
    ),
    _review(
        "cho-lanh-dao-chat-luong",
        "Đang chờ lãnh đạo chất lượng xem xét",
        Stage.QUALITY_REVIEW,
        "quality_leader",
        "Không có tài liệu nào chờ lãnh đạo chất lượng",
    ),
    _review(
        "cho-ban-hanh",
        "Đang chờ ban hành",
        Stage.AWAITING_ISSUE,
        "top_leader",
        "Không có tài liệu nào chờ ban hành",
    ),
    DocumentList(
        "toi-da-trinh",
        "Tôi đã trình",
        lambda at, instant: (
            _mine(at)
            & Q(
                stage__in=(
                    Stage.DEPT_REVIEW,
                    Stage.SECRETARY_REVIEW,
                    Stage.QUALITY_REVIEW,
                    Stage.AWAITING_ISSUE,
                )
            )
        ),
        _writes,
        "Không có tài liệu nào của ông/bà đang được rà soát",
        about="Tài liệu ông/bà đã trình nằm ở đây đến khi được ban hành hoặc trả lại.",
    ),
    DocumentList(
        "da-ban-hanh",
        "Đã ban hành",
        lambda at, instant: _not_over(at, instant),
        lambda at: bool(at.agencies),
        "Chưa có tài liệu nào được ban hành",
        drafts=False,
        about="Ở đây có mọi tài liệu đang có hiệu lực hoặc sắp có hiệu lực của cơ quan.",
    ),
    DocumentList(
        "da-huy-bo",
        "Đã hủy bỏ, bãi bỏ",
        lambda at, instant: ~under_way(at) & _ever(at) & ~_not_over(at, instant),
        lambda at: bool(at.agencies),
        "Không có tài liệu nào đã hủy bỏ, bãi bỏ",
        drafts=False,
        about="Tài liệu hết hiệu lực mà không có lần ban hành nào thay sẽ nằm ở đây.",
    ),
)
BY_CODE = {one.code: one for one in LISTS}


def documents_in(
    user: User, one: DocumentList, waiting: dict[int, Task] | None = None
) -> QuerySet[Document]:
    """Return the documents of a list for this person: what they may see anyway, narrowed.

    `waiting` is what waits for them, where the caller knows it.
    """
    at = policy.standing(user)
    if waiting is None:
        waiting = waiting_for(at) if one.review else {}
    asked = _asked(at, one, now(), waiting)
    found: QuerySet[Document] = listed(user).filter(asked)
    return found


def _asked(at: Standing, one: DocumentList, instant: datetime, waiting: dict[int, Task]) -> Q:
    rows = one.rows(at, instant)
    return rows & Q(pk__in=list(waiting)) if one.review else rows


def counts(user: User) -> dict[str, int]:
    """Count the documents in each of the person's lists; three queries for all of them."""
    at = policy.standing(user)
    found = together(documents=counted(at, waiting_for(at)))
    return shown_of(at, found["documents"])


def counted(at: Standing, waiting: dict[int, Task]) -> Counted:
    """Return the person's lists, to be counted together with others; `waiting` as `waiting_for`."""
    instant = now()
    wanted = [one for one in LISTS if one.review or one.shown(at)] if at.agencies else []
    return Counted(
        policy.readable(at, Document),
        {
            one.code: Count("pk", filter=_asked(at, one, instant, waiting), distinct=True)
            for one in wanted
        },
    )


def shown_of(at: Standing, numbers: Mapping[str, int]) -> dict[str, int]:
    """Keep the numbers of the person's lists: of reviews by another role only what waits there."""
    return {code: number for code, number in numbers.items() if number or BY_CODE[code].shown(at)}
