"""The lists of the quality system, of documents and of proposals about them: one definition for
list, count and home page."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import reduce
from itertools import chain
from operator import or_
from typing import Any

from django.db.models import Count, Model, Q, QuerySet

from processes.control import reviews, upkeep
from processes.control.proposals import lists as proposals
from processes.control.proposals.models import Proposal
from processes.control.proposals.policies import RAISE, READ, step_due
from processes.control.proposals.policies import waiting_for as proposals_for
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

DRAFTING, CHANGING = "Soạn thảo, ban hành", "Sửa đổi, hủy bỏ"


@dataclass(frozen=True)
class DocumentList:
    """`rows` says which documents stand in it for somebody; `shown` whether they have it.

    A list of `drafts` calls them by what their drafts are called, any other by what was issued. A
    list `of` proposals is asked, counted and shown in the same way.
    """

    code: str
    label: str
    rows: Callable[[Standing, datetime], Q]
    shown: Callable[[Standing], bool]
    empty: str
    waiting: bool = False
    drafts: bool = True
    # What waits for the person, whatever role brings it to them.
    review: bool = False
    # What stands in it, said where it is empty.
    about: str = ""
    of: type[Model] = Document
    # What is done with: the menu has no number beside it.
    over: bool = False
    # The heading under which the menu has it.
    part: str = DRAFTING


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
        over=True,
    ),
    DocumentList(
        "yeu-cau-sua-doi",
        "Yêu cầu sửa đổi, bổ sung",
        lambda at, instant: proposals.asked(at) & upkeep.kept(at) & _not_over(at, instant),
        upkeep.keeps,
        "Không có tài liệu nào đang bị yêu cầu sửa đổi, bổ sung",
        waiting=True,
        drafts=False,
        about="Tài liệu đã ban hành mà pháp luật, đánh giá hoặc thư ký ISO yêu cầu sửa sẽ nằm ở đây"
        " đến khi lần sửa đổi được ban hành.",
        part=CHANGING,
    ),
    DocumentList(
        "de-xuat-cho-xem-xet",
        "Đề xuất chờ xem xét",
        proposals.examining,
        lambda at: bool(_held(at, "iso_secretary")),
        "Không có đề xuất nào chờ xem xét",
        waiting=True,
        review=True,
        about="Đề xuất sửa đổi hoặc hủy bỏ tài liệu của cán bộ, công chức sẽ đến đây.",
        of=Proposal,
        part=CHANGING,
    ),
    DocumentList(
        "de-xuat-cho-duyet",
        "Đề xuất chờ duyệt",
        proposals.deciding,
        lambda at: bool(_held(at, "quality_leader")),
        "Không có đề xuất nào chờ duyệt",
        waiting=True,
        review=True,
        about="Đề xuất đã được thư ký ISO xem xét sẽ đến đây để ông/bà quyết định.",
        of=Proposal,
        part=CHANGING,
    ),
    DocumentList(
        "cho-sua-doi",
        "Đang chờ sửa đổi, bổ sung",
        proposals.owed,
        lambda at: _writes(at) or bool(at.agencies_where(READ)),
        "Không có tài liệu nào đang chờ sửa đổi, bổ sung",
        about="Đề xuất đã chấp thuận nằm ở đây, kèm người soạn và hạn, đến khi lần sửa đổi được ban"
        " hành.",
        of=Proposal,
        part=CHANGING,
    ),
    DocumentList(
        "de-xuat-cua-toi",
        "Đề xuất của tôi",
        proposals.mine,
        lambda at: any(at.may(RAISE, agency.pk, own=True) for agency in at.agencies),
        "Ông/bà chưa đề xuất gì",
        about="Mở một tài liệu đã ban hành rồi bấm «Đề xuất sửa đổi, hủy bỏ»; trả lời sẽ hiện ở"
        " đây.",
        of=Proposal,
        over=True,
        part=CHANGING,
    ),
    DocumentList(
        "da-huy-bo",
        "Đã hủy bỏ, bãi bỏ",
        # What may be seen without a draft was issued: a document begins as one.
        lambda at, instant: ~_not_over(at, instant) & ~under_way(at),
        lambda at: bool(at.agencies),
        "Không có tài liệu nào đã hủy bỏ, bãi bỏ",
        drafts=False,
        about="Tài liệu hết hiệu lực mà không có lần ban hành nào thay sẽ nằm ở đây.",
        over=True,
        part=CHANGING,
    ),
)
BY_CODE = {one.code: one for one in LISTS}
# Where proposals wait for who opens the list.
OF_WAITING_PROPOSALS = tuple(one for one in LISTS if one.review and one.of is Proposal)


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


def proposals_in(user: User, one: DocumentList) -> QuerySet[Proposal]:
    """Return the proposals of a list for this person: what they may see anyway, narrowed."""
    at = policy.standing(user)
    found: QuerySet[Proposal] = policy.visible(user, Proposal).filter(one.rows(at, now()))
    return found


def waiting_proposals(at: Standing) -> QuerySet[Proposal]:
    """Return the proposals that wait for this person to examine or decide, the oldest first, each
    with the deadline of its step (`step_due`, None for none)."""
    found: QuerySet[Proposal] = policy.readable(at, Proposal).filter(proposals_for(at))
    return (
        found.annotate(step_due=step_due(at))
        .select_related("document", "proposer")
        .order_by("raised_at", "pk")
    )


def _asked(at: Standing, one: DocumentList, instant: datetime, waiting: dict[int, Task]) -> Q:
    rows = one.rows(at, instant)
    return rows & Q(pk__in=list(waiting)) if one.review and one.of is Document else rows


def counts(user: User) -> dict[str, int]:
    """Count what is in each of the person's lists; three queries for all of them."""
    at = policy.standing(user)
    return shown_of(at, together(**counted(at, waiting_for(at))))


def counted(at: Standing, waiting: dict[int, Task]) -> dict[str, Counted]:
    """Return the person's lists, to be counted together with others; `waiting` as `waiting_for`.

    Lists of what waits or is written hold little: they are counted in one walk over what is in
    some of them. What is done with only grows, and each such list is counted by itself.
    """
    instant = now()
    mine = LISTS if at.agencies else ()
    asked = {one: _asked(at, one, instant, waiting) for one in mine if one.review or one.shown(at)}
    parts: dict[str, Counted] = {}
    # To say what somebody may read takes longer than to narrow it: once for all lists.
    readable: dict[type[Model], QuerySet[Any]] = {
        of: policy.readable(at, of) for of in (Document, Proposal)
    }
    for of, rows in readable.items():
        few = {one.code: q for one, q in asked.items() if one.of is of and not one.over}
        any_ = reduce(or_, few.values(), Q(pk__in=[]))
        parts[_part(of._meta.model_name)] = Counted(
            rows.filter(any_),
            {code: Count("pk", filter=q, distinct=True) for code, q in few.items()},
        )
    for one, q in asked.items():
        if one.over:
            parts[_part(one.code)] = Counted(readable[one.of].filter(q), {one.code: Count("pk")})
    return parts


def _part(name: str | None) -> str:
    return f"control:{name}"


def shown_of(at: Standing, found: Mapping[str, Mapping[str, int]]) -> dict[str, int]:
    """Return the numbers of the person's lists, in their order, of what was `counted`: of reviews
    by another role only what waits there."""
    parts = [part for name, part in found.items() if name.startswith(_part(""))]
    numbers = dict(chain(*(part.items() for part in parts)))
    return {
        one.code: numbers[one.code]
        for one in LISTS
        if one.code in numbers and (numbers[one.code] or one.shown(at))
    }
