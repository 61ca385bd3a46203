"""Cases of an adopted procedure: the ward's people do them, by its calendar, from pinned issues."""

from datetime import timedelta

import pytest

from processes import services
from processes.adoption import services as adoptions
from processes.adoption.binding import Bound
from processes.cases.opening import openable
from processes.cases.projection import differences
from processes.engine.machine import CommandRefused
from processes.models import Case, Task
from registry import policy
from registry.documents import services as documents
from registry.now import frozen, local, today
from registry.organisation.models import User
from registry.policy import standing
from tests import factories
from tests.processes import adopted
from tests.processes.adopted import Below
from tests.processes.world import ANSWERS, FRIDAY

pytestmark = pytest.mark.django_db


@pytest.fixture
def below() -> Below:
    return adopted.make()


def open_here(below: Below, actor: User | None = None) -> Case:
    return services.open_case(
        actor or below.desk,
        below.ward,
        below.uid,
        subject="Trích lục",
        answers=ANSWERS,
        received_at=FRIDAY,
    )


def test_a_shared_procedure_that_is_not_adopted_opens_nothing(below: Below) -> None:
    assert openable(standing(below.desk)) == []
    with pytest.raises(CommandRefused, match="chưa áp dụng quy trình này của Sở Tư pháp"):
        open_here(below)


def test_an_adoption_that_waits_for_its_decision_opens_nothing(below: Below) -> None:
    below.prepare()
    assert openable(standing(below.desk)) == []
    with pytest.raises(CommandRefused):
        open_here(below)


def test_it_opens_from_the_first_day_to_the_last(below: Below) -> None:
    row = below.adopt(starts=today() + timedelta(days=3))
    assert openable(standing(below.desk)) == []
    row.starts = today() - timedelta(days=3)
    row.save()
    assert [one.uid for one in openable(standing(below.desk))] == [below.uid]
    adoptions.end(below.leader, row, today() - timedelta(days=1), reason="Thôi")
    assert openable(standing(below.desk)) == []


def test_the_case_is_the_wards_and_keeps_the_issuers_versions(below: Below) -> None:
    row = below.adopt()
    case = open_here(below)
    assert (case.agency, case.adoption) == (below.ward, row)
    assert case.version == below.process
    assert case.pinned[factories.uid_of(below.form)]["version"] == below.form.pk
    assert case.code.startswith("H99.01-")
    assert not list(differences(case))


def test_the_wards_people_do_it(below: Below) -> None:
    row = below.adopt(starts=FRIDAY.date())
    bounds = [Bound("cv", "staff", "TPHT"), Bound("ld", "quality_leader")]
    below.rebind(row, bounds)
    deputy = factories.person(below.ward, role="quality_leader", name="Phó Chủ Tịch")
    with frozen(FRIDAY):
        case = open_here(below)
        first = Task.objects.of(below.ward).get(case=case)
        services.complete_task(below.desk, first)
        second = Task.objects.of(below.ward).get(case=case, status="not_started")
        assert second.unit is not None
        assert (second.role, second.unit.code) == ("staff", "TPHT")
        factories.complete(below.officer, second, {**ANSWERS, "xacminh": False})
        third = Task.objects.of(below.ward).get(case=case, status="not_started")
        assert third.role == "quality_leader"
        with pytest.raises(policy.Forbidden):
            services.complete_task(below.leader, third)
        services.complete_task(deputy, third)


def test_the_wards_calendar_counts_not_the_issuers(below: Below) -> None:
    below.adopt(starts=FRIDAY.date())
    with frozen(FRIDAY):
        case = open_here(below)
    theirs = factories.install_process(
        below.province, below.process.data, title="Cùng quy trình, tại Sở"
    )
    with frozen(FRIDAY):
        desk = factories.person(below.province, role="one_stop")
        at_home = services.open_case(
            desk, below.province, factories.uid_of(theirs), subject="Trích lục",
            answers=ANSWERS, received_at=FRIDAY,
        )  # fmt: skip
    assert case.due_at is not None and at_home.due_at is not None
    # Five working days; the ward has one more day off, on 28/04.
    assert f"{local(at_home.due_at):%d/%m}" == "07/05"
    assert f"{local(case.due_at):%d/%m}" == "08/05"


def test_a_calendar_that_the_process_names_gives_way_to_the_wards(below: Below) -> None:
    national = factories.calendar(below.province, shared=True)
    below.reissue(calendar=factories.uid_of(national))
    below.adopt(starts=FRIDAY.date())
    with frozen(FRIDAY):
        case = open_here(below)
    assert case.due_at is not None
    assert f"{local(case.due_at):%d/%m}" == "08/05"


def test_a_calendar_chosen_with_the_adoption_counts(below: Below) -> None:
    national = factories.calendar(below.province, shared=True)
    below.adopt(calendar=national.document, starts=FRIDAY.date())
    with frozen(FRIDAY):
        case = open_here(below)
    assert case.due_at is not None
    assert f"{local(case.due_at):%d/%m}" == "07/05"


def test_new_cases_follow_the_new_issue_and_running_ones_stay(below: Below) -> None:
    below.adopt()
    before = open_here(below)
    old = before.version
    steps = [dict(step) for step in below.process.data["steps"]]
    steps[1]["title"] = "Thẩm tra theo lần mới"
    new = below.reissue(steps=steps)
    after = open_here(below)
    assert (before.version, after.version) == (old, new)
    for case, title in ((before, "Thẩm tra hồ sơ"), (after, "Thẩm tra theo lần mới")):
        first = Task.objects.of(below.ward).get(case=case)
        services.complete_task(below.desk, first)
        assert Task.objects.of(below.ward).get(case=case, status="not_started").title == title


def test_a_new_role_is_asked_for_before_cases_open(below: Below) -> None:
    row = below.adopt()
    running = open_here(below)
    roles = [*below.process.data["roles"], {"id": "tc", "label": "Kế toán", "role": "staff"}]
    below.reissue(roles=roles)
    (one,) = openable(standing(below.desk))
    assert "Cần gán vai trò: «Kế toán»" in one.problem
    with pytest.raises(CommandRefused, match="«Kế toán»"):
        open_here(below)
    services.complete_task(below.desk, Task.objects.of(below.ward).get(case=running))
    below.rebind(row, [Bound("tc", "staff")])
    assert open_here(below).adoption == row


def test_a_cancelled_procedure_opens_nothing_and_running_cases_go_on(below: Below) -> None:
    below.adopt()
    running = open_here(below)
    documents.cancel(below.province_secretary, below.document, reason="Hết thẩm quyền")
    assert openable(standing(below.desk)) == []
    with pytest.raises(CommandRefused, match="chưa có hiệu lực"):
        open_here(below)
    services.complete_task(below.desk, Task.objects.of(below.ward).get(case=running))


def test_the_issuer_sees_no_case_of_the_adopter(below: Below) -> None:
    below.adopt()
    case = open_here(below)
    factories.person(below.province, role="top_leader", roles=("one_stop", "province_admin"))
    for person in (below.province_secretary, *User.objects.filter(memberships__role="top_leader")):
        seen = policy.visible(person, Case).filter(pk=case.pk).exists()
        assert seen is (person == below.leader)
    with pytest.raises(policy.Forbidden):
        factories.act(below.province_secretary, case, "stop", "Không được")
