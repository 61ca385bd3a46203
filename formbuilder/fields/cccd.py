"""Personal identification number (số định danh cá nhân, số căn cước): 12 digits.

Structure: Nghị định 137/2015/NĐ-CP Điều 13, as amended by Nghị định 37/2021/NĐ-CP: three digits
for the province where the birth was registered, one for century and sex (0-1: 20th century,
2-3: 21st), two for the year of birth, six at random.
"""

import re

from formbuilder.fields.base import Field, FieldType, Parsed, first_text, shown
from registry.schema import Format
from registry.vietnamese import fold

_LAST_PROVINCE = 96


def parse(definition: Field, texts: list[str]) -> Parsed:
    """Read twelve digits; spaces, dots and hyphens between them are ignored."""
    text = first_text(texts)
    if not text:
        return None, None
    digits = re.sub(r"[\s.\-]", "", fold(text))
    if not re.fullmatch("[0-9]+", digits):
        return text, "Số căn cước chỉ gồm chữ số. Hãy kiểm tra lại."
    if len(digits) != 12:
        return text, f"Số căn cước phải có đúng 12 chữ số; hiện có {len(digits)} chữ số."
    if not 1 <= int(digits[:3]) <= _LAST_PROVINCE:
        return text, f"Ba chữ số đầu ({digits[:3]}) không phải mã tỉnh, thành phố (001 đến 096)."
    if digits[3] not in "0123":
        return text, (f"Chữ số thứ tư ({digits[3]}) chỉ thế kỷ sinh và giới tính, phải từ 0 đến 3.")
    return digits, None


CCCD = FieldType(
    code="cccd",
    label="Số căn cước",
    place=90,
    words=("số căn cước", "căn cước", "cccd", "số cccd", "căn cước công dân", "số định danh"),
    schema=lambda definition: {"type": "string", "format": "cccd", "pattern": "^0[0-9]{2}[0-3]"},
    format=Format(
        "cccd", r"0\d{11}", "Số định danh cá nhân phải có đúng 12 chữ số, bắt đầu bằng 0."
    ),
    rule="text",
    parse=parse,
    edit=shown,
    display=shown,
    attributes={
        "type": "text",
        "inputmode": "numeric",
        "autocomplete": "off",
        "spellcheck": "false",
        "data-width": "medium",
    },
    example="12 chữ số",
)
