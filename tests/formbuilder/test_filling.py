"""Posting a form: answers, visibility, problems; nothing typed is lost, nothing hidden is kept."""

from typing import Any

import pytest
from django.http import QueryDict
from hypothesis import given, settings
from hypothesis import strategies as st

from formbuilder import fields
from formbuilder.definition import data_schema
from formbuilder.filling import final_problems, is_refresh, opened, posted
from formbuilder.filling.logic import visible_fields
from registry import canonical
from registry.schema import compile_schema
from tests.formbuilder.samples import ANSWERS, POSTED, REQUEST, field, form, options


def when(code: str, value: Any) -> dict[str, Any]:
    return {"==": [{"var": code}, value]}


def read_post(body, post):
    """(answers, what bars a final save) of a post."""
    filling = posted(body, post)
    return filling.answers, filling.all_problems


def test_a_whole_form_is_read() -> None:
    answers, problems = read_post(REQUEST, POSTED)
    assert (answers, problems) == (ANSWERS, {})
    assert canonical.canonical(answers) == answers
    assert compile_schema(data_schema(REQUEST)).problems(answers) == []
    assert final_problems(REQUEST, answers) == []


def test_it_reads_a_real_post_alike() -> None:
    post = QueryDict(mutable=True)
    for name, value in POSTED.items():
        post.setlist(name, value if isinstance(value, list) else [value])
    assert read_post(REQUEST, post) == (ANSWERS, {})


def test_every_problem_has_its_place_in_the_order_of_the_form() -> None:
    answers, problems = read_post(
        REQUEST,
        {
            **POSTED,
            "a.name": " ",
            "a.cccd": "123",
            "a.fee": str(10**17 + 1),
            "a.family.1.who": "",
            "a.family.1.birth": "31/2/2020",
        },
    )
    assert list(problems) == ["/name", "/cccd", "/fee", "/family/1/who", "/family/1/birth"]
    assert "quá lớn" in problems["/fee"]
    assert answers["cccd"] == "123"
    assert answers["fee"] == str(10**17 + 1)
    assert answers["family"][1] == {"birth": "31/2/2020"}


def test_an_unfinished_filling_shows_again_what_was_typed_and_its_problem() -> None:
    answers, _ = read_post(REQUEST, {**POSTED, "a.born": "31/02/2026"})
    again = opened(REQUEST, canonical.loads(canonical.dumps(answers)))
    assert again.answers["born"] == "31/02/2026"
    assert "Không có ngày" in again.problems["/born"]


def test_a_field_that_was_not_posted_keeps_its_answer() -> None:
    filling = posted(REQUEST, {"a.name": "Tên khác"}, answers=ANSWERS)
    assert filling.answers == {**ANSWERS, "name": "Tên khác"}


def test_an_emptied_field_loses_its_answer() -> None:
    filling = posted(REQUEST, {"a.papers": "", "a.phone": "", "a.family": ""}, answers=ANSWERS)
    assert not {"papers", "phone", "family"} & set(filling.answers)


def test_what_is_hidden_is_neither_kept_nor_asked_for() -> None:
    post = {**POSTED, "a.address": "12 đường Lê Lợi"}
    answers, problems = read_post(REQUEST, post)
    assert "address" not in answers
    assert problems == {}
    answers, problems = read_post(REQUEST, {**post, "a.way": "o2"})
    assert answers["address"] == "12 đường Lê Lợi"
    _, problems = read_post(REQUEST, {**POSTED, "a.way": "o2"})
    assert list(problems) == ["/address"]


def test_what_was_typed_in_a_field_that_hides_comes_back_with_it() -> None:
    hidden = posted(REQUEST, {**POSTED, "a.address": "12 đường Lê Lợi"})
    assert hidden.carried == (("a.address", "12 đường Lê Lợi"),)


def test_not_enough_data_hides() -> None:
    body = form(field("n", "number"), field("more", visible_when={">": [{"var": "n"}, 5]}))
    assert visible_fields(body, {}) == {"n"}
    assert visible_fields(body, {"n": "6"}) == {"n", "more"}
    assert visible_fields(body, {"n": "4"}) == {"n"}


def test_an_answer_with_a_problem_is_no_data_for_conditions() -> None:
    body = form(
        field("n", "number", max="10"), field("more", visible_when={">": [{"var": "n"}, 5]})
    )
    assert posted(body, {"a.n": "nhiều"}).visible == {"n"}
    assert posted(body, {"a.n": "11"}).visible == {"n"}
    assert posted(body, {"a.n": "6"}).visible == {"n", "more"}


def test_hiding_goes_on_from_field_to_field() -> None:
    body = form(
        field("a", "yes_no"),
        field("b", "yes_no", visible_when=when("a", True)),
        field("c", "yes_no", visible_when=when("b", True)),
        field("d", visible_when=when("c", True)),
    )
    answers = {"a": True, "b": True, "c": True, "d": "x"}
    assert opened(body, answers).answers == answers
    assert opened(body, {**answers, "a": False}).answers == {"a": False}


def test_conditions_in_a_ring_end_and_hide() -> None:
    body = form(
        field("a", "yes_no", visible_when={"!=": [{"var": "b"}, True]}),
        field("b", "yes_no", visible_when={"!=": [{"var": "a"}, True]}),
    )
    assert opened(body, {"a": False, "b": True}).visible <= {"a", "b"}
    ring = form(
        *(field(f"f{n}", "yes_no", visible_when=when(f"f{(n + 1) % 30}", True)) for n in range(30))
    )
    assert visible_fields(ring, {}) == frozenset()


@pytest.mark.parametrize(
    "condition",
    [{"var": "gone"}, {"==": [{"var": "gone"}, 1]}, {"unknown-operator": [1]}, {"var": "a"}],
)
def test_a_condition_that_cannot_be_used_hides(condition: Any) -> None:
    body = form(field("a"), field("b", visible_when=condition))
    assert "b" not in visible_fields(body, {})
    assert "b" not in visible_fields(body, {"a": "1"}) or condition == {"var": "a"}


def test_citizens_cannot_answer_for_officers() -> None:
    filling = posted(REQUEST, POSTED, "citizen")
    assert "verify" not in filling.answers
    assert filling.answers["secret"] == "HGD-01"
    assert filling.missing == {}


def test_officers_cannot_change_what_only_citizens_fill_in() -> None:
    filling = posted(REQUEST, {**POSTED, "a.secret": "khác"}, "officer", answers=ANSWERS)
    assert filling.answers["secret"] == "HGD-01"
    assert filling.answers["verify"] is True


def test_rows_come_and_go_by_plain_buttons() -> None:
    more = posted(REQUEST, {**POSTED, "a:add_row": "family"})
    assert [bool(row) for row in more.rows["family"]] == [True, False, False]
    assert len(more.answers["family"]) == 1
    less = posted(REQUEST, {**POSTED, "a:remove_row": "family:0"})
    assert "family" not in less.answers
    assert is_refresh({"a:remove_row": "family:0"})
    assert is_refresh({"a:refresh": "1"})
    assert not is_refresh(POSTED)


@pytest.mark.parametrize(
    "bad", ["family:99", "family:-1", "family", "other:0", "family:x", ":", ""]
)
def test_a_row_that_is_not_there_is_not_removed(bad: str) -> None:
    assert posted(REQUEST, {**POSTED, "a:remove_row": bad}).answers == ANSWERS


def test_rows_keep_their_order_beyond_ten() -> None:
    post = {f"a.t.{n}.c": f"dòng {n}" for n in range(12)}
    body = form(field("t", "table", columns=[{"id": "c", "type": "text", "label": "Tên"}]))
    assert [row["c"] for row in posted(body, post).answers["t"]] == [f"dòng {n}" for n in range(12)]


def test_too_many_or_too_few_rows_are_said() -> None:
    body = form(
        field("t", "table", min="2", max="3", columns=[{"id": "c", "type": "text", "label": "T"}])
    )
    posts = [{f"a.t.{n}.c": "x" for n in range(count)} for count in (1, 2, 4)]
    said = [posted(body, post).problems for post in posts]
    assert said == [{"/t": "Cần ít nhất 2 dòng."}, {}, {"/t": "Nhiều nhất 3 dòng."}]


def test_a_final_save_from_anywhere_is_checked_against_the_schema_too() -> None:
    assert final_problems(REQUEST, {**ANSWERS, "stranger": "x"})[0].pointer == ""
    hidden = final_problems(REQUEST, {**ANSWERS, "address": "x"})
    assert [problem.pointer for problem in hidden] == ["/address"]
    wrong = final_problems(REQUEST, {**ANSWERS, "family": [{"who": 5, "none": "x"}]})
    assert {problem.pointer for problem in wrong} >= {"/family/0/who", "/family/0/none"}


@pytest.mark.parametrize("value", [5, True, [], {}, ["x"], {"a": 1}, "x" * 30_000])
def test_answers_of_any_shape_are_refused_without_a_crash(value: Any) -> None:
    for code in ("name", "cccd", "born", "fee", "area", "way", "papers", "family", "verify"):
        if (code, value) in (("fee", 5), ("verify", True), ("papers", []), ("family", [])):
            continue
        assert final_problems(REQUEST, {**ANSWERS, code: value}), (code, value)


# ---- for every form

SIMPLE = [item.code for item in fields.all_types() if item.shape in ("one", "group")]


@st.composite
def bodies(draw: st.DrawFn) -> dict[str, Any]:
    """Forms of up to six fields, some of them visible only for an answer of an earlier one."""
    made: list[dict[str, Any]] = []
    for index in range(draw(st.integers(1, 6))):
        item = field(f"f{index}", draw(st.sampled_from([*SIMPLE, "table", "heading"])))
        if item["type"] in ("one_of", "many_of"):
            item["options"] = options("A", "B")
        if item["type"] == "table":
            item["columns"] = [
                {
                    "id": "c0",
                    "type": draw(st.sampled_from(["text", "date", "money", "number"])),
                    "label": "Cột",
                    "required": draw(st.booleans()),
                }
            ]
        item["required"] = draw(st.booleans())
        item["audience"] = draw(st.sampled_from(["both", "citizen", "officer"]))
        earlier = [other["id"] for other in made if other["type"] == "yes_no"]
        if earlier and draw(st.booleans()):
            item["visible_when"] = when(draw(st.sampled_from(earlier)), draw(st.booleans()))
        made.append(item)
    return form(*made)


TYPED = st.one_of(
    st.sampled_from(
        [
            "",
            "yes",
            "no",
            "o1",
            "o2",
            "1.000",
            "7/12/2026",
            "046203004567",
            "0912345678",
            "31/2/2026",
            "1,5",
            "x\x00y",
            "Nguyễn",
        ]
    ),
    st.text(max_size=12),
)


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_what_is_read_without_problems_is_valid_final_and_stable(data: st.DataObject) -> None:
    body = data.draw(bodies())
    part = data.draw(st.sampled_from(["all", "citizen", "officer"]))
    post: dict[str, Any] = {}
    for item in body["fields"]:
        if item["type"] == "table":
            for row in range(data.draw(st.integers(0, 3))):
                post[f"a.{item['id']}.{row}.c0"] = data.draw(TYPED)
        else:
            post[f"a.{item['id']}"] = ["", data.draw(TYPED)]
    filling = posted(body, post, part)
    assert set(filling.answers) <= filling.visible
    assert opened(body, filling.answers, part).answers == filling.answers
    assert opened(body, filling.answers, part).all_problems == filling.all_problems
    if not filling.problems:
        assert compile_schema(data_schema(body)).problems(filling.answers) == []
    if not filling.all_problems:
        assert final_problems(body, filling.answers, part) == []
    assert canonical.canonical(filling.answers) == filling.answers
