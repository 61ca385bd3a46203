"""A telephone number: of Vietnam with its leading 0, of another country with + and its code.

Stored without separators: 0912345678, 02343822222, +12025550123, 19001234, 113. Lengths and leading
digits of Vietnam: Thông tư 22/2014/TT-BTTTT (quy hoạch kho số); of the world: ITU-T E.164, at most
15 digits with the country's.
"""

import re

from formbuilder.fields.base import Field, FieldType, Parsed, first_text, shown
from registry.schema import Format
from registry.vietnamese import fold

# Mobile, landline, service (1900, 1800), short number (113, 1022), other country.
_FORMS = (
    "0[35789][0-9]{8}",
    "02[0-9]{9}",
    "1[89]00[0-9]{4,6}",
    "1[0-9]{2,3}",
    r"\+[1-9][0-9]{6,14}",
)
_NUMBER = re.compile("|".join(_FORMS))
_BETWEEN = re.compile(r"\s*(?:[/,;\n|]|\b(?:hoac|va)\b|\s-\s)\s*")
_NOT_DIGITS = (
    "Số điện thoại chỉ gồm chữ số, ví dụ 0912 345 678; số nước ngoài có dấu + và mã nước ở đầu,"
    " ví dụ +1 202 555 0123."
)
_WRONG = (
    "Số điện thoại chưa đúng. Số di động có 10 chữ số, bắt đầu bằng 03, 05, 07, 08 hoặc 09;"
    " số cố định có 11 chữ số, bắt đầu bằng 02; tổng đài bắt đầu bằng 1900 hoặc 1800;"
    " số nước ngoài bắt đầu bằng dấu + và mã nước."
)


def parse(definition: Field, texts: list[str]) -> Parsed:
    """Read 0912 345 678, +84 912 345 678, (0234) 3 822 222, 1900 1234, +1 202 555 0123."""
    text = first_text(texts)
    if not text:
        return None, None
    number = _canonical(text)
    if _NUMBER.fullmatch(number):
        return number, None
    several = _several(text)
    if len(several) > 1:
        listed = ", ".join(display({}, one) for one in several)
        return text, (
            f"Mục này chỉ ghi một số điện thoại, ở đây có {len(several)} số: {listed}."
            " Hãy để lại một số."
        )
    return text, _WRONG if re.fullmatch(r"\+?[0-9]+", number) else _NOT_DIGITS


def _canonical(text: str) -> str:
    """The number without separators, of Vietnam with 0 in place of 84."""
    number = re.sub(r"[\s.\-()]", "", fold(text))
    number = re.sub(r"^(?:\+|00)840?", "0", number)
    number = re.sub(r"^00(?=[1-9])", "+", number)
    if len(number) > 10 and number.startswith("84"):
        number = "0" + number[2:].removeprefix("0")
    return number


def _several(text: str) -> list[str]:
    """The numbers, where the text is a list of them; two of ten digits need no sign between."""
    parts = [_canonical(part) for part in _BETWEEN.split(fold(text)) if part]
    if len(parts) == 1 and re.fullmatch(r"0[0-9]{9}0[0-9]{9}", parts[0]):
        parts = [parts[0][:10], parts[0][10:]]
    return parts if all(_NUMBER.fullmatch(part) for part in parts) else []


def display(definition: Field, value: object) -> str:
    """Write a number in groups: 0912 345 678, 0234 382 2222, 1900 1234.

    Numbers of other countries stay as they are.
    """
    text = str(value or "")
    if not re.fullmatch("[0-9]{8,11}", text):
        return text
    return f"{text[:4]} {text[4:7]} {text[7:]}" if text[0] == "0" else f"{text[:4]} {text[4:]}"


PHONE = FieldType(
    code="phone",
    label="Số điện thoại",
    place=100,
    words=("số điện thoại", "điện thoại", "sđt", "đt", "phone"),
    schema=lambda definition: {
        "type": "string",
        "format": "phone",
        "pattern": f"^(?:{'|'.join(_FORMS)})$",
    },
    format=Format(
        "phone",
        r"\+?[0-9]{3,15}",
        "Phải là một số điện thoại, ví dụ 0912345678 hoặc +12025550123.",
    ),
    rule="text",
    parse=parse,
    edit=shown,
    display=display,
    attributes={"type": "tel", "inputmode": "tel", "autocomplete": "tel", "data-width": "medium"},
)
