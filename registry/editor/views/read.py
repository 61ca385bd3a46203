"""Reading a document: what is in force, its issues, its draft for those who may read it; print."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.functional import cached_property
from wagtail.admin import messages

from registry import policy
from registry.documents import services
from registry.documents.issue.frame import frame_of
from registry.documents.models import Stage, Validity, Version
from registry.documents.standing import words_of
from registry.editor import buttons
from registry.editor.views.base import DocumentView
from registry.editor.views.preview import rendered
from registry.now import now
from registry.readers.row_numbers import number_in


class Readable(DocumentView):
    """Which of a document's texts is shown: `?ban=soan-thao` the draft, `?ban=<id>` a version."""

    @cached_property
    def versions(self) -> list[Version]:
        """The issued versions that the person may read, newest first."""
        return list(
            policy.visible(self.request.user, Version)
            .filter(document=self.document)
            .order_by("-issue_no", "-revision_no")
        )

    @cached_property
    def periods(self) -> dict[int, Validity]:
        """Each version's period of validity."""
        rows = Validity.unscoped.filter(version__in=self.versions).order_by("pk")
        return {row.version_id: row for row in rows}

    @cached_property
    def current(self) -> Version | None:
        """The version in force now."""
        at = now()
        return next(
            (
                version
                for version in self.versions
                if (period := self.periods.get(version.pk))
                and period.starts <= at
                and (period.ends is None or period.ends > at)
            ),
            None,
        )

    @cached_property
    def chosen(self) -> Version | None:
        """The version to show; None for the draft. Http404 where there is nothing to read."""
        wanted = self.request.GET.get("ban", "")
        may_draft = self.can("read_draft") and self.document.stage != Stage.IDLE
        if wanted == "soan-thao" and may_draft:
            return None
        if number := number_in(wanted):
            found = next((v for v in self.versions if v.pk == number), None)
            if found:
                return found
            raise Http404
        if self.current or self.versions:
            return self.current or self.versions[0]
        if may_draft:
            return None
        raise Http404

    @cached_property
    def rendered(self) -> Any:
        """The chosen text as its kind shows it."""
        version = self.chosen
        if version is None:
            return rendered(self.document, self.document.data, reader=self.user)
        return rendered(self.document, version.data, frame=self.frame)

    @property
    def heading(self) -> dict[str, str]:
        """Code and title of the chosen text."""
        if self.chosen:
            return {"code": self.chosen.code, "title": self.chosen.title}
        return {"code": self.document.draft_code, "title": self.document.draft_title}

    @property
    def called(self) -> str:
        return f"{self.heading['code']} {self.heading['title']}".strip()

    @cached_property
    def frame(self) -> dict[str, Any]:
        """Header facts, approval block and change table of the chosen version; {} for the draft."""
        return frame_of(self.chosen) if self.chosen else {}


class InspectView(Readable):
    """The page people read: text, state, issues, and what may be done next."""

    template_name = "registry/editor/inspect.html"

    def get_header_title(self) -> str:
        """Return the document's name alone: reading it is what its page is for."""
        return self.called

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return self.render_to_response(self.get_context_data())

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        text, chosen = self.rendered, self.chosen
        context = super().get_context_data(**kwargs)
        document = self.document
        may_edit = self.can("edit")
        rows = [(version, self.standing_of(version)) for version in self.versions]
        context |= {
            "rendered": text,
            "heading": self.heading,
            "chosen": chosen,
            "frame": self.frame,
            "rows": rows,
            "has_draft": document.stage != Stage.IDLE and self.can("read_draft"),
            "may_edit": may_edit and document.stage != Stage.IDLE,
            "may_begin": may_edit and document.stage == Stage.IDLE,
            "may_read_draft": self.can("read_draft"),
            "may_delete": self.can("delete") and not document.submitted_once,
            "buttons": buttons.buttons_of(self.user, document),
            "sections": buttons.sections_of(self.user, document),
        }
        return context

    def standing_of(self, version: Version) -> str:
        """Say how an issued version stands today, in words."""
        return words_of(
            self.periods.get(version.pk),
            self.periods.values(),
            now(),
            outside=self.document.kind_of.outside,
        )


class PrintView(Readable):
    """The chosen text alone, for paper."""

    template_name = "registry/editor/print.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return self.render_to_response(
            {
                "document": self.document,
                "heading": self.heading,
                "rendered": self.rendered,
                "chosen": self.chosen,
                "frame": self.frame,
                "kind": self.document.kind_of,
            }
        )


class BeginRevisionView(DocumentView):
    """Opens the next draft of an issued document."""

    ability = "edit"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Redirect to the document: an address typed or opened again changes nothing."""
        return redirect(self.url("inspect"))

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            services.begin_revision(self.user, self.document)
        except services.DocumentError as error:
            if self.document.stage in (Stage.DRAFT, Stage.CHANGES_REQUESTED):
                # Begun already, by a first press or from another page: there is the draft.
                return redirect(self.url("edit"))
            messages.error(request, str(error))
            return redirect(self.url("inspect"))
        return redirect(self.url("edit"))
