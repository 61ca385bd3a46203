"""What brings pages into being and notes in the trail what became of them."""

import json
from typing import Any

from django.db import transaction
from wagtail.models import Locale, Page, Site

from cms.site import EDIT_PAGES
from cms.site.pages import GuidePage, HomePage, NewsIndex, NewsPage, agency_of
from registry import policy
from registry.organisation.models import Agency, User
from registry.trail import events
from registry.vietnamese import slug

ESTABLISHED = "site.established"
PUBLISHED = "site.page_published"
UNPUBLISHED = "site.page_unpublished"
DELETED = "site.page_deleted"
LABELS = {
    ESTABLISHED: "Tạo trang công khai của cơ quan",
    PUBLISHED: "Xuất bản trang công khai",
    UNPUBLISHED: "Ngừng xuất bản trang công khai",
    DELETED: "Xóa trang công khai",
}


@transaction.atomic
def front() -> HomePage:
    """Return the front of the installation; make it when there is none."""
    site = Site.objects.filter(is_default_site=True).first()
    found = HomePage.objects.filter(pk=site.root_page_id).first() if site else None
    if found is not None:
        return found
    Locale.objects.get_or_create(language_code="vi")
    top = Page.objects.filter(depth=1).first() or Page.add_root(instance=Page(title="Root"))
    home: HomePage = HomePage.objects.filter(agency=None).first() or top.add_child(
        instance=HomePage(title="Trang chủ", slug=_free(top, "trang-chu"))
    )
    if site is None:
        Site.objects.create(
            hostname="localhost", root_page=home, is_default_site=True, site_name="ISO điện tử"
        )
    else:
        site.root_page = home
        site.save()
    return home


@transaction.atomic
def establish(actor: User | None, agency: Agency) -> HomePage:
    """Make the home page of an agency with an empty list of news; a second call gives the first.

    `actor` None: the product itself (demo). Raises Forbidden.
    """
    if actor is not None and agency.pk not in policy.standing(actor).agencies_where(EDIT_PAGES):
        raise policy.Forbidden("Ông/bà không có quyền tạo trang của cơ quan này.")
    events.lock_streams(f"agency:{agency.uid}")
    found = HomePage.objects.filter(agency=agency).first()
    if found is not None:
        return found
    above = front()
    name = slug(agency.short_name or agency.name)[:60].strip("-") or "co-quan"
    home: HomePage = above.add_child(
        instance=HomePage(
            title=agency.name, slug=_free(above, name), agency=agency, owner=actor, locale=_locale()
        )
    )
    home.add_child(
        instance=NewsIndex(title="Tin tức", slug="tin-tuc", owner=actor, locale=_locale())
    )
    events.append(
        f"agency:{agency.uid}", ESTABLISHED, {"page": home.pk}, actor=actor, agency=agency
    )
    return home


@transaction.atomic
def note(page: Page, what: str, actor: User | None) -> None:
    """Append what became of a page to the stream of its agency; pages of nobody are not noted."""
    agency = agency_of(page)
    if agency is not None:
        data: dict[str, Any] = {"page": page.pk}
        events.append(f"agency:{agency.uid}", what, data, actor=actor, agency=agency)


@transaction.atomic
def write(agency: Agency, kind: str, title: str, lead: str, body: list[dict[str, Any]]) -> Page:
    """Write a published page («news» or «guide») of the product; one of its name is left alone."""
    home = establish(None, agency)
    parent: Page = home if kind == "guide" else NewsIndex.objects.child_of(home).first() or home
    found = parent.get_children().filter(title=title).first()
    if found is not None:
        return found
    model = GuidePage if kind == "guide" else NewsPage
    page = model(title=title, slug=_free(parent, slug(title)[:80]), lead=lead, locale=_locale())
    page.body = page._meta.get_field("body").to_python(json.dumps(body))
    parent.add_child(instance=page)
    return page


def _locale() -> Locale:
    return Locale.objects.get_or_create(language_code="vi")[0]


def _free(parent: Page, name: str) -> str:
    taken = set(parent.get_children().values_list("slug", flat=True))
    return next(one for one in (name, *(f"{name}-{n}" for n in range(2, 999))) if one not in taken)
