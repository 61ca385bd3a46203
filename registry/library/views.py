"""The page of the library, and starring."""

from dataclasses import replace
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST, require_safe

from registry import policy
from registry.documents import rows
from registry.documents.models import Document
from registry.library import services, shelf
from registry.policy import standing
from registry.readers.row_numbers import number_in
from registry.tables.declared import Cell, Column, Empty, Filter, Tab, Table
from registry.tables.files import file_of
from registry.tables.listing import Listing

TAB = "muc"
LONGEST = 2048
STAR = Column(
    "yeu-thich", "Yêu thích", lambda row: Cell(template="registry/library/_star.html"), "act",
    fixed=True,
)  # fmt: skip
HIDDEN = replace(rows.NUMBER, hidden=True)
TABLE = Table(
    code="library",
    label="Thư viện tài liệu",
    unit="tài liệu",
    columns=(rows.CODE, rows.TITLE, rows.STATE, rows.FROM, HIDDEN, rows.KIND, rows.UNIT, STAR),
    filters=(
        Filter("loai", "Loại tài liệu", anything="Mọi loại"),
        Filter("linh-vuc", "Lĩnh vực", anything="Mọi lĩnh vực"),
        Filter("don-vi", "Đơn vị chủ trì", anything="Mọi đơn vị"),
        Filter("quy-trinh", "Quy trình", anything="Mọi quy trình"),
    ),
    search="mã hiệu, tên",
    file="thu-vien-tai-lieu",
    order="ma",
    keeps=(TAB,),
)  # fmt: skip
_EMPTY = {
    "": Empty(
        "Thư viện chưa có tài liệu nào",
        "Tài liệu đứng ở đây từ ngày có hiệu lực.",
    ),
    shelf.NEW: Empty(
        "Trong 30 ngày qua không có tài liệu nào mới", "Tài liệu mới có hiệu lực sẽ đứng ở đây."
    ),
    shelf.STARRED: Empty(
        "Ông/bà chưa đánh dấu tài liệu nào",
        "Bấm «Yêu thích» ở một dòng của thư viện hoặc trên trang đọc để giữ tài liệu ở đây.",
        "Xem thư viện",
        "?",
        "star",
    ),
}


@require_safe
def library(request: HttpRequest) -> HttpResponseBase:
    """Show the tree and the list that it narrows."""
    at = standing(request.user)
    if at.user is None or at.agency is None:
        raise Http404
    held = shelf.shelf_of(at)
    groups = held.groups()
    tab = request.GET.get(TAB, "")
    tab = tab if tab in (shelf.NEW, shelf.STARRED) else ""
    listing = Listing(
        TABLE,
        request,
        choices={one.name: [(b.value, b.label) for b in one.branches] for one in groups},
        tabs=[
            Tab("Tất cả", count=held.total("")),
            Tab("Mới trong tháng", f"{TAB}={shelf.NEW}", held.total(shelf.NEW)),
            Tab("Yêu thích", f"{TAB}={shelf.STARRED}", held.total(shelf.STARRED)),
        ],
        empty=_EMPTY[tab],
    )
    kind, field, unit = (listing.value(name) for name in ("loai", "linh-vuc", "don-vi"))
    asked = listing.value("quy-trinh")
    process = (number_in(asked) or 0) if asked else None
    found = shelf.issued(
        at, words=listing.words, tab=tab, kind=kind, field=field, unit=unit, process=process
    )

    def dress(documents: list[Document]) -> list[Any]:
        return _rows(request, documents)

    file = file_of(listing, found, dress)
    if file is not None:
        return file
    plain = not listing.words and process is None
    total = held.total(tab, kind=kind, field=field, unit=unit) if plain else None
    listing.show(found, dress, total=total)
    return render(
        request,
        "registry/library/library.html",
        {
            "listing": listing,
            "page": listing.pages,
            "tree": [_drawn(group, listing) for group in groups if group.branches],
            "page_title": TABLE.label,
        },
    )


def _drawn(group: shelf.Group, listing: Listing) -> dict[str, Any]:
    """A group of the tree with the addresses of its branches; the chosen one leads back."""
    chosen = listing.value(group.name)
    return {
        "label": group.label,
        "open": bool(chosen) or group.name == "loai",
        "more": group.more,
        "branches": [
            {
                "label": one.label,
                "count": one.count,
                "current": one.value == chosen,
                "url": listing.address(**{group.name: "" if one.value == chosen else one.value}),
            }
            for one in group.branches
        ],
    }


def _rows(request: HttpRequest, documents: list[Document]) -> list[Any]:
    """What the list shows of each document; two queries."""
    at = standing(request.user)
    periods = rows.periods_of(documents)
    stars = services.starred(at.user, documents) if at.user else set()
    back = request.get_full_path()
    found = []
    for document in documents:
        period, running = periods.get(document.pk, (None, False))
        row = rows.Listed(
            document,
            period,
            running,
            draft=document.draft_open,
            url=reverse("documents:inspect", args=[document.pk]),
            code=document.code,
            title=document.title,
        )
        found.append(_Starred(row, document.pk in stars, back))
    return found


class _Starred:
    """A row of the list with its star: what the columns ask of the row, and the star."""

    def __init__(self, row: rows.Listed, starred: bool, back: str) -> None:
        self.row, self.starred, self.back = row, starred, back

    def __getattr__(self, name: str) -> Any:
        return getattr(self.row, name)


@require_POST
def star(request: HttpRequest, pk: int, on: bool) -> HttpResponse:
    """Star a document or take the star away, and go back to where it was pressed."""
    at = standing(request.user)
    document = policy.visible(request.user, Document).filter(pk=pk).first()
    if at.user is None or document is None:
        raise Http404
    try:
        (services.star if on else services.unstar)(at.user, document)
    except services.TooMany as error:
        messages.error(request, str(error))
    else:
        said = "Đã thêm vào" if on else "Đã bỏ khỏi"
        messages.success(request, f"{said} tài liệu yêu thích: {document}.")
    back = request.POST.get("back", "")[:LONGEST]
    if back.startswith("/") and url_has_allowed_host_and_scheme(back, allowed_hosts=None):
        return HttpResponseRedirect(back)
    return redirect("documents:inspect", pk=pk)
