"""Two decide at once, and somebody cancels while somebody decides: one of them does."""

import pytest

from processes.control.proposals import reading, services
from processes.control.proposals.models import Proposal, ProposalState
from registry.documents import services as documents
from registry.documents.models import Stage, Version
from registry.now import today
from registry.trail import outbox
from registry.trail.models import Event
from tests import factories
from tests.processes.control.proposals.conftest import Place, place  # noqa: F401
from tests.races.test_at_once import together

pytestmark = pytest.mark.django_db(transaction=True)


def test_two_leaders_decide_and_one_draft_opens(place: Place) -> None:  # noqa: F811
    office, proposal = place.office, place.propose()
    second = factories.person(office.agency, role="quality_leader", name="Lãnh đạo hai")
    place.say(office.secretary, proposal)
    task, seen = place.task(proposal), reading.carried(place.fresh(proposal))
    outcomes = together(
        *(
            lambda person=person: services.decide(
                person, task, "forward", seen=seen, reason="Ừ", drafter=office.secretary,
                due=today(),
            )
            for person in (office.quality, second)
        )
    )  # fmt: skip
    assert sum(outcome is None for outcome in outcomes) == 1
    begun = Event.objects.filter(type="document.revision_begun")
    assert begun.count() == 1 and place.draft().stage == Stage.DRAFT


def test_a_decision_and_an_issue_wait_for_each_other(place: Place) -> None:  # noqa: F811
    office = place.office
    dossier = office.submit(documents.begin_revision(office.secretary, place.document))
    office.approve(dossier, office.head, office.stand_in, office.quality)
    proposal = place.propose()
    place.say(office.secretary, proposal)
    last, task = office.task(dossier), place.task(proposal)
    seen = reading.carried(place.fresh(proposal))
    outcomes = together(
        lambda: factories.verdict(office.top, last, "forward", decision_no="9/QĐ"),
        lambda: services.decide(
            office.quality, task, "forward", seen=seen, reason="Ừ", drafter=office.secretary,
            due=today(),
        ),
    )  # fmt: skip
    assert outcomes[0] is None
    assert outcomes[1] is None or isinstance(outcomes[1], reading.Outdated)
    outbox.work()
    assert Version.objects.of(office.agency).filter(document=place.document).count() == 2
    after = place.fresh(proposal)
    if outcomes[1] is None:
        assert (after.state, after.document.stage) == (ProposalState.AMENDING, Stage.DRAFT)
    else:
        assert after.state == ProposalState.DECIDING


def test_a_decision_and_a_cancellation_leave_nobody_unanswered(place: Place) -> None:  # noqa: F811
    office, proposal = place.office, place.propose()
    place.say(office.secretary, proposal)
    task, seen = place.task(proposal), reading.carried(place.fresh(proposal))
    outcomes = together(
        lambda: documents.cancel(office.quality, place.document, reason="Hết dùng"),
        lambda: services.decide(office.quality, task, "khong", seen=seen, reason="Không"),
    )
    assert outcomes[0] is None
    outbox.work()
    after = place.fresh(proposal)
    assert after.state == ProposalState.REJECTED and after.answer


def test_one_key_raises_one_proposal(place: Place) -> None:  # noqa: F811
    outcomes = together(*[lambda: place.propose(idempotency_key="k")] * 2)
    assert outcomes == [None, None]
    assert Proposal.objects.of(place.office.agency).count() == 1
