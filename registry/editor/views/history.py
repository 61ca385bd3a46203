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
from registry.editor.diff import Change, compare, renamed
from registry.editor.labels import labels
from registry.editor.views.base import DocumentView
from registry.lists.paging import by_key
from registry.readers.row_numbers import number_in


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


class Side:
    """One side of a comparison: a body, what it is called, and code and title where known."""

    def __init__(
        self, name: str, body: dict[str, Any], head: tuple[str, str] | None = None
    ) -> None:
        self.name, self.body, self.head = name, body, head


class CompareView(DocumentView):
    """Two texts of one document, difference by difference, in words."""

    template_name = "registry/editor/compare.html"
    page_title = "So sánh"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        before, after = self.side(kwargs["a"]), self.side(kwargs["b"])
        return self.render_to_response(
            self.get_context_data(
                before=before,
                after=after,
                changes=(
                    (renamed(before.head, after.head) if before.head and after.head else [])
                    + self.changes(before.body, after.body)
                ),
            )
        )

    def changes(self, before: dict[str, Any], after: dict[str, Any]) -> list[Change]:
        """List the differences, with titles in place of uids."""
        kind = self.document.kind_of
        uids = [r.uid for body in (before, after) for r in kind.references_of(body)]
        known = labels(self.user, uids)

        def name(uid: str) -> str:
            found = known.get(uid)
            return f"“{found['title']}”" if found else "tài liệu không đọc được"

        return compare(kind, before, after, name)

    def side(self, token: str) -> Side:
        """Read a side: `draft`, `r<revision>` or `v<version>`.

        Raises Http404 for what the person may not read.
        """
        number = number_in(token[1:])
        if token.startswith("v") and number:
            version = (
                policy.visible(self.request.user, Version)
                .filter(document=self.document, pk=number)
                .first()
            )
            if version:
                head = (version.code, version.title)
                return Side(f"Lần ban hành {version.number}", version.data, head)
        elif self.can("read_draft"):
            if token == "draft":  # noqa: S105 - the name of a side, no secret
                head = (self.document.draft_code, self.document.draft_title)
                return Side("Bản soạn thảo hiện nay", self.document.typed, head)
            if token.startswith("r") and number:
                revision = self.document.revisions.filter(pk=number).first()
                if revision:
                    return Side(saved_at(revision), drafts.body_of(revision))
        raise Http404


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
