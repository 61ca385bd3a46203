"""The four groups of the product: what stands in each, for whom, and how much waits there."""

from collections.abc import Callable
from dataclasses import dataclass, field

from registry.kinds import all_kinds
from registry.organisation.models import User
from registry.policy import Standing, standing


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


@provide("library")
def _library(user: User, counts: bool) -> list[Entry]:
    return [
        Entry("Tra cứu", "/admin/tra-cuu/", "search"),
        Entry("Tài liệu đã ban hành", "/admin/tai-lieu/?list=issued", "folder-open-inverse"),
    ] + [
        Entry(kind.label_plural, f"/admin/tai-lieu/?kind={kind.code}", kind.icon)
        for kind in all_kinds()
    ]


def drafts_allowed(at: Standing) -> bool:
    """Whether the person writes documents in the agency they work in."""
    return at.agency is not None and at.may("document.create", at.agency.pk, own=True)


__all__ = ["Entry", "Group", "drafts_allowed", "groups", "provide", "standing"]
