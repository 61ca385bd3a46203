"""The forms of adopting: who stands for each role, the calendar, the leader's decision."""

from collections.abc import Sequence

from django import forms

from processes.adoption.binding import Bound
from processes.adoption.needs import Need
from registry.documents.models import Document
from registry.now import today
from registry.organisation.models import Unit
from registry.organisation.periods import OrganisationError
from registry.organisation.roles import role_labels
from registry.readers.form_fields import Code, DayField, Lines


class BindingForm(forms.Form):
    """One pair of choices for each role of the process, and the calendar."""

    calendar = forms.ChoiceField(
        label="Lịch làm việc để tính thời hạn",
        required=False,
        help_text="Để mặc định: lịch của cơ quan, nếu chưa có thì lịch dùng chung của cấp trên.",
        error_messages={"invalid_choice": "Lịch này không dùng được nữa. Hãy chọn lại."},
    )

    def __init__(
        self,
        *args: object,
        needs: Sequence[Need],
        bounds: dict[str, Bound],
        units: Sequence[Unit],
        calendars: Sequence[Document],
        **kwargs: object,
    ) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.needs, self.names = needs, {}
        chosen = self.fields["calendar"]
        assert isinstance(chosen, forms.ChoiceField)
        chosen.choices = [("", "Mặc định"), *((str(one.pk), str(one)) for one in calendars)]
        roles = [("", "– Chưa gán –"), *role_labels().items()]
        places = [("", "Cả cơ quan"), *((unit.code, unit.name) for unit in units)]
        for number, need in enumerate(needs):
            bound = bounds.get(need.id)
            anywhere = ("", "Phòng ban nơi lập hồ sơ") if need.leads else places[0]
            self.fields[f"role_{number}"] = forms.ChoiceField(
                label="Vai trò tại cơ quan",
                choices=roles,
                required=False,
                initial=bound.role if bound else "",
            )
            self.fields[f"unit_{number}"] = forms.ChoiceField(
                label="Phòng ban",
                choices=[anywhere, *places[1:]],
                required=False,
                initial=bound.unit if bound else "",
            )
            self.names[need.id] = f"role_{number}"

    @property
    def rows(self) -> list[dict[str, object]]:
        """Each role of the process with its two fields."""
        return [
            {"need": need, "role": self[f"role_{number}"], "unit": self[f"unit_{number}"]}
            for number, need in enumerate(self.needs)
        ]

    @property
    def bounds(self) -> list[Bound]:
        """What was chosen."""
        return [
            Bound(
                need.id,
                self.cleaned_data.get(f"role_{number}", ""),
                self.cleaned_data.get(f"unit_{number}", ""),
            )
            for number, need in enumerate(self.needs)
        ]

    def refuse(self, error: OrganisationError) -> None:
        """Show what a service refuses at its field, or above the form."""
        field = self.names.get(error.field, error.field)
        self.add_error(field if field in self.fields else None, str(error))


class PrepareForm(BindingForm):
    """What the secretary puts before the leader."""

    starts = DayField(label="Áp dụng từ ngày", initial=today)
    decision_no = Code(
        label="Số quyết định áp dụng",
        max_length=80,
        required=False,
        help_text="Nếu đã có. Lãnh đạo xác nhận số này khi phê duyệt.",
    )
    decision_on = DayField(label="Ngày quyết định", required=False)


class DecideForm(forms.Form):
    """The leader's decision."""

    decision_no = Code(
        label="Số quyết định áp dụng",
        max_length=80,
        help_text="Ví dụ: 15/QĐ-UBND",
        error_messages={"required": "Chưa có số quyết định áp dụng. Hãy nhập số quyết định."},
    )
    decision_on = DayField(label="Ngày quyết định")


class ReasonForm(forms.Form):
    """Why it goes back."""

    reason = Lines(
        label="Điều cần chỉnh sửa",
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": "Chưa ghi lý do. Hãy ghi rõ điều cần chỉnh sửa."},
    )


class EndForm(forms.Form):
    """The last day, and why."""

    last_day = DayField(
        label="Ngày cuối cùng còn áp dụng",
        help_text="Hết ngày này không tạo hồ sơ mới; hồ sơ đang giải quyết vẫn làm đến hết.",
    )
    why = Lines(
        label="Lý do thôi áp dụng",
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": "Chưa ghi lý do thôi áp dụng. Hãy ghi lý do."},
    )
