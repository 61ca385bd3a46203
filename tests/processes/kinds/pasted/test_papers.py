"""Pasted rows become papers of the case."""

import pytest

from processes.kinds.process.pasted import parse_papers
from tests.processes.kinds.pasted.rows import BODY, without_ids


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


def test_a_paper_of_numbers_alone_below_the_header_is_not_taken_for_numbers_of_columns():
    header = ["TT", "Tên giấy tờ", "Bản chính", "Bản sao"]
    papers = parse_papers([header, ["1", "", "01", ""], ["2", "Tờ khai", "01", ""]], BODY)
    assert [paper.get("original") for paper in papers] == [1, 1]
