"""Rows of a step table as Word gives them, and the process into which they are pasted."""

BODY = {
    "day_unit": "working_day",
    "roles": [
        {"id": "r1", "label": "Cán bộ tiếp nhận"},
        {"id": "r2", "label": "Công chức Tư pháp - Hộ tịch"},
        {"id": "r3", "label": "Lãnh đạo UBND"},
        {"id": "r4", "label": "Văn thư UBND"},
    ],
    "variants": [{"id": "a", "label": "Không xác minh"}, {"id": "b", "label": "Có xác minh"}],
}
HEADER = [
    "TT",
    "Trình tự các bước công việc*",
    "Trách nhiệm",
    "Thời gian không xác minh:\n05 ngày làm việc",
    "Thời gian có xác minh: 25 ngày",
]
ROWS = [
    [
        "1",
        "Tiếp nhận hồ sơ, kiểm tra:\n- Phù hợp thì xử lý;\n- Chưa phù hợp thì hướng dẫn.",
        "Cán bộ tiếp nhận",
        "01 ngày",
        "01 ngày",
    ],
    ["2", "Thẩm tra hồ sơ", "Công chức Tư pháp -  Hộ tịch", "02 ngày", "22 ngày"],
    ["3", "- Xem xét hồ sơ, ký", "LÃNH ĐẠO UBND", "01 ngày", "01 ngày"],
    ["4", "Đóng dấu", "Văn thư UBND", "½ ngày", "0,5 ngày"],
    ["5", "Ghi sổ", "Công chức Tư pháp – Hộ tịch", "2 giờ", "theo thỏa thuận"],
    ["6", "Trả kết quả", "Bộ phận một cửa", "½ ngày", "½ ngày"],
]


def without_ids(items):
    assert len({item["id"] for item in items}) == len(items)
    return [{name: value for name, value in item.items() if name != "id"} for item in items]
