"""The kind «process»: its shape, its problems, its references and how people read it."""

import json
import re
from datetime import date
from html.parser import HTMLParser
from pathlib import Path

import pytest

from processes import events
from processes.kinds.process import KIND
from processes.kinds.process.schema import initial
from registry import kinds
from registry.canonical import canonical
from registry.kinds import Context, Resolved
from registry.problems import errors
from registry.trail.types import label_of
from tests.processes.engine.samples import birth_registration, leave_request

FIXTURES = Path(__file__).parents[3] / "fixtures"
FORM = Resolved(
    "form-1",
    "form",
    "BM 01",
    "Tờ khai đăng ký khai sinh",
    {
        "fields": [
            {"id": "f1", "type": "yes_no", "label": "Cần xác minh", "audience": "officer"},
            {"id": "f2", "type": "number", "label": "Số ngày"},
        ]
    },
    1,
)
RULE = Resolved("rule-1", "rule", "DK 01", "Có xác minh", {"form": "form-1"}, 2)
CONTEXT = Context(
    resolve={"form-1": FORM, "rule-1": RULE}.get,
    frame={"code": "QT 10", "title": "Đăng ký khai sinh", "agency": "UBND phường Hòa Bình"},
)


def at(body, pointer, context=CONTEXT):
    return [p.message for p in KIND.all_problems(body, context) if p.pointer == pointer]


def test_the_kind_and_its_events_are_registered():
    assert kinds.get("process") is KIND
    assert label_of("case.opened") == "Mở hồ sơ" and label_of("task.returned") == "Trả lại"
    assert all(label_of(event.name) == event.label for event in events.EVENTS)


@pytest.mark.parametrize("body", [birth_registration(), leave_request(), initial(), {}])
def test_its_schema_takes_bodies_in_every_state(body):
    assert KIND.compiled.problems(body) == []
    assert KIND.compiled.problems(canonical(body)) == []


def test_its_schema_refuses_what_it_does_not_know():
    assert KIND.compiled.problems({"stepz": []})
    assert KIND.compiled.problems({"steps": [{"title": "không có mã"}]})
    assert KIND.compiled.problems({"steps": [{"id": "s", "times": {"v": {"amount": 1}}}]})


def test_every_property_has_a_label_and_a_panel_and_the_step_table_its_columns():
    for name, node in KIND.schema["properties"].items():
        assert node["title"], name
        assert node["x-panel"], name
    steps = KIND.schema["properties"]["steps"]
    fields = steps["items"]["properties"]
    assert set(steps["x-columns"]) <= set(fields)
    assert fields["times"]["x-editor"] == "durations"
    assert fields["times"]["x-each"] == "/variants"
    assert all(node.get("title") for name, node in fields.items() if name != "id")
    parsers = {n["x-parser"] for n in KIND.schema["properties"].values() if "x-parser" in n}
    assert parsers == set(KIND.parsers)


def test_a_new_process_lacks_only_its_content():
    body = initial()
    assert canonical(body) == body
    pointers = {problem.pointer for problem in errors(KIND.all_problems(body, CONTEXT))}
    assert pointers == {"/steps"}


def _documents():
    for path in sorted(FIXTURES.rglob("*.json")):
        data = json.loads(path.read_text())
        if isinstance(data, dict) and "body" in data:
            yield data


def test_the_processes_that_the_product_ships_have_no_problems():
    known = {
        d["uid"]: Resolved(d["uid"], d["kind"], d["code"], d["title"], d["body"], 1)
        for d in _documents()
    }
    shipped = [target for target in known.values() if target.kind == "process"]
    assert len(shipped) >= 3
    for process in shipped:
        assert KIND.all_problems(process.body, Context(resolve=known.get)) == [], process.title


# --- references ---------------------------------------------------------------------------------


def test_references_are_found_by_the_schema():
    body = birth_registration() | {"calendar": "cal-1"}
    body["legal_basis"][0]["uid"] = "law-1"
    found = {(item.uid, item.relation) for item in KIND.references_of(body)}
    assert found == {
        ("form-1", "uses"),
        ("rule-1", "uses"),
        ("cal-1", "follows"),
        ("law-1", "cites"),
    }


def test_references_that_resolve_are_no_problem():
    assert KIND.all_problems(birth_registration(), CONTEXT) == []


def test_a_missing_form_rule_or_calendar_stands_where_it_is_named():
    body = birth_registration() | {"calendar": "cal-1"}
    nothing = Context()
    assert "Bước 1 dùng biểu mẫu không còn" in at(body, "/steps/0/form", nothing)[0]
    assert (
        "«Có xác minh» dùng điều kiện áp dụng không còn" in at(body, "/variants/1/when", nothing)[0]
    )
    assert "dùng lịch làm việc không còn" in at(body, "/calendar", nothing)[0]


def test_a_reference_to_another_kind_is_a_problem():
    body = birth_registration()
    body["steps"][0]["form"] = "rule-1"
    assert "biểu mẫu không còn" in at(body, "/steps/0/form")[0]


def test_a_rule_over_a_form_that_no_step_fills_in():
    body = birth_registration()
    for step in body["steps"]:
        step.pop("form", None)
        step.pop("form_part", None)
    message = at(body, "/variants/1/when")[0]
    assert "hỏi biểu mẫu «Tờ khai đăng ký khai sinh» mà không bước nào của quy trình ghi" in message


@pytest.mark.parametrize(
    ("logic", "wrong"),
    [
        ({">": [{"var": "f2"}, 3]}, False),
        ({"==": [{"var": "f1"}, True]}, False),
        ({">": [{"var": "days"}, 3]}, True),
        ({"dance": [1]}, True),
    ],
)
def test_a_branch_reads_only_fields_of_the_forms_in_use(logic, wrong):
    body = leave_request()
    body["steps"][0]["form"] = "form-1"
    body["steps"][2]["branches"][0]["when"] = logic
    messages = at(body, "/steps/2/branches/0/when")
    assert bool(messages) is wrong
    assert all(message.startswith("Bước 3, nhánh thứ 1: ") for message in messages)


# --- reading ------------------------------------------------------------------------------------


class Tables(HTMLParser):
    """Cells of the tables of a page, row by row."""

    def __init__(self, html):
        super().__init__()
        self.rows, self.cell = [], None
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        if tag == "tr":
            self.rows.append([])
        elif tag in ("td", "th"):
            self.cell = []

    def handle_endtag(self, tag):
        if tag in ("td", "th"):
            self.rows[-1].append(" ".join(" ".join(self.cell).split()))
            self.cell = None

    def handle_data(self, data):
        if self.cell is not None:
            self.cell.append(data)


def test_the_printed_procedure_has_its_sections_and_step_table():
    html = KIND.render(birth_registration(), CONTEXT)
    headings = re.findall(r"<h2>(.*?)</h2>", html)
    assert headings == [
        "1. Mục đích",
        "2. Phạm vi",
        "3. Tài liệu viện dẫn",
        "4. Định nghĩa, viết tắt",
        "5. Nội dung",
        "6. Biểu mẫu",
        "7. Hồ sơ lưu",
    ]
    rows = Tables(html).rows
    assert [
        "TT",
        "Trình tự",
        "Trách nhiệm",
        "Không xác minh: 5 ngày làm việc",
        "Có xác minh: 25 ngày làm việc",
        "Biểu mẫu/kết quả",
    ] in rows
    assert [
        "1",
        "Tiếp nhận hồ sơ",
        "Bộ phận một cửa",
        "1 ngày làm việc",
        "1 ngày làm việc",
        "BM 01 Tờ khai đăng ký khai sinh",
    ] in rows
    assert [
        "3",
        "Ký Giấy khai sinh Không hợp lệ, trả lại: chuyển bước 2",
        "Lãnh đạo UBND",
        "1 ngày làm việc",
        "1 ngày làm việc",
        "",
    ] in rows
    assert "Luật Hộ tịch năm 2014" in html
    assert "UBND phường Hòa Bình" in html


def test_papers_fees_and_records_are_printed():
    body = birth_registration() | {
        "sets": 1,
        "papers": [
            {"id": "p", "name": "Tờ khai", "how": "present", "original": 1, "optional": True}
        ],
        "fees": [
            {"id": "f", "name": "Nộp trực tiếp", "amount": 75000, "per": "trường hợp"},
            {"id": "g", "name": "Trực tuyến", "amount": 0},
        ],
        "records_kept": [
            {"id": "r", "name": "Bộ hồ sơ", "keeper": "Văn thư", "years": 5, "copy": True},
            {"id": "s", "name": "Sổ", "forever": True},
        ],
    }
    html = KIND.render(body, CONTEXT)
    rows = Tables(html).rows
    assert ["1", "Tờ khai (nếu có)", "Xuất trình", "1", "", ""] in rows
    assert ["1", "Nộp trực tiếp", "75.000 đồng/trường hợp", ""] in rows
    assert ["2", "Trực tuyến", "Không thu", ""] in rows
    assert ["1", "Bộ hồ sơ (bản chụp)", "", "Văn thư", "05 năm"] in rows
    assert ["2", "Sổ", "", "", "Vĩnh viễn"] in rows
    assert "Số lượng hồ sơ: 01 bộ." in html


def test_the_frame_adds_what_the_body_does_not_know():
    person = {"name": "Lê Minh An", "position": "Chủ tịch", "at": date(2026, 7, 1)}
    frame = {
        "title": "Đăng ký khai sinh",
        "code": "QT 10",
        "issue_no": "02",
        "issued_on": date(2026, 7, 7),
        "approvals": [
            {"heading": "Soạn thảo", "people": [person]},
            {"heading": "Phê duyệt", "people": [{**person, "signed_for": "KT."}]},
        ],
        "changes": [{"summary": "Rút ngắn thời hạn", "ground": "Nghị định mới", "revision": "01"}],
    }
    html = KIND.render(birth_registration(), Context(frame=frame))
    rows = Tables(html).rows
    assert ["Lần ban hành", "02"] in rows
    assert ["Ngày ban hành", "07/07/2026"] in rows
    assert ["Soạn thảo", "Phê duyệt"] in rows
    assert "Lê Minh An" in html
    assert "01/07/2026" in html
    assert html.count("KT.") == 1
    assert ["1", "Rút ngắn thời hạn", "Nghị định mới", "01"] in rows


def test_shared_time_is_said():
    body = birth_registration()
    body["steps"][3].pop("times")
    body["steps"][3]["shares_time_with"] = "sign"
    assert ["4", "Đóng dấu", "Văn thư", "Chung với bước 3", "Chung với bước 3", ""] in Tables(
        KIND.render(body, CONTEXT)
    ).rows


def test_the_drawing_stands_beside_its_table():
    html = KIND.render(birth_registration(), CONTEXT, "drawing")
    assert "<svg" in html
    assert ["5", "Trả kết quả", "Bộ phận một cửa", "½ ngày làm việc", "Kết thúc"] in Tables(
        html
    ).rows


@pytest.mark.parametrize("mode", [mode for mode, _ in KIND.preview_modes])
@pytest.mark.parametrize("body", [{}, initial(), {"steps": [{"id": "a"}]}, leave_request()])
def test_a_draft_in_any_state_can_be_read(body, mode):
    html = KIND.render(body, Context(), mode)
    assert ("Lưu đồ: " if mode == "drawing" else "<h2>1. Mục đích</h2>") in html
    assert "None" not in html


def test_what_people_type_is_escaped_and_needs_no_inline_style():
    body = birth_registration() | {"purpose": "<script>alert(1)</script>"}
    body["steps"][0]["note"] = "<img src=x onerror=alert(1)>"
    for mode, _ in KIND.preview_modes:
        html = KIND.render(body, CONTEXT, mode)
        assert "<script" not in html
        assert "<img" not in html
        assert " style=" not in html


def test_its_words_can_be_searched():
    text = KIND.text_of(birth_registration())
    assert "Thẩm tra hồ sơ" in text
    assert "Bộ phận một cửa" in text
    assert "form-1" not in text
