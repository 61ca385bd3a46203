"""An old page of an adoption decides nothing, and what was typed into it stays there."""

import html
from datetime import date
from typing import Any

import pytest
from django.test import Client

from processes.adoption import services
from registry.adoption.models import Adoption
from registry.now import today
from registry.organisation.models import User
from registry.trail import events
from tests import factories
from tests.processes import adopted
from tests.processes.adopted import Below
from tests.support.pages import hidden

pytestmark = pytest.mark.django_db
LIST = "/admin/ap-dung/"
DECISION = {"do": "confirm", "decision_no": "15/QĐ-UBND", "decision_on": "01/02/2026"}


@pytest.fixture
def below() -> Below:
    return adopted.make()


def client_of(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def text_of(answer: Any) -> str:
    return html.unescape(answer.content.decode())


def told(below: Below) -> list[str]:
    return [event.type for event in events.read(f"agency:{below.ward.uid}")]


def test_a_page_of_before_a_newer_issue_shows_it_and_confirms_when_pressed_again(
    below: Below,
) -> None:
    row, leader = below.prepare(), client_of(below.leader)
    address = f"{LIST}{row.uid}/"
    seen = hidden(leader.get(address).content.decode(), "seen")
    below.reissue(purpose="Mục đích khác")
    answer = leader.post(address, {**DECISION, "seen": seen})
    text = text_of(answer)
    assert answer.status_code == 422
    assert "quy trình nay có hiệu lực theo lần ban hành 02/00" in text
    assert "<dd>lần ban hành 02/00</dd>" in text
    assert 'value="15/QĐ-UBND"' in text and 'value="01/02/2026"' in text
    row.refresh_from_db()
    assert not row.confirmed
    assert leader.post(address, {**DECISION, "seen": hidden(text, "seen")}).status_code == 302
    row.refresh_from_db()
    assert row.confirmed


def test_a_reason_typed_for_what_was_prepared_before_is_kept(below: Below) -> None:
    row, leader = below.prepare(), client_of(below.leader)
    address = f"{LIST}{row.uid}/"
    seen = hidden(leader.get(address).content.decode(), "seen")
    below.prepare(decision_no="09/QĐ")
    answer = leader.post(address, {"do": "return", "reason": "Thiếu số quyết định", "seen": seen})
    text = text_of(answer)
    assert answer.status_code == 422 and "đã chuẩn bị lúc" in text
    assert "Thiếu số quyết định</textarea>" in text
    row.refresh_from_db()
    assert row.state == "prepared"


def test_a_form_that_does_not_say_what_it_saw_confirms_nothing(below: Below) -> None:
    row, leader = below.prepare(), client_of(below.leader)
    for seen in ({}, {"seen": ""}, {"seen": "x"}, {"seen": "issue=1&starts=2"}):
        answer = leader.post(f"{LIST}{row.uid}/", {**DECISION, **seen})
        assert answer.status_code == 422 and 'value="15/QĐ-UBND"' in text_of(answer)
    row.refresh_from_db()
    assert not row.confirmed and told(below) == ["adoption.prepared"]


def test_another_number_than_that_of_the_decision_taken_before_is_shown_again(
    below: Below,
) -> None:
    row, leader = below.prepare(), client_of(below.leader)
    address = f"{LIST}{row.uid}/"
    seen = hidden(leader.get(address).content.decode(), "seen")
    factories.confirm(below.leader, row, decision_no="14/QĐ-UBND", decision_on=date(2026, 2, 1))
    answer = leader.post(address, {**DECISION, "seen": seen})
    text = text_of(answer)
    assert answer.status_code == 422
    before = "đã được Hoàng Thị Ba phê duyệt từ trước theo Quyết định 14/QĐ-UBND ngày 01/02/2026"
    assert before in text
    assert "15/QĐ-UBND" in text
    # The very same press again is answered as the first was.
    same = {"do": "confirm", "decision_no": "14/QĐ-UBND", "decision_on": "1/2/2026", "seen": seen}
    assert leader.post(address, same).status_code == 302
    assert told(below).count("adoption.confirmed") == 1


def test_sending_back_what_another_leader_sent_back_says_why_and_keeps_the_words(
    below: Below,
) -> None:
    row, leader = below.prepare(), client_of(below.leader)
    seen = hidden(leader.get(f"{LIST}{row.uid}/").content.decode(), "seen")
    factories.send_back(below.leader, row, "Gán lại văn thư")
    for sent, kept in (
        ({"do": "return", "reason": "Một lý do khác"}, "Một lý do khác"),
        (DECISION, "15/QĐ-UBND"),
    ):
        answer = leader.post(f"{LIST}{row.uid}/", {**sent, "seen": seen})
        text = text_of(answer)
        assert answer.status_code == 422 and "chờ" in text and kept in text
    same = {"do": "return", "reason": "Gán lại văn thư", "seen": seen}
    assert leader.post(f"{LIST}{row.uid}/", same).status_code == 302
    row.refresh_from_db()
    assert row.reason == "Gán lại văn thư" and told(below).count("adoption.returned") == 1


def test_withdrawing_a_second_time_says_who_did_it_and_when(below: Below) -> None:
    row, secretary = below.prepare(), client_of(below.secretary)
    address = f"{LIST}{row.uid}/"
    assert secretary.post(address, {"do": "withdraw"}).status_code == 302
    done = told(below)
    for ask in (
        lambda: secretary.post(address, {"do": "withdraw"}, follow=True),
        lambda: secretary.get(address, follow=True),
        lambda: secretary.get(f"{address}phan-cong/", follow=True),
    ):
        answer = ask()
        assert answer.redirect_chain == [(LIST, 302)] and answer.status_code == 200
        assert "đã được Trần Thị Thư Ký rút lúc" in text_of(answer)
    assert told(below) == done and not Adoption.objects.of(below.ward).exists()


def test_deciding_on_what_was_withdrawn_says_so_and_keeps_what_was_typed(below: Below) -> None:
    row, leader = below.prepare(), client_of(below.leader)
    address = f"{LIST}{row.uid}/"
    seen = hidden(leader.get(address).content.decode(), "seen")
    services.withdraw(below.secretary, row)
    for sent, kept in (
        (DECISION, "15/QĐ-UBND"),
        ({"do": "return", "reason": "Thiếu căn cứ"}, "Thiếu căn cứ"),
    ):
        answer = leader.post(address, {**sent, "seen": seen})
        text = text_of(answer)
        assert answer.status_code == 422
        assert "đã được Trần Thị Thư Ký rút lúc" in text and kept in text


def test_strangers_are_told_nothing_of_what_was_withdrawn(below: Below) -> None:
    row = below.prepare()
    services.withdraw(below.secretary, row)
    neighbour = factories.person(
        factories.agency(parent=below.province), role="iso_secretary", roles=("top_leader",)
    )
    for person in (neighbour, below.province_secretary):
        for sent in ({"do": "withdraw"}, DECISION):
            answer = client_of(person).post(f"{LIST}{row.uid}/", sent)
            assert answer.status_code == 404
        assert client_of(person).get(f"{LIST}{row.uid}/phan-cong/").status_code == 404


def test_preparing_what_was_confirmed_meanwhile_keeps_what_was_typed(below: Below) -> None:
    secretary = client_of(below.secretary)
    address = f"{LIST}tai-lieu/{below.document.pk}/"
    below.adopt()
    answer = secretary.post(
        address, {"starts": f"{today():%d/%m/%Y}", "decision_no": "09/QĐ", "decision_on": ""}
    )
    text = text_of(answer)
    assert answer.status_code == 422
    assert "Cơ quan đang áp dụng quy trình này" in text and 'value="09/QĐ"' in text


def test_ending_a_second_time_with_another_day_says_why_and_keeps_the_words(below: Below) -> None:
    row, leader = below.adopt(), client_of(below.leader)
    address = f"{LIST}{row.uid}/"
    sent = {"do": "end", "last_day": f"{today():%d/%m/%Y}", "why": "Có quy trình riêng"}
    assert [leader.post(address, sent).status_code for _ in range(2)] == [302, 302]
    later = {**sent, "last_day": "31/12/2099", "why": "Lý do thứ hai"}
    answer = leader.post(address, later)
    assert answer.status_code == 422 and "Lý do thứ hai" in text_of(answer)
    assert told(below).count("adoption.ended") == 1


def typed(page: Any, **changed: str) -> dict[str, str]:
    """What the form of an adoption posts when these fields were touched."""
    form = page.context["form"]
    values = {name: form[name].value() or "" for name in form.fields}
    return {**values, "seen": page.context["seen"], **changed}


def test_two_tabs_that_prepare_lose_nothing_of_each_other(below: Below) -> None:
    """The second is told what the first put there, keeps what it typed, and may send it then."""
    secretary = client_of(below.secretary)
    address = f"{LIST}tai-lieu/{below.document.pk}/"
    first, second = secretary.get(address), secretary.get(address)
    day = f"{today():%d/%m/%Y}"
    sent = secretary.post(address, typed(first, starts=day, decision_no="77/QĐ-UBND"))
    assert sent.status_code == 302
    late = secretary.post(address, typed(second, starts=day, decision_no="88/QĐ-UBND"))
    text = text_of(late)
    assert late.status_code == 422 and 'value="88/QĐ-UBND"' in text
    assert "Trần Thị Thư Ký đã chuẩn bị lúc" in text and "ghi là 77/QĐ-UBND" in text
    row = Adoption.objects.of(below.ward).get()
    assert row.decision_no == "77/QĐ-UBND"
    again = typed(late, starts=day, decision_no="88/QĐ-UBND", seen=hidden(text, "seen"))
    assert secretary.post(address, again).status_code == 302
    row.refresh_from_db()
    assert row.decision_no == "88/QĐ-UBND"


def test_the_same_sent_twice_is_prepared_once(below: Below) -> None:
    secretary = client_of(below.secretary)
    address = f"{LIST}tai-lieu/{below.document.pk}/"
    sent = typed(secretary.get(address), starts=f"{today():%d/%m/%Y}", decision_no="77/QĐ-UBND")
    assert [secretary.post(address, sent).status_code for _press in range(2)] == [302, 302]
    assert told(below).count("adoption.prepared") == 1


def test_two_tabs_that_bind_others_lose_nothing_of_each_other(below: Below) -> None:
    row, secretary = below.adopt(), client_of(below.secretary)
    address = f"{LIST}{row.uid}/phan-cong/"
    first, second = secretary.get(address), secretary.get(address)
    role, other = [name for name in first.context["form"].fields if name.startswith("role")][:2]
    assert secretary.post(address, typed(first, **{role: "clerk"})).status_code == 302
    row.refresh_from_db()
    bound = row.bindings
    late = secretary.post(address, typed(second, **{other: "clerk"}))
    assert late.status_code == 422 and "nay là Văn thư" in text_of(late)
    row.refresh_from_db()
    assert row.bindings == bound


def test_who_did_not_see_that_it_was_returned_sends_nothing_again(below: Below) -> None:
    row, secretary = below.prepare(), client_of(below.secretary)
    address = f"{LIST}tai-lieu/{below.document.pk}/"
    day = f"{today():%d/%m/%Y}"
    old = typed(secretary.get(address), starts=day)
    factories.send_back(below.leader, row, "Gán lại cho văn thư")
    late = secretary.post(address, old)
    assert late.status_code == 422
    assert "lãnh đạo yêu cầu chỉnh sửa: Gán lại cho văn thư" in text_of(late)
    row.refresh_from_db()
    assert (row.state, row.reason) == ("returned", "Gán lại cho văn thư")
    again = {**old, "seen": hidden(text_of(late), "seen")}
    assert secretary.post(address, again).status_code == 302
