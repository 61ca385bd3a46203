"""What somebody typed into a form of a case or task, read from their request alone.

Nothing is looked up: whoever sends a form to something that is none of theirs gets their own words
back, and learns nothing from the labels beside them.
"""

from collections.abc import Iterator

from django.http import HttpRequest

from formbuilder import fields
from formbuilder.filling import PREFIX

Typed = list[tuple[str, str]]

_LABELS = {
    "note": "Lý do, ghi chú",
    "reason": "Lý do",
    "duration": "Thời gian gia hạn",
}
_OPINION = "reason-"
_ANSWER = f"{PREFIX}."


def typed_in(request: HttpRequest) -> Typed:
    """Return (label, text) of every visible field that was filled in, in the order of the page."""
    return [(label, text) for label, text in _all(request) if text.strip()]


def _all(request: HttpRequest) -> Iterator[tuple[str, str]]:
    seen: dict[str, int] = {}
    for name in request.POST:
        text = "; ".join(one for one in request.POST.getlist(name) if one.strip())
        if name in _LABELS:
            yield _LABELS[name], text
        elif name.startswith(_OPINION):
            yield "Ý kiến, lý do", text
        elif name.startswith(_ANSWER):
            code, *row = name.removeprefix(_ANSWER).split(".")
            label = f"Biểu mẫu, mục {seen.setdefault(code, len(seen) + 1)}"
            if row and row[0].isdecimal():
                label += f", dòng {int(row[0][:9]) + 1}"
            yield label, fields.said(text)
    for sent in request.FILES.values():
        yield "Tệp đã chọn", getattr(sent, "name", "") or ""
