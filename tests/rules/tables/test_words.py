"""Cells said in Vietnamese and read back; what has no sure reading stays as it was typed."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rules.tables.reading import cell_of, typed, value_of
from rules.tables.shape import table_of
from rules.tables.words import cell_words, sentence, value_words
from tests.rules.tables.plain import CONDITIONS, INPUTS
from tests.rules.tables.strategies import TYPES, cells

RESULTS = [
    {"id": "fee", "label": "Mức thu", "type": "money"},
    {"id": "time", "label": "Thời hạn", "type": "number", "unit": "ngày làm việc"},
    {"id": "from", "label": "Từ ngày", "type": "date"},
    {"id": "free", "label": "Miễn", "type": "yes_no"},
    {"id": "who", "label": "Nơi giải quyết", "type": "one_of",
     "options": [{"id": "ward", "label": "UBND cấp xã"}, {"id": "dept", "label": "Sở"}]},
    {"id": "text", "label": "Cách tính", "type": "text"},
]  # fmt: skip
TABLE = table_of({"conditions": CONDITIONS, "results": RESULTS, "rows": []}, INPUTS)
COLUMNS = {column.name: column for column in TABLE.conditions}
THEN = {column.id: column for column in TABLE.results}


@pytest.mark.parametrize(
    ("name", "said", "cell"),
    [
        ("days", "từ 1 đến 60 ngày", {"from": 1, "to": 60}),
        ("days", "Từ 1 ngày đến 60 ngày", {"from": 1, "to": 60}),
        ("days", "trên 60", {"above": 60}),
        ("days", "quá 60 ngày", {"above": 60}),
        ("days", "> 60", {"above": 60}),
        ("days", "≥60", {"from": 60}),
        ("days", "60 ngày trở lên", {"from": 60}),
        ("days", "từ 60 trở lên", {"from": 60}),
        ("days", "dưới 5", {"below": 5}),
        ("days", "không quá 5 ngày", {"to": 5}),
        ("days", "trên 5, dưới 10", {"above": 5, "below": 10}),
        ("days", "trên 5 đến 10", {"above": 5, "to": 10}),
        ("days", "từ 5 đến dưới 10", {"from": 5, "below": 10}),
        ("days", "1 - 60", {"from": 1, "to": 60}),
        ("days", "1–60 ngày", {"from": 1, "to": 60}),
        ("days", "-1", -1),
        ("days", "0,5", "0.5"),
        ("days", "1; 5; 10", [1, 5, 10]),
        ("days", "khác 5", {"not": 5}),
        ("days", "khác khác 5", {"typed": "khác khác 5"}),
        ("days", "ngoài khoảng từ 1 đến 5", {"not": {"from": 1, "to": 5}}),
        ("days", "không xét", None),
        ("days", "–", None),
        ("days", "", None),
        ("days", "1.234", {"typed": "1.234"}),
        ("days", "vài ngày", {"typed": "vài ngày"}),
        ("days", "từ 1 đến hai", {"typed": "từ 1 đến hai"}),
        ("days", "trên 60 trở lên", {"typed": "trên 60 trở lên"}),
        ("days", "60 tháng", {"typed": "60 tháng"}),
        ("filed", "từ ngày 1/7/2026", {"from": "2026-07-01"}),
        ("filed", "trước 01/07/2026", {"below": "2026-07-01"}),
        ("filed", "sau ngày 30/6/2026 đến hết ngày 31/12/2026",
         {"above": "2026-06-30", "to": "2026-12-31"}),
        ("filed", "31/02/2026", {"typed": "31/02/2026"}),
        ("channel", "Trực tiếp; Qua bưu chính", ["direct", "post"]),
        ("channel", "trực tuyến", "online"),
        ("channel", "Trực tiếp hoặc trực tuyến", ["direct", "online"]),
        ("channel", "khác Trực tuyến", {"not": "online"}),
        ("channel", "Bưu chính", {"typed": "Bưu chính"}),
        ("channel", "Trực tiếp; Fax", {"typed": "Trực tiếp; Fax"}),
        ("verify", "Có", True),
        ("verify", "không", False),
        ("verify", "tùy", {"typed": "tùy"}),
        ("place", "Hòa Bình", "Hòa Bình"),
        ("place", "“a; b”", "a; b"),
        ("papers", "Căn cước, sơ đồ", ["card", "map"]),
    ],
)  # fmt: skip
def test_a_condition_is_read_as_people_write_it(name, said, cell):
    assert cell_of(said, COLUMNS[name]) == cell


@pytest.mark.parametrize(
    ("name", "said", "value"),
    [
        ("fee", "75.000 đồng", 75_000),
        ("fee", "75 nghìn", 75_000),
        ("fee", "Miễn phí", {"typed": "Miễn phí"}),
        ("fee", "8.000 hoặc 5.000", {"typed": "8.000 hoặc 5.000"}),
        ("time", "0,5 ngày làm việc", "0.5"),
        ("from", "1/7/2026", "2026-07-01"),
        ("free", "Có", True),
        ("who", "ubnd cấp xã", "ward"),
        ("who", "Bộ", {"typed": "Bộ"}),
        ("text", "8.000 đồng; mỗi bản", "8.000 đồng; mỗi bản"),
        ("text", "-", None),
    ],
)
def test_a_result_is_read_as_people_write_it(name, said, value):
    assert value_of(said, THEN[name]) == value


@settings(max_examples=200, deadline=None)
@given(st.data())
def test_what_is_written_reads_back(data):
    column = data.draw(st.sampled_from(TABLE.conditions))
    cell = data.draw(cells(TYPES[column.id]))
    read = cell_of(typed(cell, column), column)
    # A list of one value is that value.
    one = cell["not"] if isinstance(cell, dict) and "not" in cell else cell
    if isinstance(one, list) and len(one) == 1:
        assert read in ({"not": one[0]}, one[0])
    else:
        assert read == cell, typed(cell, column)


@settings(max_examples=200, deadline=None)
@given(text=st.text(max_size=30), name=st.sampled_from(sorted(INPUTS)))
def test_any_words_are_read_or_kept(text, name):
    cell = cell_of(text, COLUMNS[name])
    again = cell_of(typed(cell, COLUMNS[name]), COLUMNS[name]) if cell is not None else None
    assert cell is None or again == cell or "typed" in cell


def test_odd_words_of_a_text_are_quoted_to_read_back():
    for text in ("a; b", "-", "khác x", "không xét", "bất kỳ"):
        said = typed(text, COLUMNS["place"])
        assert said == f"“{text}”"
        assert cell_of(said, COLUMNS["place"]) == text


def test_cells_are_short_and_have_their_unit_once():
    days = COLUMNS["days"]
    assert cell_words({"from": 1, "to": 60}, days) == "từ 1 đến 60 ngày"
    assert cell_words({"above": 1000}, days) == "trên 1.000 ngày"
    assert cell_words({"above": 5, "below": 10}, days) == "trên 5 ngày, dưới 10 ngày"
    assert cell_words({"not": ["direct", "post"]}, COLUMNS["channel"]) == (
        "khác Trực tiếp; Qua bưu chính"
    )
    assert value_words(8000, THEN["fee"]) == "8.000 đồng"


def test_a_row_is_a_sentence_derived_from_its_tree():
    body = {
        "conditions": CONDITIONS,
        "results": RESULTS,
        "rows": [
            {"id": "a", "when": {"c_verify": True, "c_days": {"above": 60}},
             "then": {"fee": 8000, "who": "ward"}},
            {"id": "b", "then": {"fee": 0}},
        ],
    }  # fmt: skip
    table = table_of(body, INPUTS)
    assert sentence(table.rows[0], table) == (
        "Nếu «Số ngày» lớn hơn 60 ngày và «Cần xác minh» là Có thì «Mức thu» là 8.000 đồng,"
        " «Nơi giải quyết» là UBND cấp xã."
    )
    assert sentence(table.rows[1], table) == "Mọi trường hợp: «Mức thu» là 0 đồng."
