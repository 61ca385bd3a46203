"""Whose turn it is: only people who may act are named, and nobody's own documents wait for them."""

from processes.control import lists, reviews
from registry.documents.models import Dossier
from registry.organisation.models import Delegation
from tests import factories
from tests.processes.control.conftest import Office


def people(dossier: Dossier) -> tuple[str, ...]:
    turn = reviews.current_step(reviews.case_of(dossier))
    assert turn is not None
    return turn.people


def test_an_author_is_not_named_as_the_one_to_review(office: Office) -> None:
    dossier = office.submit(office.draft())
    office.approve(dossier, office.head)
    assert people(dossier) == ("Ngọc Hà (thay Mai Lan)",)


def test_who_wrote_one_document_of_the_dossier_is_not_named_either(office: Office) -> None:
    dossier = office.submit(office.draft("A"), office.draft("B"))
    office.approve(dossier, office.head)
    second = dossier.items.order_by("pk").last()
    assert second is not None
    second.document.author = office.stand_in
    second.document.save(update_fields=["author"])
    assert people(dossier) == ()


def test_where_nobody_may_review_the_page_says_so(office: Office) -> None:
    Delegation.objects.of(office.agency).delete()
    dossier = office.submit(office.draft())
    office.approve(dossier, office.head)
    turn = reviews.current_step(reviews.case_of(dossier))
    assert turn is not None
    assert (turn.people, turn.words) == ((), "chưa có người đủ điều kiện làm bước này")


def test_a_second_secretary_is_named_beside_the_stand_in(office: Office) -> None:
    factories.person(office.agency, role="iso_secretary", name="Thu Cúc")
    dossier = office.submit(office.draft())
    office.approve(dossier, office.head)
    assert people(dossier) == ("Thu Cúc", "Ngọc Hà (thay Mai Lan)")


def test_the_secretarys_own_documents_do_not_wait_for_her(office: Office) -> None:
    dossier = office.submit(office.draft())
    office.approve(dossier, office.head)
    waiting = lists.BY_CODE["cho-thu-ky-iso"]
    assert not lists.documents_in(office.secretary, waiting).exists()
    assert lists.counts(office.secretary)["cho-thu-ky-iso"] == 0
    assert lists.documents_in(office.stand_in, waiting).count() == 1
    assert lists.counts(office.stand_in)["cho-thu-ky-iso"] == 1
