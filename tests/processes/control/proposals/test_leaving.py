"""Who proposed, examines or is to write leaves in the middle: somebody else goes on."""

from processes.cases.projection import differences
from processes.control import lists
from processes.control.proposals import offers, reading
from processes.control.proposals.models import ProposalState
from registry.documents import services as documents
from registry.handover import holdings
from registry.organisation.models import Membership, User
from registry.policy import forget
from tests import factories
from tests.processes.control.proposals.conftest import Place, told


def hand_over(place: Place, person: User, receiver: User, *sections: str) -> None:
    wanted = {
        held.address(item): receiver.pk
        for held in holdings.of(person, place.office.agency)
        if held.section.needs_receiver
        for item in held.items
    }
    assert {address.partition(":")[0] for address in wanted} >= set(sections)
    factories.hand_over(place.office.top, place.office.agency, person, wanted, reason="Nghỉ hưu")


def test_the_answer_goes_to_who_took_the_proposal_over(place: Place) -> None:
    proposal = place.propose()
    hand_over(place, place.clerk, place.colleague, "proposal")
    after = place.fresh(proposal)
    case = reading.case_of(after)
    assert case is not None and case.opened_by == after.proposer == place.colleague
    assert differences(case) == []
    place.say(place.office.secretary, proposal)
    place.say(place.office.quality, proposal, "khong", reason="Không cần.")
    assert any("Không cần." in text for text in told(place.colleague))
    assert not any("Không cần." in text for text in told(place.clerk))


def test_nobody_takes_over_what_they_decide_on(place: Place) -> None:
    proposal, office = place.propose(), place.office
    place.say(office.secretary, proposal)
    place.say(office.quality, proposal, "return", reason="Hỏi thêm quầy.")
    (held,) = [
        (one.section, item)
        for one in holdings.of(place.clerk, office.agency)
        for item in one.items
        if one.section.code == "proposal"
    ]
    assert "phải do người khác" in holdings.barred(*held, office.quality)
    assert holdings.barred(*held, place.colleague) == ""


def test_the_amendment_goes_to_who_took_it_over(place: Place) -> None:
    office = place.office
    unit = factories.unit(office.agency, "VP")
    successor = factories.person(
        office.agency, role="iso_secretary", roles=("drafter",), unit=unit, name="Thu Thảo"
    )
    draft = documents.begin_revision(office.secretary, place.document)
    office.submit(draft)
    proposal = place.propose()
    place.approve(proposal)
    assert place.fresh(proposal).state == ProposalState.APPROVED
    hand_over(place, office.secretary, successor, "amendment", "dossier")
    assert place.fresh(proposal).drafter == successor


def test_a_stand_in_examines_and_both_names_stay(place: Place) -> None:
    proposal, office = place.propose(), place.office
    place.say(office.stand_in, proposal)
    task = offers.turn_of(reading.case_of(proposal))
    assert task is not None and place.fresh(proposal).state == ProposalState.DECIDING
    (said,) = [one for one in _said(place, proposal) if one.finished_by_id == office.stand_in.pk]
    assert said.on_behalf_of == office.secretary


def _said(place: Place, proposal: object) -> list:  # type: ignore[type-arg]
    from processes.models import Task

    return list(Task.objects.of(place.office.agency).filter(status="done"))


def test_a_proposer_and_an_examiner_who_are_gone_stop_nothing(place: Place) -> None:
    proposal, office = place.propose(), place.office
    successor = factories.person(office.agency, role="iso_secretary", name="Thu Thảo")
    gone = [place.clerk, office.secretary]
    User.objects.filter(pk__in=[one.pk for one in gone]).update(is_active=False)
    Membership.objects.of(office.agency).filter(user__in=gone).delete()
    for person in (*gone, successor):
        forget(person)
    assert list(lists.proposals_in(successor, lists.BY_CODE["de-xuat-cho-xem-xet"])) == [proposal]
    place.say(successor, proposal)
    place.say(office.quality, proposal, "khong", reason="Không cần.")
    assert place.fresh(proposal).state == ProposalState.REJECTED
