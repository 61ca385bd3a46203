"""Documents in force with something wrong in them, for the people who keep them."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from processes.control.upkeep import LABEL, keeps, kept
from registry import kinds
from registry.documents.checks import in_force
from registry.lists.paging import by_number
from registry.policy import standing

PER_PAGE = 30


@require_GET
def troubled(request: HttpRequest) -> HttpResponse:
    """Show every issue in force that would not pass today's checks, with what to mend."""
    at = standing(request.user)
    if not keeps(at):
        raise Http404
    found = [one for agency in at.agencies for one in in_force.troubled(agency, kept(at))]
    page = by_number(found, request, PER_PAGE)
    return render(
        request,
        "control/troubled.html",
        {
            "page": page,
            "rows": [(one, kinds.get(one.version.kind)) for one in page.object_list],
            "several": len(at.agencies) > 1,
            "page_title": LABEL,
        },
    )
