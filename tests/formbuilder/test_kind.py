"""The kind «form»: its schema, what bars it, its previews, pasted rows."""

from typing import Any

import pytest

from formbuilder.kinds.form import KIND
from registry import canonical, kinds
from registry.kinds import EMPTY_CONTEXT, Context
from tests.formbuilder.samples import REQUEST, field, form, options


def said(body: dict[str, Any], severity: str = "error") -> list[tuple[str, str]]:
    return [
        (problem.pointer, problem.message)
        for problem in KIND.all_problems(body, EMPTY_CONTEXT)
        if problem.severity == severity
    ]


def test_it_is_registered() -> None:
    assert kinds.get("form") is KIND


def test_a_sound_form_has_no_problem_and_fits_its_schema() -> None:
    assert KIND.all_problems(REQUEST, EMPTY_CONTEXT) == []
    assert canonical.canonical(REQUEST) == REQUEST | {"fields": REQUEST["fields"]}
    assert KIND.references_of(REQUEST) == []


def test_an_empty_form_is_told_to_add_a_field() -> None:
    assert said(KIND.initial()) == [
        ("/fields", "Biểu mẫu chưa có mục nào. Hãy thêm ít nhất một mục.")
    ]
    assert said(form(field("h", "heading")))[0][0] == "/fields"


@pytest.mark.parametrize(
    ("fields", "where", "words"),
    [
        ([{"id": "a", "type": "text"}], "/fields/0/label", "chưa có tên"),
        ([{"id": "a", "label": "Tên"}], "/fields/0/type", "chưa chọn kiểu"),
        ([field("a", "one_of")], "/fields/0/options", "Chưa có lựa chọn"),
        (
            [field("a", "many_of", options=[{"id": "o"}])],
            "/fields/0/options/0/label",
            "chưa có tên",
        ),
        ([field("a", "table")], "/fields/0/columns", "chưa có cột"),
        (
            [field("a", "table", columns=[{"id": "c", "type": "one_of", "label": "C"}])],
            "/fields/0/columns/0/options",
            "Chưa có lựa chọn",
        ),
        ([field("a", "number", min="5", max="4")], "/fields/0/max", "nhỏ hơn"),
        ([field("a"), field("a", label="b")], "/fields/0", "trùng mã"),
        (
            [field("a", "yes_no", visible_when={"==": [{"var": "a"}, True]})],
            "/fields/0/visible_when",
            "chính nó",
        ),
        (
            [field("a", visible_when={"==": [{"var": "gone"}, "x"]})],
            "/fields/0/visible_when",
            "không còn",
        ),
        (
            [field("a", visible_when={"==": [{"var": "h"}, "x"]}), field("h", "heading")],
            "/fields/0/visible_when",
            "không còn",
        ),
    ],
)
def test_what_bars_issuing_is_said_at_its_place(
    fields: list[dict[str, Any]], where: str, words: str
) -> None:
    found = dict(said(form(*fields)))
    assert where in found
    assert words in found[where]


def test_conditions_that_lead_in_a_ring_are_found() -> None:
    body = form(
        field("a", "yes_no", visible_when={"==": [{"var": "c"}, True]}),
        field("b", "yes_no", visible_when={"==": [{"var": "a"}, True]}),
        field("c", "yes_no", visible_when={"==": [{"var": "b"}, True]}),
        field("d", visible_when={"==": [{"var": "a"}, True]}),
    )
    assert [where for where, _ in said(body)] == [f"/fields/{n}/visible_when" for n in range(3)]


def test_what_a_condition_compares_is_checked_by_the_rule_engine() -> None:
    body = form(field("a", "date"), field("b", visible_when={">": [{"var": "a"}, "hôm nay"]}))
    assert [where for where, _ in said(body)] == ["/fields/1/visible_when/>/1"]


def test_two_labels_alike_are_only_a_warning() -> None:
    body = form(field("a", label="Ngày sinh"), field("b", label="NGÀY SINH"))
    assert said(body) == []
    assert len(said(body, "warning")) == 2


@pytest.mark.parametrize("bad", ["a b", "a.b", "", "x" * 65, "é", "a/b"])
def test_an_id_that_could_not_name_an_input_is_refused(bad: str) -> None:
    assert said(form(field(bad)))


def test_the_schema_of_the_answers_tells_titles_types_and_choices() -> None:
    schema = KIND.data_schema(REQUEST)
    assert schema["additionalProperties"] is False
    assert schema["properties"]["way"]["oneOf"][1] == {"const": "o2", "title": "Qua bưu điện"}
    assert schema["properties"]["born"]["x-type"] == "date"
    assert schema["properties"]["family"]["items"]["properties"]["income"]["title"] == "Thu nhập"
    assert "h1" not in schema["properties"]


def test_its_words_are_found_by_search() -> None:
    words = KIND.text_of(REQUEST)
    for word in ("Họ và tên", "Qua bưu điện", "Quan hệ", "Kính gửi", "Tôi cam đoan"):
        assert word in words


def test_the_citizen_does_not_see_what_officers_fill_in() -> None:
    citizen = KIND.render(REQUEST, EMPTY_CONTEXT, "citizen")
    assert "Mã hộ gia đình" in citizen
    assert "Cần xác minh" not in citizen
    assert "Chỉ hiện khi: «Cách nhận kết quả» là “Qua bưu điện”" in citizen
    officer = KIND.render(REQUEST, EMPTY_CONTEXT, "officer")
    assert "Cần xác minh" in officer
    assert 'name="a.secret"' not in officer
    assert "Mã hộ gia đình" in officer


def test_the_print_preview_is_the_blank_sheet() -> None:
    context = Context(frame={"title": "Tờ khai", "code": "TK-01", "agency": "Phường Thuận An"})
    sheet = KIND.render(REQUEST, context, "print")
    for words in (
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
        "Tờ khai",
        "TK-01",
        "Phường Thuận An",
        "1. Họ và tên:",
        "Tôi cam đoan",
        "Người yêu cầu",
        "(1) Ghi theo",
    ):
        assert words in sheet


@pytest.mark.parametrize("mode", ["", "citizen", "officer", "print"])
def test_markup_in_a_form_is_only_text(mode: str) -> None:
    evil = "<script>alert(1)</script>\"'"
    body = form(
        field("h", "heading", label=evil, help=evil),
        field("a", label=evil, help=evil),
        field("n", "number", label=evil, unit=evil),
        field("o", "one_of", label=evil, options=options(evil, "b")),
        field("m", "many_of", label=evil, options=options(evil, "b")),
        field("t", "table", label=evil, columns=[{"id": "c", "type": "text", "label": evil}]),
        field("v", label=evil, visible_when={"==": [{"var": "a"}, evil]}),
        intro=evil,
        declaration=evil,
        signer=evil,
        footnotes=evil,
    )
    html = KIND.render(body, EMPTY_CONTEXT, mode)
    assert "<script" not in html
    assert "&lt;script" in html


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"fields": []},
        {"fields": [{"id": "a"}]},
        form(field("a", "one_of")),
        form(field("t", "table")),
        form(field("x", visible_when={"nonsense": 1})),
    ],
)
def test_an_unfinished_form_still_has_its_previews(body: dict[str, Any]) -> None:
    for mode in ("citizen", "officer", "print"):
        assert KIND.render(body, EMPTY_CONTEXT, mode)
    KIND.text_of(body)
    KIND.data_schema(body)


def test_pasted_rows_become_fields_with_ids_of_their_own() -> None:
    rows = [
        ["TT", "Tên mục", "Kiểu", "Bắt buộc"],
        ["1", "Họ và tên", "Văn bản", "x"],
        ["2.", "Ngày  sinh", "ngày", ""],
        ["3", "Giới tính", "Chọn một: Nam, Nữ", "có"],
        ["4", "Tài sản", "Bảng: Tên, Giá trị", ""],
        ["5", "Ghi chú", "không rõ kiểu", ""],
        ["", "", "", ""],
        ["Số căn cước *"],
    ]
    made = KIND.parsers["fields"](rows, {})
    assert [(item["label"], item["type"], item.get("required", False)) for item in made] == [
        ("Họ và tên", "text", True),
        ("Ngày sinh", "date", False),
        ("Giới tính", "one_of", True),
        ("Tài sản", "table", False),
        ("Ghi chú", "text", False),
        ("Số căn cước", "text", True),
    ]
    assert [option["label"] for option in made[2]["options"]] == ["Nam", "Nữ"]
    assert [column["label"] for column in made[3]["columns"]] == ["Tên", "Giá trị"]
    assert len({item["id"] for item in made}) == 6
    assert said({"fields": made}) == []
