"""A file that is the text of a document: put into the draft, read by who may read the text."""

from typing import Any

from django import forms
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from wagtail.admin import messages

from registry.documents.errors import DocumentError
from registry.documents.texts import services
from registry.editor import drafts
from registry.editor.views.base import DocumentView
from registry.editor.views.read import Readable
from registry.files.answers import answer_of
from registry.files.inspection import ENDINGS_IN_WORDS, FileError
from registry.files.services import MAX_BYTES, inspect
from registry.kinds.attached import FILE, file_of, takes_file
from registry.readers.form_fields import FileDrop


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


class FileView(Readable):
    """The file that the chosen text names, exactly as it was put in."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        told = file_of(self.body)
        row = services.row_of(self.document, self.body)
        if row is None or told is None or told["sha256"] != kwargs["sha256"]:
            raise Http404
        return answer_of(row.file)
