"""A case goes through its process, command by command."""

import pytest

from processes.engine.machine import CommandRefused
from tests.processes.engine.samples import (
    Case,
    birth_registration,
    days,
    leave_request,
    opened,
)


def test_opening_activates_the_first_step_with_its_time():
    case = opened(birth_registration())
    assert case.state["active"] == ["receive#1"]
    assert case.last("task.activated") == {
        "task": "receive#1",
        "step": "receive",
        "iteration": 1,
        "role": "one-stop",
        "time": days("1"),
        "time_of": "receive",
        "after": "",
    }
    assert case.state["variant"] == "plain"
    assert case.state["time"] == days("5")


def test_it_goes_from_row_to_row_and_closes_after_the_last():
    case = opened(birth_registration())
    case.forward(4)
    assert case.state["active"] == ["hand-over#1"]
    case.forward()
    assert case.state["status"] == "closed"
    assert case.state["result"] == "done"
    assert case.state["active"] == []


def test_returning_does_the_step_again_and_keeps_the_history():
    case = opened(birth_registration())
    case.forward(2)
    case.do("return", task="sign#1", by="9", reason="Thiếu giấy chứng sinh")
    assert case.state["active"] == ["examine#2"]
    assert case.state["tasks"]["examine#1"]["status"] == "completed"
    assert case.state["tasks"]["sign#1"]["status"] == "returned"
    assert case.last("task.returned")["reason"] == "Thiếu giấy chứng sinh"
    case.forward(2)
    history = " ".join(case.state["history"])
    assert history == "receive#1 examine#1 sign#1 examine#2 sign#2 seal#1"


def test_the_rule_chooses_another_deadline_in_the_middle_of_the_case():
    case = opened(birth_registration(), evaluate=lambda uid: uid == "rule-1")
    case.forward()
    types = case.do("record_saved", form="form-1", record="r-1", digest="abc", task="examine#1")
    assert types == ["case.record_saved", "case.variant_chosen"]
    chosen = case.last("case.variant_chosen")
    assert (chosen["from"], chosen["to"]) == ("plain", "verified")
    assert chosen["ground"]["rules"] == {"rule-1": True}
    assert case.state["time"] == days("25")
    assert case.state["tasks"]["examine#1"]["time"] == days("22")
    assert case.state["tasks"]["receive#1"]["time"] == days("1")
    case.forward()
    assert case.state["tasks"]["sign#1"]["time"] == days("1")


def test_correcting_the_record_brings_the_default_deadline_back():
    answers = iter([True, True, False])
    case = opened(birth_registration(), evaluate=lambda uid: next(answers))
    for digest in ("a", "b", "c"):
        case.do("record_saved", form="form-1", record="r-1", digest=digest)
    chosen = [event["data"] for event in case.events if event["type"] == "case.variant_chosen"]
    assert [data["to"] for data in chosen] == ["verified", "plain"]


def test_not_enough_data_chooses_no_deadline():
    case = opened(birth_registration())
    types = case.do("record_saved", form="form-1", record="r-1", digest="abc")
    assert types == ["case.record_saved"]
    assert case.state["variant"] == "plain"


def test_a_variant_chosen_by_hand_needs_its_reason():
    case = opened(birth_registration())
    with pytest.raises(CommandRefused, match="lý do"):
        case.do("choose_variant", variant="verified", by="2")
    case.do("choose_variant", variant="verified", by="2", reason="Cơ quan công an yêu cầu")
    assert case.last("case.variant_chosen")["ground"]["reason"] == "Cơ quan công an yêu cầu"
    assert case.do("choose_variant", variant="verified", by="2", reason="Như trên") == []


@pytest.mark.parametrize(("long", "step"), [(True, "boss#1"), (False, "")])
def test_a_decision_takes_the_branch_that_is_true_else_otherwise(long, step):
    case = opened(leave_request(), branch=lambda logic: long)
    case.forward(2)
    assert case.last("decision.taken")["to"] == ("boss" if long else "done")
    assert case.state["active"] == ([step] if step else [])


def test_an_issued_process_that_falls_into_an_end_runs_as_it_always_did():
    body = birth_registration()
    body["steps"].append({"id": "no", "title": "Từ chối", "kind": "end", "result": "refused"})
    case = opened(body)
    case.forward(5)
    assert case.last("case.closed")["result"] == "refused"


def test_a_decision_without_enough_data_refuses_instead_of_guessing():
    case = opened(leave_request())
    case.forward()
    before = case.state
    with pytest.raises(CommandRefused, match="Chưa đủ dữ liệu để rẽ nhánh tại Bước 3 «Nghỉ mấy"):
        case.do("complete", task="head#1", by="7")
    assert case.state == before


def test_an_extra_outcome_goes_to_its_own_end():
    case = opened(leave_request())
    case.forward()
    with pytest.raises(CommandRefused, match="Hãy ghi lý do khi chọn «Không đồng ý»"):
        case.do("complete", task="head#1", action="refuse", by="7")
    case.do("complete", task="head#1", action="refuse", by="7", reason="Trùng đợt kiểm tra")
    assert case.state["result"] == "refused"


def test_effects_are_asked_for_when_entering_forwarding_and_returning():
    case = opened(leave_request(), branch=lambda logic: False)
    case.forward()
    asked = [e["data"] for e in case.events if e["type"] == "effect.requested"]
    assert [(e["effect"], e["moment"], e["task"]) for e in asked] == [("notify", "enter", "head#1")]
    case.do("return", task="head#1", by="7", reason="Ghi thiếu ngày")
    assert case.last("effect.requested")["moment"] == "returned"
    case.forward(2)
    assert case.last("effect.requested")["effect"] == "record.create"


def test_an_effect_that_nobody_registered_is_refused():
    case = Case(leave_request(), effect_allowed=lambda effect: effect != "notify")
    case.do("open", subject="HS-1", received_at="2026-04-24T08:10:00Z")
    with pytest.raises(CommandRefused, match="notify"):
        case.forward()


def test_four_eyes_refuses_the_author_of_the_case():
    case = opened(birth_registration())
    case.forward(2)
    for command in ("start", "complete"):
        with pytest.raises(CommandRefused, match="phải do người khác"):
            case.do(command, task="sign#1", by="1")
    case.do("complete", task="sign#1", by="2")


def test_one_person_starts_a_task_and_nobody_else_finishes_it():
    case = opened(birth_registration())
    case.do("start", task="receive#1", by="3")
    with pytest.raises(CommandRefused, match="đã có người nhận"):
        case.do("start", task="receive#1", by="4")
    with pytest.raises(CommandRefused, match="người khác xử lý"):
        case.do("complete", task="receive#1", by="4")
    case.do("complete", task="receive#1", by="3")


def test_work_just_handed_on_can_be_recalled_until_it_is_started():
    case = opened(birth_registration())
    case.do("complete", task="receive#1", by="3")
    with pytest.raises(CommandRefused, match="Chỉ người đã chuyển"):
        case.do("recall", task="receive#1", by="4")
    assert case.do("recall", task="receive#1", by="3") == ["task.cancelled", "task.activated"]
    assert case.state["active"] == ["receive#2"]
    case.do("complete", task="receive#2", by="3")
    case.do("start", task="examine#2", by="5")
    with pytest.raises(CommandRefused, match="đã bắt đầu"):
        case.do("recall", task="receive#2", by="3")


def test_a_suspended_case_waits():
    case = opened(birth_registration())
    with pytest.raises(CommandRefused, match="lý do"):
        case.do("suspend", by="2", reason=" ")
    case.do("suspend", by="2", reason="Chờ bổ sung giấy tờ")
    for command in ("start", "complete"):
        with pytest.raises(CommandRefused, match="đang tạm dừng"):
            case.do(command, task="receive#1", by="3")
    with pytest.raises(CommandRefused, match="rồi"):
        case.do("suspend", by="2", reason="Nữa")
    case.do("record_saved", form="form-1", record="r-1", digest="abc")
    case.do("resume", by="2")
    case.forward()
    with pytest.raises(CommandRefused, match="không ở trạng thái tạm dừng"):
        case.do("resume", by="2")


@pytest.mark.parametrize("time", [{}, days("0"), days("-1"), days("NaN"), {"text": "ít lâu"}, None])
def test_extending_needs_a_positive_time(time):
    with pytest.raises(CommandRefused, match="lớn hơn 0"):
        opened(birth_registration()).do("extend", by="2", reason="Phức tạp", time=time)


def test_extending_and_urging_are_remembered():
    case = opened(birth_registration())
    case.do("extend", by="2", reason="Phức tạp", time=days("2"))
    case.do("urge", by="9", message="Cần xong trong tuần")
    assert case.state["extensions"] == [days("2")]
    assert case.state["urges"] == 1
    assert case.last("case.urged")["tasks"] == ["receive#1"]


def test_stopping_cancels_what_is_open_and_is_final():
    case = opened(birth_registration())
    types = case.do("stop", by="2", reason="Người dân rút hồ sơ")
    assert types == ["task.cancelled", "case.closed"]
    assert case.state["tasks"]["receive#1"]["status"] == "cancelled"
    assert case.state["result"] == "stopped"
    for command in ("complete", "urge", "record_saved", "close", "stop", "open"):
        with pytest.raises(CommandRefused):
            case.do(command, task="receive#1", by="3", reason="Lại")


def test_closing_early_says_the_result_and_why():
    case = opened(birth_registration())
    with pytest.raises(CommandRefused, match="kết quả"):
        case.do("close", by="2", reason="Không đủ điều kiện")
    case.do("close", by="2", reason="Không đủ điều kiện", result="refused")
    assert case.state["result"] == "refused"


@pytest.mark.parametrize(
    ("command", "data", "sentence"),
    [
        ("complete", {"task": "seal#1"}, "không còn chờ xử lý"),
        ("complete", {"task": "receive#1", "action": "dance"}, "không có cách xử lý"),
        ("return", {"task": "receive#1", "reason": "Sai"}, "không có cách xử lý"),
        ("recall", {"task": "receive#1"}, "đã hoàn thành"),
        ("choose_variant", {"variant": "other", "reason": "Vì"}, "không có trường hợp"),
        ("fly", {}, "Không có thao tác"),
        ("open", {}, "đã được mở"),
    ],
)
def test_what_cannot_be_done_is_refused_in_a_sentence(command, data, sentence):
    case = opened(birth_registration())
    events = list(case.events)
    with pytest.raises(CommandRefused, match=sentence):
        case.do(command, **data)
    assert case.events == events


def test_a_process_without_steps_opens_no_case():
    with pytest.raises(CommandRefused, match="chưa có bước"):
        opened({})


def test_a_ring_of_decisions_is_refused():
    ring = [
        {"id": "a", "kind": "decision", "otherwise": "b"},
        {"id": "b", "kind": "decision", "otherwise": "a"},
    ]
    with pytest.raises(CommandRefused, match="nối thành vòng"):
        opened({"steps": ring})


def test_rows_that_share_a_time_cell_name_the_row_that_holds_it():
    body = birth_registration()
    body["steps"][3].pop("times")
    body["steps"][3]["shares_time_with"] = "sign"
    case = opened(body)
    case.forward(3)
    activated = case.last("task.activated")
    assert (activated["time"], activated["time_of"]) == (days("1"), "sign")
