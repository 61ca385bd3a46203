"""Documents as JSON files: download, and upload into the draft."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from wagtail.admin import messages

from registry import vietnamese
from registry.documents import services
from registry.editor import drafts, package
from registry.editor.problems import shown
from registry.editor.views.base import DocumentView
from registry.packages.errors import PackageError


class ExportView(DocumentView):
    """The draft as a JSON file."""

    ability = "export"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        name = vietnamese.slug(self.document.draft_code or self.document.draft_title) or "tai-lieu"
        return HttpResponse(
            package.export(self.document),
            content_type="application/json; charset=utf-8",
            headers={"Content-Disposition": f'attachment; filename="{name}.json"'},
        )


class ImportView(DocumentView):
    """Replaces the draft's body by a file's; on any error nothing changes."""

    ability = "edit"
    template_name = "registry/editor/import.html"
    page_title = "Nhập từ tệp tài liệu"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return self.page()

    def page(self, error: PackageError | None = None, status: int = 200) -> HttpResponse:
        """Answer with the upload page, and with what was wrong with the last file."""
        places = shown(self.document.kind_of, {}, error.problems) if error else []
        return self.render_to_response(
            self.get_context_data(error=error, places=places, digest=self.document.draft_digest),
            status=status,
        )

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        upload = request.FILES.get("file")
        if upload is None:
            return self.page(
                PackageError("Chưa chọn tệp. Hãy chọn tệp đã tải về từ hệ thống này (đuôi .json)."),
                422,
            )
        try:
            if upload.size is not None and upload.size > package.LARGEST:
                raise PackageError("Tệp quá lớn: nhiều nhất 5 MB.")
            read = package.read(upload.read(), self.document.kind)
            drafts.save(
                self.user,
                self.document,
                read.body,
                base_digest=request.POST.get("base_digest", ""),
            )
        except PackageError as error:
            return self.page(error, 422)
        except services.DocumentError as error:
            return self.page(PackageError(str(error)), 409)
        messages.success(
            request,
            f"Đã thay nội dung bản soạn thảo {self.document.called_draft} bằng nội dung của tệp."
            " Bản trước đó vẫn còn trong lịch sử.",
        )
        if left := package.said_of_left_out(read.left_out):
            messages.warning(request, left)
        return redirect(self.url("edit"))
