"""The forms of the group «Quản trị hệ thống»: roles, people, units, delegations, the trail."""

import uuid
from collections.abc import Iterable

from django import forms

from registry.now import today
from registry.organisation.models import Delegation, Membership, Unit, User
from registry.organisation.periods import OrganisationError
from registry.organisation.roles import role_labels
from registry.readers.form_fields import Code, DayField, Email, Line

Choices = Iterable[tuple[str, str]]


class Explained(forms.Form):
    """A form that takes over what a service refuses, at the field that it names."""

    renamed: dict[str, str] = {}

    def refuse(self, error: OrganisationError) -> None:
        """Show the reason at its field, or above the form."""
        field = self.renamed.get(error.field, error.field)
        self.add_error(field if field in self.fields else None, str(error))


class PeriodForm(Explained):
    """From a day to a day, both included."""

    starts = DayField(label="Từ ngày", required=False, help_text="Để trống: từ trước đến nay.")
    ends = DayField(label="Đến hết ngày", required=False, help_text="Để trống: chưa định ngày.")


class AssignForm(PeriodForm):
    """Gives a role to somebody of the agency."""

    user = forms.ChoiceField(
        label="Người được giao", error_messages={"required": "Chưa chọn người."}
    )
    role = forms.ChoiceField(label="Vai trò", error_messages={"required": "Chưa chọn vai trò."})
    unit = forms.ChoiceField(label="Phòng ban", required=False)
    position = Line(
        label="Chức vụ",
        max_length=150,
        required=False,
        help_text="In trong khối phê duyệt, ví dụ: Phó Chủ tịch.",
    )
    field_order = ["user", "full_name", "username", "email", "role", "unit", "position"]

    def __init__(
        self,
        *args: object,
        roles: list[str],
        units: list[Unit],
        people: list[User],
        **kwargs: object,
    ):
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        labels = role_labels()
        _choose(self, "role", [("", "– Chọn vai trò –"), *((code, labels[code]) for code in roles)])
        _choose(self, "unit", [("", "Toàn cơ quan"), *((str(u.pk), u.name) for u in units)])
        if "user" in self.fields:
            named = ((str(p.pk), f"{p} ({p.username})") for p in people)
            _choose(self, "user", [("", "– Chọn người –"), *named])


class NewPersonForm(AssignForm):
    """Opens an account and gives it its first role."""

    user = None  # type: ignore[assignment]
    full_name = Line(
        label="Họ và tên", max_length=150, error_messages={"required": "Chưa nhập họ và tên."}
    )
    username = Code(
        label="Tên đăng nhập",
        max_length=60,
        help_text="Chữ không dấu, chữ số, dấu chấm; ví dụ: lan.tran",
        widget=forms.TextInput(attrs={"autocapitalize": "none", "autocomplete": "off"}),
        error_messages={"required": "Chưa nhập tên đăng nhập."},
    )
    email = Email(
        label="Thư điện tử",
        required=False,
        error_messages={"invalid": "Địa chỉ thư điện tử chưa đúng."},
    )
    key = forms.CharField(widget=forms.HiddenInput, initial=lambda: uuid.uuid4().hex, max_length=64)


class DirectoryForm(Explained):
    """Says who a person is in the agency's directory."""

    directory_id = Code(
        label="Mã định danh trong danh bạ",
        max_length=255,
        required=False,
        help_text="Mã mà hệ thống đăng nhập chung gửi sang; để trống nếu không dùng.",
        widget=forms.TextInput(attrs={"autocapitalize": "none", "autocomplete": "off"}),
    )


class UnitForm(PeriodForm):
    """Adds or changes a unit."""

    code = Code(label="Mã phòng ban", max_length=40, error_messages={"required": "Chưa nhập mã."})
    name = Line(
        label="Tên phòng ban", max_length=255, error_messages={"required": "Chưa nhập tên."}
    )
    parent = forms.ChoiceField(label="Trực thuộc", required=False)
    field_order = ["code", "name", "parent", "starts", "ends"]

    def __init__(self, *args: object, units: list[Unit], **kwargs: object):
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        _choose(self, "parent", [("", "Cơ quan"), *((str(u.pk), u.name) for u in units)])


class CodesForm(Explained):
    """Whether documents of one kind may bear one code, and who cancels documents."""

    repeats_codes = forms.BooleanField(
        label="Cho phép hai tài liệu cùng loại mang một mã hiệu",
        required=False,
        help_text="Nên để tắt: khi tắt, không trình và ban hành được tài liệu có mã hiệu trùng với"
        " tài liệu cùng loại đang có hiệu lực, sắp có hiệu lực hoặc đang trình ban hành. Các tài"
        " liệu đã trùng mã từ trước vẫn dùng và sửa đổi được.",
    )
    cancels_by_top = forms.BooleanField(
        label="Hủy bỏ, bãi bỏ tài liệu cần lãnh đạo cao nhất quyết định",
        required=False,
        help_text="Khi tắt, lãnh đạo chất lượng hủy bỏ được. Khi bật, chỉ lãnh đạo cao nhất hủy bỏ;"
        " lãnh đạo chất lượng đồng ý với đề xuất hủy bỏ thì trình lãnh đạo cao nhất.",
    )


class EndForm(Explained):
    """Ends a role or a delegation on a day."""

    last_day = DayField(
        label="Ngày cuối cùng còn hiệu lực",
        help_text="Hết ngày này thì thôi. Chọn ngày hôm qua để dừng ngay từ hôm nay.",
    )


class HandoverForm(Explained):
    """Why somebody hands over, and their last day where they leave."""

    reason = Line(
        label="Lý do bàn giao",
        max_length=500,
        help_text="Ví dụ: nghỉ hưu theo Quyết định số 15/QĐ-UBND; chuyển công tác; nghỉ thai sản.",
        error_messages={"required": "Chưa ghi lý do bàn giao."},
    )
    last_day = DayField(
        label="Ngày làm việc cuối cùng tại cơ quan",
        required=False,
        help_text="Hết ngày này, mọi vai trò và ủy quyền của người bàn giao kết thúc."
        " Để trống nếu người này vẫn làm việc tại cơ quan.",
    )
    key = forms.CharField(widget=forms.HiddenInput, max_length=64)

    def __init__(self, *args: object, manages: bool, **kwargs: object):
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        if not manages:
            del self.fields["last_day"]


class AbsenceForm(Explained):
    """From when to when somebody is away, and how the stand-ins sign."""

    renamed = {"prefix": "signs"}

    starts = DayField(label="Vắng mặt từ ngày", initial=today)
    ends = DayField(label="Đến hết ngày")
    reason = Line(
        label="Lý do",
        max_length=255,
        help_text="Ví dụ: nghỉ phép năm, đi công tác.",
        error_messages={"required": "Chưa ghi lý do vắng mặt."},
    )
    signs = forms.ChoiceField(
        label="Cách ký",
        choices=[(code, f"{code} ({label})") for code, label in Delegation.PREFIXES],
    )
    decision_no = Code(
        label="Số văn bản giao", max_length=80, required=False, help_text="Ví dụ: 12/QĐ-UBND"
    )


class DelegationForm(Explained):
    """Who acts for whom, in which role, from when to when."""

    renamed = {"role": "held", "unit": "held", "prefix": "signs"}

    held = forms.ChoiceField(
        label="Vai trò được giao thay", error_messages={"required": "Chưa chọn vai trò."}
    )
    receiver = forms.ChoiceField(
        label="Người thay", error_messages={"required": "Chưa chọn người thay."}
    )
    kind = forms.ChoiceField(
        label="Hình thức",
        choices=Delegation.KINDS,
        help_text="Người thay của ban ISO rà soát khi chính thư ký ISO là người soạn thảo.",
    )
    signs = forms.ChoiceField(
        label="Cách ký",
        choices=[(code, f"{code} ({label})") for code, label in Delegation.PREFIXES],
    )
    starts = DayField(label="Từ ngày", initial=today)
    ends = DayField(label="Đến hết ngày")
    reason = Line(label="Lý do", max_length=255, required=False)
    decision_no = Code(
        label="Số văn bản giao", max_length=80, required=False, help_text="Ví dụ: 12/QĐ-UBND"
    )

    def __init__(
        self,
        *args: object,
        held: list[Membership],
        people: list[User],
        many: bool,
        **kwargs: object,
    ):
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        labels = role_labels()
        rows = [
            (
                str(row.pk),
                (f"{row.user}: " if many else "")
                + labels.get(row.role, row.role)
                + (f" – {row.unit}" if row.unit else ""),
            )
            for row in held
        ]
        _choose(self, "held", [("", "– Chọn vai trò –"), *rows])
        named = ((str(p.pk), f"{p} ({p.username})") for p in people)
        _choose(self, "receiver", [("", "– Chọn người –"), *named])


def _choose(form: forms.Form, name: str, choices: Choices) -> None:
    field = form.fields[name]
    assert isinstance(field, forms.ChoiceField)
    field.choices = list(choices)
    field.error_messages["invalid_choice"] = "Lựa chọn này không có trong danh sách. Hãy chọn lại."
