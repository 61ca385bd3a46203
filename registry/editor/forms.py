"""The form of one document: header fields, and a Wagtail block for each tab of its kind."""

import json
from typing import Any

from django import forms
from django.core.exceptions import BadRequest
from django.utils.functional import cached_property
from wagtail.blocks.base import BlockField

from registry import canonical, policy
from registry.canonical import Body
from registry.documents import unfit
from registry.documents.models import Confidentiality, Document
from registry.editor.fields.nodes import Surroundings
from registry.editor.fields.values import to_body, to_native
from registry.editor.fields.whole import WholeForm
from registry.editor.panels import Panel, panels_of
from registry.lists.ordering import by_words
from registry.organisation.models import Unit, User
from registry.readers.form_fields import Code, Line
from registry.vietnamese import nfc

NO_UNIT = "— chưa chọn —"
# The fields above the tabs in which something else than a choice of the page may arrive.
HEAD = ("title", "code", "owner_unit", "confidentiality")


class HeaderForm(forms.Form):
    """What every document has, whatever its kind."""

    title = Line(
        label="Tên tài liệu",
        help_text="Như sẽ in trên tài liệu, không kèm loại và mã hiệu.",
        max_length=500,
        error_messages={
            "required": "Hãy ghi tên tài liệu.",
            "max_length": "Tên tài liệu không quá 500 ký tự.",
        },
    )
    code = Code(
        label="Mã hiệu",
        max_length=60,
        required=False,
        help_text="In ở đầu tài liệu. Ví dụ: QT-15.",
        error_messages={"max_length": "Mã hiệu không quá 60 ký tự."},
    )
    owner_unit = forms.ModelChoiceField(
        label="Đơn vị chủ trì",
        queryset=Unit.unscoped.none(),
        required=False,
        empty_label=NO_UNIT,
        help_text="Phòng ban soạn và giữ cho tài liệu luôn đúng.",
        error_messages={"invalid_choice": "Đơn vị này không có trong danh sách."},
    )

    def __init__(self, *args: Any, user: User, agency_id: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        units = policy.visible(user, Unit).filter(agency_id=agency_id).order_by(by_words("name"))
        self.fields["owner_unit"].queryset = units  # type: ignore[attr-defined]


class DocumentForm(WholeForm, HeaderForm):
    """The whole of one document's draft.

    It takes whatever people type. `typed` is all of it, `body` as much as has the kind's shape;
    why the rest has not is in `fitted.problems`, and for the fields above in `head`.
    """

    confidentiality = forms.ChoiceField(
        label="Phạm vi đọc",
        choices=Confidentiality.choices,
        help_text="Ai được đọc khi đã ban hành; «Công khai» thì người dân cũng đọc được.",
        error_messages={
            "required": "Hãy chọn phạm vi đọc.",
            "invalid_choice": "Phạm vi đọc này không có trong danh sách. Hãy chọn lại.",
        },
    )
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
        self.before = document.typed if before is None else before
        self.fitted = unfit.fit(document.kind_of, self.before)
        self.head = unfit.head_of(document.unfit)
        super().__init__(
            data,
            user=user,
            agency_id=document.agency_id,
            initial={
                "title": document.draft_title,
                "code": document.draft_code,
                **{name: one["typed"] for name, one in self.head.items()},
                "owner_unit": document.owner_unit_id,
                "confidentiality": document.next_confidentiality,
                "shared": document.next_shared,
                "base_digest": document.draft_digest,
            },
        )
        for panel in self.panels:
            self.fields[panel.slug] = BlockField(
                block=panel.block, widget=panel.widget, required=False, label=panel.heading
            )
            self.initial[panel.slug] = to_native(panel.block, self.before)

    @property
    def body(self) -> Body:
        """As much of what the form holds as has the kind's shape."""
        return self.fitted.body

    @property
    def typed(self) -> Body:
        """All that the form holds."""
        return self.fitted.typed

    @cached_property
    def panels(self) -> tuple[Panel, ...]:
        """The tabs of this document's kind."""
        return panels_of(self.document.kind_of)

    @property
    def tabs(self) -> list[tuple[Panel, forms.BoundField]]:
        """Each tab with its bound field, for the template."""
        return [(panel, self[panel.slug]) for panel in self.panels]

    def clean(self) -> dict[str, Any]:
        """Put the body together; what is wrong with the fields above is kept as it was typed."""
        cleaned: dict[str, Any] = super().clean() or {}
        self._keep_head(cleaned)
        body = dict(self.before)
        # Twice: some leaves read their value by what another field of the form now says
        # ("ngày" means working days or calendar days).
        for _ in range(2):
            around = Surroundings(self.before, body)
            found: dict[str, Any] = {}
            for panel in self.panels:
                found |= to_body(panel.block, cleaned[panel.slug], self._part(panel), around) or {}
            body = {
                **{
                    name: value
                    for name, value in self.before.items()
                    if not any(name in panel.names for panel in self.panels)
                },
                **found,
            }
        self.fitted = unfit.fit(self.document.kind_of, _stored(body))
        return cleaned

    def _keep_head(self, cleaned: dict[str, Any]) -> None:
        """Fields above the tabs hold up nothing: the stored value stays until they are right."""
        document = self.document
        stored = {
            "title": document.draft_title,
            "code": document.draft_code,
            "owner_unit": document.owner_unit,
            "confidentiality": document.next_confidentiality,
        }
        self.head = {}
        for name in [name for name in HEAD if name in self.errors]:
            said = " ".join(str(line) for line in self.errors.pop(name))
            cleaned[name] = stored[name]
            self.head[name] = {"typed": nfc(str(self.data.get(name, ""))), "said": said}

    def _part(self, panel: Panel) -> dict[str, Any]:
        return {name: self.before[name] for name in panel.names if name in self.before}


def _stored(body: Body) -> Body:
    """The canonical form of what was typed; half a sign (an emoji cut in two) becomes «�».

    Raises BadRequest for what no page sends.
    """
    try:
        return canonical.canonical(body)
    except canonical.CanonicalError:
        text = json.dumps(body, ensure_ascii=False)
    try:
        whole = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
        return canonical.canonical(json.loads(whole))
    except (canonical.CanonicalError, RecursionError) as error:
        raise BadRequest("nothing that a page sends") from error
