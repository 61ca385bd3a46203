"""What is wrong with a process is said in Vietnamese, at its place, with what to do."""

import copy
from datetime import datetime
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from processes.engine.checks import check
from registry.problems import errors
from rules.worktime import arithmetic, durations
from rules.worktime.calendar import ZONE, OutsideCalendar, WorktimeError, from_body
from tests.processes.engine.samples import birth_registration, days, leave_request


def found(body, pointer):
    at = [problem for problem in check(body) if problem.pointer == pointer]
    return [(problem.severity, problem.message) for problem in at]


def only(body, pointer):
    problems = found(body, pointer)
    assert len(problems) == 1, problems
    return problems[0]


@pytest.mark.parametrize("body", [birth_registration(), leave_request()])
def test_a_sound_process_has_no_errors(body):
    assert errors(check(body)) == []


def test_a_sound_public_procedure_has_no_warnings_either():
    assert check(birth_registration()) == []


def test_a_step_that_nothing_reaches():
    body = birth_registration()
    body["steps"][2]["next"] = "hand-over"
    severity, message = only(body, "/steps/3")
    assert severity == "error"
    assert "Bước 4 «Đóng dấu»" in message
    assert "không bước nào dẫn đến" in message


def test_a_step_that_can_never_end():
    body = birth_registration()
    body["steps"][4]["next"] = "seal"
    severity, message = only(body, "/steps/4")
    assert severity == "error"
    assert "không đi được đến khi kết thúc" in message


@pytest.mark.parametrize("field", ["next", "return_to"])
def test_a_step_that_leads_to_a_missing_step(field):
    body = birth_registration()
    body["steps"][2][field] = "gone"
    severity, message = only(body, f"/steps/2/{field}")
    assert severity == "error"
    assert "Bước 3 «Ký Giấy khai sinh»" in message
    assert "không tồn tại" in message


def test_no_steps():
    assert "chưa có bước nào" in only({}, "/steps")[1]


def test_a_step_without_a_role_tells_what_was_written():
    body = birth_registration()
    body["steps"][1].pop("role")
    body["steps"][1]["responsible"] = "Công chức Địa chính"
    assert "«Công chức Địa chính» chưa khớp vai trò nào" in only(body, "/steps/1/role")[1]


def test_a_role_that_nobody_in_the_agency_holds():
    body = birth_registration()
    body["roles"][3].pop("role")
    assert "không biết giao việc cho ai" in only(body, "/roles/3/role")[1]


def test_a_deleted_role_is_missed_where_it_was_used():
    body = birth_registration()
    del body["roles"][3]
    assert "không còn trong quy trình" in only(body, "/steps/3/role")[1]


def test_an_unused_role_is_a_warning():
    body = birth_registration()
    body["roles"].append({"id": "x", "label": "Chuyên gia", "by": "author"})
    assert only(body, "/roles/4")[0] == "warning"


def test_steps_that_add_up_to_more_than_the_whole():
    body = birth_registration()
    body["steps"][1]["times"]["plain"] = days("2.5")
    severity, message = only(body, "/variants/0/time")
    assert severity == "error"
    assert message.startswith("Tổng thời gian các bước (Không xác minh) là 5,5 ngày làm việc, vượt")
    assert "thời hạn giải quyết 5 ngày làm việc" in message
    assert found(body, "/variants/1/time") == []


def test_steps_that_add_up_to_less_are_a_warning():
    body = birth_registration()
    body["steps"][1]["times"]["verified"] = days("21")
    severity, message = only(body, "/variants/1/time")
    assert severity == "warning"
    assert "24 ngày làm việc, ít hơn thời hạn giải quyết 25 ngày làm việc" in message


def test_units_are_never_converted_to_compare_them():
    body = birth_registration()
    body["variants"][1]["time"] = days("25", "calendar_day")
    severity, message = only(body, "/variants/1/time")
    assert severity == "warning"
    assert "không cùng đơn vị" in message


def test_parts_of_one_unit_that_exceed_the_whole_exceed_it_whatever_the_others_are():
    body = birth_registration()
    body["steps"][0]["times"]["plain"] = days("8")
    body["steps"][3]["times"]["plain"] = days("4", "working_hour")
    assert only(body, "/variants/0/time")[0] == "error"


def test_only_the_longest_of_two_ways_counts():
    body = leave_request()
    assert found(body, "/variants/0/time") == []
    body["steps"][3]["times"]["v"] = days("1.5")
    assert only(body, "/variants/0/time")[0] == "error"


def test_time_that_rows_share_counts_once():
    body = birth_registration()
    for index in (1, 2, 3, 4):
        body["steps"][index].pop("times")
        body["steps"][index]["shares_time_with"] = "receive"
    body["steps"][0]["times"] = {"plain": days("5"), "verified": days("25")}
    assert check(body) == []


def test_an_unclear_day_and_an_unreadable_time_are_warnings():
    body = birth_registration()
    body["steps"][0]["times"]["plain"] = days("1", "day")
    body["steps"][1]["times"]["plain"] = {"text": "theo thỏa thuận"}
    severity, message = only(body, "/steps/0/times/plain")
    assert (severity, "chưa rõ là ngày làm việc hay ngày theo lịch" in message) == ("warning", True)
    severity, message = only(body, "/steps/1/times/plain")
    assert (severity, "«theo thỏa thuận»" in message) == ("warning", True)


@pytest.mark.parametrize("pointer", ["/steps/0/times/plain", "/variants/0/time"])
@pytest.mark.parametrize(
    ("time", "words"),
    [
        (days("1.5", "calendar_day"), "«1,5 ngày theo lịch»"),
        (days("0.5", "calendar_month"), "«0,5 tháng»"),
        (days("10000"), "«10000 ngày làm việc»"),
        (days("3", "fortnight"), "«3 fortnight»"),
        (days("7687"), "«7687 ngày làm việc»"),
        (days("253", "calendar_month"), "«253 tháng»"),
    ],
)
def test_a_time_that_the_arithmetic_refuses_bars_the_process(pointer, time, words):
    body = birth_registration()
    if pointer.startswith("/steps"):
        body["steps"][0]["times"]["plain"] = time
    else:
        body["variants"][0]["time"] = time
    severity, message = next(p for p in found(body, pointer) if words in p[1])
    assert severity == "error"
    assert "không tính hạn được" in message
    assert "hãy" in message.lower() or "phải từ" in message


CALENDAR = from_body(
    {
        "from": "2026-01-01",
        "to": "2026-12-31",
        "shifts": [{"id": "s", "weekday": 1, "start": "07:30", "end": "11:30"}],
    }
)
TYPED = st.tuples(
    st.sampled_from(
        ["½", "1½", "¾", "1/4", "nửa", "một", "mười", "0,5", "0,001", "3", "03", "9999"]
    )
    | st.integers(0, 9999).map(str),
    st.sampled_from(
        ["ngày", "ngày làm việc", "ngày theo lịch", "giờ", "giờ làm việc", "phút", "tháng", "tuần"]
    ),
    st.sampled_from(["", " rưỡi"]),
).map(lambda said: f"{said[0]} {said[1]}{said[2]}")


@settings(max_examples=150)
@given(text=TYPED, day_unit=st.sampled_from(["", "working_day", "calendar_day"]))
def test_every_clear_time_is_counted_when_a_case_opens_or_bars_the_process(text, day_unit):
    time = durations.parse(text, day_unit)
    if not durations.is_clear(time):
        return
    body = {
        "variants": [{"id": "v", "time": time}],
        "steps": [{"id": "a", "title": "Làm", "role": "r", "times": {"v": time}}],
    }
    barred = {p.pointer for p in errors(check(body))} & {"/variants/0/time", "/steps/0/times/v"}
    start = datetime(2026, 3, 2, 8, tzinfo=ZONE)
    try:
        arithmetic.add(CALENDAR, start, Decimal(time["amount"]), time["unit"])
    except OutsideCalendar:
        return  # this calendar ends, which no procedure can help
    except WorktimeError:
        assert barred == {"/variants/0/time", "/steps/0/times/v"}
        return
    assert barred == set()


# --- ends ---------------------------------------------------------------------------------------


def refusal_below(body):
    body["steps"].append({"id": "no", "title": "Từ chối hồ sơ", "kind": "end", "result": "refused"})
    body["steps"][2]["actions"] = [{"id": "a", "label": "Từ chối", "to": "no", "reason": True}]
    return body


def test_falling_into_an_end_row_names_both_rows():
    body = refusal_below(birth_registration())
    severity, message = only(body, "/steps/4/next")
    assert severity == "error"
    assert "Bước 5 «Trả kết quả»" in message
    assert "dòng 6 ngay dưới, Kết thúc «Từ chối hồ sơ» (kết quả: Từ chối)" in message
    assert "Hãy chọn rõ «Bước tiếp theo» của dòng 5." in message


def test_an_end_row_that_the_step_above_names_is_sound():
    body = refusal_below(birth_registration())
    body["steps"].append({"id": "yes", "title": "Xong", "kind": "end", "result": "done"})
    body["steps"][4]["next"] = "yes"
    assert errors(check(body)) == []
    body["steps"][4]["next"] = "no"  # said in so many words, it is the author's to judge
    assert found(body, "/steps/4/next") == []


def test_a_last_row_that_ends_the_case_by_itself_is_sound():
    assert errors(check(birth_registration())) == []


@pytest.mark.parametrize("kind", ["decision", "end"])
def test_a_process_begins_with_work(kind):
    body = leave_request()
    body["steps"][0] = {"id": "ask", "title": "Rẽ", "kind": kind, "otherwise": "head"} | (
        {"branches": [{"id": "b", "when": {"var": "x"}, "to": "boss"}]}
        if kind == "decision"
        else {}
    )
    assert "Hãy đặt lên đầu một bước có người thực hiện." in only(body, "/steps/0/kind")[1]


def test_decisions_in_a_ring_let_no_case_out():
    body = leave_request()
    body["steps"][2]["branches"][0]["to"] = "again"
    body["steps"].append(
        {
            "id": "again",
            "title": "Hỏi lại",
            "kind": "decision",
            "branches": [{"id": "b", "when": {"var": "x"}, "to": "how-long"}],
            "otherwise": "boss",
        }
    )
    assert "nối thành vòng" in only(body, "/steps/2/branches")[1]


def test_work_of_the_author_that_the_author_may_not_do():
    body = leave_request()
    body["steps"][0]["not_author"] = True
    assert "không ai làm được" in only(body, "/steps/0/not_author")[1]


def test_a_decision_without_otherwise():
    body = leave_request()
    body["steps"][2].pop("otherwise")
    assert "khi không nhánh nào đúng" in only(body, "/steps/2/otherwise")[1]


def test_a_branch_without_condition_or_target():
    body = leave_request()
    body["steps"][2]["branches"] = [{"id": "b"}]
    assert "chưa có điều kiện" in only(body, "/steps/2/branches/0/when")[1]
    assert "chưa có bước chuyển đến" in only(body, "/steps/2/branches/0/to")[1]


def test_an_extra_outcome_without_target():
    body = leave_request()
    body["steps"][1]["actions"][0].pop("to")
    assert "chưa có bước chuyển đến" in only(body, "/steps/1/actions/0/to")[1]


def test_two_variants_without_a_condition():
    body = birth_registration()
    body["variants"][1].pop("when")
    severity, message = only(body, "/variants/1/when")
    assert severity == "error"
    assert "«Có xác minh» chưa có điều kiện áp dụng" in message


def test_all_variants_with_conditions():
    body = birth_registration()
    body["variants"][0]["when"] = "rule-2"
    assert "không có trường hợp mặc định" in only(body, "/variants/0/when")[1]


def test_ids_that_stand_twice():
    body = birth_registration()
    body["steps"].append(copy.deepcopy(body["steps"][0]))
    assert "Bước ở dòng 6 trùng mã với dòng 1" in only(body, "/steps/5/id")[1]


@pytest.mark.parametrize(
    ("change", "pointer", "words"),
    [
        (lambda body: body["steps"][0].pop("title"), "/steps/0/title", "chưa có nội dung"),
        (lambda body: body["steps"][0].pop("form"), "/steps/0/form_part", "chưa chọn biểu mẫu"),
        (lambda body: body.pop("legal_basis"), "/legal_basis", "chưa có cơ sở pháp lý"),
        (lambda body: body.update(cutoff="25:00"), "/cutoff", "giờ:phút"),
        (lambda body: body.update(papers=[{"id": "p"}]), "/papers/0/name", "chưa có tên giấy tờ"),
        (lambda body: body["variants"][0].pop("time"), "/variants/0/time", "chưa có thời hạn"),
        (lambda body: body["variants"].pop(), "/steps/0/times/verified", "đã bị xóa"),
        (
            lambda body: body["steps"][0].update(shares_time_with="gone"),
            "/steps/0/shares_time_with",
            "không tồn tại",
        ),
    ],
)
def test_small_mistakes_stand_at_their_place(change, pointer, words):
    body = birth_registration()
    change(body)
    assert words in only(body, pointer)[1]


def test_every_sentence_ends_and_says_what_to_do():
    body = birth_registration()
    for row in body["steps"]:
        row.pop("role")
        row.pop("title")
    body["variants"][0]["time"] = days("1")
    problems = check(body)
    assert len(problems) > 10
    assert all(p.message.endswith(".") and "Hãy" in p.message for p in problems)


def test_a_system_process_can_ask_nobody_for_a_person():
    body = leave_request()
    body["roles"][2] = {"id": "boss", "label": "Người duyệt", "by": "person"}
    assert errors(check(body)) == []
    body["procedure_type"] = "system"
    assert "không hỏi được ai" in only(body, "/roles/2/by")[1]


def test_a_printed_name_that_is_another_roles_is_a_warning():
    body = birth_registration()
    step = next(row for row in body["steps"] if row.get("role"))
    own, other = (
        next(role["label"] for role in body["roles"] if (role["id"] == step["role"]) is same)
        for same in (True, False)
    )
    where = f"/steps/{body['steps'].index(step)}/responsible"
    step["responsible"] = other.upper()
    severity, message = only(body, where)
    assert severity == "warning"
    assert f"giao việc cho «{own}» nhưng in «{other.upper()}»" in message
    # Other words for whoever does it are what the field is for.
    for printed in (own, "Công chức tư pháp – hộ tịch", f"{other} và {own}"):
        step["responsible"] = printed
        assert where not in {problem.pointer for problem in check(body)}
