"""Editing a document's draft: tabs, problems at their places, autosave, stale saves refused."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import redirect
from django.template.loader import render_to_string
from django.utils.functional import cached_property
from wagtail.admin import messages
from wagtail.models import Revision

from registry import canonical
from registry.administration import directory
from registry.documents import closure, services, unfit
from registry.documents.models import Document, Stage
from registry.documents.starts.offers import origin_of
from registry.documents.texts.services import is_wordless
from registry.editor import buttons, drafts
from registry.editor.diff import compare
from registry.editor.fields import leaves
from registry.editor.forms import DocumentForm
from registry.editor.labels import labels_of
from registry.editor.problems import HEAD_TAB, Shown, Tab, shown, tabs_of
from registry.editor.views.base import DocumentView
from registry.kinds.shapes import UNITS
from registry.now import local, today
from registry.presence import services as presence
from registry.readers.row_numbers import number_in

FIRST = "Soạn lần đầu"


class EditView(DocumentView):
    """One page for all kinds; what it shows follows from the kind's schema."""

    template_name = "registry/editor/edit.html"
    page_title = "Soạn thảo"
    conflict: dict[str, Any] | None = None
    form: DocumentForm

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if self.can("edit") and self.document.stage != Stage.IDLE:
            return super().dispatch(request, *args, **kwargs)
        why = "Ông/bà không có quyền soạn thảo tài liệu này."
        if self.document.in_review and self.can("read_draft"):
            why = "Tài liệu đang được rà soát nên không sửa được. Bản trình vẫn đọc được ở đây."
        elif self.can("edit"):
            why = "Tài liệu chưa có bản soạn thảo. Bấm “Soạn lần sửa đổi mới” để bắt đầu."
        if self.wants_json:
            return self.refusal("locked", f"{why} Nội dung vừa nhập chưa được lưu.")
        messages.warning(request, why)
        return redirect(self.url("inspect"))

    @property
    def wants_json(self) -> bool:
        """Whether the page's autosave asks, not the person."""
        return not self.request.accepts("text/html")

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        self.form = DocumentForm(document=self.document, user=self.user)
        return self.page()

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        self.form = form = DocumentForm(request.POST, document=self.document, user=self.user)
        form.is_valid()
        data = form.cleaned_data
        try:
            self.document, revision = drafts.save(
                self.user,
                self.document,
                form.typed,
                base_digest=request.POST.get("accept_digest") or data.get("base_digest", ""),
                autosave=self.wants_json and not request.POST.get("how"),
                overwrite=self.sitting,
                title=data["title"],
                code=data["code"],
                owner_unit=data["owner_unit"],
                confidentiality=data["confidentiality"],
                shared=data["shared"],
                head=form.head,
            )
        except services.StaleDraft as error:
            if kept := self.already_kept():
                return self.saved_json(kept)
            return self.stale(str(error))
        except services.DocumentError as error:
            form.add_error(None, str(error))
            return self.invalid()
        if not self.wants_json or request.POST.get("how") == "button":
            left = [problem for problem in self.problems if problem.severity == "error"]
            messages.success(
                request,
                f"Đã lưu bản soạn thảo {self.document.called_draft}."
                + (f" Còn {len(left)} điều phải sửa trước khi trình." if left else ""),
            )
        return self.saved_json(revision) if self.wants_json else redirect(self.here)

    @cached_property
    def sitting(self) -> Revision | None:
        """The row of history that this page's autosaves keep rewriting."""
        number = number_in(self.request.POST.get("overwrite_revision_id", ""))
        return self.document.revisions.filter(pk=number).first() if number else None

    @cached_property
    def tabs(self) -> list[Tab]:
        """The tabs of the page, each with how much is wrong on it."""
        return tabs_of(self.document.kind_of, self.problems)

    @property
    def tab(self) -> str:
        """The tab that is open: the one named by the form or the address, else the first."""
        asked = self.request.POST.get("phan") or self.request.GET.get("phan", "")
        slugs = [HEAD_TAB, *(panel.slug for panel in self.form.panels)]
        return asked if asked in slugs else HEAD_TAB

    @property
    def here(self) -> str:
        """The address of this page with the tab that is open."""
        return f"{self.url('edit')}?phan={self.tab}"

    def saved_json(self, revision: Revision) -> HttpResponse:
        """Answer the autosave with the new base and the parts of the page that changed."""
        return JsonResponse(
            {
                "success": True,
                "pk": self.document.pk,
                "revision_id": revision.pk,
                "revision_created_at": revision.created_at.isoformat(),
                "field_updates": {"base_digest": self.document.draft_digest},
                "html": render_to_string(
                    "registry/editor/partials.html", self.problem_context(), request=self.request
                ),
            }
        )

    def refusal(self, code: str, message: str) -> HttpResponse:
        """Refuse an autosave; the page says why and keeps what was typed."""
        told = [item.told() for item in self.problems] if hasattr(self, "form") else []
        return JsonResponse(
            {"success": False, "error_code": code, "error_message": message, "problems": told},
            status=400,
        )

    def invalid(self) -> HttpResponse:
        """Answer that the service refused; what was typed stays on the page."""
        told = [message for found in self.form.errors.values() for message in found]
        if self.wants_json:
            return self.refusal("validation_error", f"Chưa lưu được. {told[0]}")
        messages.error(self.request, "Chưa lưu được. Nội dung ông/bà nhập vẫn còn trên trang.")
        return self.page()

    def already_kept(self) -> Revision | None:
        """Find the save that this one repeats, when its answer got lost on the way to the page."""
        current = Document.unscoped.select_related("latest_revision").get(pk=self.document.pk)
        last, form = current.latest_revision, self.form
        mine = unfit.digest_of(canonical.dumps(form.body), unfit.dumps(form.fitted, form.head))
        if not self.wants_json or current.draft_digest != mine:
            return None
        self.document = current
        return last if last and last.user_id == self.user.pk else None

    def stale(self, message: str) -> HttpResponse:
        """Refuse a save when somebody saved since this page was opened.

        What was typed is kept, and what they did is shown.
        """
        if self.wants_json:
            return self.refusal("invalid_revision", message)
        current = Document.unscoped.select_related("latest_revision__user").get(pk=self.document.pk)
        base = drafts.with_digest(current, self.form.cleaned_data.get("base_digest", ""))
        kind = current.kind_of
        context = closure.context(current.agency, reader=self.user)
        self.conflict = {
            "message": message,
            "digest": current.draft_digest,
            "by": current.latest_revision and current.latest_revision.user,
            "own": bool(current.latest_revision and current.latest_revision.user == self.user),
            "at": current.updated_at,
            "theirs": compare(kind, drafts.body_of(base), current.typed, context=context)
            if base
            else None,
            "mine": compare(kind, current.typed, self.form.typed, context=context),
        }
        return self.page()

    @cached_property
    def problems(self) -> list[Shown]:
        """What is wrong with what the page shows."""
        kind = self.document.kind_of
        code = str(self.form["code"].value() or "")
        meaning = services.problems_of_draft(
            self.document, self.form.body, code=code, reader=self.user
        )
        found = [*unfit.in_head(self.form.head), *self.form.fitted.with_meaning(meaning)]
        return shown(kind, self.form.typed, found)

    def problem_context(self) -> dict[str, Any]:
        """Collect what the list of problems shows."""
        return {
            "problems": self.problems,
            "errors": [item for item in self.problems if item.severity == "error"],
            "warnings": [item for item in self.problems if item.severity != "error"],
            "told": [item.told() for item in self.problems],
            "kept_as_typed": bool(self.form.fitted.problems or self.form.head),
            "document": self.document,
        }

    def choices(self) -> dict[str, list[tuple[str, str]]]:
        """Return the lists of the directory that this kind's fields choose from, by their names."""
        if UNITS not in self.document.kind_of.lists:
            return {}
        units = directory.units_of(self.document.agency, today())
        return {UNITS: [(code, f"{name} ({code})") for code, name in units.items()]}

    def page(self) -> HttpResponse:
        """Answer with the edit page and the form as it stands; the person has it open from now."""
        came = presence.come(self.user, self.document)
        return self.render_to_response(self.get_context_data(came=came))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        document = self.document
        offered = [one for one in buttons.buttons_of(self.user, document) if not one.reading]
        main = next((button for button in offered if button.main), None)
        stage, tone = self.stage()
        context |= self.problem_context()
        context |= {
            "form": self.form,
            # The menu is a rail here: the work needs the width.
            "media": self.form.media,
            "action_url": self.url("edit"),
            "preview_url": self.url("preview"),
            "modes": document.kind_of.preview_modes,
            "stage": stage,
            "origin": origin_of(self.user, document) if stage == FIRST else None,
            "stage_tone": tone,
            "tab": self.tab,
            "tabs": self.tabs,
            "autosave_interval": settings.WAGTAIL_AUTOSAVE_INTERVAL,
            "has_unsaved_changes": self.form.is_bound,
            "saved_today": local(document.updated_at).date() == today(),
            "conflict": self.conflict,
            "wordless": is_wordless(document, document.data),
            "labels": labels_of(self.user, document, self.form.body),
            "main": main,
            "others": [button for button in offered if button is not main],
            "may_delete": self.can("delete") and not document.submitted_once,
            "choices": self.choices(),
            "scripts": list(leaves.SCRIPTS),
            "beside": buttons.beside_of(self.user, document),
            "aside": buttons.aside_of(self.user, document),
            "general": buttons.general_of(self.user, document),
            "origins": buttons.origins_of(self.user, document),
        }
        return context

    def stage(self) -> tuple[str, str]:
        """Say which draft this is, and its tone."""
        document = self.document
        if document.stage == Stage.CHANGES_REQUESTED:
            return str(document.get_stage_display()), "late"
        issued = document.versions.exists()
        return ("Soạn lần sửa đổi mới" if issued else FIRST), "wait"


class TakeOverView(DocumentView):
    """Holds the page of a draft in the place of who has it open, and tells them."""

    ability = "edit"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Redirect to the page: an address typed or opened again takes nothing over."""
        return redirect(self.url("edit"))

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        before = presence.take_over(self.user, self.document)
        if before is not None:
            messages.success(request, f"Ông/bà đã tiếp quản. {before} đã được báo.")
        return redirect(self.url("edit"))


class PresenceView(DocumentView):
    """Hears from the page's script that it is still open and seen, or that it was closed."""

    ability = "edit"
    http_method_names = ["post"]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        seen = ""
        if "roi" in request.POST:
            presence.leave(self.user, self.document, request.POST["roi"])
        elif self.document.stage != Stage.IDLE:
            seen = presence.come(self.user, self.document).seen
        return JsonResponse({"seen": seen})
