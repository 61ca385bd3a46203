"""Pages that editors write: home pages, news, guides. Wagtail keeps drafts, history and schedule.

The root page is the front of the installation, which nobody edits; every agency may have a home
page below it, and the front shows that of a single agency. Who may edit is decided in
`cms/site/editors.py`.
"""

from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe
from wagtail.admin.forms import WagtailAdminPageForm
from wagtail.admin.panels import FieldPanel, MultiFieldPanel, PublishingPanel
from wagtail.fields import StreamField
from wagtail.models import Page, Site

from cms.site.agency import head
from cms.site.blocks import BodyBlock
from cms.site.ready.responses import kept_page
from registry.editor.fields.whole import WholeForm
from registry.now import now, today
from registry.organisation.models import Agency
from registry.readers.form_fields import DayField, Lines, MomentField
from registry.vietnamese import one_line, slug

NEWS_SHOWN = 5


class PageForm(WholeForm, WagtailAdminPageForm):
    """The editor's form: texts settled, days and hours as people type them, and pictures of the own
    agency. The blocks of the body settle what is in them (`cms.site.blocks.settled`)."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # Wagtail's own chooser of days needs an inline script, which the policy forbids; the
        # browser's shows days in the browser's language.
        for name, kind in (
            ("go_live_at", MomentField),
            ("expire_at", MomentField),
            ("day", DayField),
        ):
            if name in self.fields:
                given = self.fields[name]
                self.fields[name] = kind(
                    label=given.label, required=given.required, help_text=given.help_text
                )
        for name in ("lead", "search_description"):
            if name in self.fields:
                given = self.fields[name]
                self.fields[name] = Lines(
                    label=given.label,
                    required=given.required,
                    help_text=given.help_text,
                    max_length=getattr(given, "max_length", None),
                    widget=given.widget,
                )

    def clean_title(self) -> str:
        """Settle the name that people see: drop what came along unseen when it was pasted."""
        said = one_line(self.cleaned_data["title"])
        if not said:
            raise ValidationError("Chưa nhập tên trang.")
        return said

    def clean_slug(self) -> str:
        """Return an address of plain letters: one with accents breaks when it is copied."""
        typed: str = self.cleaned_data["slug"]
        return slug(typed) or typed

    def clean(self) -> dict[str, Any]:
        """Refuse pictures of another agency: nobody has them in the dialog by right."""
        values: dict[str, Any] = super().clean() or {}
        own = agency_of(self.parent_page if self.instance._state.adding else self.instance)
        for block in values.get("body") or []:
            picture = block.value.get("picture") if block.block_type == "picture" else None
            if picture is not None and (own is None or picture.agency_id != own.pk):
                self.add_error("body", "Có hình không thuộc cơ quan của trang. Hãy chọn lại hình.")
                break
        return values


class SitePage(Page):
    """What all pages share: plain blocks, our own templates and fields."""

    base_form_class = PageForm
    # The entry of the navigation that the page belongs to.
    here = ""
    show_in_menus_default = False
    promote_panels = [
        MultiFieldPanel(
            [
                FieldPanel("slug", heading="Phần cuối của địa chỉ"),
                FieldPanel("search_description", heading="Mô tả ngắn cho máy tìm kiếm"),
            ],
            heading="Địa chỉ và mô tả",
        )
    ]
    settings_panels = [PublishingPanel()]

    class Meta:
        abstract = True

    @property
    def path_on_site(self) -> str:
        """The address where strangers read the page."""
        return path_of(self)

    def serve(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Answer with the page as strangers see it; also what the preview shows."""
        said = self.said()
        return HttpResponse(head.draw(self.template, said, said["agency"]))

    def said(self) -> dict[str, Any]:
        """Return the context of its template."""
        return {
            "page": self,
            "agency": agency_of(self),
            "trail": trail_of(self),
            "here": self.here,
        }


class HomePage(SitePage):
    """The front of the installation, or the home page of one agency."""

    agency = models.ForeignKey(
        Agency, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="Cơ quan"
    )
    lead = models.TextField("Lời chào", blank=True, max_length=600)
    body = StreamField(BodyBlock(), blank=True, verbose_name="Nội dung")

    content_panels = [*Page.content_panels, FieldPanel("lead"), FieldPanel("body")]
    parent_page_types = ["wagtailcore.Page", "cms.HomePage"]
    subpage_types = ["cms.HomePage", "cms.NewsIndex", "cms.GuidePage"]
    template = "cms/site/agency_home.html"

    class Meta:
        verbose_name = "Trang chủ"
        constraints = [models.UniqueConstraint(fields=["agency"], name="home_page_once_for_agency")]

    @classmethod
    def can_create_at(cls, parent: Page) -> bool:
        """Refuse making one by hand: an agency gets its home page with one button."""
        return False

    def said(self) -> dict[str, Any]:
        """Return the context with the news and guides below the page."""
        return {
            **super().said(),
            "newsletters": news_below(self)[:NEWS_SHOWN],
            "sections": links(self.get_children().live().order_by("path")),
        }


class NewsIndex(SitePage):
    """Tin tức: the list of an agency's news."""

    lead = models.TextField("Giới thiệu", blank=True, max_length=600)
    content_panels = [*Page.content_panels, FieldPanel("lead")]
    parent_page_types = ["cms.HomePage"]
    subpage_types = ["cms.NewsPage"]
    here = "news"
    template = "cms/site/news_index.html"

    class Meta:
        verbose_name = "Danh sách tin"

    def said(self) -> dict[str, Any]:
        """Return the context with its news, newest first."""
        return {**super().said(), "newsletters": news_below(self)[:100]}


class NewsPage(SitePage):
    """One piece of news."""

    day = models.DateField("Ngày của tin", default=today)
    lead = models.TextField("Tóm tắt", max_length=600)
    body = StreamField(BodyBlock(), blank=True, verbose_name="Nội dung")
    content_panels = [
        *Page.content_panels,
        FieldPanel("day"),
        FieldPanel("lead"),
        FieldPanel("body"),
    ]
    parent_page_types = ["cms.NewsIndex"]
    subpage_types: list[str] = []
    here = "news"
    template = "cms/site/news_page.html"

    class Meta:
        verbose_name = "Tin"


class GuidePage(SitePage):
    """A page that explains something and stays: opening hours, how to hand in papers."""

    lead = models.TextField("Tóm tắt", blank=True, max_length=600)
    body = StreamField(BodyBlock(), blank=True, verbose_name="Nội dung")
    content_panels = [*Page.content_panels, FieldPanel("lead"), FieldPanel("body")]
    parent_page_types = ["cms.HomePage"]
    subpage_types: list[str] = []
    template = "cms/site/guide_page.html"

    class Meta:
        verbose_name = "Trang hướng dẫn"


def root() -> HomePage | None:
    """Return the front of the installation, if there is one."""
    site = Site.objects.filter(is_default_site=True).select_related("root_page").first()
    return HomePage.objects.filter(pk=site.root_page_id).first() if site else None


def path_of(page: Page) -> str:
    """Return the address below the front: `/tin-tuc/lam-viec-sang-thu-bay/`."""
    # «/home/tin-tuc/…/»: the first part is the front's own.
    return "/" + page.url_path.strip("/").partition("/")[2].strip("/") + "/"


def agency_of(page: Page | None) -> Agency | None:
    """Return the agency whose page it is: that of the nearest home page, itself or above."""
    if page is None:
        return None
    above = [page.path[:end] for end in range(len(page.path), 0, -Page.steplen)]
    homes = HomePage.objects.filter(path__in=above).select_related("agency")
    nearest = max(homes, key=lambda home: home.depth, default=None)
    return nearest.agency if nearest else None


def trail_of(page: Page) -> list[dict[str, str]]:
    """Return the pages above the page, without it and without the root of the tree."""
    return links(page.get_ancestors().filter(depth__gt=1))


def links(pages: Any) -> list[dict[str, str]]:
    """Return title and address of pages."""
    return [{"title": page.title, "path": path_of(page)} for page in pages]


def news_below(page: Page) -> Any:
    """Return the published news below a page, newest first."""
    return (
        NewsPage.objects.live().descendant_of(page).order_by("-day", "-first_published_at", "-pk")
    )


def front() -> tuple[dict[str, Any], list[datetime]]:
    """Return what editors wrote for the address `/`, and when that changes by itself."""
    top = root()
    if top is None:
        return {"address": "/"}, []
    homes = homes_below(top)
    # A single agency has the front itself; several are led to.
    home = homes[0] if len(homes) == 1 else top
    return {
        "written": home,
        "body": home.body,
        "address": "/",
        "newsletters": _told(news_below(home)[:NEWS_SHOWN], homes),
        "sections": links(homes) if home is top else guides(home),
    }, []


def guides(home: HomePage) -> list[dict[str, str]]:
    """Return what is below a home page and is no news, which the site leads to everywhere."""
    return links(home.get_children().live().not_type(NewsIndex).order_by("path"))


def news_of_all(most: int) -> list[dict[str, Any]]:
    """Return the newest news of all agencies, each with the name of its agency."""
    top = root()
    if top is None:
        return []
    homes = homes_below(top)
    return _told(news_below(top)[:most], homes)


def homes_below(top: HomePage) -> list[HomePage]:
    """Return the published home pages of the agencies that are active."""
    found = HomePage.objects.live().child_of(top).select_related("agency").order_by("path")
    return [home for home in found if working(home)]


def _told(news: Any, homes: list[HomePage]) -> list[dict[str, Any]]:
    """News of agencies that work; named by their agency where there are several."""
    told = []
    for one in news:
        home = next((home for home in homes if one.path.startswith(home.path)), None)
        if home is not None:
            several = len(homes) > 1
            told.append(
                {
                    "title": one.title,
                    "path": path_of(one),
                    "day": one.day,
                    "lead": one.lead,
                    "agency": str(home.agency) if several else "",
                }
            )
    return told


def working(home: HomePage) -> bool:
    """Tell whether a home page has an agency that is active."""
    return home.agency is not None and home.agency.active


@require_safe
def show(request: HttpRequest, path: str) -> HttpResponse:
    """Show a published page at its address; 404 for drafts and everything else."""

    def make() -> tuple[str, datetime | None]:
        page = published(path)
        if page is None:
            raise Http404
        response = page.serve(request)
        return response.content.decode(), None

    return kept_page(request, f"page {path}", make)


def published(path: str) -> Any:
    """Return the page at `tin-tuc/…/`, None where it is not to be read.

    It is when it and every page above it is published and its agency, if it has one, is active.
    """
    home = root()
    if home is None:
        return None
    found = Page.objects.filter(url_path=f"{home.url_path}{path}").first()
    if found is None:
        return None
    above = [found.path[:end] for end in range(Page.steplen, len(found.path) + 1, Page.steplen)]
    hidden = Page.objects.filter(path__in=above, depth__gt=1, live=False).exists()
    own = agency_of(found)
    if hidden or (own is not None and not own.active):
        return None
    page = found.specific
    return page if isinstance(page, SitePage) else None


def listed() -> list[tuple[str, datetime]]:
    """Return (address, last change) of every published page below the front, for the site map."""
    home = root()
    if home is None:
        return []
    pages = Page.objects.live().descendant_of(home).order_by("path")
    hidden = [one.path for one in Page.objects.descendant_of(home).filter(live=False)]
    return [
        (path_of(page), page.last_published_at or now())
        for page in pages
        if not any(page.path.startswith(path) for path in hidden)
    ]
