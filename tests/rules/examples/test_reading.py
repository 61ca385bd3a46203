"""Examples are read, searched, compared and tried; bodies of before them hold as they are."""

from typing import Any

import pytest

from registry.canonical import canonical, dumps
from registry.editor.diff import compare
from registry.kinds import EMPTY_CONTEXT
from rules.kinds.rule import KIND
from tests import factories
from tests.rules.examples.asking import coverage_of, proposals_of, try_out

INPUTS = [
    {"id": "truc_tuyen", "label": "Nộp trực tuyến", "type": "yes_no"},
    {"id": "phi", "label": "Số tiền", "type": "money"},
]
LOGIC = {"and": [{"==": [{"var": "truc_tuyen"}, True]}, {">": [{"var": "phi"}, 50000]}]}


def body(**changes: Any) -> dict[str, Any]:
    examples = factories.examples(
        ({"truc_tuyen": True, "phi": 60000}, "yes"), ({"truc_tuyen": False}, "yes")
    )
    examples[0] |= {
        "title": "trực tuyến, trên 50.000 đồng",
        "basis": [
            {"id": "c1", "text": "Điều 4 Thông tư số 1"},
            {"id": "c2", "provision": "Điều 2", "type": "Luật", "number": "60/2014/QH13"},
        ],
    }
    return {"inputs": INPUTS, "logic": LOGIC, "examples": examples, **changes}


def test_people_read_the_case_its_result_and_the_ground() -> None:
    html = KIND.render(body(), EMPTY_CONTEXT)
    assert "<p>3/4 trường hợp đã có ví dụ.</p>" in html
    assert (
        "<tr><td>Trực tuyến, trên 50.000 đồng</td>"
        "<td>Nộp trực tuyến: Có; Số tiền: 60.000 đồng</td><td>Có</td>"
        "<td>Điều 4 Thông tư số 1; Điều 2 Luật 60/2014/QH13</td></tr>" in html
    )


def test_a_rule_without_examples_says_nothing_of_them() -> None:
    assert "Ví dụ" not in KIND.render(body(examples=[]), EMPTY_CONTEXT)


def test_examples_of_a_rule_that_cannot_be_used_are_read_all_the_same() -> None:
    html = KIND.render(body(logic={"foo": [1]}), EMPTY_CONTEXT)
    assert "<h2>Ví dụ</h2><table>" in html


def test_a_rule_that_is_off_says_so_first() -> None:
    html = KIND.render(body(off=True), EMPTY_CONTEXT)
    assert "<strong>Tạm không áp dụng.</strong>" in html
    assert html.index("Tạm không áp dụng") < html.index("Nộp trực tuyến")


def test_nothing_typed_becomes_markup() -> None:
    told = factories.examples(({"truc_tuyen": "<i>"}, "yes"))
    told[0] |= {"title": "<script>", "basis": [{"id": "c", "text": "<b>"}]}
    html = KIND.render(body(examples=told), EMPTY_CONTEXT)
    assert "<script>" not in html and "<b>" not in html and "<i>" not in html


def test_titles_and_grounds_are_found() -> None:
    words = KIND.text_of(body())
    assert "trực tuyến, trên 50.000 đồng" in words and "Điều 4 Thông tư số 1" in words


def test_comparison_shows_the_examples_that_changed() -> None:
    old, new = body(), body()
    new["examples"][0]["answers"] = {"truc_tuyen": True, "phi": 70000}
    new["examples"][1]["expected"] = "no"
    assert [(one.before, one.after) for one in compare(KIND, old, new)] == [
        (
            "“Nộp trực tuyến: Có; Số tiền: 60.000 đồng”",
            "“Nộp trực tuyến: Có; Số tiền: 70.000 đồng”",
        ),
        ("“Có”", "“Không”"),
    ]


def test_a_body_of_the_first_schema_version_holds_as_it_is() -> None:
    old = canonical({"inputs": INPUTS, "logic": LOGIC, "note": "Theo thông tư"})
    assert KIND.schema_version == 2
    assert dumps(KIND.upgraded(old, 1)) == dumps(old)
    assert KIND.all_problems(old, EMPTY_CONTEXT) == []


# ---- what screens ask


def test_a_trial_says_the_answer_why_and_what_is_missing() -> None:
    told = try_out(body(), {"truc_tuyen": True}, EMPTY_CONTEXT)
    assert (told["answer"], told["words"]) == ("unknown", "Chưa đủ thông tin")
    assert told["missing"] == ["Số tiền"]
    assert told["why"] == [
        {
            "sentence": "«Số tiền» lớn hơn 50.000 đồng",
            "value": "Chưa đủ dữ liệu",
            "pointer": "/logic/and/1",
        }
    ]
    assert told["covers"] == [] and told["strange"] == []


def test_a_trial_tells_what_it_would_add() -> None:
    told = try_out(body(), {"truc_tuyen": True, "phi": 50000}, EMPTY_CONTEXT)
    assert [one["sentence"] for one in told["covers"]] == [
        "«Số tiền» nhỏ hơn hoặc bằng 50.000 đồng"
    ]


@pytest.mark.parametrize(
    ("answers", "words"),
    [
        ({"khac": 1}, "«khac» không phải là thông tin của biểu mẫu"),
        ({"phi": "nhiều"}, "giá trị của «Số tiền» không dùng được"),
    ],
)
def test_a_trial_says_what_is_no_answer(answers: Any, words: str) -> None:
    assert try_out(body(), {"truc_tuyen": True, **answers}, EMPTY_CONTEXT)["strange"] == [words]


def test_coverage_tells_each_example_and_what_is_left() -> None:
    told = coverage_of(body(), EMPTY_CONTEXT)
    assert told["words"] == "3/4 trường hợp đã có ví dụ"
    assert [one["says"] for one in told["uncovered"]] == [
        "Chưa có ví dụ nào mà «Số tiền» nhỏ hơn hoặc bằng 50.000 đồng."
    ]
    assert [one["passed"] for one in told["examples"]] == [True, False]
    assert told["examples"][1]["says"] == (
        "Ví dụ “Ví dụ 2” cho kết quả Không, trong khi mong đợi Có («Nộp trực tuyến» là Có: Sai)"
    )


def test_proposals_are_for_what_is_left() -> None:
    told = proposals_of(body(), EMPTY_CONTEXT)
    assert [one["answers"] for one in told["proposals"]] == [{"phi": 50000}]
