"""The document lists of the quality system: one definition for list, count and home page."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet

from processes.control.policies import waiting_documents
from registry import policy
from registry.documents.listing import listed
from registry.documents.models import Document, Stage, Validity
from registry.documents.policies import under_way
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


def _mine(at: Standing) -> Q:
    return Q(author=at.user, agency_id__in=at.agency_ids)


def _writes(at: Standing) -> bool:
    return any(at.may("document.create", agency.pk, own=True) for agency in at.agencies)


def _held(at: Standing, role: str) -> set[int]:
    return {held.agency_id for held in at.held if held.role == role}


def _by_role(stage: Stage, role: str) -> Callable[[Standing, datetime], Q]:
    """Documents at a stage in agencies where the person holds the role; never their own."""

    def rows(at: Standing, instant: datetime) -> Q:
        return Q(stage=stage, agency_id__in=_held(at, role)) & ~Q(author=at.user)

    return rows


def _dept_review(at: Standing, instant: datetime) -> Q:
    units = {h.unit_id for h in at.held if h.role == "department_leader" and h.unit_id}
    whole = {h.agency_id for h in at.held if h.role == "department_leader" and not h.unit_id}
    return (
        Q(stage=Stage.DEPT_REVIEW)
        & (Q(owner_unit_id__in=units) | Q(agency_id__in=whole) | waiting_documents(at))
        & ~Q(author=at.user)
    )


def _not_over(instant: datetime) -> Exists:
    """In force, or scheduled to be."""
    open_periods = Validity.unscoped.filter(document=OuterRef("pk"))
    return Exists(
        open_periods.filter(Q(ends=None) | (Q(ends__gt=instant) & Q(ends__gt=F("starts"))))
    )


def _ever() -> Exists:
    return Exists(Validity.unscoped.filter(document=OuterRef("pk")))


LISTS = (
    DocumentList(
        "dang-soan-thao",
        "Đang soạn thảo mới",
        lambda at, instant: _mine(at) & Q(stage=Stage.DRAFT),
        _writes,
        "Ông/bà không có bản soạn thảo nào. Chọn «Thêm mới tài liệu» để bắt đầu.",
    ),
    DocumentList(
        "yeu-cau-chinh-sua",
        "Yêu cầu chỉnh sửa",
        lambda at, instant: _mine(at) & Q(stage=Stage.CHANGES_REQUESTED),
        _writes,
        "Không có tài liệu nào bị trả lại.",
        waiting=True,
    ),
    DocumentList(
        "cho-lanh-dao-phong-ban",
        "Đang chờ lãnh đạo phòng ban rà soát",
        _dept_review,
        lambda at: bool(_held(at, "department_leader")),
        "Không có tài liệu nào chờ lãnh đạo phòng ban.",
        waiting=True,
    ),
    DocumentList(
        "cho-thu-ky-iso",
        "Đang chờ thư ký ISO rà soát",
        _by_role(Stage.SECRETARY_REVIEW, "iso_secretary"),
        lambda at: bool(_held(at, "iso_secretary")),
        "Không có tài liệu nào chờ thư ký ISO.",
        waiting=True,
    ),
    DocumentList(
        "cho-lanh-dao-chat-luong",
        "Đang chờ lãnh đạo chất lượng xem xét",
        _by_role(Stage.QUALITY_REVIEW, "quality_leader"),
        lambda at: bool(_held(at, "quality_leader")),
        "Không có tài liệu nào chờ lãnh đạo chất lượng.",
        waiting=True,
    ),
    DocumentList(
        "cho-ban-hanh",
        "Đang chờ ban hành",
        _by_role(Stage.AWAITING_ISSUE, "top_leader"),
        lambda at: bool(_held(at, "top_leader")),
        "Không có tài liệu nào chờ ban hành.",
        waiting=True,
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
        "Không có tài liệu nào của ông/bà đang được rà soát.",
    ),
    DocumentList(
        "da-ban-hanh",
        "Đã ban hành",
        lambda at, instant: Q(_not_over(instant)),
        lambda at: bool(at.agencies),
        "Chưa có tài liệu nào được ban hành.",
        drafts=False,
    ),
    DocumentList(
        "da-huy-bo",
        "Đã hủy bỏ, bãi bỏ",
        lambda at, instant: ~under_way(at) & Q(_ever()) & ~Q(_not_over(instant)),
        lambda at: bool(at.agencies),
        "Không có tài liệu nào đã hủy bỏ, bãi bỏ.",
        drafts=False,
    ),
)
BY_CODE = {one.code: one for one in LISTS}


def documents_in(user: User, one: DocumentList) -> QuerySet[Document]:
    """The documents of a list for this person: what they may see anyway, narrowed."""
    return listed(user).filter(one.rows(policy.standing(user), now()))


def shown_to(user: User) -> list[DocumentList]:
    """The lists that this person has."""
    at = policy.standing(user)
    return [one for one in LISTS if one.shown(at)]


def counts(user: User) -> dict[str, int]:
    """How many documents stand in each of the person's lists; one query for all of them."""
    at, instant = policy.standing(user), now()
    wanted = shown_to(user)
    if not wanted:
        return {}
    columns = {
        f"n{index}": Count("pk", filter=one.rows(at, instant), distinct=True)
        for index, one in enumerate(wanted)
    }
    row = policy.visible(user, Document).aggregate(**columns)
    return {one.code: int(row[f"n{index}"]) for index, one in enumerate(wanted)}
