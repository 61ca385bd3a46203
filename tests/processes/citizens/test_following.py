"""What a citizen is told about a case, by which key, and what nobody is told."""

from typing import Any

import pytest
from django.db import connection
from django.test import override_settings
from django.test.utils import CaptureQueriesContext

from processes.citizens import following, receipt
from processes.citizens import services as citizens
from processes.events.citizens import FeedbackGiven, ReceiptRenewed
from registry.now import frozen
from registry.policy import Forbidden
from registry.trail import events
from tests import factories
from tests.processes.citizens.conftest import PHONE, closed, later, opened
from tests.processes.world import FRIDAY, World

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("typed", ["3456", "0905123456", "0905 123 456", "+84 905 123 456"])
def test_code_and_last_digits_open_it(world: World, typed: str) -> None:
    case = opened(world)
    assert following.find(f" {case.code.lower()} ", typed) == case


@pytest.mark.parametrize(
    "spelled",
    [
        lambda code: code.replace("-", "–"),
        lambda code: code.replace("-", "\u2011"),
        lambda code: code.replace("-", "").replace(".", ""),
        lambda code: code.replace("-", " - ") + "\u200b",
        lambda code: "\ufeff" + code.lower().replace("-", "/"),
    ],
)
def test_a_code_opens_it_however_it_is_punctuated(world: World, spelled: Any) -> None:
    case = opened(world)
    assert following.find(spelled(case.code), "3456") == case
    assert following.find(spelled(case.code), "3457") is None


def test_codes_that_differ_by_a_dot_are_told_apart_by_the_digits(world: World) -> None:
    one, other = opened(world), opened(world, applicant_phone="0905999111")
    type(other).unscoped.filter(pk=other.pk).update(code_key=one.code_key)
    assert following.find(one.code, "3456") == one
    assert following.find(one.code, "9111") == other
    assert following.find(one.code, "0000") is None


@pytest.mark.parametrize("typed", ["", "345", "3457", "٣٤٥٦", "3456x7", "----"])
def test_other_digits_do_not(world: World, typed: str) -> None:
    assert following.find(opened(world).code, typed) is None


def test_a_case_without_telephone_opens_by_its_receipt_alone(world: World) -> None:
    case = opened(world, applicant_phone="")
    for typed in ("", "-", "0000"):
        assert following.find(case.code, typed) is None
    assert receipt.case_of(receipt.code_of(case)) == case


def test_cases_of_the_office_itself_open_by_nothing(world: World) -> None:
    world.process = factories.install_process(world.agency)
    case = opened(world)
    assert not receipt.followable(case)
    assert following.find(case.code, PHONE) is None
    assert receipt.case_of(receipt.code_of(case)) is None


def test_nothing_opens_when_the_agency_stopped_working(world: World) -> None:
    case = opened(world)
    world.agency.active = False
    world.agency.save()
    assert following.find(case.code, PHONE) is None
    assert receipt.case_of(receipt.code_of(case)) is None


def test_right_and_wrong_cost_the_same_queries(world: World) -> None:
    case = opened(world)
    inside = opened(world)
    type(inside).unscoped.filter(pk=inside.pk).update(about="dossier:x")
    asked = [
        lambda: following.find(case.code, "3456"),
        lambda: following.find(case.code, "0000"),
        lambda: following.find("H99-KHONG-CO", "3456"),
        lambda: following.find(inside.code, "3456"),
        lambda: receipt.case_of(receipt.code_of(case)),
        lambda: receipt.case_of("A" * 43),
        lambda: receipt.case_of("không phải mã"),
    ]
    counts = []
    for ask in asked:
        with CaptureQueriesContext(connection) as queries:
            ask()
        counts.append(len(queries))
    assert set(counts) == {1}


def test_a_changed_code_opens_nothing(world: World) -> None:
    code = receipt.code_of(opened(world))
    other = receipt.code_of(opened(world))
    for wrong in (
        code[:-2] + ("AA" if code[-2:] != "AA" else "BB"),
        code[:22] + other[22:],
        code[1:],
    ):
        assert receipt.case_of(wrong) is None


def test_papers_stay_good_when_the_key_of_the_installation_changes(world: World) -> None:
    case = opened(world)
    code = receipt.code_of(case)
    with override_settings(SECRET_KEY="new" * 20):
        assert receipt.case_of(code) is None
        from django.conf import settings

        with override_settings(SECRET_KEY_FALLBACKS=["only-for-tests-" * 4]):
            assert settings.SECRET_KEY != "only-for-tests-" * 4
            assert receipt.case_of(code) == case


def test_a_new_code_voids_the_paper_and_the_pass(world: World) -> None:
    case = opened(world)
    code, old = receipt.code_of(case), following.pass_for(case)
    assert following.case_of_pass(old) == case
    fresh = citizens.renew_receipt(world.desk, case)
    assert receipt.case_of(code) is None
    assert following.case_of_pass(old) is None
    assert receipt.case_of(receipt.code_of(fresh)) == case
    assert events.read(case.stream).last().type == ReceiptRenewed.name  # type: ignore[union-attr]


def test_only_those_who_receive_papers_here_give_new_codes(world: World) -> None:
    case = opened(world)
    with pytest.raises(Forbidden):
        citizens.renew_receipt(world.stranger, case)
    case.refresh_from_db()
    assert case.receipt_serial == 0


def test_a_pass_is_over_after_half_an_hour(world: World, monkeypatch: Any) -> None:
    case = opened(world)
    given = following.pass_for(case)
    monkeypatch.setattr(following, "LASTS", -1)
    assert following.case_of_pass(given) is None


def test_it_tells_the_step_the_appointment_and_why(world: World) -> None:
    case = opened(world)
    world.forward(case, FRIDAY)
    case = following.find(case.code, PHONE)  # type: ignore[assignment]
    with later():
        page = following.told(case)
    assert (page.state, page.headline, page.overdue) == ("open", "Đang giải quyết", False)
    assert [(step.title, step.state) for step in page.steps][:3] == [
        ("Tiếp nhận hồ sơ", "done"),
        ("Thẩm tra hồ sơ", "now"),
        ("Ký kết quả", "ahead"),
    ]
    assert page.due_at == case.due_at and page.lines
    with later(24 * 60):
        assert following.told(case).overdue


def test_a_pause_says_what_is_asked_and_names_no_day(world: World) -> None:
    case = opened(world)
    with later(1):
        factories.act(world.leader, case, "suspend", "Đề nghị bổ sung bản sao căn cước")
    page = following.told(receipt.case_of(receipt.code_of(case)))  # type: ignore[arg-type]
    assert page.state == "paused" and page.due_at is None
    assert page.asked == "Đề nghị bổ sung bản sao căn cước"
    # A week later the day has moved; the count had not begun yet after an hour.
    with later(7 * 24):
        factories.act(world.leader, case, "resume")
    page = following.told(receipt.case_of(receipt.code_of(case)))  # type: ignore[arg-type]
    assert page.asked == "" and len(page.appointments) == 2


def test_a_closed_case_says_where_the_result_waits(world: World) -> None:
    page = following.told(closed(world))
    assert page.headline == "Đã có kết quả"
    assert "Bộ phận một cửa" in page.detail
    assert all(step.state == "done" for step in page.steps)


def test_feedback_is_given_once_and_only_when_over(world: World) -> None:
    with pytest.raises(citizens.FeedbackRefused, match="chưa kết thúc"):
        citizens.give_feedback(opened(world), 5)
    case = closed(world)
    with pytest.raises(citizens.FeedbackRefused, match="1 đến 5"):
        citizens.give_feedback(case, 0)
    with frozen(FRIDAY):
        made = citizens.give_feedback(case, 4, ["late", "lạ", "clear"], " Cảm ơn\x00 ")
    assert made.text == "Cảm ơn" and made.reasons == '{"rows":["clear","late"]}'
    with pytest.raises(citizens.FeedbackRefused, match="một lần"):
        citizens.give_feedback(case, 1)
    event = events.read(case.stream).last()
    assert event is not None and event.type == FeedbackGiven.name
    assert "Cảm ơn" not in event.data and events.data_of(event)["stars"] == 4
    assert list(events.verify(case.stream)) == []
