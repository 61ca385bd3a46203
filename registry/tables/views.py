"""Keeping ways of looking at lists: the forms of `ui/table.html` are sent here."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from registry.policy import standing
from registry.readers.row_numbers import number_in
from registry.tables import services
from registry.tables.listing import VIEW

# So much of an address `url_has_allowed_host_and_scheme` looks at.
LONGEST = 2048


@require_POST
def saved_views(request: HttpRequest) -> HttpResponse:
    """Do what `do` says, "keep", "columns", "usual", "rename" or "drop", and go back to the
    list."""
    user = standing(request.user).user
    asked, back = request.POST, request.POST.get("back", "")
    # A filter may be longer than what is known to be safe; the list itself is there all the same.
    back = back if len(back) <= LONGEST else back.partition("?")[0]
    here = back.startswith("/") and url_has_allowed_host_and_scheme(back, allowed_hosts=None)
    if user is None or not here:
        raise Http404
    list_code, view = asked.get("list", ""), number_in(asked.get("view", ""))
    path, _, query = back.partition("?")
    columns = asked.getlist("column")
    try:
        match asked.get("do"):
            case "keep":
                kept = services.keep_view(
                    user, list_code, asked.get("name", ""), asked.get("query", ""), columns
                )
                messages.success(request, f"Đã lưu cách xem «{kept.name}».")
                query = _with_view(query, str(kept.pk))
            case "columns":
                services.choose_columns(user, list_code, columns, view)
                messages.success(request, "Đã đổi các cột của danh sách.")
            case "usual":
                services.choose_columns(user, list_code, [], view)
                messages.success(request, "Danh sách có lại các cột thường dùng.")
            case "rename":
                services.rename_view(user, view or 0, asked.get("name", ""))
                messages.success(request, "Đã đổi tên cách xem.")
            case "drop":
                services.drop_view(user, view or 0)
                messages.success(request, "Đã xóa cách xem.")
                query = _with_view(query, "")
            case _:
                raise Http404
    except services.ViewError as error:
        messages.error(request, str(error))
    return HttpResponseRedirect(f"{path}?{query}" if query else path)


def _with_view(query: str, view: str) -> str:
    """An address that looks at this view, or at none, and is otherwise the same."""
    asked = QueryDict(query, mutable=True)
    asked.pop(VIEW, None)
    if view:
        asked[VIEW] = view
    return asked.urlencode()
