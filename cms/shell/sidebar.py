"""The side bar is made once for a person, not for each page: it was an eighth of a page's time."""

from collections import OrderedDict
from collections.abc import Hashable
from typing import Any

from django.urls import get_script_prefix
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from wagtail.admin.templatetags.wagtailadmin_tags import avatar_url, register
from wagtail.admin.templatetags.wagtailadmin_tags import sidebar_props as make

from registry.now import today
from registry.organisation.models import User
from registry.policy import standing

# One takes about 10 KB; so many people are at work with one process at a time.
_AT_MOST = 500
_kept: OrderedDict[Hashable, SafeString] = OrderedDict()


def install() -> None:
    """Let Wagtail's templates take the side bar from here, under the name of its own tag."""
    register.simple_tag(sidebar_props, takes_context=True)


def sidebar_props(context: Any) -> SafeString:
    """Return what the side bar shows, as JSON for its script; it holds no counts, which would go
    stale."""
    key = _depends_on(context["request"].user)
    made = _kept.pop(key, None) or make(context)
    # The newest is last; another thread may have kept the same meanwhile.
    _kept[key] = made
    while len(_kept) > _AT_MOST:
        _kept.popitem(last=False)
    return made


def _depends_on(user: User) -> Hashable:
    """All that a side bar is made of: another role, agency, name, picture or day makes another."""
    at = standing(user)
    return (
        (user.pk, user.first_name, user.get_username(), avatar_url(user, size=50)),
        (user.is_superuser, at.held, tuple((one.pk, one.parent_id) for one in at.agencies)),
        (at.ancestor_ids, today(), get_language(), get_script_prefix()),
    )
