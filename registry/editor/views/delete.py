"""Deleting a draft that was never submitted, after asking."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from wagtail.admin import messages

from registry.documents import services
from registry.editor.views.base import DocumentView


class DeleteView(DocumentView):
    """Asks, then deletes; the trail keeps that it was there."""

    ability = "delete"
    template_name = "registry/editor/delete.html"
    page_title = "Xóa bản soạn thảo"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return self.render_to_response(self.get_context_data())

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        title = str(self.document)
        try:
            services.delete(self.user, self.document)
        except services.DocumentError as error:
            messages.error(request, str(error))
            return redirect(self.url("inspect"))
        messages.success(request, f"Đã xóa bản soạn thảo “{title}”.")
        return redirect(f"{reverse('documents:list')}?kind={self.document.kind}")
