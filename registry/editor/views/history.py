"""History of a document: issues and draft saves, comparison of any two, going back to one."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.formats import date_format
from django.utils.functional import cached_property
from django.utils.timezone import localtime
from wagtail.admin import messages
from wagtail.models import Revision

from registry import policy
from registry.documents import services
from registry.documents.models import Stage, Version
from registry.editor import drafts
from registry.editor.views.base import DocumentView
from registry.lists.paging import by_key


class HistoryView(DocumentView):
    """All that was issued and all that was saved, newest first."""

    ability = "read_draft"
    template_name = "registry/editor/history.html"
    page_title = "Lịch sử"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        saves = self.document.revisions.select_related("user").order_by("-created_at", "-pk")
        page = by_key(saves, request, 30)
        rows = list(page.object_list)
        versions = list(
            policy.visible(request.user, Version)
            .filter(document=self.document)
            .select_related("issued_by")
            .order_by("-issue_no", "-revision_no")
        )
        return self.render_to_response(
            self.get_context_data(
                page=page,
                saves=self.with_older("r", rows),
                versions=self.with_older("v", versions),
                since_issue=self.url("compare", f"v{versions[0].pk}", "draft")
                if (versions and self.document.stage != Stage.IDLE)
                else "",
                may_edit=self.can("edit") and self.document.stage != Stage.IDLE,
                digest=self.document.draft_digest,
            )
        )

    def with_older(self, letter: str, rows: list[Any]) -> list[tuple[Any, str]]:
        """Pair each row with the address that compares it with the one before it in time."""
        return [
            (row, self.between(letter, rows[place + 1] if place + 1 < len(rows) else None, row))
            for place, row in enumerate(rows)
        ]

    def between(self, letter: str, older: Any, newer: Any) -> str:
        """Return the address that compares two neighbours; "" for the first of all."""
        return self.url("compare", f"{letter}{older.pk}", f"{letter}{newer.pk}") if older else ""


def saved_at(revision: Revision) -> str:
    """Write a save in words: «Bản lưu lúc …»."""
    return f"Bản lưu lúc {date_format(localtime(revision.created_at), 'H:i d/m/Y')}"


class RestoreView(DocumentView):
    """Makes an earlier save the draft again; the present one stays in the history."""

    ability = "edit"
    http_method_names = ["post"]

    @cached_property
    def revision(self) -> Revision:
        """The save to go back to."""
        found = self.document.revisions.filter(pk=self.kwargs["revision"]).first()
        if found is None:
            raise Http404
        return found

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            drafts.save(
                self.user,
                self.document,
                drafts.body_of(self.revision),
                base_digest=request.POST.get("base_digest", ""),
            )
        except services.DocumentError as error:
            messages.error(request, str(error))
            return redirect(self.url("history"))
        messages.success(
            request,
            f"Đã đưa {self.document.called_draft} về bản đã chọn."
            " Bản trước đó vẫn còn trong lịch sử.",
        )
        return redirect(self.url("edit"))
