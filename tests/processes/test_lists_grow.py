"""Every list that turns its pages asks as many questions over a hundred rows as over twenty."""

import copy
import uuid
from typing import Any

import pytest
from django.db import connection, models
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from wagtail.models import Revision

from processes.models import CaseStatus, Feedback
from registry.documents import services
from registry.documents.models import Validity
from registry.now import frozen, now
from registry.organisation.models import User
from registry.trail import outbox
from registry.trail.models import Event, Job
from tests import factories
from tests.processes import world as worlds
from tests.processes.world import FRIDAY, World
from tests.support.worlds import once_a_module

world = once_a_module(worlds.make)


def copies(row: models.Model, number: int, /, **changes: Any) -> list[Any]:
    """So many rows more like this one; a change may be worked out from the number."""
    made = []
    for place in range(number):
        other: Any = copy.copy(row)
        other._state = copy.copy(row._state)
        other.pk, other._state.adding = None, True
        other._state.fields_cache = dict(row._state.fields_cache)
        if hasattr(other, "uid"):
            other.uid = uuid.uuid4()
        for name, value in changes.items():
            setattr(other, name, value(place) if callable(value) else value)
        made.append(other)
    return list(type(row)._base_manager.bulk_create(made))


class Desk:
    """Lists full of copies of one case, one document, one event, one job."""

    def __init__(self, world: World) -> None:
        self.world = world
        agency = world.agency
        self.secretary = factories.person(
            agency, role="iso_secretary", roles=("agency_admin", "drafter")
        )
        self.case = world.open()
        self.task = world.task(self.case)
        with frozen(FRIDAY):
            self.draft = services.create(
                self.secretary, agency, "manual", title="Sổ tay", code="ST", body={}
            )
            self.draft.save_revision(user=self.secretary)
        self.version = factories.install(
            agency, "manual", {"sections": [{"id": "m", "heading": "Mục", "text": "Chữ."}]}
        )
        outbox.enqueue("document.name", {"document": "0"}, agency=agency.pk, run_at=now())
        self.filled = 0

    def fill(self, number: int) -> None:
        first, agency = self.filled, self.world.agency
        self.filled += number
        instant = now()

        def named(place: int) -> str:
            return f"X{first + place}"

        closed = {"status": CaseStatus.CLOSED, "closed_at": instant, "result": "done"}
        for changes in ({}, closed):
            prefix = "Đ" if changes else "M"
            cases = copies(
                self.case, number, code=lambda place, p=prefix: f"{p}{first + place}", **changes
            )
            if changes:
                Feedback.unscoped.bulk_create(
                    Feedback(agency=agency, case=case, stars=5, given_at=instant) for case in cases
                )
                ended = {"status": "done", "finished_by": self.world.desk, "finished_at": instant}
            else:
                ended = {}
            copies(self.task, number, case=lambda place, c=cases: c[place], **ended)
        copies(self.draft, number, code=named)
        for document in copies(self.version.document, number, code=named):
            (version,) = copies(self.version, 1, document=document)
            (period,) = Validity.unscoped.filter(version=self.version)
            copies(period, 1, document=document, version=version)
        event = Event.objects.filter(stream=self.case.stream).earliest("seq")
        copies(event, number, stream=lambda place: cases[place].stream)
        job = Job.objects.filter(handler="document.name").earliest("pk")
        copies(job, number, key="")
        copies(Revision.objects.earliest("pk"), number)

    @property
    def lists(self) -> dict[str, tuple[User, str]]:
        documents, cases = reverse("documents:list"), reverse("case_list")
        world, secretary = self.world, self.secretary
        return {
            "cases": (world.desk, cases),
            "cases, words": (world.desk, f"{cases}?q=trich luc"),
            "cases, closed": (world.desk, f"{cases}?tinh-trang=xong"),
            "new tasks": (world.desk, reverse("work_list", args=["chua-qua-han"])),
            "ended tasks": (world.desk, reverse("work_list", args=["xong-trong-han"])),
            "feedback": (world.leader, reverse("feedback_list")),
            "documents": (secretary, documents),
            "documents, words": (secretary, f"{documents}?q=so tay"),
            "drafts": (secretary, f"{documents}?tinh-trang=soan-thao"),
            "chooser": (secretary, reverse("documents:choices") + "?kinds=manual"),
            "chooser, words": (secretary, reverse("documents:choices") + "?kinds=manual&q=tay"),
            "own drafts": (secretary, reverse("control:list", args=["dang-soan-thao"])),
            "issued": (secretary, reverse("control:list", args=["da-ban-hanh"])),
            "master": (secretary, reverse("documents:master", args=["noi-bo"])),
            "saves": (secretary, reverse("documents:history", args=[self.draft.pk])),
            "trail": (secretary, reverse("system:trail")),
            "trail, words": (secretary, reverse("system:trail") + "?q=trich luc"),
            "jobs": (secretary, reverse("system:jobs")),
        }


@pytest.fixture
def desk(world: World) -> Desk:
    return Desk(world)


def cost(user: User, address: str, *, warm: bool = False) -> tuple[int, Any]:
    """Queries of a page and its rows; `warm`: what is asked once a process was asked before."""
    client = Client()
    client.force_login(user)
    if not warm:
        client.get(address)
    with CaptureQueriesContext(connection) as queries:
        answer = client.get(address)
    assert answer.status_code == 200, address
    return len(queries), (answer.context or {}).get("page")


def test_the_length_of_a_list_costs_no_question(desk: Desk) -> None:
    desk.fill(20)
    few = {name: cost(*asked) for name, asked in desk.lists.items()}
    desk.fill(85)
    for name, (user, address) in desk.lists.items():
        count, page = cost(user, address, warm=True)
        assert count == few[name][0], name
        if page is None:
            continue
        assert few[name][1].total >= 20 and page.total >= 105, (name, page.total)
        path = address.partition("?")[0]
        if name != "master":
            assert "sau=" in page.next_url, name
        # Further pages, and back again: a question of the page that is found by number is one more
        # than of the page that follows.
        second, following = cost(user, path + page.next_url, warm=True)
        assert second <= count and following.number == 2, name
        assert not {row.pk for row in _rows(following)} & {row.pk for row in _rows(page)}, name
        _, third = cost(user, path + following.next_url, warm=True)
        back, again = cost(user, path + third.previous_url, warm=True)
        assert back <= count and _rows(again) == _rows(following), name


@pytest.mark.parametrize("name", ["feedback", "trail"])
def test_the_next_page_is_no_filter(desk: Desk, name: str) -> None:
    desk.fill(60)
    user, address = desk.lists[name]
    client = Client()
    client.force_login(user)
    following = client.get(address + client.get(address).context["page"].next_url)
    text = following.content.decode()
    assert following.context["page"].number == 2 and "Xóa hết lọc" not in text
    files = following.context["listing"].files
    assert files and not any("sau=" in address or "p=" in address for _, address in files)


def _rows(page: Any) -> list[Any]:
    return [getattr(row, "period", row) for row in page.object_list]
