"""Two at once take over the same papers: every issue is there once, whoever was first."""

from functools import partial

import pytest

from registry.documents.models import Document, Version
from registry.takeover import jobs, services
from registry.takeover.models import LineOutcome, Takeover, TakeoverState
from registry.trail import events
from registry.trail.models import Event
from tests.processes.control.conftest import Office, office  # noqa: F401
from tests.races.test_at_once import together
from tests.registry.takeover.office import folder, line, lines, sent

pytestmark = pytest.mark.django_db(transaction=True)

FOLDER = folder(
    *(line(code=f"HD-{place}", file=f"{place}.pdf") for place in range(10, 16)),
    line(code="HD-10", issue="02", issued="05/03/2025", effective="", file="10-2.pdf"),
)


def decided(made: Office) -> Takeover:
    takeover = sent(made.secretary, made.agency, FOLDER)
    services.decide(made.secretary, takeover, seen=takeover.digest)
    return takeover


def at_work(takeover: Takeover) -> partial[None]:
    return partial(jobs.work, [{"takeover": takeover.pk}])


def test_two_lists_of_the_same_papers(office: Office) -> None:  # noqa: F811
    first = sent(office.secretary, office.agency, FOLDER)
    second = decided(office)
    services.decide(office.secretary, first, seen=first.digest)
    assert together(at_work(first), at_work(second), at_work(first)) == [None] * 3
    rows = [*lines(first), *lines(second)]
    counted = [row.outcome for row in rows]
    assert counted.count(LineOutcome.TAKEN) == counted.count(LineOutcome.SAME) == 7
    assert Version.objects.of(office.agency).filter(taken_over_at__isnull=False).count() == 7
    assert Document.objects.of(office.agency).filter(kind="instruction").count() == 6
    assert Event.objects.filter(type="agency.takeover_ended").count() == 2
    assert list(events.verify()) == []


def test_who_stops_while_lines_are_taken_leaves_whole_lines(office: Office) -> None:  # noqa: F811
    takeover = decided(office)
    stop = partial(services.stop, office.secretary, takeover)
    again = partial(services.decide, office.secretary, takeover, seen=takeover.digest)
    assert together(at_work(takeover), stop, again) == [None] * 3
    jobs.work([{"takeover": takeover.pk}])
    takeover.refresh_from_db()
    taken = [row for row in lines(takeover) if row.outcome]
    assert takeover.state == (TakeoverState.DONE if len(taken) == 7 else TakeoverState.STOPPED)
    assert all(row.version for row in taken)
    assert Version.objects.of(office.agency).filter(taken_over_at__isnull=False).count() == len(
        taken
    )
    assert Event.objects.filter(type="agency.takeover_begun").count() == 1
