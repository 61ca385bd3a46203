"""How documents are called and what new ones begin from: the secretary says it here."""

from dataclasses import dataclass
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils.functional import cached_property
from wagtail.admin import messages

from registry import policy
from registry.documents.codes.giving import Rule, rules_of
from registry.documents.codes.patterns import PARTS, READY
from registry.documents.codes.services import set_patterns
from registry.documents.errors import DocumentError
from registry.documents.starts import services
from registry.documents.starts.models import DraftTemplate
from registry.editor.forms import NO_UNIT
from registry.editor.views.base import AgencyView, DocumentView
from registry.lists.ordering import by_words
from registry.organisation.models import Unit
from registry.readers.form_fields import Line


@dataclass(frozen=True)
class Row:
    """One kind on the page of codes: what is kept, or was typed and refused; an example."""

    rule: Rule
    prefix: str
    pattern: str
    example: str
    wrong: str = ""


class CodesView(AgencyView):
    """«Cách đặt mã hiệu»: one pattern for each kind that people make by hand."""

    template_name = "registry/editor/codes.html"
    page_title = "Cách đặt mã hiệu"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        policy.require(request.user, services.ABILITY, self.agency)
        return super().dispatch(request, *args, **kwargs)

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return self.page({})

    def page(self, wrong: dict[str, str], status: int = 200) -> HttpResponse:
        """Answer with every kind, as it is kept or as it was typed where something is wrong."""
        unit = Unit.objects.of(self.agency).order_by(by_words("name")).first()
        sent = self.request.POST if wrong else {}
        rows = []
        for rule in rules_of(self.agency):
            code = rule.kind.code
            series = rule.series(unit)
            rows.append(
                Row(
                    rule,
                    sent.get(f"prefix-{code}", rule.prefix),
                    sent.get(f"pattern-{code}", rule.pattern),
                    series.code(1) if series else "",
                    wrong.get(code, ""),
                )
            )
        context = self.get_context_data(rows=rows, parts=PARTS, ready=READY, unit=unit)
        return self.render_to_response(context, status=status)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        asked = {}
        for rule in rules_of(self.agency):
            code = rule.kind.code
            pattern = request.POST.get(f"pattern-{code}", rule.pattern)[:200]
            prefix = request.POST.get(f"prefix-{code}", rule.prefix)[:60]
            if (pattern, prefix) != (rule.pattern, rule.prefix):
                asked[code] = pattern, prefix
        wrong = set_patterns(self.user, self.agency, asked)
        if wrong:
            return self.page(wrong, 422)
        messages.success(request, "Đã lưu cách đặt mã hiệu. Tài liệu đã có vẫn giữ mã hiệu cũ.")
        return redirect("documents:codes")


class TemplateForm(forms.Form):
    """For whose documents a template is meant."""

    unit = forms.ModelChoiceField(
        label="Dùng cho đơn vị",
        queryset=Unit.unscoped.none(),
        required=False,
        empty_label=NO_UNIT,
        help_text="Để trống nếu mọi đơn vị đều dùng được.",
        error_messages={"invalid_choice": "Đơn vị này không có trong danh sách."},
    )
    field = Line(
        label="Dùng cho lĩnh vực",
        max_length=120,
        required=False,
        help_text="Không bắt buộc. Ví dụ: Hộ tịch.",
        error_messages={"max_length": "Lĩnh vực không quá 120 ký tự."},
    )


class TemplateView(DocumentView):
    """«Mẫu soạn thảo»: lets new documents of the kind begin from this one, or ends it."""

    ability = ""
    template_name = "registry/editor/template.html"
    page_title = "Mẫu soạn thảo"

    @cached_property
    def row(self) -> DraftTemplate | None:
        """The template that the document is already."""
        return DraftTemplate.objects.of(self.document.agency_id).filter(
            document=self.document
        ).first()  # fmt: skip

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        policy.require(request.user, services.ABILITY, self.document.agency)
        return super().dispatch(request, *args, **kwargs)

    def form(self, data: Any = None) -> TemplateForm:
        """Build the form, with the units of the document's agency."""
        row = self.row
        initial = {"unit": row.unit_id, "field": row.field} if row else {}
        form = TemplateForm(data, initial=initial)
        units = policy.visible(self.user, Unit).filter(agency=self.document.agency)
        form.fields["unit"].queryset = units.order_by(by_words("name"))  # type: ignore[attr-defined]
        return form

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return self.render_to_response(self.get_context_data(form=self.form(), row=self.row))

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.POST.get("do") == "unmark":
            services.unmark(self.user, self.document)
            messages.success(request, "Tài liệu này không còn là mẫu soạn thảo.")
            return redirect(self.url("inspect"))
        form = self.form(request.POST)
        if form.is_valid():
            try:
                services.mark(self.user, self.document, **form.cleaned_data)
            except DocumentError as error:
                form.add_error(None, str(error))
            else:
                messages.success(request, "Đã dùng tài liệu này làm mẫu soạn thảo.")
                return redirect(self.url("inspect"))
        return self.render_to_response(self.get_context_data(form=form, row=self.row), status=422)
