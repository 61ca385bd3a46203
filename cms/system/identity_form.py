"""The form «Tên, biểu trưng, màu sắc», and where each of its values comes from."""

import base64
import binascii
from dataclasses import dataclass
from typing import Any

from django import forms
from django.forms import BoundField

from cms.system.forms import Explained
from registry.files import pictures
from registry.files.inspection import FileError
from registry.organisation import colours, identity
from registry.organisation.models import Agency
from registry.readers.form_fields import Code, FileDrop, Line, Lines

# What holds where neither the agency nor any above it says anything.
_SAID_BY_NOBODY = {
    "motto": f"Mặc định: «{identity.PRODUCT_MOTTO}».",
    "brand": f"Mặc định: màu của phần mềm ({colours.PRODUCT}).",
    "mark": "Mặc định: ngôi sao vàng trên nền đỏ.",
}


class IdentityForm(Explained):
    """What an agency says of itself; a mark drawn once is kept while the rest is mended."""

    name = Line(
        label="Tên cơ quan",
        error_messages={"required": "Chưa nhập tên cơ quan."},
        widget=forms.TextInput(attrs={"data-shows": "name"}),
    )
    short_name = Line(
        label="Tên ngắn",
        required=False,
        help_text="Dùng ở chỗ hẹp. Để trống thì dùng tên đầy đủ.",
    )
    mark = forms.FileField(
        label="Biểu trưng",
        required=False,
        help_text="Tệp PNG, JPEG hoặc WebP, nên vuông, không quá"
        f" {pictures.MAX_BYTES // 1024 // 1024} MB. Hệ thống tự thu nhỏ.",
        widget=FileDrop(attrs={"accept": pictures.CHOOSABLE, "data-shows": "mark"}),
        error_messages={"empty": "Tệp rỗng. Hãy chọn lại tệp."},
    )
    motto = Line(
        label="Khẩu hiệu",
        required=False,
        help_text="Một dòng ngắn dưới tên cơ quan.",
        widget=forms.TextInput(attrs={"data-shows": "motto"}),
    )
    brand = Code(
        label="Màu chủ đạo",
        required=False,
        help_text="Nền của dải đầu trang và trình đơn; chữ trên đó màu trắng nên cần màu đậm.",
        widget=forms.TextInput(attrs={"type": "color", "data-shows": "brand"}),
    )
    address = Line(
        label="Địa chỉ", required=False, widget=forms.TextInput(attrs={"data-shows": "address"})
    )
    telephone = Code(
        label="Điện thoại (đường dây nóng)",
        required=False,
        help_text="Ví dụ: 0234 382 2115",
        widget=forms.TextInput(attrs={"inputmode": "tel", "data-shows": "telephone"}),
    )
    email = Code(
        label="Thư điện tử", required=False, widget=forms.TextInput(attrs={"inputmode": "email"})
    )
    hours = Lines(
        label="Giờ tiếp nhận hồ sơ",
        required=False,
        help_text="Ví dụ: Thứ Hai đến thứ Sáu, 7:30 – 11:30 và 13:30 – 17:00",
        widget=forms.Textarea(attrs={"rows": 4, "data-shows": "hours"}),
    )
    # The drawn mark of an earlier try: a browser does not keep a chosen file.
    kept = forms.CharField(widget=forms.HiddenInput, required=False)

    def clean(self) -> dict[str, Any]:
        """Draw the mark, which is then kept whatever else is wrong."""
        values: dict[str, Any] = super().clean() or {}
        self.drawn: pictures.Mark | None = None
        sent = values.get("mark")
        try:
            if sent and sent.size > pictures.MAX_BYTES:
                raise FileError(pictures.TOO_LARGE)
            if raw := sent.read() if sent else _unpacked(values.get("kept", "")):
                self.drawn = pictures.mark(raw)
        except FileError as error:
            self.add_error("mark", str(error))
        return values

    @property
    def kept_mark(self) -> str:
        """The drawn mark as text, to be sent again with the form."""
        drawn = getattr(self, "drawn", None)
        return base64.b64encode(drawn.raw).decode() if drawn else ""


@dataclass(frozen=True)
class Row:
    """One field, where its present value comes from, and what its button takes back."""

    field: BoundField
    said: str = ""
    # Whose value holds after the button is pressed; "" where there is nothing to take back.
    otherwise: str = ""


def rows(form: IdentityForm, agency: Agency) -> list[Row]:
    """Return the fields with their origins."""
    own, above = identity.speakers(agency), identity.above(agency)
    found = []
    for field in form.visible_fields():
        name = field.name
        if name not in identity.INHERITED:
            found.append(Row(field))
        elif own.get(name) == agency:
            found.append(Row(field, "Cơ quan tự đặt.", _otherwise(above.get(name))))
        elif speaker := above.get(name):
            value = "" if name == "mark" else f": «{getattr(speaker, name)}»"
            found.append(Row(field, f"Lấy từ {speaker}{value}."))
        else:
            found.append(Row(field, _SAID_BY_NOBODY.get(name, "Chưa có, nên không hiện.")))
    return found


def inherited_brand(agency: Agency) -> str:
    """Return the colour that would hold if the agency itself chose none."""
    speaker = identity.above(agency).get("brand")
    return speaker.brand if speaker else colours.PRODUCT


def _otherwise(speaker: Agency | None) -> str:
    return f"Bỏ, dùng của {speaker}" if speaker else "Bỏ, dùng mặc định"


def _unpacked(kept: str) -> bytes:
    try:
        return base64.b64decode(kept, validate=True)
    except (binascii.Error, ValueError):
        return b""
