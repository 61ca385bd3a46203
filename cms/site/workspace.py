"""«Trang công khai»: an editor's own pages, and the ways to write new ones."""

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST, require_safe

from cms.models import Picture
from cms.site import EDIT_PAGES, editors, pages, pictures, services
from cms.site.pages import GuidePage, HomePage, NewsIndex, NewsPage
from registry import policy
from registry.organisation.models import Agency, User
from registry.readers.row_numbers import number_in

MOST = 300


@dataclass(frozen=True)
class Line:
    """One page in the overview."""

    page: Any
    sort: str
    depth: int
    state: str
    tone: str
    path: str


@dataclass(frozen=True)
class Section:
    """The pages of one agency."""

    agency: Agency
    home: HomePage | None
    lines: list[Line]
    add_news: str
    add_guide: str


@require_safe
def overview(request: HttpRequest) -> HttpResponse:
    """Show every page of the agencies whose pages the person edits."""
    at = policy.standing(request.user)
    allowed = at.agencies_where(EDIT_PAGES)
    if not allowed:
        raise Http404
    homes = {home.agency_id: home for home in editors.homes(_user(request))}
    sections = [
        _section(agency, homes.get(agency.pk)) for agency in at.agencies if agency.pk in allowed
    ]
    context = {"sections": sections, "page_title": "Trang công khai"}
    return render(request, "cms/site/workspace.html", context)


@require_POST
def establish(request: HttpRequest) -> HttpResponse:
    """Make the home page of an agency that has none yet: the button of the overview."""
    at = policy.standing(request.user)
    wanted = number_in(request.POST.get("co-quan", ""))
    agency = next((one for one in at.agencies if one.pk == wanted), None)
    if agency is None:
        raise Http404
    home = services.establish(_user(request), agency)
    messages.success(request, "Đã tạo trang của cơ quan. Hãy viết lời chào và nội dung.")
    return redirect("wagtailadmin_pages:edit", home.pk)


def to_overview(request: HttpRequest, page_id: int = 0) -> HttpResponse:
    """Lead to our list of pages.

    After saving, Wagtail leads to its own list; ours shows the person's own pages.
    """
    if not isinstance(request.user, User) or not editors.homes(request.user):
        raise Http404
    front = pages.root()
    above = page_id in (0, front.pk if front else 0)
    if not above and not editors.reaches(request.user, {"page_id": page_id}):
        raise Http404
    return redirect("site_pages")


@require_GET
def picture(request: HttpRequest, pk: str, digest: str) -> HttpResponse:
    """Answer with a picture of a public page.

    Its address holds its digest, so it is kept for ever.
    """
    found = Picture.unscoped.filter(pk=pk, sha256__startswith=digest, agency__active=True).first()
    if found is None:
        raise Http404
    return pictures.answer(found.path)


def _section(agency: Agency, home: HomePage | None) -> Section:
    if home is None:
        return Section(agency, None, [], "", "")
    rows = list(home.get_descendants(inclusive=True).specific(defer=True).order_by("path")[:MOST])
    index = next((row for row in rows if isinstance(row, NewsIndex)), None)
    return Section(
        agency,
        home,
        [_line(row, home) for row in rows],
        _add(NewsPage, index) if index else _add(NewsIndex, home),
        _add(GuidePage, home),
    )


def _add(model: Any, parent: Any) -> str:
    where = [model._meta.app_label, model._meta.model_name, parent.pk]
    return reverse("wagtailadmin_pages:add", args=where)


def _line(page: Any, home: HomePage) -> Line:
    if not page.live:
        scheduled = page.approved_schedule
        state, tone = ("Hẹn giờ xuất bản", "info") if scheduled else ("Bản nháp", "done")
    elif page.has_unpublished_changes:
        state, tone = "Đã xuất bản, có sửa đổi chưa xuất bản", "wait"
    else:
        state, tone = "Đã xuất bản", "good"
    path = pages.path_of(page) if page.live else ""
    return Line(page, str(page._meta.verbose_name), page.depth - home.depth, state, tone, path)


def _user(request: HttpRequest) -> User:
    assert isinstance(request.user, User)
    return request.user
