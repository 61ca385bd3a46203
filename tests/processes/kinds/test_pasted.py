"""Rows pasted from Word or Excel become rows of the process."""

import pytest

from processes.kinds.process import KIND
from processes.kinds.process.pasted import parse_fees, parse_papers, parse_records, parse_step_rows
from processes.kinds.process.schema import initial
from registry.schema import compile_schema

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


def day(amount):
    return {"amount": amount, "unit": "working_day"}


def without_ids(items):
    assert len({item["id"] for item in items}) == len(items)
    return [{name: value for name, value in item.items() if name != "id"} for item in items]


def test_six_rows_of_a_word_table():
    steps = without_ids(parse_step_rows([HEADER, *ROWS], BODY))
    assert len(steps) == 6
    assert steps[0] == {
        "title": "Tiếp nhận hồ sơ, kiểm tra",
        "note": "- Phù hợp thì xử lý;\n- Chưa phù hợp thì hướng dẫn.",
        "role": "r1",
        "times": {"a": day("1"), "b": day("1")},
    }
    assert steps[1] == {
        "title": "Thẩm tra hồ sơ",
        "role": "r2",
        "times": {"a": day("2"), "b": day("22")},
    }
    assert (steps[2]["title"], steps[2]["role"]) == ("Xem xét hồ sơ, ký", "r3")
    assert steps[3]["times"] == {"a": day("0.5"), "b": day("0.5")}
    assert steps[4]["role"] == "r2"
    assert steps[4]["times"] == {
        "a": {"amount": "2", "unit": "working_hour"},
        "b": {"text": "theo thỏa thuận"},
    }
    assert steps[5] == {
        "title": "Trả kết quả",
        "responsible": "Bộ phận một cửa",
        "times": {"a": day("0.5"), "b": day("0.5")},
    }


def test_a_role_that_does_not_exist_is_reported_where_it_stands():
    body = {**BODY, "steps": parse_step_rows([HEADER, *ROWS], BODY)}
    messages = {problem.pointer: problem.message for problem in KIND.all_problems(body, None)}
    assert "«Bộ phận một cửa» chưa khớp vai trò nào" in messages["/steps/5/role"]


def test_the_header_may_be_missing():
    assert without_ids(parse_step_rows(ROWS, BODY)) == without_ids(
        parse_step_rows([HEADER, *ROWS], BODY)
    )


def test_the_number_may_be_missing_because_word_numbers_by_itself():
    bare = [row[1:] for row in ROWS]
    empty = [["", *row[1:]] for row in ROWS]
    whole = without_ids(parse_step_rows(ROWS, BODY))
    assert without_ids(parse_step_rows(bare, BODY)) == whole
    assert without_ids(parse_step_rows(empty, BODY)) == whole
    assert without_ids(parse_step_rows([HEADER[1:], *bare], BODY)) == whole


def test_columns_follow_their_headers():
    rows = [
        [
            "STT",
            "Trách nhiệm",
            "Nội dung công việc",
            "Thời gian có xác minh",
            "Thời gian không xác minh",
            "Biểu mẫu/Kết quả",
        ],
        ["1.", "Văn thư UBND", "Đóng dấu", "2 ngày", "1 ngày", "Văn bản đã đóng dấu"],
    ]
    assert without_ids(parse_step_rows(rows, BODY)) == [
        {
            "title": "Đóng dấu",
            "role": "r4",
            "times": {"a": day("1"), "b": day("2")},
            "output": "Văn bản đã đóng dấu",
        }
    ]


def test_the_last_column_is_the_result_when_it_holds_no_times():
    rows = [[*row, "Sổ theo dõi"] for row in ROWS]
    for pasted in (rows, [[*HEADER, "Biểu mẫu/ Kết quả"], *rows]):
        steps = parse_step_rows(pasted, BODY)
        assert [step["output"] for step in steps] == ["Sổ theo dõi"] * 6
        assert steps[1]["times"] == {"a": day("2"), "b": day("22")}


def test_captions_in_two_header_rows():
    rows = [
        ["TT", "Trình tự", "Trách nhiệm", "Thời gian", "", "Kết quả"],
        ["", "", "", "Không xác minh", "Có xác minh", ""],
        ["1", "Đóng dấu", "Văn thư UBND", "1 ngày", "2 ngày", "Văn bản"],
    ]
    assert without_ids(parse_step_rows(rows, BODY)) == [
        {
            "title": "Đóng dấu",
            "role": "r4",
            "times": {"a": day("1"), "b": day("2")},
            "output": "Văn bản",
        }
    ]


def test_one_time_cell_merged_over_all_rows_is_shared():
    rows = [
        ["TT", "Trình tự", "Trách nhiệm", "Thời gian (01 ngày làm việc)"],
        ["1", "Tiếp nhận", "Văn thư UBND", "1 ngày"],
        ["2", "Ký", "Lãnh đạo UBND", ""],
        ["3", "Trả", "Văn thư UBND", ""],
    ]
    steps = parse_step_rows(rows, {**BODY, "variants": [{"id": "a"}]})
    assert steps[0]["times"] == {"a": day("1")}
    assert [step.get("shares_time_with") for step in steps] == [
        None,
        steps[0]["id"],
        steps[0]["id"],
    ]


def test_a_time_column_too_many_stays_readable():
    steps = parse_step_rows(ROWS, {**BODY, "variants": [{"id": "a"}]})
    assert steps[1]["times"] == {"a": day("2")}
    assert steps[1]["note"] == "Thời gian: 22 ngày"


def test_a_day_is_kept_unclear_where_nobody_said_which():
    steps = parse_step_rows([HEADER, ROWS[1]], {**BODY, "day_unit": ""})
    assert steps[0]["times"]["a"] == {"amount": "2", "unit": "day"}


@pytest.mark.parametrize("rows", [[], [[]], [["", ""]], [HEADER], [["", "\x00"]]])
def test_nothing_comes_of_nothing(rows):
    assert parse_step_rows(rows, BODY) == []


@pytest.mark.parametrize("parser", [parse_step_rows, parse_papers, parse_fees, parse_records])
@pytest.mark.parametrize(
    "rows", [ROWS, [["một ô"]], [["a"], ["b", "c", "d"]], [["1", ""], ["2", "x"]], [["9" * 400]]]
)
def test_whatever_is_pasted_has_the_shape_of_the_table(parser, rows):
    name = {"parse_step_rows": "steps", "parse_records": "records_kept"}.get(
        parser.__name__, parser.__name__.removeprefix("parse_")
    )
    for body in (BODY, initial(), {}):
        problems = compile_schema(KIND.schema).problems({name: parser(rows, body)})
        assert [problem for problem in problems if problem.keyword != "maxLength"] == []


def test_papers_from_a_list():
    papers = without_ids(
        parse_papers(
            [
                ["- Tờ khai đăng ký khai sinh theo mẫu;"],
                ["* Xuất trình giấy tờ tùy thân"],
                ["Thông tin cư trú (cơ quan tra cứu)"],
            ],
            {},
        )
    )
    assert papers == [
        {"name": "Tờ khai đăng ký khai sinh theo mẫu", "how": "submit"},
        {"name": "Xuất trình giấy tờ tùy thân", "how": "present"},
        {"name": "Thông tin cư trú (cơ quan tra cứu)", "how": "lookup"},
    ]


def test_papers_from_a_table():
    rows = [
        ["STT", "Tên giấy tờ", "Bản chính", "Bản sao", "Ghi chú"],
        ["1", "Tờ khai", "01", "", ""],
        ["2", "Văn bản ủy quyền", "", "01", "Nếu có"],
    ]
    assert without_ids(parse_papers(rows, {})) == [
        {"name": "Tờ khai", "how": "submit", "original": 1},
        {
            "name": "Văn bản ủy quyền",
            "how": "submit",
            "copies": 1,
            "optional": True,
            "note": "Nếu có",
        },
    ]


def test_fees():
    assert without_ids(
        parse_fees(
            [
                ["- Nộp trực tiếp: 75.000 đồng/trường hợp"],
                ["Bản sao: 8.000 đồng/bản sao"],
                ["Miễn thu: hộ nghèo"],
            ],
            {},
        )
    ) == [
        {"name": "Nộp trực tiếp", "amount": 75000, "per": "trường hợp"},
        {"name": "Bản sao", "amount": 8000, "per": "bản sao"},
        {"name": "Miễn thu", "note": "hộ nghèo"},
    ]


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
