"""A file that is the text of a document: put into the draft, read by who may read the text."""

from typing import Any

from django import forms
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import redirect
from django.utils.functional import cached_property
from wagtail.admin import messages

from registry.canonical import Body
from registry.documents import closure
from registry.documents.errors import DocumentError
from registry.documents.texts import services
from registry.editor import drafts
from registry.editor.views.base import DocumentView, frozen_copy
from registry.editor.views.read import Readable
from registry.files import pictures
from registry.files.answers import answer_of
from registry.files.inspection import ENDINGS_IN_WORDS, FileError
from registry.files.services import MAX_BYTES, draw, inspect
from registry.kinds.attached import FILE, file_of, takes_file
from registry.readers.form_fields import FileDrop
from registry.readers.row_numbers import number_in


class FileForm(forms.Form):
    """The file to put in."""

    file = forms.FileField(
        label="Tệp",
        help_text=f"{ENDINGS_IN_WORDS}; nhiều nhất {MAX_BYTES // 1024 // 1024} MB.",
        widget=FileDrop,
        error_messages={
            "required": "Chưa chọn tệp. Hãy chọn một tệp rồi bấm «Đưa tệp vào».",
            "empty": "Tệp rỗng. Hãy chọn lại tệp.",
        },
    )


class PutFileView(DocumentView):
    """Puts a file into the draft; a refusal says why, and changes nothing."""

    ability = "edit"
    template_name = "registry/editor/file.html"
    page_title = "Tệp nội dung"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not takes_file(self.document.kind_of.schema):
            raise Http404
        return super().dispatch(request, *args, **kwargs)

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return self.page(FileForm())

    def page(self, form: FileForm, status: int = 200) -> HttpResponse:
        """Answer with the page, and with what was wrong with the last file."""
        context = self.get_context_data(
            form=form,
            present=file_of(self.document.typed),
            digest=self.document.draft_digest,
        )
        return self.render_to_response(context, status=status)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        form = FileForm(request.POST, request.FILES)
        if not form.is_valid():
            return self.page(form, 422)
        sent = form.cleaned_data["file"]
        try:
            # One byte more than is kept says that it is too large, without reading it all.
            file = inspect(sent.name or "", sent.read(MAX_BYTES + 1))
            with transaction.atomic():
                told = services.put(self.user, self.document, file)
                drafts.save(
                    self.user,
                    self.document,
                    {**self.document.typed, FILE: told},
                    base_digest=request.POST.get("base_digest", ""),
                )
        except FileError as error:
            form.add_error("file", f"«{sent.name}»: {error}")
            return self.page(form, 422)
        except DocumentError as error:
            form.add_error(None, str(error))
            return self.page(form, 409)
        messages.success(request, f"Đã đưa tệp «{file.name}» vào bản soạn thảo.")
        return redirect(self.url("edit"))


class PutPictureView(DocumentView):
    """Takes a picture that is to stand in the text; the page's script lays it into its draft."""

    ability = "edit"
    http_method_names = ["post"]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        sent = request.FILES.get("file")
        if sent is None:
            return JsonResponse({"error": "Chưa chọn hình. Hãy chọn một hình."}, status=422)
        try:
            picture = draw(sent.name or "", sent.read(pictures.MAX_BYTES + 1))
            told = services.put_picture(self.user, self.document, picture)
        except FileError as error:
            return JsonResponse({"error": f"«{sent.name}»: {error}"}, status=422)
        except DocumentError as error:
            return JsonResponse({"error": str(error)}, status=409)
        return JsonResponse({"file": told})


class PictureView(DocumentView):
    """A picture that was put into the draft, for who edits it: no save may name it yet."""

    ability = "edit"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        row = services.picture_of(self.document, kwargs["sha256"])
        if row is None:
            raise Http404
        return answer_of(row.file)


class FileView(Readable):
    """A file that the chosen text names, exactly as it was put in: its text, an image in it.

    `?ban=i<frozen copy>` is the text of a dossier, for who may read that.
    """

    @cached_property
    def body(self) -> Body:
        """The chosen text."""
        number = number_in(self.wanted[1:]) if self.wanted.startswith("i") else None
        if number is None:
            return self.chosen.data if self.chosen else self.document.data
        item = frozen_copy(self.request.user, self.document, number)
        if item is None:
            raise Http404
        return closure.of_item(item).body

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        rows = services.rows_of(self.document, self.body)
        row = next((one for one in rows if one.file.sha256 == kwargs["sha256"]), None)
        if row is None:
            raise Http404
        return answer_of(row.file)
