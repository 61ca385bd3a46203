"""The menu, made once for a person and not for each page: it was an eighth of a page's time."""

from collections import OrderedDict
from collections.abc import Hashable

from django.urls import get_script_prefix

from cms.shell.groups import Group, groups
from registry.now import today
from registry.policy import Standing

# So many people are at work with one process at a time.
_AT_MOST = 500
_kept: OrderedDict[Hashable, list[Group]] = OrderedDict()


def menu_of(at: Standing) -> list[Group]:
    """Return the groups as this person may use them, without counts, which would go stale."""
    if at.user is None:
        return []
    key = _depends_on(at)
    made = _kept.pop(key, None)
    if made is None:
        made = groups(at)
    # The newest is last; another thread may have kept the same meanwhile.
    _kept[key] = made
    while len(_kept) > _AT_MOST:
        _kept.popitem(last=False)
    return made


def _depends_on(at: Standing) -> Hashable:
    """All that a menu is made of: another role, agency or day makes another."""
    return (
        at.user.pk if at.user else None,
        at.user.is_superuser if at.user else False,
        (at.held, tuple((one.pk, one.parent_id) for one in at.agencies)),
        (at.ancestor_ids, today(), get_script_prefix()),
    )
