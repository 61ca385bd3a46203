"""The forms of document control: what is submitted with, and the leader's decision."""

from collections.abc import Collection
from datetime import date, datetime, time
from typing import Any

from django import forms

from processes.engine.definition import FORWARD
from registry.documents.issue import decision
from registry.identity import CODE, PASSWORD
from registry.now import LOCAL, local, now, today
from registry.readers.form_fields import Code, DayField, Line, Lines


def instant_of(day: date | None) -> datetime | None:
    """Return the first instant of a day in Vietnam; today or earlier means from now on."""
    if day is None or day <= today():
        return now() if day else None
    return datetime.combine(day, time(), LOCAL)


def day_of(instant: datetime | None) -> date | None:
    """Return the day in Vietnam of a proposed instant, as a form shows it; None once it went by."""
    day = local(instant).date() if instant else None
    return day if day and day >= today() else None


class Unshown(forms.TextInput):
    """A line that is never drawn again with what was typed: a spare code may still be good."""

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        """Leave the line empty."""
        return super().get_context(name, None, attrs)


def password_field(act: str) -> forms.CharField:
    """Make the field of the second sign-in by password; `act` is what the person confirms."""
    return forms.CharField(
        label="Mật khẩu của ông/bà",
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
        required=False,
        strip=False,
        help_text=f"Nhập lại để xác nhận chính ông/bà {act}.",
    )


def code_field(act: str) -> Code:
    """Make the field of the second sign-in by a code; `act` is what the person confirms."""
    return Code(
        label="Mã xác thực của ông/bà",
        widget=Unshown(attrs={"autocomplete": "one-time-code"}),
        required=False,
        help_text=f"6 chữ số trên điện thoại, hoặc một mã dự phòng: xác nhận chính ông/bà {act}.",
    )


class SubmitForm(forms.Form):
    """What a dossier is called, why it changes and from when it is meant to hold."""

    title = Line(
        label="Tên bộ tài liệu",
        max_length=500,
        error_messages={"required": "Chưa đặt tên bộ tài liệu. Hãy nhập tên."},
    )
    change_note = Lines(
        label="Tóm lược nội dung ban hành, sửa đổi",
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Hiện trong bảng theo dõi sửa đổi của tài liệu.",
        error_messages={"required": "Chưa tóm lược nội dung. Hãy ghi ngắn gọn điều gì thay đổi."},
    )
    legal_ground = Lines(
        label="Căn cứ của việc ban hành, sửa đổi",
        widget=forms.Textarea(attrs={"rows": 2}),
        required=False,
    )
    effective_from = DayField(
        label="Đề nghị có hiệu lực từ ngày",
        required=False,
        help_text="Để trống: có hiệu lực ngay khi ban hành.",
    )
    minor = forms.BooleanField(
        label="Sửa đổi nhỏ (tăng lần sửa đổi, không tăng lần ban hành)", required=False
    )

    def clean_effective_from(self) -> date | None:
        """Refuse a day before today or more than ten years ahead."""
        day: date | None = self.cleaned_data["effective_from"]
        wrong = decision.wrong_day(day) if day else ""
        if wrong:
            raise forms.ValidationError(wrong)
        return day


class VerdictForm(forms.Form):
    """Yes or no to a dossier; issuing asks for the number of the decision and who issues.

    `issuing` names the actions that issue, `ways` how the person proves who they are, `comments`
    counts those on passages that are not settled: with them a return needs no further reason. What
    the page showed (task, round, digest) is no field: a page drawn again shows what is there.
    """

    action = forms.CharField(widget=forms.HiddenInput)
    reason = Lines(
        label="Ý kiến, lý do",
        widget=forms.Textarea(attrs={"rows": 3}),
        required=False,
        help_text="Bắt buộc khi yêu cầu chỉnh sửa.",
    )
    decision_no = Code(label="Số quyết định ban hành", max_length=80, required=False)
    effective_from = DayField(label="Có hiệu lực từ ngày", required=False)
    password = password_field("ban hành")
    code = code_field("ban hành")
    key = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(
        self,
        *args: Any,
        issuing: Collection[str] = (),
        ways: Collection[str] = (),
        comments: int = 0,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.issuing, self.comments = issuing, comments
        absent = {name for name in (PASSWORD, CODE) if not issuing or name not in ways}
        absent |= set() if issuing else {"decision_no", "effective_from"}
        for name in absent:
            del self.fields[name]

    def clean(self) -> dict[str, Any]:
        """Require the reason of a return, and the number and a possible day of an issue."""
        values = super().clean() or {}
        action = values.get("action")
        reason = str(values.get("reason") or "").strip()
        if action != FORWARD and not reason and self.comments:
            # What is to be mended stands at its place: nobody writes it twice.
            values["reason"] = f"Xem {self.comments} ý kiến theo đoạn chưa xong của bộ tài liệu."
        elif action != FORWARD and not reason:
            self.add_error("reason", "Chưa ghi lý do. Hãy ghi rõ điều cần chỉnh sửa.")
        if action in self.issuing:
            if not str(values.get("decision_no") or "").strip():
                self.add_error("decision_no", "Chưa có số quyết định ban hành. Hãy nhập số.")
            day = values.get("effective_from")
            wrong = decision.wrong_day(day) if day else ""
            if wrong:
                self.add_error("effective_from", wrong)
        return values
