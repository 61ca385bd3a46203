"""The editors that rules bring: durations as written, conditions with their sentence."""

import json
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from registry.documents import services
from registry.documents.models import Document
from registry.editor.fields import leaves
from registry.editor.fields.nodes import Node, Surroundings
from registry.organisation.models import Agency, Membership, User

NODE = Node({"type": "object", "x-each": "/variants"}, {})
AMOUNTS = st.sampled_from(["0.5", "1", "1.5", "3", "25", "0.25", "120"])
UNITS = st.sampled_from(["working_hour", "working_day", "calendar_day", "calendar_month", "day"])
DURATIONS = st.fixed_dictionaries({"amount": AMOUNTS, "unit": UNITS}) | st.fixed_dictionaries(
    {"text": st.sampled_from(["theo thỏa thuận", "2 đến 3 ngày", "15 ngày kể từ ngày hỏi"])}
)


def saved(leaf: str, value: Any, state: Any = None, around: Surroundings | None = None) -> Any:
    found = leaves.get(leaf)
    shown = found.from_json(value, NODE) if state is None else state
    return leaves.convert(found, shown, value, NODE, around or Surroundings())


@given(DURATIONS)
def test_an_untouched_duration_stays(duration: dict[str, str]) -> None:
    assert saved("duration", duration) == duration


@given(st.dictionaries(st.sampled_from(["v1", "v2", "v3"]), DURATIONS, min_size=1))
def test_untouched_times_of_variants_stay(times: dict[str, Any]) -> None:
    assert saved("durations", times) == times


def test_a_typed_duration_is_read_by_what_the_procedure_says_a_day_is() -> None:
    assert saved("duration", None, "½ ngày") == {"amount": "0.5", "unit": "day"}
    working = Surroundings({}, {"day_unit": "working_day"})
    assert saved("duration", None, "½ ngày", working) == {"amount": "0.5", "unit": "working_day"}
    assert saved("duration", None, "theo thỏa thuận") == {"text": "theo thỏa thuận"}
    assert saved("duration", {"amount": "1", "unit": "day"}, "") is None


def test_an_unclear_day_becomes_clear_when_the_procedure_says_so() -> None:
    unclear = {"v1": {"amount": "3", "unit": "day"}}
    same = Surroundings({"day_unit": "working_day"}, {"day_unit": "working_day"})
    assert saved("durations", unclear, around=same) == unclear
    now = Surroundings({}, {"day_unit": "working_day"})
    assert saved("durations", unclear, around=now) == {"v1": {"amount": "3", "unit": "working_day"}}


def test_a_condition_is_json_and_stays_what_it_was() -> None:
    logic = {"and": [{"==": [{"var": "f1"}, True]}, {">": [{"var": ""}, 2]}]}
    assert saved("condition", logic) == logic
    assert saved("condition", logic, "") is None
    assert saved("condition", logic, json.dumps({"!": [1]})) == {"!": [1]}


# ---- what the page asks


@pytest.fixture
def agency(db: None) -> Agency:
    return Agency.objects.create(code="phuong-b", name="UBND phường Bình An")


@pytest.fixture
def secretary(agency: Agency) -> User:
    user = User.objects.create_user("thu.ky.b", full_name="Hoàng Thị Bình")
    Membership.objects.create(agency=agency, user=user, role="iso_secretary")
    return user


@pytest.fixture
def form(agency: Agency, secretary: User) -> Document:
    fields = [
        {"id": "check", "type": "yes_no", "label": "Cần xác minh"},
        {"id": "born", "type": "date", "label": "Ngày sinh"},
        {"id": "fee", "type": "money", "label": "Lệ phí"},
        {"id": "size", "type": "number", "label": "Diện tích"},
        {"id": "note", "type": "text", "label": "Nội dung"},
        {"id": "place", "type": "one_of", "label": "Nơi sinh",
         "options": [{"id": "in", "label": "Trong nước"}, {"id": "out", "label": "Nước ngoài"}]},
    ]  # fmt: skip
    return services.create(secretary, agency, "form", title="Tờ khai", body={"fields": fields})


def ask(user: User, form: Document, **more: Any) -> dict[str, Any]:
    client = Client()
    client.force_login(user)
    answer = client.post(
        reverse("rule_condition"),
        {"kind": "rule", "source": "form-or-inputs", "body": {"form": str(form.uid)}, **more},
        content_type="application/json",
    )
    told: dict[str, Any] = answer.json()
    return told | {"status": answer.status_code}


def rows(*found: dict[str, Any], match: str = "all") -> dict[str, Any]:
    return {"match": match, "rows": list(found)}


@pytest.mark.django_db
def test_rows_become_logic_and_a_sentence(secretary: User, form: Document) -> None:
    told = ask(secretary, form, condition=rows(
        {"field": "check", "operator": "eq", "value": "true"},
        {"field": "born", "operator": "lt", "value": "2/9/2020"},
        {"field": "fee", "operator": "ge", "value": "1.200.000"},
        {"field": "size", "operator": "gt", "value": "1,5"},
        {"field": "place", "operator": "in", "value": ["in", "out"]},
    ))  # fmt: skip
    assert told["logic"] == {"and": [
        {"==": [{"var": "check"}, True]},
        {"<": [{"var": "born"}, "2020-09-02"]},
        {">=": [{"var": "fee"}, 1_200_000]},
        {">": [{"var": "size"}, "1.5"]},
        {"in": [{"var": "place"}, ["in", "out"]]},
    ]}  # fmt: skip
    assert "«Cần xác minh» là Có" in told["sentence"]
    assert told["error"] == ""
    shown = ask(secretary, form, logic=told["logic"])["condition"]
    assert [row["value"] for row in shown["rows"]] == [
        "true", "02/09/2020", "1200000", "1,5", ["in", "out"],
    ]  # fmt: skip


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("field", "typed", "stored"),
    [
        ("size", "0.125", "0.125"), ("size", "1234.567", "1234.567"), ("size", "1 200", 1200),
        ("fee", "75.000", 75000), ("fee", "1.200.000 đồng", 1_200_000),
        ("born", "ngày 5 tháng 3 năm 2025", "2025-03-05"),
        ("born", "5–3–2025.\u200b", "2025-03-05"),
    ],
)  # fmt: skip
def test_a_value_is_read_as_everywhere_else(
    secretary: User, form: Document, field: str, typed: str, stored: Any
) -> None:
    told = ask(secretary, form, condition=rows({"field": field, "operator": "eq", "value": typed}))
    assert told["logic"] == {"==": [{"var": field}, stored]}


@pytest.mark.django_db
def test_words_are_compared_whatever_their_capitals(secretary: User, form: Document) -> None:
    told = ask(secretary, form, condition=rows(
        {"field": "note", "operator": "eq", "value": "Hoà\u200b Bình"},
        {"field": "note", "operator": "not_contains", "value": "thẩm"},
        {"field": "note", "operator": "in", "value": ["Ðiều động", "b"]},
    ))  # fmt: skip
    assert told["logic"] == {"and": [
        {"alike": [{"var": "note"}, "Hoà Bình"]},
        {"!": {"alike_in": ["thẩm", {"var": "note"}]}},
        {"alike_in": [{"var": "note"}, ["Điều động", "b"]]},
    ]}  # fmt: skip
    operators = [row["operator"] for row in told["condition"]["rows"]]
    assert operators == ["eq", "not_contains", "in"]
    (note,) = [one for one in told["inputs"] if one["id"] == "note"]
    assert set(operators) <= {code for code, _, _ in note["operators"]}
    assert not [code for code, _, _ in note["operators"] if code.startswith("exact_")]


@pytest.mark.django_db
def test_rows_of_before_stay_to_the_letter_when_another_is_added(
    secretary: User, form: Document
) -> None:
    old = {"and": [
        {"==": [{"var": "note"}, "Ðặng\u200b"]}, {">": [{"var": "size"}, "1.50"]},
        {"in": ["T", {"var": "note"}]},
    ]}  # fmt: skip
    told = ask(secretary, form, logic=old)
    (note,) = [one for one in told["inputs"] if one["id"] == "note"]
    offered = {code: label for code, label, _ in note["operators"]}
    assert "y nguyên" in offered["exact_eq"]
    shown = told["condition"]
    assert [row["operator"] for row in shown["rows"]] == ["exact_eq", "gt", "exact_contains"]
    assert ask(secretary, form, condition=shown, before=old)["logic"] == old
    shown["rows"].append({"field": "note", "operator": "contains", "value": "thẩm"})
    shown["rows"][2]["value"] = "X"
    assert ask(secretary, form, condition=shown, before=old)["logic"] == {"and": [
        *old["and"][:2], {"in": ["X", {"var": "note"}]}, {"alike_in": ["thẩm", {"var": "note"}]},
    ]}  # fmt: skip


@pytest.mark.django_db
def test_an_unfinished_row_is_said_to_be_so(secretary: User, form: Document) -> None:
    for row in ({}, {"field": "check"}, {"field": "fee", "operator": "eq", "value": "nhiều"},
                {"field": "note", "operator": "contains", "value": "\u200b"},
                {"field": "note", "operator": "in", "value": [""]},
                {"field": "size", "operator": "eq", "value": "1.234"},
                {"field": "born", "operator": "eq", "value": "31/2/2020"}):  # fmt: skip
        told = ask(secretary, form, condition=rows(row))
        assert told["incomplete"]
        assert told["error"]


@pytest.mark.django_db
def test_groups_are_shown_however_deep_they_stand(secretary: User, form: Document) -> None:
    deep = {"and": [{"or": [{"and": [{"==": [{"var": "check"}, True]}, {"missing": ["fee"]}]},
                            {"missing": ["born"]}]}, {"missing": ["size"]}]}  # fmt: skip
    told = ask(secretary, form, logic=deep)
    assert told["condition"]["rows"][0]["rows"][0]["rows"][1]["operator"] == "empty"
    again = ask(secretary, form, condition=told["condition"], before=deep)
    assert again["logic"] == deep


@pytest.mark.django_db
@pytest.mark.parametrize(
    "logic",
    [
        {">": [{"+": [{"var": "fee"}, 1]}, 5]},
        {">=": [{"var": "decision_instant"}, {"plus_days": [{"var": "born"}, {"var": "size"}]}]},
    ],
)
def test_other_logic_is_shown_as_json_with_its_sentence(
    secretary: User, form: Document, logic: dict[str, Any]
) -> None:
    told = ask(secretary, form, logic=logic)
    assert told["condition"] is None
    assert told["sentence"]


@pytest.mark.django_db
def test_a_form_of_another_agency_tells_nothing(form: Document) -> None:
    other = Agency.objects.create(code="phuong-c", name="UBND phường C")
    stranger = User.objects.create_user("la")
    Membership.objects.create(agency=other, user=stranger, role="iso_secretary")
    assert ask(stranger, form, logic={})["inputs"] == []


@pytest.mark.django_db
def test_nonsense_is_refused_in_vietnamese(secretary: User, form: Document) -> None:
    client = Client()
    client.force_login(secretary)
    for raw in (b"", b"[]", b"{}", b'{"kind":"rule","logic":' + b"[" * 90_000, b"x" * 300_000):
        answer = client.post(reverse("rule_condition"), raw, content_type="application/json")
        assert answer.status_code == 400
        assert answer.json()["error"].startswith(("Không đọc được", "Điều kiện quá dài"))
    nested = "[" * 5_000 + "1" + "]" * 5_000
    answer = client.post(
        reverse("rule_condition"),
        f'{{"kind":"rule","source":"","body":{{}},"logic":{{"!":{nested}}}}}',
        content_type="application/json",
    )
    assert answer.status_code in (200, 400)
    assert answer.json()["error"]
