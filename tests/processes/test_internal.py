"""A process without papers, with a unit leader, effects, guards and a shared clock."""

from collections.abc import Callable
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse

from processes import services
from processes.adoption import services as adoptions
from processes.cases.projection import differences
from processes.engine.machine import CommandRefused
from processes.extensions.effects import EFFECTS, EffectRequest, EffectType
from processes.extensions.guards import GUARDS
from processes.extensions.subjects import SUBJECTS, Subject
from processes.models import Case, Deadline, Task
from registry.now import frozen
from registry.organisation.models import Agency, User
from registry.policy import Forbidden
from registry.trail import events, outbox
from tests import factories

pytestmark = pytest.mark.django_db
MORNING = factories.at("2026-04-28 08:00")


def leave(**changes: Any) -> dict[str, Any]:
    return {
        "procedure_type": "internal",
        "purpose": "Thống nhất việc xin nghỉ.",
        "day_unit": "working_day",
        "roles": [
            {"id": "nguoi", "label": "Người xin nghỉ", "by": "author"},
            {"id": "phong", "label": "Lãnh đạo phòng", "by": "unit_leader"},
            {"id": "vt", "label": "Văn thư", "by": "role", "role": "clerk"},
        ],
        "variants": [{"id": "tc", "label": "Thông thường", "time": factories.days("2")}],
        "steps": [
            {"id": "don", "title": "Viết đơn", "role": "nguoi",
             "times": {"tc": factories.days("0.5")}},
            {"id": "duyet", "title": "Duyệt đơn", "role": "phong", "not_author": True,
             "times": {"tc": factories.days("1")}, "return_to": "don",
             "actions": [{"id": "khong", "label": "Không đồng ý", "to": "tuchoi", "reason": True}],
             "enter": [{"effect": "notify", "value": "nguoi"}],
             "done": [{"effect": "thu.so", "value": "nghi"}], "next": "so"},
            {"id": "so", "title": "Vào sổ", "role": "vt", "shares_time_with": "duyet",
             "next": "xong"},
            {"id": "xong", "title": "Được nghỉ", "kind": "end", "result": "done"},
            {"id": "tuchoi", "title": "Không được nghỉ", "kind": "end", "result": "refused"},
        ],
        **changes,
    }  # fmt: skip


class Office:
    """A province department whose process a commune below adopts, and whose calendar it follows."""

    def __init__(self) -> None:
        self.above: Agency = factories.agency(name="Sở thử nghiệm")
        self.agency: Agency = factories.agency(parent=self.above)
        self.unit = factories.unit(self.agency, "VP", "Văn phòng")
        other = factories.unit(self.agency, "TP", "Tư pháp")
        self.asker: User = factories.person(self.agency, unit=self.unit)
        self.head: User = factories.person(
            self.agency, role="department_leader", unit=self.unit, roles=("staff",)
        )
        self.other_head: User = factories.person(self.agency, role="department_leader", unit=other)
        self.clerk: User = factories.person(self.agency, role="clerk")
        factories.calendar(self.above, shared=True)
        version = factories.install(self.above, "process", leave(), shared=True, title="Nghỉ phép")
        self.uid = factories.uid_of(version)
        adoptions.lay_down(self.agency, version.document, decision_no="1/QĐ", starts=MORNING.date())

    def open(self, actor: User | None = None) -> Case:
        with frozen(MORNING):
            return services.open_case(
                actor or self.asker, self.agency, self.uid, subject="Nghỉ hai ngày"
            )

    def task(self, case: Case) -> Task:
        found: Task = (
            Task.objects.of(self.agency)
            .select_related("case")
            .get(case=case, status__in=("not_started", "in_progress"))
        )
        return found


@pytest.fixture
def calls(added: Callable[..., Any]) -> list[tuple[str, dict[str, Any]]]:
    """What the effect «thu.so» was called with."""
    seen: list[tuple[str, dict[str, Any]]] = []

    def keep(request: EffectRequest) -> None:
        if request.data.get("so") == "sai":
            raise CommandRefused("Số không đúng.")
        seen.append((request.value, dict(request.data)))

    added(EFFECTS, EffectType("thu.so", keep, "Ghi số thử"))
    return seen


@pytest.fixture
def office(calls: object) -> Office:
    return Office()


def test_the_author_the_leader_of_their_unit_then_the_clerk(
    office: Office, calls: list[tuple[str, dict[str, Any]]]
) -> None:
    case = office.open()
    first = office.task(case)
    assert (first.assignee, first.role) == (office.asker, "")
    with frozen(MORNING):
        services.complete_task(office.asker, first)
        second = office.task(case)
        assert (second.role, second.unit) == ("department_leader", office.unit)
        with pytest.raises(Forbidden):
            services.complete_task(office.other_head, second)
        services.complete_task(office.head, second, data={"so": "12/NP"})
        assert calls == [("nghi", {"so": "12/NP"})]
        case = services.complete_task(office.clerk, office.task(case))
    assert (case.status, case.result) == ("closed", "done")
    assert differences(case) == []


def test_an_extra_outcome_leads_elsewhere(office: Office) -> None:
    case = office.open()
    with frozen(MORNING):
        services.complete_task(office.asker, office.task(case))
        with pytest.raises(CommandRefused, match="lý do"):
            services.complete_task(office.head, office.task(case), "khong")
        case = services.complete_task(office.head, office.task(case), "khong", reason="Bận việc")
    assert (case.status, case.result) == ("closed", "refused")


def test_nobody_decides_about_their_own_request(office: Office) -> None:
    case = office.open(office.head)
    with frozen(MORNING):
        services.complete_task(office.head, office.task(case))
        with pytest.raises(CommandRefused, match="người khác"):
            services.complete_task(office.head, office.task(case))


def test_what_an_effect_refuses_leaves_nothing(
    office: Office, calls: list[tuple[str, dict[str, Any]]]
) -> None:
    case = office.open()
    with frozen(MORNING):
        services.complete_task(office.asker, office.task(case))
        before = events.read(case.stream).count()
        with pytest.raises(CommandRefused, match="Số không đúng"):
            services.complete_task(office.head, office.task(case), data={"so": "sai"})
    assert events.read(case.stream).count() == before
    assert office.task(case).status == "not_started"
    assert calls == []


def test_a_guard_of_another_package_is_asked(office: Office, added: Callable[..., Any]) -> None:
    added(GUARDS, "thu", lambda question: "Không được." if question.action else "")
    case = office.open()
    services.start_task(office.asker, office.task(case))
    with pytest.raises(CommandRefused, match="Không được"):
        services.complete_task(office.asker, office.task(case))


def test_rows_that_share_one_time_share_one_clock(office: Office) -> None:
    case = office.open()
    with frozen(MORNING):
        services.complete_task(office.asker, office.task(case))
    with frozen(factories.at("2026-04-28 16:00")):
        services.complete_task(office.head, office.task(case))
    decide, enter = (
        Deadline.objects.of(office.agency).get(case=case, key=key) for key in ("duyet#1", "so#1")
    )
    assert enter.started_at == decide.started_at == MORNING
    assert enter.due_at == decide.due_at == factories.at("2026-04-29 08:00")


def test_the_asker_is_told_by_the_effect_of_the_process(office: Office) -> None:
    case = office.open()
    with frozen(MORNING):
        services.complete_task(office.asker, office.task(case))
        outbox.work()
    assert [notice.text for notice in office.asker.notices.all()] == [
        f"Thông báo: đến bước «Duyệt đơn» – Nghỉ hai ngày (Nghỉ phép). Mã {case.code}."
    ]
    told = office.head.notices.get()
    assert told.text.startswith("Việc mới: Duyệt đơn – Nghỉ hai ngày (Nghỉ phép). ")
    assert f"{office.asker} chuyển đến, hạn " in told.text and case.code in told.text
    assert told.url == reverse("task_detail", args=[office.task(case).pk])


def test_an_internal_case_asks_for_no_applicant(office: Office) -> None:
    client = Client()
    client.force_login(office.asker)
    url = reverse("case_open", args=[office.uid])
    page = client.get(url).content.decode()
    assert "Người nộp hồ sơ" not in page and "Thành phần hồ sơ" not in page
    client.post(url, {"key": "a", "subject": "Nghỉ phép", "channel": "internal"})
    assert Case.objects.of(office.agency).get().channel == "internal"


def test_a_case_of_another_package_is_worked_on_at_its_page(
    office: Office, added: Callable[..., Any]
) -> None:
    subject = Subject(
        lambda case: f"/admin/?{case.about}",
        lambda user, cases: {},
        lambda user, case: case.subject,
        lambda case: "đã xong",
        noun="việc thử",
        series="THU",
    )
    added(SUBJECTS, "thu", subject)
    case = services.open_case(office.asker, office.agency, office.uid, subject="Thử", about="thu:1")
    client = Client()
    client.force_login(office.asker)
    response = client.get(reverse("task_detail", args=[office.task(case).pk]))
    assert response["Location"] == "/admin/?thu:1"


def test_the_check_of_all_cases_names_what_differs(
    office: Office, capsys: pytest.CaptureFixture[str]
) -> None:
    case = office.open()
    call_command("verify_cases")
    assert "1 hồ sơ công việc khớp" in capsys.readouterr().out
    Case.objects.of(office.agency).filter(pk=case.pk).update(status="closed")
    with pytest.raises(CommandError, match="1 chỗ lệch"):
        call_command("verify_cases")
