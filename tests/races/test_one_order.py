"""Acts that cross each other on one dossier wait for each other, in one order of locks: however
they meet, none is thrown out by the database because two waited for one another."""

import threading
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection

from processes.cases.projection import differences
from processes.control import holdings as dossier_holdings
from processes.control import reviews
from processes.engine.refusal import CommandRefused
from registry.documents import services
from registry.documents.errors import DocumentError
from registry.documents.issue import dossiers
from registry.documents.models import Document, Dossier, Stage
from registry.handover import holdings
from registry.organisation.periods import OrganisationError
from registry.policy import Forbidden
from tests import factories
from tests.processes.control.conftest import Office, office  # noqa: F401
from tests.races.test_at_once import together

pytestmark = pytest.mark.django_db(transaction=True)
REFUSED = (CommandRefused, DocumentError, Forbidden, OrganisationError)
# How long the first one stays within its act, in seconds: the second has all its locks by then,
# or waits for the first.
WHILE = 1.0


class Meeting:
    """The first act comes to a place and stays a while, so that the second runs into it."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, module: Any, name: str) -> None:
        self.there, self.first = threading.Event(), threading.local()
        real = getattr(module, name)

        def stays(*given: Any, **options: Any) -> Any:
            result = real(*given, **options)
            if getattr(self.first, "it_is", False) and not self.there.is_set():
                self.there.set()
                threading.Event().wait(WHILE)
            return result

        monkeypatch.setattr(module, name, stays)

    def run(self, first: Callable[[], Any], second: Callable[[], Any]) -> list[BaseException]:
        """What the two raised; each was refused in words if at all."""

        def goes_first() -> None:
            self.first.it_is = True
            first()

        def runs_into_it() -> None:
            assert self.there.wait(10)
            second()

        outcomes = [one for one in together(goes_first, runs_into_it) if one is not None]
        assert all(isinstance(one, REFUSED) and str(one) for one in outcomes), outcomes
        return outcomes


def sound(office: Office, dossier: Dossier) -> Dossier:  # noqa: F811
    case = reviews.case_of(dossier)
    assert case is not None and differences(case) == []
    return Dossier.objects.of(office.agency).get(pk=dossier.pk)


def test_a_dossier_is_issued_and_sent_back_at_once(
    office: Office,  # noqa: F811
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    draft = office.draft()
    dossier = office.submit(draft)
    meeting = Meeting(monkeypatch, dossiers, "lock_documents")
    outcomes = meeting.run(
        lambda: services.set_stage(dossier, Stage.CHANGES_REQUESTED, actor=office.head),
        lambda: services.issue(office.top, dossier, decision_no="07/QĐ", approvals=[]),
    )
    assert [type(one) for one in outcomes] == [DocumentError]
    assert sound(office, dossier).state == Dossier.RETURNED


def test_a_dossier_is_issued_and_submitted_again_at_once(
    office: Office,  # noqa: F811
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    draft = office.draft()
    dossier = office.submit(draft)
    factories.verdict(office.head, office.task(dossier), "return", reason="Sửa mục 2")
    old = Dossier.objects.of(office.agency).get(pk=dossier.pk)
    meeting = Meeting(monkeypatch, dossiers, "lock_documents")
    outcomes = meeting.run(
        lambda: office.submit(Document.unscoped.get(pk=draft.pk), dossier=old),
        lambda: services.issue(office.top, old, decision_no="07/QĐ", approvals=[]),
    )
    # Nobody has seen the round that has just come.
    assert [type(one) for one in outcomes] == [DocumentError]
    fresh = sound(office, dossier)
    assert (fresh.state, fresh.round) == (Dossier.OPEN, 2)


def test_a_dossier_is_handed_over_and_judged_at_once(
    office: Office,  # noqa: F811
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    unit = factories.unit(office.agency, "VP")
    successor = factories.person(
        office.agency, role="iso_secretary", roles=("drafter",), unit=unit, name="Thu Thảo"
    )
    dossier = office.submit(office.draft())
    task = office.task(dossier)
    wanted = {
        held.address(item): successor.pk
        for held in holdings.of(office.secretary, office.agency)
        if held.section.needs_receiver
        for item in held.items
    }
    meeting = Meeting(monkeypatch, dossier_holdings, "move_author")
    outcomes = meeting.run(
        lambda: factories.hand_over(
            office.top, office.agency, office.secretary, wanted, reason="Chuyển công tác"
        ),
        lambda: factories.verdict(office.head, task, "forward"),
    )
    assert outcomes == []
    assert sound(office, dossier).author == successor


def test_a_draft_is_submitted_and_saved_at_once(
    office: Office,  # noqa: F811
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    draft = office.draft()
    meeting = Meeting(monkeypatch, dossiers, "lock_documents")
    body = {"sections": [{"id": "m1", "heading": "Mục", "text": "Khác"}]}
    outcomes = meeting.run(
        lambda: office.submit(draft),
        lambda: services.save_draft(office.secretary, draft, body, base_digest=draft.draft_digest),
    )
    assert [type(one) for one in outcomes] == [Forbidden]
    assert connection.in_atomic_block is False
    (item,) = dossiers.items_of(Dossier.objects.of(office.agency).get())
    assert item.body == Document.unscoped.get(pk=draft.pk).body == draft.body
