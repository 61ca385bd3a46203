"""What stands around every page of the workspace: menu, way back, what can be made, who is here."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from django.http import HttpRequest
from django.urls import reverse

from cms.shell.groups import Entry, Group
from cms.shell.menu import menu_of
from registry.notices.models import Notice
from registry.notices.services import unread
from registry.organisation.models import Agency, User
from registry.organisation.roles import role_labels
from registry.policy import Standing, standing
from registry.vietnamese import initials as initials

# So many notices are told in the bar; the page of notices has the others.
TOLD = 9


@dataclass(frozen=True)
class Crumb:
    """One step of the way from home to this page; without an address where it is no page."""

    label: str
    url: str = ""


@dataclass(frozen=True)
class Frame:
    """The frame of one page for one person."""

    groups: list[Group]
    # The entry that this page belongs to, and its group.
    entry: Entry | None
    group: Group | None
    crumbs: list[Crumb]
    makes: list[Entry]
    agency: Agency | None
    person: User
    initials: str
    duty: str
    notices: list[Notice]

    @property
    def told(self) -> str:
        """How many notices are unread, as the bell says it."""
        return f"{TOLD}+" if len(self.notices) > TOLD else str(len(self.notices) or "")


def frame_of(
    request: HttpRequest, title: str = "", steps: Sequence[dict[str, Any]] = ()
) -> Frame | None:
    """Return the frame of the page that answers this request; None where nobody signed in.

    `steps` is what Wagtail's views call `breadcrumbs_items`: addresses and labels, home first and
    this page last.
    """
    at = standing(request.user)
    if at.user is None:
        return None
    shown = menu_of(at)
    entry = entry_at(request, shown)
    group = _group_at(request.path, shown, entry)
    return Frame(
        groups=[_without_makes(one) for one in shown],
        entry=entry,
        group=group,
        crumbs=_way(request, title, steps, entry, group),
        makes=[one for part in shown for one in part.entries if one.make],
        agency=at.agency,
        person=at.user,
        initials=initials(at.user.get_full_name()),
        duty=_duty(at),
        notices=unread(at, TOLD + 1),
    )


def entry_at(request: HttpRequest, shown: Sequence[Group]) -> Entry | None:
    """Return the entry of the menu that an address lies at or below, the longest one."""
    asked = dict(request.GET.items())
    found: tuple[int, Entry] | None = None
    for entry in (one for group in shown for one in group.entries):
        address = urlsplit(entry.url)
        wanted = dict(parse_qsl(address.query))
        here = request.path == address.path or (
            not wanted and address.path != "/" and request.path.startswith(address.path)
        )
        if not here or any(asked.get(name) != value for name, value in wanted.items()):
            continue
        weight = len(address.path) + 100 * len(wanted)
        if found is None or weight > found[0]:
            found = weight, entry
    return found[1] if found else None


def _group_at(path: str, shown: Sequence[Group], entry: Entry | None) -> Group | None:
    if path == reverse("workspace") or path.startswith(reverse("notices")):
        return None
    for group in shown:
        if entry in group.entries:
            return group
    return next((group for group in shown if path.startswith(group.below)), None)


def _without_makes(group: Group) -> Group:
    """What is made stands in the bar above; the menu has what one looks at."""
    return Group(
        group.code,
        group.label,
        group.icon,
        [one for one in group.entries if not one.make],
        group.below,
    )


def _way(
    request: HttpRequest,
    title: str,
    steps: Sequence[dict[str, Any]],
    entry: Entry | None,
    group: Group | None,
) -> list[Crumb]:
    home = Crumb("Trang chủ", reverse("workspace"))
    if request.path == home.url:
        return [Crumb(home.label)]
    way = [home]
    if group:
        way.append(Crumb(group.label, f"{home.url}#nhom-{group.code}"))
    if entry and entry.label != title:
        way.append(Crumb(entry.label, entry.url))
    known = {crumb.label for crumb in way}
    way += [
        Crumb(str(step["label"]), str(step.get("url") or ""))
        for step in steps[1:-1]
        if str(step["label"]) not in known
    ]
    if title:
        way.append(Crumb(title))
    return way


def _duty(at: Standing) -> str:
    """The position as it is printed, or the first role."""
    if at.agency is None:
        return ""
    labels = role_labels()
    roles = [labels.get(held.role, "") for held in at.held if held.agency_id == at.agency.pk]
    return at.position(at.agency.pk) or next(filter(None, roles), "")
