"""The public site: no account, no script needed, every page from ready answers where it can be."""

from datetime import datetime
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.views.decorators.http import require_safe

from cms.site import pages, published
from cms.site.lists import fields_of
from cms.site.procedure import forms, page
from cms.site.ready import keeping
from cms.site.ready.responses import Elsewhere, kept_page
from formbuilder.printing import form_header, render_blank
from registry.documents import closure
from registry.kinds import get
from registry.now import now
from registry.vietnamese import sort_key

NEWEST = 6


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Show search box, fields, newest procedures; what editors wrote, and their news."""

    def make() -> tuple[str, datetime | None]:
        kept = keeping.keep("directory", published.directory)
        written, changes = pages.front()
        instant = now()
        for row in kept.value:
            if row.starts + published.FRESH > instant:
                changes.append(row.starts + published.FRESH)
        changes += [kept.until] if kept.until else []
        context = {**written, **front_of(kept.value)}
        return render_to_string("cms/site/home.html", context), min(changes, default=None)

    return kept_page(request, "home", make)


def front_of(rows: list[published.Row]) -> dict[str, Any]:
    """Return what the home page says by itself: agencies, fields, newest procedures."""
    instant = now()
    newest = sorted(rows, key=lambda row: (row.starts, row.title), reverse=True)[:NEWEST]
    return {
        "agencies": sorted({row.agency for row in rows}, key=sort_key),
        "fields": fields_of(rows),
        "newest": [(row, row.news(instant)) for row in newest],
        "total": len(rows),
    }


@require_safe
def procedure(request: HttpRequest, last: str, name: str = "") -> HttpResponse:
    """Show one procedure; only the last part of its address must be right."""

    def make() -> tuple[str, datetime | None]:
        found, until = _read(name, last)
        return render_to_string("cms/site/procedure.html", page(found)), until

    return kept_page(request, f"procedure {name}-{last}", make)


@require_safe
def older_issue(request: HttpRequest, last: str, issue: str, name: str = "") -> HttpResponse:
    """Show a version that is no longer in force, marked as such.

    The one in force is shown at its own address, to which this leads.
    """

    def make() -> tuple[str, datetime | None]:
        number = issue.replace("-", "/")
        found, until = _read(name, last, f"lan-ban-hanh/{issue}/", number)
        if found.ended is None:
            raise Elsewhere(found.path)
        return render_to_string("cms/site/procedure.html", page(found)), until

    return kept_page(request, f"issue {name}-{last} {issue}", make)


@require_safe
def blank_form(request: HttpRequest, last: str, form: str, name: str = "") -> HttpResponse:
    """Show a form of a procedure as a sheet to print and fill in by hand."""

    def make() -> tuple[str, datetime | None]:
        found, until = _read(name, last, f"bieu-mau/{form}/")
        if form not in {item["short"] for item in forms(found)}:
            raise Http404
        version = next(
            one.version for one in found.forms if published.short(one.document.uid) == form
        )
        body = get("form").complete(version.data, closure.context(found.document.agency))
        sheet = render_blank(
            body,
            title=version.title,
            header=form_header(found.document.agency.name, version.code),
            part="citizen",
        )
        context = {"sheet": sheet, "form": version, "procedure": found}
        return render_to_string("cms/site/form.html", context), until

    return kept_page(request, f"form {name}-{last} {form}", make)


def _read(
    name: str, last: str, rest: str = "", number: str = ""
) -> tuple[published.Procedure, datetime | None]:
    found, until = published.procedure(name, last, number)
    if found is None:
        raise Http404
    if name != published.name_of(found.title):
        raise Elsewhere(found.path + rest)
    return found, until
