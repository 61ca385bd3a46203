"""Tin tức: the news of every agency of this site, the newest first."""

from datetime import datetime

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from cms.site import pages
from cms.site.agency import head
from cms.site.ready.responses import kept_page

MOST = 100


@require_safe
def all_news(request: HttpRequest) -> HttpResponse:
    """Show the newest news of all agencies; each agency's own list has the older ones."""

    def make() -> tuple[str, datetime | None]:
        context = {"newsletters": pages.news_of_all(MOST), "here": "news"}
        return head.draw("cms/site/news.html", context), None

    return kept_page(request, "news", make)
