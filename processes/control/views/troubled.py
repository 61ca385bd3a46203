"""Documents in force with something wrong in them, for the people who keep them."""

from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from processes.control.upkeep import LABEL, keeps, kept
from registry import kinds
from registry.documents.checks import in_force
from registry.policy import standing
from registry.tables.declared import LETTERS, Cell, Column, Empty, Table
from registry.tables.files import file_of
from registry.tables.listing import Listing
from registry.vietnamese import has_words, sort_key

TABLE = Table(
    code="troubled",
    label=LABEL,
    unit="tài liệu",
    columns=(
        Column(
            "ma", "Mã hiệu", lambda row: row.version.code, "lead",
            by=lambda row: sort_key(row.version.code), ways=LETTERS,
        ),
        Column(
            "ten", "Tài liệu",
            lambda row: Cell(
                row.version.title,
                reverse("documents:inspect", args=[row.version.document_id]),
                (kinds.get(row.version.kind).label,),
            ),
            "what", by=lambda row: sort_key(row.version.title), ways=LETTERS, fixed=True,
        ),
        Column(
            "loai", "Loại", lambda row: kinds.get(row.version.kind).label, file_only=True
        ),
        Column(
            "can-xem", "Điều cần xem lại",
            lambda row: Cell(template="control/_row_troubles.html"), fixed=True,
            value=lambda row: "; ".join(problem.message for problem in row.problems),
        ),
        Column(
            "co-quan", "Cơ quan", lambda row: str(row.version.document.agency), "who",
            hidden=True, in_file=True,
        ),
    ),
    search="mã, tên tài liệu",
    file="tai-lieu-can-xem-lai",
    order="ma",
)  # fmt: skip
ABOUT = (
    "Những điều dưới đây có từ trước: tài liệu vẫn có hiệu lực, không cản việc ban hành tài liệu"
    " khác. Hãy sửa khi soạn lần sửa đổi tới."
)


@require_safe
def troubled(request: HttpRequest) -> HttpResponseBase:
    """Show every issue in force that would not pass today's checks, with what to mend."""
    at = standing(request.user)
    if not keeps(at):
        raise Http404
    found = [one for agency in at.agencies for one in in_force.troubled(agency, kept(at))]
    empty = Empty("Không có tài liệu nào đang có hiệu lực cần xem lại", icon="ok")
    listing = Listing(TABLE, request, empty=empty)
    found = [one for one in found if has_words(one.called, listing.words)]
    file = file_of(listing, found)
    if file is not None:
        return file
    listing.show(found)
    context = {"listing": listing, "page": listing.pages, "about": ABOUT, "page_title": LABEL}
    return render(request, "registry/ui/list_page.html", context)
