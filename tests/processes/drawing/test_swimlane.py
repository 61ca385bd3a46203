"""The drawing shows every step, lane and way, and can be read without seeing it."""

import re
from xml.etree import ElementTree

import pytest

from processes.drawing.layout import FINISH, lay_out
from processes.drawing.swimlane import swimlane, table_twin
from processes.drawing.words import wrap
from processes.engine.definition import compile_definition
from tests.processes.engine.samples import birth_registration, leave_request

SVG = "{http://www.w3.org/2000/svg}"


def drawn(body):
    return ElementTree.fromstring(swimlane(compile_definition(body), "Đăng ký khai sinh"))


def words(svg):
    return " ".join(" ".join(element.itertext()) for element in svg.iter(f"{SVG}text"))


def test_it_is_an_image_with_title_and_description():
    svg = drawn(birth_registration())
    assert svg.get("role") == "img"
    named = svg.get("aria-labelledby").split()
    assert [svg.find(f"{SVG}{tag}").get("id") for tag in ("title", "desc")] == named
    assert svg.find(f"{SVG}title").text == "Lưu đồ: Đăng ký khai sinh"
    assert "5 bước, 4 làn trách nhiệm, 1 đường trả lại" in svg.find(f"{SVG}desc").text


def test_every_role_is_a_lane_and_every_step_a_box():
    body = birth_registration()
    said = words(drawn(body))
    for role in body["roles"]:
        assert role["label"] in said
    for step in body["steps"]:
        assert step["title"] in said
    assert "2 / 22 ngày làm việc" in said
    assert "½ ngày làm việc" in said
    assert "Kết thúc" in said


def test_returns_are_dashed_and_labelled():
    svg = drawn(birth_registration())
    dashed = [path for path in svg.iter(f"{SVG}path") if path.get("stroke-dasharray")]
    assert [path.get("class") for path in dashed] == ["arrow arrow-return"]
    assert "Không hợp lệ, trả lại" in words(svg)


def test_a_decision_is_a_diamond_with_named_ways():
    svg = drawn(leave_request())
    assert (
        len([group for group in svg.iter(f"{SVG}g") if group.get("class") == "step step-decision"])
        == 1
    )
    said = words(svg)
    assert "Đúng" in said
    assert "Khác" in said
    assert "Không đồng ý" in said


def test_nothing_in_it_needs_inline_style_or_script():
    for body in (birth_registration(), leave_request()):
        svg = swimlane(compile_definition(body), "Quy trình")
        assert not re.search(r"\sstyle=|<style|<script|\son\w+=|href=", svg)


def test_what_people_type_is_escaped():
    body = birth_registration()
    body["steps"][0]["title"] = "</text><script>alert(1)</script>"
    body["roles"][0]["label"] = '"><img src=x>'
    body["steps"][2]["return_label"] = "<b>"
    svg = swimlane(compile_definition(body), "<i>&")
    ElementTree.fromstring(svg)
    assert "<script" not in svg
    assert "<img" not in svg
    assert "<b>" not in svg


def test_boxes_do_not_touch_and_stay_inside():
    for body in (birth_registration(), leave_request()):
        layout = lay_out(compile_definition(body))
        bottom = 0
        for box in layout.boxes:
            assert box.y - box.height // 2 > bottom
            bottom = box.y + box.height // 2
            assert 0 < box.x - box.width // 2 < box.x + box.width // 2 < layout.width
        assert bottom < layout.height
        for arrow in layout.arrows:
            assert all(0 < x < layout.width and 0 < y < layout.height for x, y in arrow.points)


def test_long_ways_run_outside_the_lanes():
    layout = lay_out(compile_definition(leave_request()))
    left, right = layout.lanes[0].left, layout.lanes[-1].left + 196
    tracks = [arrow.points[1][0] for arrow in layout.arrows if len(arrow.points) == 4]
    outside = [x for x in tracks if x < left or x > right]
    assert len(outside) == len(set(outside)) == 3


def test_a_step_without_a_role_has_a_lane_of_its_own():
    body = birth_registration()
    body["steps"][1].pop("role")
    assert "Chưa phân công" in words(drawn(body))


@pytest.mark.parametrize("body", [{}, {"steps": []}])
def test_no_steps_no_drawing(body):
    assert swimlane(compile_definition(body), "Trống") == ""


def test_a_draft_in_any_state_is_drawn():
    drawn(
        {
            "steps": [
                {"id": "a"},
                {"id": "a"},
                {"kind": "decision"},
                {"kind": "end"},
                {"next": "gone"},
            ]
        }
    )
    drawn({"steps": [{"id": "a", "title": "dài" * 300, "next": "a", "return_to": "a"}]})


def test_the_unwritten_end_is_drawn_only_where_something_leads_to_it():
    ends = [
        FINISH in [box.id for box in lay_out(compile_definition(b)).boxes]
        for b in (
            birth_registration(),
            leave_request(),
        )
    ]
    assert ends == [True, False]


def test_the_twin_says_in_words_what_the_drawing_shows():
    rows = table_twin(compile_definition(birth_registration()))
    assert (rows[2].title, rows[2].role, rows[2].time) == (
        "Ký Giấy khai sinh",
        "Lãnh đạo UBND",
        "1 ngày làm việc",
    )
    assert rows[2].ways == ["Bước 4 «Đóng dấu»", "Không hợp lệ, trả lại: Bước 2 «Thẩm tra hồ sơ»"]
    assert rows[4].ways == ["Kết thúc"]
    rows = table_twin(compile_definition(leave_request()))
    assert rows[2].ways == [
        "Nhánh 1: Bước 4 «Giám đốc duyệt»",
        "Trường hợp khác: Kết thúc «Được nghỉ»",
    ]


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("", []),
        ("Đóng dấu", ["Đóng dấu"]),
        ("Tiếp nhận hồ sơ kiểm tra", ["Tiếp nhận", "hồ sơ kiểm", "tra"]),
        ("một hai ba bốn năm sáu bảy tám", ["một hai ba", "bốn năm", "sáu bảy…"]),
        ("xxxxxxxxxxxxx", ["xxxxxxxxxx", "xxx"]),
    ],
)
def test_words_wrap_between_words(text, lines):
    assert wrap(text, 10, 3) == lines
