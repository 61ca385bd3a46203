"""The forms of proposals: what is proposed, what is said to it, what is asked by the secretary."""

from collections.abc import Collection, Sequence
from datetime import date
from typing import Any

from django import forms

from processes.control.forms import code_field, password_field
from processes.control.proposals.models import ProposalKind
from registry.documents.issue import decision
from registry.identity import CODE, PASSWORD
from registry.now import today
from registry.organisation.models import User
from registry.readers.form_fields import Code, DayField, FileDrop, Line, Lines

_GONE = "Hạn này đã qua. Hãy chọn hôm nay hoặc một ngày sau."


class ProposalForm(forms.Form):
    """What somebody proposes about an issued document."""

    kind = forms.ChoiceField(
        label="Đề nghị",
        choices=ProposalKind.choices,
        widget=forms.RadioSelect,
        error_messages={
            "required": "Chưa chọn đề nghị sửa đổi hay hủy bỏ. Hãy chọn một trong hai.",
            "invalid_choice": "Chưa chọn đề nghị sửa đổi hay hủy bỏ. Hãy chọn một trong hai.",
        },
    )
    place = Line(
        label="Mục của tài liệu",
        max_length=300,
        required=False,
        help_text="Để trống nếu đề xuất về cả tài liệu.",
    )
    quoted = Lines(
        label="Đoạn văn bản",
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="Chép lại đoạn cần sửa, nếu có.",
    )
    reason = Lines(
        label="Lý do đề xuất",
        max_length=8000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="Điều gì chưa đúng, chưa phù hợp, gây vướng mắc ở đâu.",
        error_messages={"required": "Chưa ghi lý do đề xuất. Hãy ghi lý do."},
    )
    wished = Lines(
        label="Nội dung mong muốn",
        required=False,
        max_length=8000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Ông/bà muốn tài liệu ghi thế nào, nếu đã rõ.",
    )
    file = forms.FileField(
        label="Tệp minh chứng",
        required=False,
        widget=FileDrop,
        help_text="PDF, ảnh, Word hoặc Excel, tối đa 25 MB.",
    )
    key = forms.CharField(widget=forms.HiddenInput, required=False)


class DecisionForm(forms.Form):
    """What one step says to a proposal. `approving` names the actions that approve it, `barred` why
    one of them cannot be taken, `ways` how the person proves who they are.

    What the page showed is no field: a page that is drawn again shows what is there.
    """

    action = forms.CharField(widget=forms.HiddenInput)
    reason = Lines(
        label="Ý kiến, lý do",
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=8000,
        help_text="Người đề xuất đọc được ý kiến này.",
        error_messages={"required": "Chưa ghi ý kiến. Người đề xuất cần biết lý do."},
    )
    drafter = forms.ChoiceField(label="Người soạn thảo", required=False)
    due = DayField(label="Hạn hoàn thành", required=False)
    decision_no = Code(label="Số quyết định hủy bỏ", max_length=80, required=False)
    effective_from = DayField(
        label="Hủy bỏ từ ngày", required=False, help_text="Để trống: hủy bỏ ngay."
    )
    password = password_field("quyết định")
    code = code_field("quyết định")
    key = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(
        self,
        *args: Any,
        approving: Collection[str] = (),
        cancels: bool = False,
        ways: Collection[str] = (),
        people: Sequence[User] = (),
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.approving, self.cancels = approving, cancels
        wanted = set()
        if approving:
            wanted = {"decision_no", "effective_from"} if cancels else {"drafter", "due"}
            wanted |= {name for name in (PASSWORD, CODE) if cancels and name in ways}
        for name in ("drafter", "due", "decision_no", "effective_from", PASSWORD, CODE):
            if name not in wanted:
                del self.fields[name]
        if "drafter" in self.fields:
            field = self.fields["drafter"]
            assert isinstance(field, forms.ChoiceField)
            field.choices = [("", "Chọn người soạn thảo"), *((str(u.pk), str(u)) for u in people)]

    def clean(self) -> dict[str, Any]:
        """Require what approving needs: who writes until when, or the decision to cancel."""
        values = super().clean() or {}
        if values.get("action") not in self.approving:
            return values
        if self.cancels:
            if not str(values.get("decision_no") or "").strip():
                self.add_error("decision_no", "Chưa có số quyết định hủy bỏ. Hãy nhập số.")
            day = values.get("effective_from")
            if day and (wrong := decision.wrong_day(day)):
                self.add_error("effective_from", wrong)
            return values
        if not values.get("drafter") and "drafter" not in self.errors:
            self.add_error("drafter", "Chưa chọn người soạn thảo. Hãy chọn một người.")
        due: date | None = values.get("due")
        if "due" not in self.errors and (due is None or due < today()):
            self.add_error("due", _GONE if due else "Chưa ghi hạn hoàn thành. Hãy ghi ngày.")
        return values


class WithdrawForm(forms.Form):
    """Why a proposal is taken back."""

    reason = Line(label="Lý do rút", max_length=500, required=False)
    key = forms.CharField(widget=forms.HiddenInput, required=False)


class RequestForm(forms.Form):
    """What the secretary asks of an issued document."""

    reason = Lines(
        label="Lý do yêu cầu",
        max_length=8000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="Ví dụ: kết luận đánh giá nội bộ, văn bản pháp luật mới, ý kiến của cấp trên.",
        error_messages={"required": "Chưa ghi lý do yêu cầu. Hãy ghi lý do."},
    )
    due = DayField(label="Hạn hoàn thành", required=False, help_text="Để trống nếu chưa định hạn.")
    key = forms.CharField(widget=forms.HiddenInput, required=False)

    def clean_due(self) -> date | None:
        """Refuse a day that went by."""
        due: date | None = self.cleaned_data["due"]
        if due is not None and due < today():
            raise forms.ValidationError(_GONE)
        return due


class ClosingForm(forms.Form):
    """Why a request ends without an amendment."""

    reason = Lines(
        label="Lý do kết thúc",
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "Chưa ghi lý do kết thúc yêu cầu. Hãy ghi lý do."},
    )
