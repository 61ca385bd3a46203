"""A Vietnamese telephone number, stored with its leading 0 and without separators."""

import re

from formbuilder.fields.base import Field, FieldType, Parsed, first_text, shown

_MOBILE = re.compile("0[35789][0-9]{8}")
_LANDLINE = re.compile("02[0-9]{9}")


def parse(definition: Field, texts: list[str]) -> Parsed:
    """Read 0912 345 678, +84 912 345 678, (0234) 3 822 222."""
    text = first_text(texts)
    if not text:
        return None, None
    digits = re.sub(r"[\s.\-()]", "", text)
    digits = re.sub(r"^(?:\+|00)840?", "0", digits)
    if len(digits) > 10 and digits.startswith("84"):
        digits = "0" + digits[2:].removeprefix("0")
    if not re.fullmatch("[0-9]+", digits):
        return text, "Số điện thoại chỉ gồm chữ số, ví dụ 0912 345 678."
    if _MOBILE.fullmatch(digits) or _LANDLINE.fullmatch(digits):
        return digits, None
    return text, (
        "Số điện thoại chưa đúng. Số di động có 10 chữ số, bắt đầu bằng 03, 05, 07, 08 hoặc 09;"
        " số cố định có 11 chữ số, bắt đầu bằng 02."
    )


def display(definition: Field, value: object) -> str:
    """In groups: 0912 345 678, 0234 382 2222."""
    text = str(value or "")
    if not re.fullmatch("[0-9]{10,11}", text):
        return text
    return f"{text[:4]} {text[4:7]} {text[7:]}"


PHONE = FieldType(
    code="phone",
    label="Số điện thoại",
    words=("số điện thoại", "điện thoại", "sđt", "đt", "phone"),
    schema=lambda definition: {
        "type": "string",
        "format": "phone-vn",
        "pattern": "^0([35789][0-9]{8}|2[0-9]{9})$",
    },
    parse=parse,
    edit=shown,
    display=display,
    attributes={"type": "tel", "inputmode": "tel", "autocomplete": "tel", "data-width": "medium"},
)
