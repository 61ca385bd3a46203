"""The ISO secretary leaves: her drafts and dossiers go on with somebody else, four eyes stay."""

import pytest

from processes.cases.projection import differences
from processes.control import reviews, services
from processes.engine.machine import CommandRefused
from registry.documents import services as documents
from registry.documents.models import Document, Dossier
from registry.handover import holdings
from registry.handover import services as handovers
from registry.handover.models import Handover
from registry.organisation.models import Membership, User
from registry.policy import forget
from tests import factories
from tests.processes.control.conftest import Office

pytestmark = pytest.mark.django_db


@pytest.fixture
def successor(office: Office) -> User:
    unit = factories.unit(office.agency, "VP")
    return factories.person(
        office.agency, role="iso_secretary", roles=("drafter",), unit=unit, name="Thu Thảo"
    )


def give(office: Office, receiver: User) -> Handover:
    wanted = {
        held.address(item): receiver.pk
        for held in holdings.of(office.secretary, office.agency)
        if held.section.needs_receiver
        for item in held.items
    }
    return factories.hand_over(
        office.top, office.agency, office.secretary, wanted, reason="Chuyển công tác"
    )


def test_drafts_dossiers_and_issued_documents_move_at_once(office: Office, successor: User) -> None:
    issued = office.draft("Đã ban hành")
    office.approve(office.submit(issued), *office.chain)
    draft = office.draft("Bản thảo")
    submitted = office.draft("Đang trình")
    dossier = office.submit(submitted)
    made = give(office, successor)
    assert [section["code"] for section in made.minutes["sections"]] == [
        "dossier", "draft", "document", "delegation"
    ]  # fmt: skip
    assert made.minutes["sections"][2]["items"][0]["parts"] == [str(issued)]
    for document in (issued, draft, submitted):
        document.refresh_from_db()
        assert document.author == successor
    dossier.refresh_from_db()
    case = reviews.case_of(dossier)
    assert case is not None
    assert (dossier.author, case.opened_by) == (successor, successor)
    assert differences(case) == []
    assert holdings.of(office.secretary, office.agency) == [
        held
        for held in holdings.of(office.secretary, office.agency)
        if held.section.code == "delegation"
    ]


def test_a_returned_dossier_comes_to_the_successor(office: Office, successor: User) -> None:
    draft = office.draft()
    dossier = office.submit(draft)
    factories.verdict(office.head, office.task(dossier), "return", reason="Sửa mục 2")
    give(office, successor)
    assert office.task(dossier).assignee == successor
    dossier.refresh_from_db()
    draft.refresh_from_db()
    services.submit(successor, [draft], title="Lần hai", change_note="x", dossier=dossier)
    assert office.task(dossier).role == "department_leader"


def test_later_returns_come_to_the_successor_too(office: Office, successor: User) -> None:
    dossier = office.submit(office.draft())
    give(office, successor)
    factories.verdict(office.head, office.task(dossier), "return", reason="Sửa mục 2")
    assert office.task(dossier).assignee == successor


def test_whoever_wrote_it_before_never_reviews_it(office: Office, successor: User) -> None:
    dossier = office.submit(office.draft())
    give(office, successor)
    # She stays in the agency, as the leader of her unit.
    unit = factories.unit(office.agency, "VP")
    Membership.objects.create(
        agency=office.agency, user=office.secretary, unit=unit, role="department_leader"
    )
    forget(office.secretary)
    with pytest.raises(CommandRefused, match="của chính mình"):
        factories.verdict(office.secretary, office.task(dossier), "forward")


def test_who_has_reviewed_a_dossier_does_not_become_its_author(office: Office) -> None:
    Membership.objects.create(agency=office.agency, user=office.head, role="drafter")
    dossier = office.submit(office.draft())
    factories.verdict(office.head, office.task(dossier), "forward")
    with pytest.raises(handovers.Refused) as refused:
        give(office, office.head)
    assert "đã hoặc đang xử lý bước" in refused.value.reasons[f"dossier:{dossier.pk}"]


def test_the_only_reviewer_left_does_not_become_the_author(office: Office, successor: User) -> None:
    dossier = office.submit(office.draft())
    factories.verdict(office.head, office.task(dossier), "forward")
    office.stand_in.delegations_received.all().delete()
    with pytest.raises(handovers.Refused) as refused:
        give(office, successor)
    assert "không còn ai khác rà soát" in refused.value.reasons[f"dossier:{dossier.pk}"]


def test_the_successor_s_own_reviews_by_stand_in_stay_possible(
    office: Office, successor: User
) -> None:
    dossier = office.submit(office.draft())
    factories.verdict(office.head, office.task(dossier), "forward")
    give(office, successor)
    office.approve(dossier, office.stand_in, office.quality, office.top)
    assert Dossier.objects.of(office.agency).get(pk=dossier.pk).state == Dossier.ISSUED


def test_a_draft_in_somebody_else_s_dossier_moves_alone(office: Office, successor: User) -> None:
    """Written by her, submitted together with others by a colleague."""
    draft = office.draft()
    Document.objects.of(office.agency).filter(pk=draft.pk).update(author=office.secretary)
    held = holdings.of(office.secretary, office.agency)
    assert [one.section.code for one in held if one.section.needs_receiver] == ["draft"]
    give(office, successor)
    draft.refresh_from_db()
    opened = documents.save_draft(
        successor, draft, draft.data, base_digest=documents.canonical.digest(draft.body)
    )
    assert opened.author == successor
