"""The form that lays down a new agency after the system of another one."""

import uuid
from collections.abc import Iterable

from django import forms

from cms.system.forms import Explained
from registry.organisation.models import Agency
from registry.readers.form_fields import Code, Line


class CloneForm(Explained):
    """The new agency, what it takes over, and who administers it first."""

    renamed = {"user": "username"}

    code = Code(
        label="Mã cơ quan mới",
        max_length=40,
        help_text="Đứng đầu mã hồ sơ, ví dụ: H99.15.02",
        error_messages={"required": "Chưa nhập mã cơ quan."},
    )
    name = Line(
        label="Tên cơ quan mới",
        max_length=255,
        error_messages={"required": "Chưa nhập tên cơ quan."},
    )
    short_name = Line(label="Tên viết tắt", max_length=80, required=False)
    place = Line(
        label="Địa danh", max_length=120, required=False, help_text="In trước ngày, tháng, năm."
    )
    parent = forms.ChoiceField(
        label="Cơ quan cấp trên", error_messages={"required": "Chưa chọn cơ quan cấp trên."}
    )
    taking = forms.MultipleChoiceField(
        label="Lấy những loại tài liệu nào",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="Biểu mẫu, điều kiện mà tài liệu được chọn sử dụng luôn đi kèm.",
    )
    units = forms.BooleanField(label="Lấy cả danh sách phòng ban", required=False, initial=True)
    full_name = Line(
        label="Họ và tên người quản trị đầu tiên",
        max_length=150,
        help_text="Người này giao các vai trò khác trong cơ quan mới.",
        error_messages={"required": "Chưa nhập họ và tên."},
    )
    username = Code(
        label="Tên đăng nhập của người đó",
        max_length=60,
        help_text="Chữ không dấu, chữ số, dấu chấm; ví dụ: lan.tran",
        widget=forms.TextInput(attrs={"autocapitalize": "none", "autocomplete": "off"}),
        error_messages={"required": "Chưa nhập tên đăng nhập."},
    )
    key = forms.CharField(widget=forms.HiddenInput, initial=lambda: uuid.uuid4().hex, max_length=64)

    def __init__(
        self,
        *args: object,
        source: Agency,
        offered: list[tuple[str, str, int]],
        parents: Iterable[Agency],
        **kwargs: object,
    ) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        parent, taking = self.fields["parent"], self.fields["taking"]
        assert isinstance(parent, forms.ChoiceField)
        assert isinstance(taking, forms.MultipleChoiceField)
        parent.choices = [(str(one.pk), one.name) for one in parents]
        parent.initial = str(source.parent_id or source.pk)
        taking.choices = [(code, f"{label} ({number})") for code, label, number in offered]
        taking.initial = [code for code, _, _ in offered]
