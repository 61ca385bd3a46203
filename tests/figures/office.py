"""The demo agencies at work: people at their browsers, and as many rows as a list should have."""

from datetime import timedelta
from itertools import count
from typing import Any

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from cms import demo
from processes import performers, services
from processes.control import services as control
from processes.models import OPEN_TASK, Case, Channel, Task
from registry.documents import services as documents
from registry.documents.models import Document, Stage, Version
from registry.now import now
from registry.organisation.models import Agency, User
from registry.policy import forget, standing
from tests import factories

_numbers = count(1)

TITLE = "Tài liệu đếm"

# The stage of documents in the lists that go by it.
STAGES = {
    "dang-soan-thao": Stage.DRAFT,
    "yeu-cau-chinh-sua": Stage.CHANGES_REQUESTED,
    "cho-lanh-dao-phong-ban": Stage.DEPT_REVIEW,
    "cho-thu-ky-iso": Stage.SECRETARY_REVIEW,
    "cho-lanh-dao-chat-luong": Stage.QUALITY_REVIEW,
    "cho-ban-hanh": Stage.AWAITING_ISSUE,
    "toi-da-trinh": Stage.DEPT_REVIEW,
}
# Whose turn it is in the lists of reviews.
ROLES = {
    "cho-lanh-dao-phong-ban": "department_leader",
    "cho-thu-ky-iso": "iso_secretary",
    "cho-lanh-dao-chat-luong": "quality_leader",
    "cho-ban-hanh": "top_leader",
}


class Office:
    """The ward of the demo, which has been loaded, and its people, each signed in."""

    def __init__(self) -> None:
        self.agency = Agency.objects.get(code=demo.WARD)
        self.people = {user.username: user for user in User.objects.all() if user.is_active}
        self.clients = {name: Client() for name in self.people}
        for name, client in self.clients.items():
            client.force_login(self.people[name])

    def cost(self, username: str, url: str) -> tuple[int, Any]:
        """Queries of one page for a person whose session is warm, and the answer."""
        client = self.clients[username] if username else Client()
        with CaptureQueriesContext(connection) as queries:
            response = client.get(url)
        assert response.status_code == 200, f"{username} {url}: {response.status_code}"
        return len(queries), response

    def draft(self, kind: str = "manual", body: dict[str, Any] | None = None) -> Document:
        """A draft of the secretary."""
        number = next(_numbers)
        sections = [{"id": "m1", "heading": "Phạm vi", "text": "Mọi việc của cơ quan."}]
        return documents.create(
            self.people["thuky"],
            self.agency,
            kind,
            title=f"{TITLE} {number}",
            code=f"TL-{number}",
            body={"sections": sections} if body is None else body,
            owner_unit=factories.unit(self.agency, "VPTK"),
        )

    def issued(self, kind: str, body: dict[str, Any]) -> Version:
        """A public document in force."""
        number = next(_numbers)
        return documents.install(
            self.agency,
            kind,
            code=f"BH-{number}",
            title=f"{TITLE} {number}",
            body=body,
            confidentiality="public",
            starts=now() - timedelta(days=1),
        )

    def open(self, uid: str, opener: str = "motcua") -> Case:
        """A case of a procedure in force."""
        return services.open_case(
            self.people[opener],
            self.agency,
            uid,
            subject=f"{TITLE} {next(_numbers)}",
            channel=Channel.COUNTER,
            applicant_name="Lê Văn Thử",
        )

    def task(self, case: Case) -> Task:
        """The one open task of a case."""
        found: Task = Task.unscoped.select_related("case").get(case=case, status__in=OPEN_TASK)
        return found

    def doer(self, task: Task) -> User:
        """Somebody other than who opened the case, where somebody else may do the task."""
        able = [user for user in self.people.values() if performers.may(standing(user), task)[0]]
        return next((user for user in able if user.pk != task.case.opened_by_id), able[0])

    def step_cost(self, task: Task, back: bool, answers: dict[str, Any] | None) -> int:
        """Queries of the service for one step, with a standing read afresh as in a request."""
        actor, seen = self.doer(task), factories.answers_shown(task)
        forget(actor)
        with CaptureQueriesContext(connection) as queries:
            if back:
                services.return_task(actor, task, reason="Bổ sung.", idempotency_key=f"k{task.pk}")
            else:
                services.complete_task(
                    actor, task, answers=answers, seen=seen, idempotency_key=f"k{task.pk}"
                )
        return len(queries)

    def fill(self, rows: int) -> None:
        """So many rows more in every list of documents and of work."""
        own, form = self.people["thuky"], factories.small_form()
        uid = factories.uid_of(self.issued("form", form))
        for _ in range(rows):
            draft = self.draft()
            control.submit(own, [draft], title=draft.title, change_note="Lần đầu")
            gone = self.issued("form", form).document
            documents.cancel(self.people["chatluong"], gone, reason="Hết cần.")
            process = self.issued("process", factories.small_process(uid))
            self.open(factories.uid_of(process))

    def set_documents(self, code: str) -> None:
        """Let all submitted documents stand as one list of document control asks."""
        if code in STAGES:
            rows = Document.unscoped.filter(submitted_once=True, versions=None)
            rows.update(stage=STAGES[code])
        if code in ROLES:
            waiting = Task.unscoped.filter(case__about__startswith="dossier:", status__in=OPEN_TASK)
            waiting.update(role=ROLES[code], unit=None)

    def set_tasks(self, code: str) -> None:
        """Let the open and ended tasks of all counted cases stand as one work list asks."""
        early, late = now() - timedelta(days=9), now() + timedelta(days=9)
        due = late if code.endswith("trong-han") else early
        values: dict[str, Any] = {"due_at": due, "urged_at": None, "started_at": None}
        desk = self.people["motcua"]
        if code == "nhac-nho":
            values |= {"status": "not_started", "urged_at": now()}
        elif code.startswith("chua"):
            values |= {"status": "not_started"}
        elif code.startswith("dang"):
            values |= {"status": "in_progress", "started_at": early, "assignee": desk}
        else:
            ended = {"finished_by": desk, "finished_at": now() - timedelta(days=1)}
            values |= {"status": "done", "final_due_at": due, **ended}
        Task.unscoped.filter(case__about="").update(**values)


def twelve_steps(form: str) -> dict[str, Any]:
    """A process of twelve steps, each with the form."""
    body = factories.small_process(form)
    first, *_, last = body["steps"]
    steps = [
        {**first, "id": f"s{number}", "title": f"Bước số {number}", "times": {}}
        for number in range(1, 12)
    ]
    return {**body, "steps": [*steps, last]}
