"""What crawlers are told: where they may read, and every public page with its last change."""

from datetime import datetime

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils.encoding import iri_to_uri
from django.views.decorators.http import require_safe

from cms.site import pages, published
from cms.site.published import absolute
from cms.site.ready import keeping
from cms.site.ready.responses import answer


@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    """Tell crawlers what they may read: the public pages.

    They may not read the workspace, any search, anybody's case.
    """
    lines = [
        "User-agent: *",
        "Disallow: /admin/",
        "Disallow: /thu-tuc/?",
        "Disallow: /theo-doi/",
        "Allow: /",
        "",
        f"Sitemap: {absolute('/sitemap.xml')}",
        "",
    ]
    return HttpResponse("\n".join(lines), content_type="text/plain; charset=utf-8")


@require_safe
def sitemap(request: HttpRequest) -> HttpResponse:
    """List home, the list of procedures, the procedures in force and the published pages."""

    def make() -> tuple[str, datetime | None]:
        directory = keeping.keep("directory", published.directory)
        newest = max((row.starts for row in directory.value), default=None)
        rows: list[tuple[str, datetime | None]] = [("/", newest), ("/thu-tuc/", newest)]
        rows += [(row.path, row.starts) for row in directory.value]
        rows += pages.listed()
        entries = [(iri_to_uri(absolute(path)), changed) for path, changed in rows]
        return render_to_string("cms/site/sitemap.xml", {"rows": entries}), directory.until

    kept = keeping.keep("sitemap", make)
    return answer(request, kept.value, kept, "application/xml; charset=utf-8")
