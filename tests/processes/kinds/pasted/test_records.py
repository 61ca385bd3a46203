"""Pasted rows become records that are kept."""

import pytest

from processes.kinds.process.pasted import parse_records
from tests.processes.kinds.pasted.rows import without_ids


def test_records_kept():
    rows = [
        ["STT", "Tên biểu mẫu/ hồ sơ", "Nơi lưu/ người lưu trữ", "Thời gian lưu trữ"],
        ["01", "Bộ hồ sơ theo Mục 5.a", "Ủy ban nhân dân cấp xã/Công chức Tư pháp", "Vĩnh viễn"],
        ["02", "Kết quả (bản photo)", "Văn phòng", "05 năm"],
    ]
    assert without_ids(parse_records(rows, {})) == [
        {
            "name": "Bộ hồ sơ theo Mục 5.a",
            "place": "Ủy ban nhân dân cấp xã",
            "keeper": "Công chức Tư pháp",
            "forever": True,
        },
        {"name": "Kết quả (bản photo)", "place": "Văn phòng", "years": 5, "copy": True},
    ]


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("05 năm", {"years": 5}),
        ("Lưu vĩnh viễn", {"forever": True}),
        ("5-10 năm", {"years": "5-10 năm"}),
        ("từ 5 đến 10 năm", {"years": "từ 5 đến 10 năm"}),
        ("Vĩnh viễn hoặc 70 năm", {"years": "Vĩnh viễn hoặc 70 năm"}),
        ("18 tháng", {"years": "18 tháng"}),
        ("1.000 năm", {"years": "1.000 năm"}),
    ],
)
def test_a_time_kept_is_one_number_of_years_or_stays_as_typed(typed, kept):
    rows = [["Tên hồ sơ", "Nơi lưu", "Thời gian lưu"], ["Sổ", "Kho", typed]]
    assert without_ids(parse_records(rows, {})) == [{"name": "Sổ", "place": "Kho", **kept}]
