"""The form by which a leader cancels a document."""

from collections.abc import Collection
from typing import Any

from django import forms

from processes.control.forms import code_field, password_field
from registry.documents.issue import decision
from registry.identity import CODE, PASSWORD
from registry.readers.form_fields import Code, DayField, Lines


class CancelForm(forms.Form):
    """Why, by which decision, from when, and who decides; `ways` how they prove who they are."""

    reason = Lines(
        label="Lý do hủy bỏ",
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "Chưa ghi lý do hủy bỏ. Hãy ghi lý do."},
    )
    decision_no = Code(
        label="Số quyết định hủy bỏ",
        max_length=80,
        error_messages={"required": "Chưa có số quyết định hủy bỏ. Hãy nhập số quyết định."},
    )
    effective_from = DayField(
        label="Hủy bỏ từ ngày", required=False, help_text="Để trống: hủy bỏ ngay."
    )
    password = password_field("quyết định")
    code = code_field("quyết định")
    key = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, ways: Collection[str] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in (PASSWORD, CODE):
            if name not in ways:
                del self.fields[name]

    def clean_effective_from(self) -> Any:
        """Refuse a day before today or more than ten years ahead."""
        day = self.cleaned_data["effective_from"]
        wrong = decision.wrong_day(day) if day else ""
        if wrong:
            raise forms.ValidationError(wrong)
        return day
