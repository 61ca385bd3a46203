"""The four groups of the product: what stands in each, for whom, and how much waits there."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from django.urls import reverse

from cms.shell.numbers import Numbers, mends
from cms.site import EDIT_PAGES
from processes import policies, worklists
from processes.control import lists as document_lists
from processes.control import upkeep
from registry.checks import leads_somewhere
from registry.distribution.policies import KEEP
from registry.editor.views import master
from registry.kinds import all_kinds
from registry.organisation.models import Agency, User
from registry.organisation.roles import role_labels
from registry.periodic.policies import looks_after
from registry.policy import Held, Standing
from registry.register import Register


@dataclass(frozen=True)
class Entry:
    """One list or page; `waiting` marks lists whose count calls for action, `late` the late ones.

    `make` marks what begins something new: it stands in «Tạo mới», not in the menu. `over` marks
    lists of what is done with: the menu has no number beside them. Entries of one `part` stand
    together under its heading.
    """

    label: str
    url: str
    icon: str = "doc"
    count: int | None = None
    waiting: bool = False
    late: bool = False
    make: bool = False
    over: bool = False
    part: str = ""


@dataclass(frozen=True)
class Group:
    """One of the four groups of the home page; `below` are the addresses of its pages."""

    code: str
    label: str
    icon: str
    entries: list[Entry] = field(default_factory=list)
    below: tuple[str, ...] = ()


@dataclass(frozen=True)
class GroupPart:
    """Entries of one of the four groups, for somebody; with numbers, or without a query."""

    group: str
    entries: Callable[[Standing, Numbers | None], list[Entry]]


_QUALITY = (
    "/admin/tai-lieu/", "/admin/trinh-ban-hanh/", "/admin/danh-sach/", "/admin/ap-dung/",
    "/admin/soat-xet/", "/admin/muc-tieu/", "/admin/nam-moi/", "/admin/nhap-tai-lieu/",
    "/admin/phan-phoi/", "/admin/de-xuat/", "/admin/yeu-cau-sua-doi/", "/admin/huy-bo/",
    "/admin/ban-moi/",
)  # fmt: skip
LABELS: dict[str, tuple[str, str, tuple[str, ...]]] = {
    "quality": ("Quản lý hệ thống chất lượng", "quality", _QUALITY),
    "work": ("Giải quyết công việc", "tasks", ("/admin/ho-so/", "/admin/cong-viec/")),
    "library": (
        "Khai thác thông tin",
        "search",
        (
            "/admin/thu-vien/",
            "/admin/tra-cuu/",
            "/admin/danh-muc/",
            "/admin/can-doc/",
            "/admin/ban-in/",
        ),
    ),
    "system": ("Quản trị hệ thống", "gear", ("/admin/", "/tai-khoan/")),
}


PARTS: Register[GroupPart] = Register("menu", "Mục trong trình đơn")


@PARTS.promise
def _lead_somewhere() -> Iterator[str]:
    """What each role alone, and whoever holds all of them, would see leads to a page."""
    here, above = Agency(pk=1, name="a", code="A"), frozenset({2})
    held = [Held(1, 1, role) for role in role_labels()]
    people = [Standing(User(pk=1), roles, (here,), above) for roles in (*zip(held), tuple(held))]
    for name, part in PARTS.items():
        if part.group not in LABELS:
            yield f"«{name}» ở nhóm «{part.group}» không có."
        found = {entry.url: entry for at in people for entry in part.entries(at, None)}
        for url, entry in found.items():
            if not leads_somewhere(url):
                yield f"«{entry.label}» dẫn đến {url}, không có trang này."


def groups(at: Standing, numbers: Numbers | None = None) -> list[Group]:
    """Return the groups as this person sees them; a group with nothing in it is not shown.

    Without `numbers` (the menu of every page) nothing is counted, and no query is made.
    """
    made = []
    for code, (label, icon, below) in LABELS.items():
        parts = [part for part in PARTS if part.group == code]
        entries = [entry for part in parts for entry in part.entries(at, numbers)]
        if entries:
            made.append(Group(code, label, icon, entries, below))
    return made


def _quality(at: Standing, numbers: Numbers | None) -> list[Entry]:
    found = []
    if at.agency and at.may("document.create", at.agency.pk, own=True):
        found.append(Entry("Thêm mới tài liệu", reverse("documents:add"), "doc", make=True))
    # Without numbers a list is there by role alone.
    known = numbers.documents if numbers else None
    lists = [
        one
        for one in document_lists.LISTS
        if (one.shown(at) if known is None else one.code in known)
    ]
    found += [
        Entry(
            one.label,
            reverse("control:list", args=(one.code,)),
            "doc",
            None if known is None else known[one.code],
            one.waiting,
            over=one.over,
            part=one.part,
        )
        for one in lists
    ]
    if looks_after(at):
        due = numbers.reviews_due if numbers else None
        found.append(
            Entry("Đến hạn soát xét", reverse("library:dues"), "clock", due, True, part=YEARLY)
        )
    if upkeep.keeps(at):
        found.append(Entry(upkeep.LABEL, reverse("control:troubled"), "late", part=YEARLY))
    if at.ancestor_ids and _adopts(at):
        found.append(Entry(ADOPTED, reverse("adoption:overview"), "doc", part=YEARLY))
    if at.agencies_where("feedback.read") or at.units_where("feedback.read"):
        found.append(Entry("Đánh giá của người dân", reverse("feedback_list"), "star", part=YEARLY))
    if at.agencies:
        found.append(
            Entry("Mục tiêu chất lượng", reverse("yearly:objectives"), "chart", part=YEARLY)
        )
    if at.agency and at.agency.pk in at.agencies_where("document.create"):
        found.append(Entry("Lập tài liệu năm mới", reverse("yearly:new_year"), "copy", part=YEARLY))
    return found


ADOPTED = "Quy trình áp dụng của cấp trên"
# Headings within a group, where it has many entries.
YEARLY, READING = "Theo dõi, định kỳ", "Tìm, đọc"
MASTER_LISTS, BY_KIND = "Danh mục", "Theo loại tài liệu"


def _adopts(at: Standing) -> bool:
    """Whether adopting is the person's work; others find what is adopted in the library."""
    return bool(at.agencies_where("document.adopt") or at.agencies_where("document.adopt_confirm"))


def _work(at: Standing, numbers: Numbers | None) -> list[Entry]:
    if not any(policies.may_open(at, agency) for agency in at.agencies):
        return []
    found = [Entry("Tạo mới hồ sơ công việc", reverse("case_new"), "case", make=True)]
    found += [
        Entry(
            one.label,
            reverse("work_list", args=(one.code,)),
            "tasks",
            numbers.tasks[one.code] if numbers else None,
            one.waits,
            one.warns,
            over=one.ended,
        )
        for one in worklists.LISTS
    ]
    return [*found, Entry("Hồ sơ công việc", reverse("case_list"), "case")]


def _library(at: Standing, numbers: Numbers | None) -> list[Entry]:
    adopted = [Entry(ADOPTED, reverse("adoption:overview"), "doc", part=MASTER_LISTS)]
    unread = numbers.to_read if numbers else None
    return [
        Entry("Cần đọc", reverse("distribution:to_read"), "eye", unread, True, part=READING),
        *(
            [Entry("Thư viện tài liệu", reverse("library:library"), "doc", part=READING)]
            if at.agencies
            else []
        ),
        Entry("Tra cứu", "/admin/tra-cuu/", "search", part=READING),
        *(
            Entry(
                one.label, reverse("documents:master", args=(one.code,)), "doc", part=MASTER_LISTS
            )
            for one in master.LISTS.values()
        ),
        *(adopted if at.ancestor_ids and not _adopts(at) else []),
        *([_copies(numbers)] if at.agencies_where(KEEP) else []),
        *(
            Entry(
                kind.label_plural,
                f"{reverse('documents:list')}?kind={kind.code}",
                kind.picture,
                part=BY_KIND,
            )
            for kind in all_kinds()
        ),
    ]


def _copies(numbers: Numbers | None) -> Entry:
    recall = numbers.to_recall if numbers else None
    return Entry(
        "Bản in có kiểm soát",
        reverse("distribution:copies"),
        "print",
        recall,
        True,
        part=MASTER_LISTS,
    )


def _own_account(at: Standing, numbers: Numbers | None) -> list[Entry]:
    return [Entry("Tài khoản của tôi", reverse("account_overview"), "person")]


def _system(at: Standing, numbers: Numbers | None) -> list[Entry]:
    if at.agency is None:
        return []
    found = [
        Entry("Tổ chức, phân công", reverse("system:organisation"), "people"),
        *(
            [Entry("Tên, biểu trưng, màu sắc", reverse("system:identity"), "agency")]
            if at.agencies_where("organisation.manage")
            else []
        ),
        Entry("Ủy quyền, người thay", reverse("system:delegations"), "person"),
    ]
    waiting = numbers.handovers if numbers else None
    found.append(Entry("Bàn giao công việc", reverse("system:handovers"), "send", waiting, True))
    if at.may("trail.read", at.agency.pk):
        found.append(Entry("Nhật ký", reverse("system:trail"), "clock"))
    if at.agencies_where(EDIT_PAGES):
        found.append(Entry("Trang công khai", reverse("site_pages"), "home"))
    if mends(at):
        failed = numbers.failed_jobs if numbers else None
        found.append(Entry("Việc nền", reverse("system:jobs"), "gear", failed, True))
    return found


for _name, _part in {
    "quality": GroupPart("quality", _quality),
    "work": GroupPart("work", _work),
    "library": GroupPart("library", _library),
    "account": GroupPart("system", _own_account),
    "system": GroupPart("system", _system),
}.items():
    PARTS.add(_name, _part)
