"""What an act demands is demanded by the service, whatever page or crafted request asks for it."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from processes import services as cases
from processes.casefile import attaching
from processes.control import reviews, services
from processes.engine.refusal import CommandRefused
from processes.models import Case, Task
from registry.documents.models import Document, Dossier, DossierItem, Version
from registry.documents.services import DocumentError
from registry.now import frozen
from registry.organisation.models import User
from registry.policy import Forbidden
from registry.trail import events
from tests import factories
from tests.processes.control.conftest import Office

REFUSED = (CommandRefused, DocumentError, Forbidden)


def at(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def state(dossier: Dossier) -> tuple[Any, ...]:
    """All that a verdict could change."""
    case = reviews.case_of(dossier)
    assert case is not None
    fresh = Dossier.objects.of(dossier.agency_id).get(pk=dossier.pk)
    tasks = Task.objects.of(case.agency_id).filter(case=case).order_by("pk")
    return (
        fresh.state,
        fresh.round,
        list(tasks.values_list("key", "status", "assignee")),
        list(fresh.items.values_list("document__stage", "round")),
        Version.objects.of(dossier.agency_id).filter(dossier=dossier).count(),
    )


def issue(office: Office, dossier: Dossier, **options: Any) -> None:
    factories.verdict(office.top, office.task(dossier), decision_no="07/QĐ-UBND", **options)


@pytest.fixture
def awaiting(office: Office) -> Dossier:
    """A dossier before the leader who issues."""
    dossier = office.submit(office.draft())
    office.approve(dossier, office.head, office.stand_in, office.quality)
    return dossier


@pytest.fixture
def returned(office: Office) -> Dossier:
    """A dossier that its author has to mend."""
    dossier = office.submit(office.draft())
    factories.verdict(office.head, office.task(dossier), "return", reason="Thiếu căn cứ")
    return dossier


def test_the_page_of_a_task_and_those_beside_it_take_nothing_for_a_dossier(
    office: Office, awaiting: Dossier
) -> None:
    before, task, client = state(awaiting), office.task(awaiting), at(office.top)
    second = factories.person(office.agency, role="top_leader")
    sent = {
        "reason-return": "Sửa", "x-decision_no": "07/QĐ-UBND", "x-effective_from": "9999-12-31",
        "x-confirmed": "1", "password": factories.PASSWORD, "key": "k", "to": second.pk,
        "reason": "Bận",
    }  # fmt: skip
    asked = [("task_detail", {"do": do}) for do in (*"abc", "forward", "return", "start", "save")]
    asked += [("task_detail", {"fill-refresh": "1"}), ("task_form", {}), ("task_assign", {})]
    for name, said in asked:
        answer = client.post(reverse(name, args=[task.pk]), {**sent, **said})
        assert answer["Location"] == reverse("control:dossier", args=[awaiting.uid]), (name, said)
        assert state(awaiting) == before, (name, said)


def test_a_return_through_the_page_of_the_task_is_not_taken(
    office: Office, returned: Dossier
) -> None:
    before = state(returned)
    address = reverse("task_detail", args=[office.task(returned).pk])
    at(office.secretary).post(address, {"do": "forward", "key": "k"})
    assert state(returned) == before


def test_the_service_of_tasks_issues_nothing(office: Office, awaiting: Dossier) -> None:
    before = state(awaiting)
    for day in ("2026-12-07", "hôm nay", "9999-12-31", "2026-12-07T00:00:00"):
        data = {"decision_no": "07/QĐ-UBND", "effective_from": day, "confirmed": True}
        with pytest.raises(CommandRefused):
            cases.complete_task(office.top, office.task(awaiting), data=data)
        assert state(awaiting) == before


def test_no_warrant_takes_the_place_of_the_password(office: Office, awaiting: Dossier) -> None:
    with pytest.raises(CommandRefused, match="xác nhận"):
        cases.complete_task(
            office.top,
            office.task(awaiting),
            data={"decision_no": "07/QĐ-UBND"},
            warrant=reviews.shown(awaiting),
        )


def test_a_returned_dossier_goes_on_only_when_it_is_submitted_again(
    office: Office, returned: Dossier
) -> None:
    before, task = state(returned), office.task(returned)
    with pytest.raises(CommandRefused, match="trình lại"):
        cases.complete_task(office.secretary, task)
    with pytest.raises(CommandRefused, match="trình lại"):
        factories.verdict(office.secretary, task, "forward")
    assert state(returned) == before
    document = DossierItem.objects.get(dossier=returned).document
    services.submit(office.secretary, [document], title="Lần hai", dossier=returned)
    assert state(returned)[1] == 2


def test_the_author_withdraws_at_the_page_of_the_dossier(office: Office, returned: Dossier) -> None:
    factories.verdict(office.secretary, office.task(returned), "withdraw", reason="Thôi")
    assert state(returned)[0] == Dossier.WITHDRAWN


def test_nothing_is_issued_without_the_leaders_password(office: Office, awaiting: Dossier) -> None:
    before = state(awaiting)
    for password in ("", "sai-mat-khau", factories.PASSWORD + " "):
        with pytest.raises(services.Unconfirmed) as refused:
            issue(office, awaiting, password=password)
        assert refused.value.way == "password"
        assert state(awaiting) == before


def test_the_stand_in_of_the_leader_types_their_own_password(
    office: Office, awaiting: Dossier
) -> None:
    deputy = factories.person(office.agency)
    deputy.set_password("mat-khau-cua-cap-pho")
    deputy.save()
    factories.delegation(office.agency, office.top, deputy, "top_leader")
    task = office.task(awaiting)
    with pytest.raises(services.Unconfirmed):
        factories.verdict(deputy, task, decision_no="07/QĐ-UBND", password=factories.PASSWORD)
    factories.verdict(deputy, task, decision_no="07/QĐ-UBND", password="mat-khau-cua-cap-pho")
    assert state(awaiting)[0] == Dossier.ISSUED


def test_whoever_may_not_issue_is_not_asked_for_a_password(
    office: Office, awaiting: Dossier
) -> None:
    with pytest.raises(Forbidden):
        factories.verdict(office.head, office.task(awaiting), decision_no="1", password="sai")
    assert not office.head.notices.filter(kind="account").exists()


def test_a_process_that_issues_on_the_way_asks_for_the_password_too(office: Office) -> None:
    """The effect stands at entering the end, as an agency's own chain may have it."""
    chain = Document.objects.of(office.agency).get(code=reviews.CONTROL_CODE)
    body = chain.data
    steps = {step["id"]: step for step in body["steps"]}
    steps["xong"]["enter"] = steps["banhanh"].pop("done")
    factories.install(
        office.agency, "process", body, uid=str(chain.uid), code=chain.code, title=chain.title
    )
    dossier = office.submit(office.draft("Đường khác"))
    office.approve(dossier, office.head, office.stand_in, office.quality)
    with pytest.raises(services.Unconfirmed):
        factories.verdict(office.top, office.task(dossier), decision_no="1/QĐ", password="")
    factories.verdict(office.top, office.task(dossier), decision_no="1/QĐ")
    assert state(dossier)[0] == Dossier.ISSUED


def test_a_review_is_not_stopped_from_outside(office: Office, awaiting: Dossier) -> None:
    case = reviews.case_of(awaiting)
    assert case is not None
    before = state(awaiting)
    with pytest.raises(CommandRefused, match="yêu cầu chỉnh sửa"):
        factories.act(office.top, case, "stop", "Thôi")
    client = at(office.top)
    answer = client.post(
        reverse("case_act", args=[case.uid, "dung"]), {"note": "Thôi", "understood": "1"}
    )
    assert answer.status_code == 422
    assert (
        "Dừng giải quyết hồ sơ"
        not in client.get(reverse("case_detail", args=[case.uid])).content.decode()
    )
    assert state(awaiting) == before


def test_it_is_urged_and_while_it_is_suspended_the_page_says_so(
    office: Office, awaiting: Dossier
) -> None:
    case = reviews.case_of(awaiting)
    assert case is not None
    cases.urge(office.top, case, "Gấp")
    factories.act(
        office.top, Case.objects.of(office.agency).get(pk=case.pk), "suspend", "Chờ ý kiến Sở"
    )
    page = at(office.top).get(reverse("control:dossier", args=[awaiting.uid])).content.decode()
    assert "đang tạm dừng tính thời hạn" in page and 'name="decision_no"' not in page


def test_a_dossier_takes_no_file_that_its_reviewers_would_not_see(
    office: Office, awaiting: Dossier
) -> None:
    case = reviews.case_of(awaiting)
    assert case is not None
    with pytest.raises(CommandRefused, match="chính tài liệu"):
        attaching.attach_file(office.secretary, case, "a.txt", b"abc")


def test_it_holds_from_no_day_gone_by_and_from_none_too_far(
    office: Office, awaiting: Dossier
) -> None:
    before = state(awaiting)
    days = {
        "2026-11-28 23:59": "đã qua",
        "1990-01-01 00:00": "đã qua",
        "2036-11-30 00:00": "xa quá 10 năm",
        "9999-12-31 23:59": "xa quá 10 năm",
    }
    with frozen(factories.at("2026-11-29 15:00")):
        for instant, words in days.items():
            with pytest.raises(DocumentError, match=words):
                issue(office, awaiting, effective_from=factories.at(instant))
    naive = factories.at("2030-01-01 00:00").replace(tzinfo=None)
    for unread in ("2026-12-07", 20261207, naive):
        with pytest.raises(DocumentError, match="chưa đọc được"):
            issue(office, awaiting, effective_from=unread)
    assert state(awaiting) == before


@pytest.mark.parametrize("instant", ["2026-11-29 00:00", "2036-11-29 00:00"])
def test_today_and_ten_years_ahead_are_taken(
    office: Office, awaiting: Dossier, instant: str
) -> None:
    with frozen(factories.at("2026-11-29 15:00")):
        issue(office, awaiting, effective_from=factories.at(instant))
    assert state(awaiting)[0] == Dossier.ISSUED


def test_a_day_that_cannot_be_is_said_at_its_field_and_the_rest_is_kept(
    office: Office, awaiting: Dossier
) -> None:
    before, client = state(awaiting), at(office.top)
    said = {
        **factories.named(office.task(awaiting)), "action": "forward", "key": "k",
        "decision_no": "07/QĐ-UBND", "reason": "Nhất trí", "password": factories.PASSWORD,
    }  # fmt: skip
    for typed in ("2026-02-31", "mai", "31/12/9999", "0001-01-01", "2020-01-01T00:00:00"):
        answer = client.post(
            reverse("control:dossier", args=[awaiting.uid]), {**said, "effective_from": typed}
        )
        text = answer.content.decode()
        assert answer.status_code == 422 and "id_effective_from_error" in text
        assert "07/QĐ-UBND" in text and "Nhất trí" in text and typed in text
        assert factories.PASSWORD not in text
    assert state(awaiting) == before


def test_a_wrong_password_is_said_at_its_field_and_the_rest_is_kept(
    office: Office, awaiting: Dossier
) -> None:
    before = state(awaiting)
    answer = at(office.top).post(
        reverse("control:dossier", args=[awaiting.uid]),
        {
            **factories.named(office.task(awaiting)), "action": "forward", "key": "k",
            "decision_no": "07/QĐ-UBND", "effective_from": "", "reason": "Nhất trí",
            "password": "sai-mat-khau",
        },
    )  # fmt: skip
    text = answer.content.decode()
    assert answer.status_code == 422
    assert 'id="id_password_error">Mật khẩu không đúng' in text
    assert "07/QĐ-UBND" in text and "Nhất trí" in text and "sai-mat-khau" not in text
    assert state(awaiting) == before


def test_a_proposed_day_too_far_is_refused_when_it_is_submitted(office: Office) -> None:
    with pytest.raises(DocumentError, match="xa quá"):
        office.submit(office.draft(), effective_from=factories.at("3026-01-01 00:00"))
    assert not Dossier.objects.of(office.agency).exists()


def test_only_what_was_issued_elsewhere_holds_from_a_past_day_and_its_trail_says_so(
    office: Office, awaiting: Dossier
) -> None:
    issue(office, awaiting)
    body = {"sections": [{"id": "m1", "heading": "A", "text": "B"}]}
    old = factories.install(office.agency, "manual", body, starts=factories.LONG_AGO)
    new = Version.objects.of(office.agency).get(dossier=awaiting)
    told = {
        version: {event.type for event in events.read(f"document:{version.document.uid}")}
        for version in (old, new)
    }
    assert "document.taken_over" in told[old] and "document.issued" not in told[old]
    assert "document.issued" in told[new] and "document.taken_over" not in told[new]
