"""The public site: no account, no script needed, every page from ready answers where it can be."""

from datetime import datetime
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from cms.site import pages, published
from cms.site.agency import head, work
from cms.site.lists import fields_of
from cms.site.procedure import forms, page
from cms.site.ready import keeping
from cms.site.ready.responses import Elsewhere, kept_page
from formbuilder.printing import form_header, render_blank
from registry.documents import closure
from registry.kinds import Context, get
from registry.now import now
from registry.organisation.models import Agency
from registry.vietnamese import sort_key

# How many procedures the home page names: the most used ones, and those that are new.
POPULAR, NEWEST = 6, 4


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Show the three doors, what people use most, fields, what was done; what editors wrote."""

    def make() -> tuple[str, datetime | None]:
        kept = keeping.keep("directory", published.directory)
        written, changes = pages.front()
        instant = now()
        for row in kept.value:
            if row.starts + published.FRESH > instant:
                changes.append(row.starts + published.FRESH)
        changes += [kept.until] if kept.until else []
        changes.append(work.next_morning())
        context = {**written, **front_of(kept.value, work.done()), "here": "home"}
        return head.draw("cms/site/home.html", context), min(changes)

    return kept_page(request, "home", make)


def front_of(rows: list[published.Row], done: work.Work) -> dict[str, Any]:
    """Return what the home page says by itself: procedures, fields, agencies, figures."""
    instant = now()
    by_uid = {row.uid: row for row in rows}
    popular = [by_uid[uid] for uid in done.popular if uid in by_uid][:POPULAR]
    if len(popular) < POPULAR // 2:
        # Too few to say that many people do them.
        popular = []
    newest = sorted(rows, key=lambda row: (row.starts, row.title), reverse=True)
    if popular:
        newest = [row for row in newest if row.news(instant) and row not in popular][:NEWEST]
    return {
        "agencies": sorted({row.agency for row in rows}, key=sort_key),
        "fields": fields_of(rows),
        "popular": [(row, row.news(instant)) for row in popular],
        "newest": [(row, row.news(instant)) for row in newest[: NEWEST if popular else POPULAR]],
        "total": len(rows),
        "done": done,
    }


@require_safe
def procedure(request: HttpRequest, last: str, name: str = "") -> HttpResponse:
    """Show one procedure; only the last part of its address must be right."""

    def make() -> tuple[str, datetime | None]:
        found, until = _read(name, last)
        return head.draw(*_page(found)), until

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
        return head.draw(*_page(found)), until

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
        context = {"sheet": sheet, "form": version, "procedure": found, "here": "procedures"}
        return head.draw("cms/site/form.html", context, found.document.agency), until

    return kept_page(request, f"form {name}-{last} {form}", make)


@require_safe
def law(request: HttpRequest, last: str, name: str = "") -> HttpResponse:
    """Show a legal text that everybody may read, and the procedures that are based on it."""

    def make() -> tuple[str, datetime | None]:
        version, until = published.law(name, last)
        if version is None:
            raise Http404
        if name != published.name_of(version.title):
            raise Elsewhere(published.law_path(version.title, version.document.uid))
        kept = keeping.keep("directory", published.directory)
        uid = str(version.document.uid)
        context = {
            "version": version,
            "address": published.absolute(published.law_path(version.title, version.document.uid)),
            # Without the references of its agency: what they name may not be for everybody.
            "sheet": get("legal-text").render(version.data, Context(instant=now())),
            "rows": [(row, "") for row in kept.value if uid in row.cites],
            "here": "procedures",
        }
        changes = [one for one in (until, kept.until) if one is not None]
        return head.draw("cms/site/law.html", context), min(changes, default=None)

    return kept_page(request, f"law {name}-{last}", make)


def _page(found: published.Procedure) -> tuple[str, dict[str, Any], Agency]:
    context = {**page(found), "here": "procedures"}
    return "cms/site/procedure.html", context, found.document.agency


def _read(
    name: str, last: str, rest: str = "", number: str = ""
) -> tuple[published.Procedure, datetime | None]:
    found, until = published.procedure(name, last, number)
    if found is None:
        raise Http404
    if name != published.name_of(found.title):
        raise Elsewhere(found.path + rest)
    return found, until
