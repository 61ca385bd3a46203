"""Which of Wagtail's stock addresses are open: an allow-list, all others answer 404.

Whoever may enter the admin reaches pages, choosers, reports and an API that know nothing of
agencies. New ones of a later Wagtail stay shut until somebody opens them here.
"""

from collections.abc import Callable

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import ResolverMatch
from django.utils.cache import add_never_cache_headers

from cms.site.editors import reaches
from registry.organisation.models import User

# Stock addresses that show nothing of anybody else.
OPEN = {
    "wagtailadmin_home",
    "wagtailadmin_account",
    "wagtailadmin_login",
    "wagtailadmin_logout",
    "wagtailadmin_sprite",
    "wagtailadmin_javascript_catalog",
    "wagtailadmin_dismissibles",
}
# Of the pages of the public site, those of the own agency (cms/site/editors.py).
PAGES = {
    f"wagtailadmin_pages:{name}"
    for name in (
        "add", "preview_on_add", "edit", "preview_on_edit", "view_draft", "delete", "unpublish",
        "history", "history_results", "revisions_view", "revisions_revert",
        "revisions_unschedule", "revisions_compare",
    )
} | {"wagtailadmin_editing_sessions:ping"}  # fmt: skip
# The pages of the shell, whose decorator hides where they were written.
OWN = {"workspace", "counts", "tour", "notices", "notices_read", "notice", "appearance"}
# Packages whose views ask registry.policy.
PACKAGES = ("registry.", "rules.", "formbuilder.", "processes.", "search.", "cms.")


class OwnAddressesOnly:
    """Middleware that shuts stock admin addresses to everybody but a superuser."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        answer = self.get_response(request)
        # What is for one person is kept by nobody: a shared machine shows it to the next one.
        if request.path.startswith("/admin/") and not answer.has_header("Cache-Control"):
            add_never_cache_headers(answer)
        return answer

    def process_view(
        self, request: HttpRequest, view: Callable[..., HttpResponse], args: object, kwargs: object
    ) -> None:
        """Raise Http404 for a stock address that is not open."""
        match = request.resolver_match
        if match is None or not request.path.startswith("/admin/"):
            return
        if is_open(match, view) or getattr(request.user, "is_superuser", False):
            return
        editor = request.user if isinstance(request.user, User) else None
        if match.view_name in PAGES and editor is not None and reaches(editor, match.kwargs):
            return
        raise Http404


def is_open(match: ResolverMatch, view: Callable[..., HttpResponse]) -> bool:
    """Tell whether an address of the workspace is ours, or a stock one that was let in."""
    return match.view_name in OPEN | OWN or origin(view).startswith(PACKAGES)


def origin(view: Callable[..., HttpResponse]) -> str:
    """Return the module that wrote a view, looking through decorators and `as_view`."""
    while hasattr(view, "__wrapped__"):
        view = view.__wrapped__
    view_class = getattr(view, "view_class", None)
    return (view_class or view).__module__ + "."
