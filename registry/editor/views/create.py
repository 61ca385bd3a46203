"""Making a new document: choose its kind, name it, go on to edit it."""

from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.functional import cached_property
from wagtail.admin import messages

from registry import kinds, policy
from registry.documents import services
from registry.documents.codes.giving import proposed_code
from registry.documents.models import Document, Version
from registry.documents.starts.offers import Start, start_of, templates_of
from registry.documents.starts.services import ABILITY as SETUP
from registry.editor import package
from registry.editor.forms import HeaderForm
from registry.editor.problems import shown
from registry.editor.views.base import AgencyView
from registry.organisation.models import Unit
from registry.packages.errors import PackageError
from registry.readers.form_fields import FileDrop
from registry.readers.row_numbers import number_in


class NewForm(HeaderForm):
    """Name, code, unit, and what to begin from: an issue that is copied, or a file.

    `proposed` is the code that the page proposed; left as it is, the next one is taken.
    """

    proposed = forms.CharField(required=False, max_length=60, widget=forms.HiddenInput)
    begin = forms.ChoiceField(
        label="Bắt đầu từ",
        required=False,
        help_text="Nội dung được chép sang bản soạn thảo mới; tài liệu gốc không đổi. Để chép một"
        " tài liệu khác, mở tài liệu đó rồi chọn «Chép thành tài liệu mới».",
        error_messages={"invalid_choice": "Không còn tài liệu này để chép theo. Hãy chọn lại."},
    )
    file = forms.FileField(
        label="Bắt đầu từ tệp tài liệu",
        required=False,
        help_text="Không bắt buộc. Tệp đuôi .json đã tải về từ một tài liệu cùng loại.",
        widget=FileDrop(attrs={"accept": ".json,application/json"}),
    )
    field_order = ["title", "code", "owner_unit", "begin", "file"]

    def __init__(self, *args: Any, starts: list[Start], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["begin"].choices = [  # type: ignore[attr-defined]
            ("", "Trang trắng"),
            *((str(one.version.pk), _called(one)) for one in starts),
        ]


def _called(start: Start) -> str:
    """How an issue to begin from is called, and for whom it is meant."""
    version = start.version
    name = f"{version.code} {version.title}".strip()
    meant = f", dùng cho {start.meant_for}" if start.meant_for else ""
    return f"{name} (lần ban hành {version.number}{meant})"


class CreateView(AgencyView):
    """The page that makes a document; `?kind=` is given by a list or a chooser."""

    template_name = "registry/editor/create.html"
    page_title = "Thêm mới tài liệu"
    error: PackageError | None = None

    @cached_property
    def kind(self) -> kinds.Kind | None:
        """The chosen kind; Http404 for one that does not exist or is not made by hand."""
        code = self.request.GET.get("kind", "")
        if not code:
            return None
        found = next((kind for kind in creatable() if kind.code == code), None)
        if found is None:
            raise Http404
        return found

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        policy.require(request.user, "document.create", self.agency)
        return super().dispatch(request, *args, **kwargs)

    def form(self) -> NewForm:
        """Build the form, filled from the request when it was sent."""
        posted = self.request.method == "POST"
        held = policy.standing(self.request.user).held
        units = list(Unit.objects.of(self.agency).filter(pk__in={one.unit_id for one in held}))
        code = ""
        if self.kind and not posted:
            code = proposed_code(self.agency, self.kind.code, units[0] if units else None)
        return NewForm(
            self.request.POST if posted else None,
            self.request.FILES if posted else None,
            user=self.user,
            agency_id=self.agency.pk,
            starts=self.starts(units),
            initial={
                "owner_unit": units[0].pk if units else None,
                "code": code,
                "proposed": code,
                "begin": str(self.copied.pk) if self.copied else "",
            },
        )

    @cached_property
    def copied(self) -> Version | None:
        """The issue that the page was opened to copy (`?tu=`), of the kind and readable."""
        key = number_in(self.request.GET.get("tu", ""))
        return start_of(self.user, self.kind.code, key) if self.kind and key else None

    def starts(self, units: list[Unit]) -> list[Start]:
        """List what a document of the kind may begin from: the issue to copy, and templates."""
        if self.kind is None:
            return []
        found = templates_of(self.user, self.agency, self.kind.code, units)
        if self.copied and all(one.version != self.copied for one in found):
            found.insert(0, Start(self.copied))
        return found

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return self.page(self.form())

    def page(self, form: NewForm, status: int = 200) -> HttpResponse:
        """Answer with the page: kinds to choose from, or the form of the chosen one."""
        places = shown(self.kind, {}, self.error.problems) if self.kind and self.error else []
        return self.render_to_response(
            self.get_context_data(
                kind=self.kind,
                kinds=creatable(),
                may_set_codes=policy.can(self.user, SETUP, self.agency),
                may_take_over=policy.can(self.user, "document.import", self.agency),
                form=form,
                media=form.media,
                error=self.error,
                places=places,
            ),
            status=status,
        )

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if self.kind is None:
            return redirect("documents:add")
        form = self.form()
        if not form.is_valid():
            return self.page(form, 422)
        try:
            document = self.make(self.kind, form.cleaned_data)
        except PackageError as error:
            self.error = error
            return self.page(form, 422)
        except services.DocumentError as error:
            form.add_error(None, str(error))
            return self.page(form, 422)
        messages.success(request, f"Đã tạo bản soạn thảo {document.called_draft}.")
        asked = form.cleaned_data["code"]
        if asked and document.code != asked:
            messages.info(
                request,
                f"Mã hiệu {asked} vừa có tài liệu khác lấy, hoặc không phải của đơn vị đã chọn, nên"
                f" bản soạn thảo mang mã hiệu {document.code}. Có thể sửa ở trang này.",
            )
        return redirect("documents:edit", document.pk)

    def make(self, kind: kinds.Kind, data: dict[str, Any]) -> Document:
        """Create the document, from the file's body when one was given."""
        read = package.read(data["file"].read(), kind.code) if data["file"] else None
        if read and (left := package.said_of_left_out(read.left_out)):
            messages.warning(self.request, left)
        begin = number_in(data.get("begin") or "")
        if begin and read:
            raise services.DocumentError(
                "Chỉ chọn một nơi bắt đầu: tài liệu để chép theo, hoặc tệp tài liệu."
            )
        code = data["code"]
        document = services.create(
            self.user,
            self.agency,
            kind.code,
            title=data["title"],
            code=code,
            owner_unit=data["owner_unit"],
            body=read.body if read else None,
            begun_from=start_of(self.user, kind.code, begin) if begin else None,
            in_order=not code or code == data["proposed"],
        )
        document.save_revision(user=self.user, clean=False)
        return document

    def get_breadcrumbs_items(self) -> list[dict[str, str]]:
        items = [{"url": reverse("wagtailadmin_home"), "label": "Trang chủ"}]
        if self.kind:
            items.append(
                {
                    "url": f"{reverse('documents:list')}?kind={self.kind.code}",
                    "label": self.kind.label_plural,
                }
            )
        return [*items, {"url": "", "label": str(self.page_title)}]


def creatable() -> list[kinds.Kind]:
    """List the kinds that people make documents of by hand."""
    return [kind for kind in kinds.all_kinds() if kind.creatable]
