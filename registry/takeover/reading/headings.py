"""The columns of a list, and the many ways in which lists from the wild call them. Pure text."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from registry.vietnamese import slug


@dataclass(frozen=True)
class Heading:
    """A column: its name in code, its label in the sample, what is said of it there.

    `others` are how it is called elsewhere, without accents (`slug`).
    """

    name: str
    label: str
    hint: str
    others: tuple[str, ...] = ()
    must: bool = False

    @property
    def calls(self) -> tuple[str, ...]:
        """Every way in which it is called."""
        return (slug(self.label), *self.others)


HEADINGS = (
    Heading("kind", "Loại", "Chọn trong danh sách của ô.",
            ("loai-tai-lieu", "loai-van-ban", "nhom-tai-lieu"), must=True),
    Heading("code", "Mã hiệu", "Mã hiệu ghi trên tài liệu, ví dụ HD-05.",
            ("ma-so", "ma-tai-lieu", "ma-hieu-tai-lieu", "ky-hieu", "so-hieu", "so-ky-hieu", "ma"),
            must=True),
    Heading("title", "Tên tài liệu", "Tên đầy đủ.",
            ("ten", "ten-van-ban", "trich-yeu", "tieu-de", "ten-goi"), must=True),
    Heading("issue", "Lần ban hành", "Số lần ban hành; để trống là lần 01. Ghi 02/01 cũng được.",
            ("lan-bh", "lan-ban-hanh-sua-doi", "lan-bh-sd", "lan-ban-hanh-lan-sua-doi",
             "phien-ban")),
    Heading("revision", "Lần sửa đổi", "Số lần sửa đổi; để trống là 00.", ("lan-sd",)),
    Heading("issued_on", "Ngày ban hành", "Ngày/tháng/năm, ví dụ 07/12/2023.",
            ("ngay-bh", "ngay-ky", "ngay-thang-ban-hanh", "ngay-thang-nam-ban-hanh"), must=True),
    Heading("effective_on", "Ngày hiệu lực", "Để trống là ngày ban hành.",
            ("ngay-co-hieu-luc", "hieu-luc-tu", "hieu-luc-tu-ngay", "ngay-ap-dung", "ngay-hl")),
    Heading("decision_no", "Số quyết định", "Số, ký hiệu quyết định ban hành.",
            ("quyet-dinh", "so-qd", "so-quyet-dinh-ban-hanh", "quyet-dinh-ban-hanh")),
    Heading("signer", "Người ký", "Họ và tên người ký trên bản giấy.",
            ("nguoi-phe-duyet", "nguoi-ban-hanh", "nguoi-duyet")),
    Heading("field", "Lĩnh vực", "Ví dụ: Hộ tịch."),
    Heading("unit", "Đơn vị chủ trì", "Chọn trong danh sách của ô; để trống là toàn cơ quan.",
            ("don-vi", "phong-ban", "phong-chu-tri", "don-vi-soan-thao", "don-vi-quan-ly",
             "bo-phan")),
    Heading("reach", "Mức công khai", "Để trống là nội bộ cơ quan.",
            ("pham-vi-doc", "cong-khai", "muc-do-cong-khai", "muc-do-mat")),
    Heading("file", "Tệp", "Tên tệp Word hoặc PDF đã gửi kèm.",
            ("ten-tep", "file", "ten-file", "tap-tin", "tep-dinh-kem", "file-dinh-kem",
             "tep-noi-dung")),
    Heading("issuer", "Nơi ban hành", "Chỉ cho tài liệu bên ngoài.", ("co-quan-ban-hanh",)),
    Heading("applies_to", "Ai phải áp dụng", "Chỉ cho tài liệu bên ngoài; để trống là cơ quan.",
            ("doi-tuong-ap-dung",)),
)  # fmt: skip
BY_NAME = {one.name: one for one in HEADINGS}
# A row with so many known headings is the head of the table; those above it are titles.
ENOUGH = 3
_ASIDE = re.compile(r"\([^)]*\)")


def label(name: str) -> str:
    """Return how a column is called in sentences."""
    return BY_NAME[name].label if name in BY_NAME else ""


@dataclass(frozen=True)
class Head:
    """The head of a table: which place has which column; headings that nobody knows."""

    places: dict[str, int]
    unknown: tuple[str, ...] = ()
    twice: tuple[str, ...] = ()

    @property
    def missing(self) -> list[str]:
        """Labels of columns without which no line can be read."""
        return [one.label for one in HEADINGS if one.must and one.name not in self.places]


def head_of(cells: Sequence[str]) -> Head | None:
    """Read a row as the head of the table; None where it is none."""
    places: dict[str, int] = {}
    unknown, twice = [], []
    for place, cell in enumerate(cells):
        if not cell.strip():
            continue
        name = _known(cell)
        if name and name in places:
            twice.append(cell)
        elif name:
            places[name] = place
        else:
            unknown.append(cell)
    return Head(places, tuple(unknown), tuple(twice)) if len(places) >= ENOUGH else None


def _known(cell: str) -> str:
    """Which column a heading means: by its words, else by those that it begins with."""
    for said in (slug(_ASIDE.sub(" ", cell)), slug(cell)):
        for one in HEADINGS:
            if said in one.calls:
                return one.name
    said = slug(_ASIDE.sub(" ", cell))
    begun = [
        (len(call), one.name)
        for one in HEADINGS
        for call in one.calls
        if "-" in call and said.startswith(f"{call}-")
    ]
    return max(begun)[1] if begun else ""
