"""The four groups of the product: what stands in each, for whom, and how much waits there."""

from collections.abc import Callable
from dataclasses import dataclass, field

from django.urls import reverse

from cms.site import EDIT_PAGES
from processes import policies, worklists
from processes.control import lists as document_lists
from processes.control import upkeep
from registry.editor.views import master
from registry.handover.models import HandoverReceipt
from registry.kinds import all_kinds
from registry.organisation.models import User
from registry.policy import Standing, standing, visible
from registry.trail.models import Job


@dataclass(frozen=True)
class Entry:
    """One list or page; `waiting` marks lists whose count calls for action."""

    label: str
    url: str
    icon: str = "list-ul"
    count: int | None = None
    waiting: bool = False


@dataclass(frozen=True)
class Group:
    """One of the four groups of the home page."""

    code: str
    label: str
    icon: str
    entries: list[Entry] = field(default_factory=list)


# Work lists that call for action; the ended ones only tell.
WAITING_WORK = {"nhac-nho", "chua-trong-han", "chua-qua-han", "dang-qua-han"}

Provider = Callable[[User, bool], list[Entry]]

_providers: dict[str, list[Provider]] = {"quality": [], "work": [], "library": [], "system": []}
LABELS = {
    "quality": ("Quản lý hệ thống chất lượng", "clipboard-list"),
    "work": ("Giải quyết công việc", "tasks"),
    "library": ("Khai thác thông tin", "search"),
    "system": ("Quản trị hệ thống", "cog"),
}


def provide(group: str) -> Callable[[Provider], Provider]:
    """Register a function (user, with counts?) -> entries for one of the four groups."""

    def keep(function: Provider) -> Provider:
        _providers[group].append(function)
        return function

    return keep


def groups(user: User, *, counts: bool) -> list[Group]:
    """The groups as this person sees them; a group with nothing in it is not shown."""
    made = []
    for code, (label, icon) in LABELS.items():
        entries = [entry for provider in _providers[code] for entry in provider(user, counts)]
        if entries:
            made.append(Group(code, label, icon, entries))
    return made


@provide("quality")
def _quality(user: User, counts: bool) -> list[Entry]:
    at = standing(user)
    found = []
    if at.agency and at.may("document.create", at.agency.pk, own=True):
        found.append(Entry("Thêm mới tài liệu", reverse("documents:add"), "plus"))
    # Without counts (the menu of every page) a list is there by role alone.
    numbers = document_lists.counts(user) if counts else {}
    lists = document_lists.shown_to(user)
    if counts:
        lists = [one for one in document_lists.LISTS if one.code in numbers]
    found += [
        Entry(
            one.label,
            reverse("control:list", args=(one.code,)),
            "clipboard-list",
            numbers.get(one.code) if counts else None,
            one.waiting,
        )
        for one in lists
    ]
    if upkeep.keeps(at):
        found.append(Entry(upkeep.LABEL, reverse("control:troubled"), "warning"))
    if at.ancestor_ids and _adopts(at):
        found.append(Entry(ADOPTED, reverse("adoption:overview"), "list-ul"))
    if at.agencies_where("feedback.read") or at.units_where("feedback.read"):
        found.append(Entry("Đánh giá của người dân", reverse("feedback_list"), "comment"))
    return found


ADOPTED = "Quy trình áp dụng của cấp trên"


def _adopts(at: Standing) -> bool:
    """Whether adopting is the person's work; others find what is adopted in the library."""
    return bool(at.agencies_where("document.adopt") or at.agencies_where("document.adopt_confirm"))


@provide("work")
def _work(user: User, counts: bool) -> list[Entry]:
    at = standing(user)
    if not any(policies.may_open(at, agency) for agency in at.agencies):
        return []
    numbers = worklists.counts(user) if counts else {}
    found = [Entry("Tạo mới hồ sơ công việc", reverse("case_new"), "plus")]
    found += [
        Entry(
            one.label,
            reverse("work_list", args=(one.code,)),
            "tasks",
            numbers.get(one.code) if counts else None,
            one.code in WAITING_WORK,
        )
        for one in worklists.LISTS
    ]
    return [*found, Entry("Hồ sơ công việc", reverse("case_list"), "folder-open-inverse")]


@provide("library")
def _library(user: User, counts: bool) -> list[Entry]:
    at = standing(user)
    adopted = [Entry(ADOPTED, reverse("adoption:overview"), "list-ul")]
    return [
        Entry("Tra cứu", "/admin/tra-cuu/", "search"),
        *(
            Entry(one.label, reverse("documents:master", args=(one.code,)), "list-ul")
            for one in master.LISTS.values()
        ),
        *(adopted if at.ancestor_ids and not _adopts(at) else []),
        *(
            Entry(kind.label_plural, f"{reverse('documents:list')}?kind={kind.code}", kind.icon)
            for kind in all_kinds()
        ),
    ]


@provide("system")
def _own_account(user: User, counts: bool) -> list[Entry]:
    return [Entry("Tài khoản của tôi", reverse("account_overview"), "lock")]


@provide("system")
def _system(user: User, counts: bool) -> list[Entry]:
    at = standing(user)
    if at.agency is None:
        return []
    found = [
        Entry("Tổ chức, phân công", reverse("system:organisation"), "group"),
        Entry("Ủy quyền, người thay", reverse("system:delegations"), "user"),
    ]
    waiting = (
        HandoverReceipt.objects.of(at.agency).filter(receiver=user, confirmed_at=None).count()
        if counts
        else None
    )
    found.append(
        Entry("Bàn giao công việc", reverse("system:handovers"), "redirect", waiting, True)
    )
    if at.may("trail.read", at.agency.pk):
        found.append(Entry("Nhật ký", reverse("system:trail"), "history"))
    if at.agencies_where(EDIT_PAGES):
        found.append(Entry("Trang công khai", reverse("site_pages"), "globe"))
    if at.agencies_where("job.manage"):
        failed = visible(user, Job).filter(state=Job.FAILED).count() if counts else None
        found.append(Entry("Việc nền", reverse("system:jobs"), "cogs", failed, True))
    return found
