"""Rows pasted from Word or Excel become steps of the process."""

import pytest

from processes.kinds.process import KIND
from processes.kinds.process.pasted import parse_step_rows
from tests.processes.kinds.pasted.rows import BODY, HEADER, ROWS, without_ids


def day(amount):
    return {"amount": amount, "unit": "working_day"}


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


def test_names_that_no_role_has_and_times_not_read_are_said():
    steps = parse_step_rows([HEADER, *ROWS], BODY)
    assert steps.said[0].startswith(
        "1 ô Trách nhiệm chưa khớp vai trò nào («Bộ phận một cửa»): tên được giữ ở «Trách nhiệm in"
    )
    assert steps.said[1:] == ["1 ô thời gian chưa đọc được, giữ nguyên văn («theo thỏa thuận»)."]


def test_two_roles_of_one_name_are_not_chosen_between():
    roles = [{"id": "a", "label": "Văn thư UBND"}, {"id": "b", "label": "văn thư UBND"}]
    (step,) = without_ids(parse_step_rows([HEADER, ROWS[3]], {**BODY, "roles": roles}))
    assert "role" not in step
    assert step["responsible"] == "Văn thư UBND"


@pytest.mark.parametrize(
    "header",
    [
        ["TT", "Nội dung công việc", "Người thực hiện", "Thời gian", "Kết quả"],
        ["STT", "Các bước thực hiện", "Đơn vị thực hiện", "Thời hạn giải quyết", "Sản phẩm"],
        ["Bước", "Nội dung", "Trách nhiệm", "Thời gian (ngày)", "Biểu mẫu/Kết quả"],
    ],
)
def test_headers_as_other_procedures_write_them(header):
    rows = [
        ["1", "Kiểm tra nội dung, kết quả", "Cán bộ tiếp nhận", "½ ngày", "Phiếu hẹn"],
        ["2", "Ký", "Lãnh đạo UBND", "2 ngày", "Bản sao"],
    ]
    steps = parse_step_rows([header, *rows], BODY)
    assert [(step["title"], step["role"], step["output"]) for step in steps] == [
        ("Kiểm tra nội dung, kết quả", "r1", "Phiếu hẹn"),
        ("Ký", "r3", "Bản sao"),
    ]
    assert [step["times"] for step in steps] == [{"a": day("0.5")}, {"a": day("2")}]
    assert steps.said == []


def test_a_first_row_that_speaks_of_work_and_results_is_no_header():
    rows = [["Kiểm tra nội dung", "Cán bộ tiếp nhận", "½ ngày", "1 ngày", "Kết quả kiểm tra"]]
    (step,) = parse_step_rows(rows, BODY)
    assert step["title"] == "Kiểm tra nội dung" and step["output"] == "Kết quả kiểm tra"


def test_numbers_of_columns_below_a_header_are_no_step():
    steps = parse_step_rows([HEADER, ["(1)", "(2)", "(3)", "(4)", "(5)"], *ROWS], BODY)
    assert len(steps) == 6


def test_a_line_over_the_whole_table_of_steps_is_kept_and_said():
    group = ["II. Thẩm định", "", "", "", ""]
    steps = parse_step_rows([HEADER, ROWS[0], group, ROWS[1]], BODY)
    assert len(steps) == 2 and steps[0]["note"].endswith("II. Thẩm định")
    assert any("1 dòng không có trình tự («II. Thẩm định»)" in said for said in steps.said)


def test_a_first_row_without_number_or_time_that_says_work_and_result_is_a_step():
    rows = [["Thẩm định nội dung", "Cán bộ tiếp nhận", "", "", "Kết quả thẩm định"]]
    rows += [["Ký", "Lãnh đạo UBND", "1 ngày", "1 ngày", "Bản chính"]]
    assert [step["title"] for step in parse_step_rows(rows, BODY)] == ["Thẩm định nội dung", "Ký"]


def test_captions_of_times_in_the_header_are_no_step():
    header = ["TT", "Trình tự", "Trách nhiệm", "05 ngày", "25 ngày"]
    assert len(parse_step_rows([header, *ROWS], BODY)) == 6
