"""Rows pasted from Word or Excel become rows of the process."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from processes.kinds.process import KIND
from processes.kinds.process.pasted import parse_fees, parse_papers, parse_records, parse_step_rows
from processes.kinds.process.schema import initial
from registry.schema import compile_schema
from registry.vietnamese import settle

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
        # What does not fit is told at one cell, where it stands as it was pasted.
        assert all(p.keyword == "maxLength" or _is_count(p.pointer) for p in problems)


def _is_count(pointer):
    return pointer.split("/")[-1] in ("original", "copies", "amount", "years")


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


FEE_HEADER = ["TT", "Khoản thu", "Mức thu", "Ghi chú"]


def fee_of(typed, *header):
    (fee,) = without_ids(parse_fees([header or FEE_HEADER, ["1", "Nộp tại chỗ", typed, ""]], {}))
    assert fee.pop("name") == "Nộp tại chỗ"
    return fee


@pytest.mark.parametrize(
    ("typed", "fee"),
    [
        ("75.000 đồng", {"amount": 75_000}),
        ("75 000đ/bản", {"amount": 75_000, "per": "bản"}),
        ("75.000 VNĐ", {"amount": 75_000}),
        ("75 nghìn đồng", {"amount": 75_000}),
        ("50 ngàn đồng/bản", {"amount": 50_000, "per": "bản"}),
        ("1,5 triệu đồng", {"amount": 1_500_000}),
        ("20.000 đồng/01 bản sao", {"amount": 20_000, "per": "bản sao"}),
        ("500 đồng/m2", {"amount": 500, "per": "m2"}),
        (
            "8.000 đồng/bản; miễn cho hộ nghèo",
            {"amount": 8_000, "per": "bản", "note": "miễn cho hộ nghèo"},
        ),
        ("75.000đ (bảy mươi lăm nghìn)", {"amount": 75_000, "note": "(bảy mươi lăm nghìn)"}),
    ],
)
def test_one_plain_amount_is_read(typed, fee):
    assert fee_of(typed) == fee


@pytest.mark.parametrize(
    "typed",
    [
        "từ 10.000 đến 20.000 đồng", "20.000đ - 30.000đ", "20.000–30.000", "-5.000 đồng", "–5.000",
        "75.000 đồng/bản, từ bản thứ hai 5.000 đồng", "75.000, 80.000", "75.000/80.000", "10,5",
        "không quá 75.000 đồng", "1 triệu 500 nghìn", "1.500 triệu đồng", "5%", "75 USD",
        "75.000đ\n150.000đ", "9" * 50, "Điều 5",
    ],
)  # fmt: skip
def test_what_is_not_surely_one_amount_stays_in_its_cell_as_typed_and_is_told(typed):
    fee = fee_of(typed)
    assert fee == {"amount": " ".join(typed.split())}
    told = compile_schema(KIND.schema).problems({"fees": [{"id": "a", **fee}]})
    assert [problem.pointer for problem in told] == ["/fees/0/amount"]


def test_words_without_a_number_go_into_the_note_and_are_said():
    fees = parse_fees([FEE_HEADER, ["1", "Khai sinh", "Miễn phí", "đúng hạn"]], {})
    assert without_ids(fees) == [{"name": "Khai sinh", "note": "Miễn phí\nđúng hạn"}]
    assert fees.said == [
        "1 mức thu không phải một số tiền, giữ nguyên văn ở «Ghi chú, miễn giảm» («Miễn phí»)."
    ]
    fees = parse_fees([["Miễn thu: trẻ em dưới 6 tuổi"]], {})
    assert without_ids(fees) == [{"name": "Miễn thu", "note": "trẻ em dưới 6 tuổi"}]
    assert "«trẻ em dưới 6 tuổi»" in fees.said[0]


def test_the_unit_of_amounts_may_stand_in_the_head_or_in_its_own_column():
    assert fee_of("75", "TT", "Khoản thu", "Mức thu (nghìn đồng)") == {"amount": 75_000}
    assert fee_of("75.000 đồng", "TT", "Khoản thu", "Mức thu (nghìn đồng)") == {"amount": 75_000}
    assert fee_of("75", "TT", "Khoản thu", "Mức thu (1.000 đồng)") == {
        "amount": "75 [Mức thu (1.000 đồng)]"
    }
    rows = [["Khoản thu", "Mức thu", "Đơn vị tính"], ["Sao", "8", "nghìn đồng/bản"]]
    assert without_ids(parse_fees(rows, {})) == [{"name": "Sao", "amount": 8_000, "per": "bản"}]
    rows = [["Khoản thu", "Mức thu", "Đơn vị tính"], ["Sao", "8", "1.000 đồng"]]
    assert without_ids(parse_fees(rows, {})) == [{"name": "Sao", "amount": "8 1.000 đồng"}]


@given(st.text(st.sampled_from("0123456789., -–/;()đồngnghìtriệu%"), max_size=20))
def test_an_amount_is_the_only_number_of_its_cell_or_stands_there_as_typed(typed):
    said = settle(typed)
    fees = parse_fees([FEE_HEADER, ["1", "Nộp", said, ""]], {})
    amount = fees[0].get("amount")
    if isinstance(amount, int):
        first = re.match(r"[0-9][0-9., ]*", said)[0]
        assert str(int(re.sub("[^0-9]", "", first))).rstrip("0") == str(amount).rstrip("0")
    else:
        kept = " ".join(said.split())
        assert kept == (amount or fees[0].get("note", ""))


def test_counts_of_papers_that_are_no_numbers_stay_in_their_cells():
    rows = [
        ["STT", "Tên giấy tờ", "Bản chính", "Bản sao", "Ghi chú"],
        ["1", "Tờ khai", "x", "X", ""],
        ["2", "Giấy ủy quyền", "hai", "1-2", ""],
        ["3", "Giấy chứng sinh", "01 bản", "02 bản sao", ""],
        ["4", "Ảnh", "-", "–", ""],
    ]
    papers = without_ids(parse_papers(rows, {}))
    assert [(p.get("original"), p.get("copies")) for p in papers] == [
        ("x", "X"), ("hai", "1-2"), (1, 2), (None, None),
    ]  # fmt: skip


def test_a_row_without_a_name_and_a_column_without_a_place_are_not_lost():
    rows = [
        ["STT", "Tên giấy tờ", "Bản chính", "Hình thức", "Mã giấy tờ"],
        ["1", "Tờ khai", "1", "Nộp", "A1"],
        ["", "", "2", "Qua bưu điện", ""],
    ]
    papers = parse_papers(rows, {})
    assert without_ids(papers) == [
        {"name": "Tờ khai", "how": "submit", "original": 1},
        {"how": "submit", "original": 2, "note": "Qua bưu điện"},
    ]
    assert papers.said == [
        "1 ô hình thức nộp được giữ nguyên văn ở «Ghi chú».",
        "1 ô ở cột mà bảng này không có nên chưa dán: «A1».",
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


@pytest.mark.parametrize("header", [[["TT", "Tên giấy tờ", "Bản chính", "Bản sao", "Ghi chú"]], []])
def test_a_name_of_a_group_of_papers_is_kept_and_said(header):
    rows = [
        ["a) Giấy tờ phải nộp", "", "", "", ""],
        ["1", "Tờ khai", "01", "", ""],
        ["b) Giấy tờ phải xuất trình", "", "", "", ""],
        ["2", "Căn cước", "", "01", ""],
    ]
    papers = parse_papers([*header, *rows], BODY)
    assert [paper["name"] for paper in papers] == [
        "a) Giấy tờ phải nộp", "Tờ khai", "b) Giấy tờ phải xuất trình", "Căn cước",
    ]  # fmt: skip
    assert papers[1]["original"] == 1 and papers[3]["copies"] == 1
    assert any("2 dòng chỉ có một ô («a) Giấy tờ phải nộp»" in said for said in papers.said)


def test_a_word_where_numbers_stand_is_said():
    papers = parse_papers([["TT", "Tên giấy tờ", "Bản chính"], ["mới", "Tờ khai", "01"]], BODY)
    assert papers[0]["name"] == "Tờ khai"
    assert any("«mới»" in said for said in papers.said)


def test_a_first_row_without_number_or_time_that_says_work_and_result_is_a_step():
    rows = [["Thẩm định nội dung", "Cán bộ tiếp nhận", "", "", "Kết quả thẩm định"]]
    rows += [["Ký", "Lãnh đạo UBND", "1 ngày", "1 ngày", "Bản chính"]]
    assert [step["title"] for step in parse_step_rows(rows, BODY)] == ["Thẩm định nội dung", "Ký"]


def test_captions_of_times_in_the_header_are_no_step():
    header = ["TT", "Trình tự", "Trách nhiệm", "05 ngày", "25 ngày"]
    assert len(parse_step_rows([header, *ROWS], BODY)) == 6


def test_a_paper_of_numbers_alone_below_the_header_is_not_taken_for_numbers_of_columns():
    header = ["TT", "Tên giấy tờ", "Bản chính", "Bản sao"]
    papers = parse_papers([header, ["1", "", "01", ""], ["2", "Tờ khai", "01", ""]], BODY)
    assert [paper.get("original") for paper in papers] == [1, 1]
