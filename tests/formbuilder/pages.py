"""Pages for the browser tests: a form to fill in, its previews and its sheet, and nothing else."""

import time
from datetime import date

from django.http import HttpRequest, HttpResponse
from django.template import Context, Template
from django.urls import path

from formbuilder.filling import form_view, is_refresh, opened, posted
from formbuilder.kinds.form import KIND
from formbuilder.printing import form_header, render_filled
from registry.kinds import EMPTY_CONTEXT
from tests.formbuilder.samples import ANSWERS, REQUEST

PAGE = Template(
    """{% load static django_htmx %}<!doctype html><html lang="vi"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1"><title>Tờ khai</title>
<meta name="htmx-config"
 content='{"includeIndicatorStyles":false,"allowEval":false,
 "attributesToSettle":["class","width","height"]}'>
{% include "registry/ui/styles.html" %}
<link rel="stylesheet" href="{% static "registry/printing/sheet.css" %}">
<link rel="stylesheet" href="{% static "formbuilder/form.css" %}">
{% if version %}{% htmx_script version=version %}{% endif %}</head><body><main><h1>Tờ khai</h1>
{% if form %}<form method="post" novalidate>{% csrf_token %}{{ form }}
<button class="btn" type="submit">Gửi</button></form>{% else %}{{ html }}{% endif %}
<p id="told">{{ told }}</p></main></body></html>"""
)


def fill(request: HttpRequest, version: int) -> HttpResponse:
    """The whole page; a final save is refused with its problems or told as done."""
    told, show_missing = "", False
    filling = opened(REQUEST, {})
    if request.method == "POST":
        filling = posted(REQUEST, request.POST)
        if not is_refresh(request.POST):
            show_missing = True
            told = "" if filling.all_problems else "Đã nhận"
    view = form_view(filling, refresh_url=f"/lam-moi/{version}/", show_missing=show_missing)
    values = {"form": view.render(), "version": version, "told": told, "request": request}
    return HttpResponse(PAGE.render(_context(request, values)))


def refresh(request: HttpRequest, version: int) -> HttpResponse:
    """The fields anew, slowly enough for somebody to go on typing."""
    time.sleep(0.6)
    filling = posted(REQUEST, request.POST)
    view = form_view(filling, refresh_url=f"/lam-moi/{version}/")
    return HttpResponse(view.render())


def preview(request: HttpRequest, mode: str) -> HttpResponse:
    """What the editor's preview shows."""
    if mode == "filled":
        html = render_filled(
            REQUEST, ANSWERS, title="Tờ khai cấp bản sao trích lục",
            header=form_header(
                "Ủy ban nhân dân phường Thuận An", "TK-01", "Thuận An", date(2026, 9, 2)
            ),
            signer_name="Lê Thị Hoa Mai",
        )  # fmt: skip
    else:
        html = KIND.render(REQUEST, EMPTY_CONTEXT, mode)
    return HttpResponse(PAGE.render(_context(request, {"html": html})))


def _context(request: HttpRequest, values: dict[str, object]) -> Context:
    from django.middleware.csrf import get_token

    return Context({"csrf_token": get_token(request), **values})


urlpatterns = [
    path("dien/<int:version>/", fill),
    path("lam-moi/<int:version>/", refresh),
    path("xem/<str:mode>/", preview),
]
