"""Whether the list of cases offers to open one: the answer of `openable`, without any body."""

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from processes.adoption.binding import Bound
from processes.cases import opening
from processes.cases.opening import openable, opens_any
from registry.organisation.models import Agency, User
from registry.organisation.roles import role_labels
from registry.policy import standing
from tests import factories
from tests.processes import adopted

pytestmark = pytest.mark.django_db


def same(people: list[User]) -> list[User]:
    """Who may open something; both ways say the same of everybody."""
    able = []
    for person in people:
        at = standing(person)
        assert opens_any(at) == any(openable(at)), person
        able += [person] if opens_any(at) else []
    return able


def process(agency: Agency, **changes: Any) -> dict[str, Any]:
    """A body that may be issued here."""
    form = factories.install(agency, "form", factories.small_form())
    return factories.small_process(factories.uid_of(form), **changes)


def everybody(agency: Agency) -> list[User]:
    return [factories.person(agency, role=role) for role in role_labels()]


@pytest.mark.parametrize(
    ("changes", "able"),
    [
        ({}, True),
        ({"procedure_type": "system"}, False),
        ({"steps": []}, False),
        ({"roles": []}, False),
    ],
)
def test_own_processes(
    changes: dict[str, Any], able: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    agency = factories.agency()
    monkeypatch.setattr("registry.kinds.base.Kind.all_problems", lambda *given: [])
    factories.install(agency, "process", process(agency, **changes))
    people = everybody(agency)
    found = same(people)
    assert bool(found) is able
    assert len(found) < len(people)


def test_a_process_that_anybody_begins() -> None:
    agency, other = factories.agency(), factories.agency()
    first, *rest = factories.small_process()["roles"]
    roles = [{**first, "by": "author", "role": ""}, *rest]
    factories.install(agency, "process", process(agency, roles=roles))
    assert len(same(everybody(agency))) > 1
    assert same(everybody(other)) == []


def test_what_is_not_in_force_opens_nothing() -> None:
    agency = factories.agency()
    starts = factories.at("2099-01-01 00:00")
    factories.install(agency, "process", process(agency), starts=starts)
    assert same(everybody(agency)) == []


def test_adopted_processes_are_begun_by_whom_the_agency_has_bound() -> None:
    below = adopted.make()
    people = [*everybody(below.ward), below.desk, below.officer]
    assert same(people) == []
    row = below.adopt()
    found = same(people)
    assert below.desk in found and below.officer not in found
    bounds = [one for one in below.proposal() if one.need != "mc"]
    below.rebind(row, [Bound("mc", "staff"), *bounds])
    found = same(people)
    assert below.desk not in found and below.officer in found
    below.document.shared = False
    below.document.save()
    assert same(people) == []


def test_the_list_reads_no_body_and_compiles_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    below = adopted.make()
    below.adopt()
    counts = []
    monkeypatch.setattr(opening, "compile_definition", None)
    for more in (0, 20):
        for number in range(more):
            factories.install(below.ward, "process", process(below.ward, purpose=f"{number}"))
        client = Client()
        client.force_login(below.desk)
        client.get(reverse("case_list"))
        with CaptureQueriesContext(connection) as queries:
            page = client.get(reverse("case_list"))
        assert "Tạo mới hồ sơ công việc" in page.content.decode()
        periods = [one["sql"] for one in queries if "opener_need" in one["sql"]]
        assert periods and not [sql for sql in periods if '"body"' in sql]
        counts.append(len(queries))
    # One question fewer where an own process answers it.
    assert counts[1] <= counts[0]
