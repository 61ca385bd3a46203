"""The side menu: home and the four groups, as this person may use them."""

from django.http import HttpRequest
from wagtail.admin.menu import Menu, MenuItem, SubmenuMenuItem

from cms.shell.groups import groups
from registry.policy import standing
from registry.vietnamese import slug


def menu_of(request: HttpRequest) -> list[MenuItem]:
    """Return the whole menu; counts stay on the home page, so that no page pays for them."""
    at = standing(request.user)
    items: list[MenuItem] = [
        MenuItem("Trang chủ", "/admin/", name="home", icon_name="home", order=0)
    ]
    if at.user is None:
        return items
    for order, group in enumerate(groups(at.user, counts=False), start=1):
        items.append(
            SubmenuMenuItem(
                group.label,
                Menu(
                    items=[
                        MenuItem(
                            entry.label,
                            entry.url,
                            name=slug(entry.label),
                            icon_name=entry.icon,
                            order=position,
                        )
                        for position, entry in enumerate(group.entries)
                    ]
                ),
                name=group.code,
                icon_name=group.icon,
                order=order,
            )
        )
    return items
