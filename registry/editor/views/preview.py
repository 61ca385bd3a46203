"""The live preview: what the form holds now, as people will see it; nothing is saved."""

from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse, QueryDict
from django.template.response import TemplateResponse
from django.utils.decorators import method_decorator
from django.utils.safestring import SafeString
from django.views.decorators.clickjacking import xframe_options_sameorigin
from wagtail.admin.models import FormState

from registry.canonical import Body
from registry.documents import closure
from registry.documents.issue.frame import frame_of_draft
from registry.documents.models import Document
from registry.editor.addresses import addressed
from registry.editor.forms import DocumentForm
from registry.editor.views.base import DocumentView
from registry.now import now
from registry.organisation.models import User


@method_decorator(xframe_options_sameorigin, name="get")
class PreviewView(DocumentView):
    """POST keeps the form's state for a while, GET shows it in one of the kind's modes."""

    ability = "edit"
    http_method_names = ["get", "post", "delete"]

    @property
    def kept(self) -> Any:
        """This person's kept states of this document's form."""
        return FormState.objects.for_preview(
            user=self.request.user, instance=self.document, parent_object_id=""
        )

    def _form(self, data: QueryDict | None) -> DocumentForm:
        return DocumentForm(data, document=self.document, user=self.user)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        FormState.objects.stale().delete()
        self._form(request.POST).is_valid()
        FormState.objects.update_or_create_by_instance(
            instance=self.document,
            parent_object_id="",
            user=request.user,
            defaults={"data": request.POST.urlencode(), "last_updated_at": now()},
        )
        return JsonResponse({"is_valid": True, "is_available": True})

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        state = self.kept.order_by("-last_updated_at").first()
        body, title, code = self.document.data, self.document.draft_title, self.document.draft_code
        if state:
            form = self._form(QueryDict(state.data))
            if form.is_valid():
                body = form.body
                title, code = form.cleaned_data["title"], form.cleaned_data["code"]
        # Framed and headed as it is being typed; nothing is saved.
        self.document.next_title, self.document.next_code = title, code
        kind = self.document.kind_of
        mode = request.GET.get("mode", kind.preview_modes[0][0])
        if mode not in [name for name, _ in kind.preview_modes]:
            mode = kind.preview_modes[0][0]
        return TemplateResponse(
            request,
            "registry/editor/preview.html",
            {
                "document": self.document,
                "kind": kind,
                "around": frame_of_draft(self.document),
                "framed": kind.frames(mode),
                "rendered": rendered(self.document, body, mode, reader=self.user),
            },
        )

    def delete(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        self.kept.delete()
        return JsonResponse({"success": True})


def rendered(
    document: Document,
    body: Body,
    mode: str = "",
    *,
    reader: User | None = None,
    frame: dict[str, Any] | None = None,
) -> SafeString:
    """Render a body as its kind shows it, in the document's frame (a draft's, unless one is given).

    What it names is taken as it is in force, and for a `reader` from drafts that they may read.
    """
    context = closure.context(
        document.agency, reader=reader, frame=frame or frame_of_draft(document)
    )
    kind = document.kind_of
    read = closure.warmed(addressed(context, document, ""), kind, body)
    return kind.render(body, read, mode)
