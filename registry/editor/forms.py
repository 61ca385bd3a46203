"""The form of one document: header fields, and a Wagtail block for each tab of its kind."""

from typing import Any

from django import forms
from django.core.exceptions import BadRequest
from django.utils.datastructures import MultiValueDictKeyError
from django.utils.functional import cached_property
from wagtail.blocks.base import BlockField

from registry import canonical, policy
from registry.documents.models import Confidentiality, Document
from registry.editor.nodes import Filling
from registry.editor.panels import Panel, panels_of
from registry.editor.values import to_body, to_native
from registry.ordering import by_words
from registry.organisation.models import Unit, User
from registry.problems import Problem

NO_UNIT = "— chưa chọn —"


class HeaderForm(forms.Form):
    """What every document has, whatever its kind."""

    title = forms.CharField(
        label="Tên tài liệu",
        max_length=500,
        error_messages={
            "required": "Hãy ghi tên tài liệu.",
            "max_length": "Tên tài liệu không quá 500 ký tự.",
        },
    )
    code = forms.CharField(
        label="Mã hiệu",
        max_length=60,
        required=False,
        help_text="Ví dụ: QT-15",
        error_messages={"max_length": "Mã hiệu không quá 60 ký tự."},
    )
    owner_unit = forms.ModelChoiceField(
        label="Đơn vị chủ trì",
        queryset=Unit.unscoped.none(),
        required=False,
        empty_label=NO_UNIT,
        error_messages={"invalid_choice": "Đơn vị này không có trong danh sách."},
    )

    def __init__(self, *args: Any, user: User, agency_id: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        units = policy.visible(user, Unit).filter(agency_id=agency_id).order_by(by_words("name"))
        self.fields["owner_unit"].queryset = units  # type: ignore[attr-defined]


class DocumentForm(HeaderForm):
    """The whole of one document's draft.

    `body` is what the form holds once valid. A draft may be unfinished or wrong in meaning; only
    what can't be stored in the kind's shape at all is refused, and said at its place
    (`shape_problems`).
    """

    confidentiality = forms.ChoiceField(label="Phạm vi đọc", choices=Confidentiality.choices)
    shared = forms.BooleanField(
        label="Dùng chung cho cơ quan trực thuộc",
        required=False,
        help_text="Cơ quan trực thuộc đọc và áp dụng được. Có hiệu lực khi ban hành.",
    )
    base_digest = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(
        self,
        data: Any = None,
        *,
        document: Document,
        user: User,
        before: dict[str, Any] | None = None,
    ) -> None:
        self.document = document
        self.before = document.data if before is None else before
        self.shape_problems: list[Problem] = []
        self.body: dict[str, Any] = self.before
        super().__init__(
            data,
            user=user,
            agency_id=document.agency_id,
            initial={
                "title": document.title,
                "code": document.code,
                "owner_unit": document.owner_unit_id,
                "confidentiality": document.next_confidentiality,
                "shared": document.next_shared,
                "base_digest": canonical.digest(document.body),
            },
        )
        for panel in self.panels:
            self.fields[panel.slug] = BlockField(
                block=panel.block, widget=panel.widget, required=False, label=panel.heading
            )
            self.initial[panel.slug] = to_native(panel.block, self.before)

    @cached_property
    def panels(self) -> tuple[Panel, ...]:
        """The tabs of this document's kind."""
        return panels_of(self.document.kind_of)

    @property
    def tabs(self) -> list[tuple[Panel, forms.BoundField]]:
        """Each tab with its bound field, for the template."""
        return [(panel, self[panel.slug]) for panel in self.panels]

    def _clean_fields(self) -> None:
        """Blocks trip over a form that arrives without its counts: cut off on the way, or made up.

        Reading it as empty would delete rows, so the whole request is refused (400).
        """
        try:
            super()._clean_fields()  # type: ignore[misc]
        except (MultiValueDictKeyError, ValueError) as error:
            raise BadRequest("incomplete form") from error

    def clean(self) -> dict[str, Any]:
        """Put the body together; refuse only what has no shape."""
        cleaned: dict[str, Any] = super().clean() or {}
        body = dict(self.before)
        # Twice: some leaves read their value by what another field of the form now says
        # ("ngày" means working days or calendar days).
        for _ in range(2):
            filling = Filling(self.before, body)
            found: dict[str, Any] = {}
            for panel in self.panels:
                found |= to_body(panel.block, cleaned[panel.slug], self._part(panel), filling) or {}
            body = {
                **{
                    name: value
                    for name, value in self.before.items()
                    if not any(name in panel.names for panel in self.panels)
                },
                **found,
            }
        try:
            self.body = canonical.canonical(body)
        except canonical.CanonicalError as error:
            self.shape_problems = [Problem(error.pointer, error.message)]
        else:
            self.shape_problems = self.document.kind_of.compiled.problems(self.body)
        if self.shape_problems:
            self.add_error(None, "Chưa lưu được: có chỗ nhập sai dạng, xem danh sách bên dưới.")
        return cleaned

    def _part(self, panel: Panel) -> dict[str, Any]:
        return {name: self.before[name] for name in panel.names if name in self.before}
