"""The power goes after the commit and before the work: nothing is lost, nothing is done twice."""

from pathlib import Path
from typing import Any

from django.db import transaction

from registry.documents.models import Document, Dossier
from registry.now import frozen
from registry.policy import standing
from registry.trail import outbox
from registry.trail.models import Event
from search import indexing, service
from tests import factories
from tests.processes.control.conftest import Office
from tests.processes.world import World


def test_what_was_issued_is_found_when_the_work_runs_at_last(
    office: Office, tmp_path: Path, settings: Any
) -> None:
    settings.SEARCH_INDEX = tmp_path / "search.sqlite3"
    indexing.rebuild()
    dossier = office.submit(office.draft("Quy chế phát điện"))
    office.approve(dossier, *office.chain)

    def found() -> int:
        return service.search(standing(office.secretary), "phat dien").total

    # Issued and committed; the worker died before it came to it.
    assert Dossier.objects.of(office.agency).get().state == Dossier.ISSUED
    assert found() == 0
    outbox.work()
    assert found() == 1
    outbox.work()
    assert found() == 1


def test_what_was_undone_leaves_no_work(commune: World) -> None:
    """The power goes before the commit: neither the case nor its follow-up is there."""
    while outbox.work(50):
        pass
    events = Event.objects.count()
    with transaction.atomic():
        commune.open()
        transaction.set_rollback(True)
    assert Event.objects.count() == events
    assert outbox.work(50) == 0


def test_a_notice_that_waits_for_the_work_is_given_once(commune: World) -> None:
    from registry.notices.models import Notice

    case = commune.forward(commune.open(), factories.at("2026-04-29 09:00"))
    with frozen(factories.at("2026-04-29 09:00")):
        outbox.work()
        told = Notice.objects.of(commune.agency).count()
        outbox.work()
    assert told > 0 and Notice.objects.of(commune.agency).count() == told
    assert Document.objects.of(commune.agency).filter(pk=case.process_id).exists()
