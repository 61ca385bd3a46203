"""The forms of document control: what is submitted with, and the leader's decision."""

from datetime import date, datetime, time

from django import forms

from registry.now import LOCAL, now, today
from registry.typed import Code, DayField, Line, Lines


def instant_of(day: date | None) -> datetime | None:
    """The first instant of a day in Vietnam; today means from now on."""
    if day is None or day <= today():
        return now() if day else None
    return datetime.combine(day, time(), LOCAL)


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
        """A day in the past cannot be asked for."""
        day: date | None = self.cleaned_data["effective_from"]
        if day and day < today():
            raise forms.ValidationError("Ngày này đã qua. Hãy chọn hôm nay hoặc một ngày sau.")
        return day


class VerdictForm(forms.Form):
    """Yes or no to a dossier; issuing asks for the number of the decision and the password."""

    action = forms.CharField(widget=forms.HiddenInput)
    reason = Lines(
        label="Ý kiến, lý do",
        widget=forms.Textarea(attrs={"rows": 3}),
        required=False,
        help_text="Bắt buộc khi yêu cầu chỉnh sửa.",
    )
    decision_no = Code(label="Số quyết định ban hành", max_length=80, required=False)
    effective_from = DayField(label="Có hiệu lực từ ngày", required=False)
    password = forms.CharField(
        label="Mật khẩu của ông/bà",
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
        required=False,
        help_text="Nhập lại để xác nhận chính ông/bà ban hành.",
    )
    key = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: object, issuing: bool = False, user: object = None, **kwargs: object):
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.issuing, self.user = issuing, user
        if not issuing:
            for name in ("decision_no", "effective_from", "password"):
                del self.fields[name]

    def clean(self) -> dict[str, object]:
        """A return needs its reason; an issue its number and the leader's password."""
        values = super().clean() or {}
        action = values.get("action")
        if action != "forward" and not str(values.get("reason") or "").strip():
            self.add_error("reason", "Chưa ghi lý do. Hãy ghi rõ điều cần chỉnh sửa.")
        if action == "forward" and self.issuing:
            if not str(values.get("decision_no") or "").strip():
                self.add_error("decision_no", "Chưa có số quyết định ban hành. Hãy nhập số.")
            day = values.get("effective_from")
            if isinstance(day, date) and day < today():
                self.add_error("effective_from", "Ngày này đã qua. Hãy chọn hôm nay hoặc sau đó.")
            password = str(values.get("password") or "")
            if not self.user.check_password(password):  # type: ignore[attr-defined]
                self.add_error("password", "Mật khẩu không đúng. Hãy nhập lại mật khẩu của ông/bà.")
        return values
