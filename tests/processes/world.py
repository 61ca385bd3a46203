"""A commune at work: its people, a procedure with form and rule, and short ways to act."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from processes import services
from processes.models import Case, Task
from registry.documents.models import Version
from registry.now import frozen
from registry.organisation.models import Agency, User
from tests import factories

# A Friday, ten minutes after the cut-off hour, before a Monday off.
FRIDAY = factories.at("2026-04-24 15:10")
ANSWERS = {"hoten": "Lê Văn Thử", "ngay": "1990-02-03"}


@dataclass
class World:
    agency: Agency
    desk: User
    officer: User
    leader: User
    clerk: User
    stranger: User
    process: Version

    @property
    def uid(self) -> str:
        return factories.uid_of(self.process)

    def open(self, at: datetime = FRIDAY, **options: Any) -> Case:
        given = {"subject": "Trích lục cho ông Lê Văn Thử", "answers": ANSWERS, **options}
        with frozen(at):
            return services.open_case(self.desk, self.agency, self.uid, **given)

    def task(self, case: Case) -> Task:
        """The one task that is open."""
        found: Task = (
            Task.objects.of(self.agency)
            .select_related("case")
            .get(case=case, status__in=("not_started", "in_progress"))
        )
        return found

    def person_for(self, task: Task) -> User:
        people = {"one_stop": self.desk, "staff": self.officer, "top_leader": self.leader}
        return people.get(task.role, self.clerk)

    def forward(self, case: Case, at: datetime, **options: Any) -> Case:
        task = self.task(case)
        with frozen(at):
            actor = self.person_for(task)
            if task.step_id == "tham":
                options.setdefault("answers", {**ANSWERS, "xacminh": False})
            options.setdefault("seen", factories.answers_shown(task))
            return services.complete_task(actor, task, **options)


def make() -> World:
    agency = factories.agency("H99.15.01")
    other = factories.agency("H99.15.02", name="UBND xã khác")
    justice = factories.unit(agency, "TP", "Tư pháp - Hộ tịch")
    desk = factories.unit(agency, "MC", "Bộ phận một cửa")
    factories.calendar(agency)
    return World(
        agency=agency,
        desk=factories.person(agency, role="one_stop", unit=desk, name="Võ Thị Một"),
        officer=factories.person(agency, role="staff", unit=justice, name="Đỗ Văn Hai"),
        leader=factories.person(
            agency, role="top_leader", name="Hoàng Thị Ba", position="Chủ tịch"
        ),
        clerk=factories.person(agency, role="clerk", name="Bùi Văn Bốn"),
        stranger=factories.person(other, role="top_leader", roles=("one_stop", "staff")),
        process=factories.install_process(agency),
    )
