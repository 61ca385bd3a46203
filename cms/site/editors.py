"""Who edits which pages: site editors, the pages of their own agency and nothing beside them.

Wagtail asks a permission policy; ours reads roles from memberships instead of groups. The addresses
of pages are checked once more before any view of Wagtail runs (`reaches`), so that a view which
forgets to ask shows nothing either.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.models import AnonymousUser
from wagtail.models import GroupPagePermission, Page
from wagtail.permission_policies.pages import PagePermissionPolicy

from cms.site import EDIT_PAGES
from cms.site.pages import HomePage
from registry import policy
from registry.organisation.models import User

_GIVEN = ("add_page", "change_page", "publish_page")


@dataclass(frozen=True)
class _Permission:
    codename: str


@dataclass(frozen=True)
class _Given:
    """One permission on a page and all below it, as Wagtail's own rows have it."""

    page: Page
    permission: _Permission

    @property
    def page_id(self) -> int:
        return int(self.page.pk)


class AgencyPages(PagePermissionPolicy):
    """The right to add, change and publish below the home page of the person's agency."""

    permission_cache_name = "_agency_page_permissions"

    def get_all_permissions_for_user(self, user: Any) -> Any:
        """Return what the person may do, by the home pages of their agencies."""
        if not user.is_active or user.is_anonymous or user.is_superuser:
            return GroupPagePermission.objects.none()
        return [
            _Given(home.page_ptr, _Permission(codename))
            for home in homes(user)
            for codename in _GIVEN
        ]


def homes(user: User | AnonymousUser | None) -> list[HomePage]:
    """Return the home pages of the agencies whose pages the person edits."""
    allowed = policy.standing(user).agencies_where(EDIT_PAGES)
    if not allowed:
        return []
    rows = HomePage.objects.filter(agency_id__in=allowed).select_related("agency", "page_ptr")
    return list(rows.order_by("path"))


def reaches(user: User, kwargs: Mapping[str, Any]) -> bool:
    """Tell whether every page that an address names is one of those the person edits."""
    names = {"page_id", "parent_page_id", "pk"}
    if (kwargs.get("app_label"), kwargs.get("model_name")) == ("wagtailcore", "page"):
        names.add("object_id")
    named = [value for name, value in kwargs.items() if name in names and str(value).isdecimal()]
    # No page has a number that a database can't hold.
    if not named or any(len(str(value)) > 18 for value in named):
        return False
    paths = list(Page.objects.filter(pk__in=named).values_list("path", flat=True))
    own = [home.path for home in homes(user)]
    return len(paths) == len(set(named)) and all(
        any(path.startswith(home) for home in own) for path in paths
    )
