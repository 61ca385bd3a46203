"""Two people do the same thing at the same moment: it happens once, and nobody is left hanging."""

import threading
from collections.abc import Callable
from functools import partial

import pytest
from django.db import connection, transaction

from registry.documents import services
from registry.documents.issue import numbering
from registry.documents.models import Document, Dossier, Validity, Version
from registry.library import services as favourites
from registry.library.models import Favourite
from registry.periodic import services as periodic
from registry.yearly import services as yearly
from tests import factories
from tests.processes.control.conftest import Office, office  # noqa: F401

pytestmark = pytest.mark.django_db(transaction=True)


def together(*acts: Callable[[], object]) -> list[BaseException | None]:
    """Run all at once in threads of their own; what each raised."""
    outcomes: list[BaseException | None] = [None] * len(acts)
    gate = threading.Barrier(len(acts))

    def run(index: int) -> None:
        gate.wait()
        try:
            acts[index]()
        except BaseException as error:
            outcomes[index] = error
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(index,)) for index in range(len(acts))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return outcomes


def test_two_leaders_issue_at_once_and_one_does(office: Office) -> None:  # noqa: F811
    second = factories.person(office.agency, role="top_leader", name="Lãnh đạo hai")
    draft = office.draft()
    dossier = office.submit(draft)
    office.approve(dossier, office.head, office.stand_in, office.quality)
    task = office.task(dossier)
    outcomes = together(
        *(
            lambda person=person: factories.verdict(
                person, task, "forward", decision_no=f"{person.pk}/QĐ"
            )
            for person in (office.top, second)
        )
    )
    assert sum(outcome is None for outcome in outcomes) == 1
    assert Version.objects.of(office.agency).filter(document=draft).count() == 1
    assert Validity.objects.of(office.agency).filter(document=draft).count() == 1


def test_two_people_save_one_draft_and_one_is_told(office: Office) -> None:  # noqa: F811
    draft = office.draft()
    base = services.canonical.digest(draft.body)
    bodies = [
        {"sections": [{"id": "m1", "heading": "Mục", "text": text}]} for text in ("một", "hai")
    ]
    outcomes = together(
        *(
            lambda body=body: services.save_draft(office.secretary, draft, body, base_digest=base)
            for body in bodies
        )
    )
    refused = [outcome for outcome in outcomes if outcome is not None]
    assert [type(outcome) for outcome in refused] == [services.StaleDraft]
    kept = Document.objects.of(office.agency).get(pk=draft.pk).data["sections"][0]["text"]
    assert kept == ("hai" if outcomes[0] is refused[0] else "một")


def test_numbers_taken_at_once_have_no_gap_and_no_twin(office: Office) -> None:  # noqa: F811
    taken: list[int] = []

    def take() -> None:
        with transaction.atomic():
            taken.append(numbering.next_number(office.agency, "thử"))

    assert together(*[take] * 8) == [None] * 8
    assert sorted(taken) == list(range(1, 9))


def test_a_dossier_submitted_twice_at_once_is_one(office: Office) -> None:  # noqa: F811
    draft = office.draft()
    outcomes = together(*[lambda: office.submit(draft)] * 2)
    assert sum(outcome is None for outcome in outcomes) == 1


def test_eight_equal_presses_submit_one_dossier_and_all_are_told_so(office: Office) -> None:  # noqa: F811
    draft = office.draft()
    made: list[Dossier] = []
    press = partial(office.submit, draft, idempotency_key="một")
    assert together(*[lambda: made.append(press())] * 8) == [None] * 8
    assert {dossier.pk for dossier in made} == {Dossier.objects.of(office.agency).get().pk}


def test_two_dossiers_issue_one_code_at_once_and_one_is_told(office: Office) -> None:  # noqa: F811
    """Both were submitted while the agency allowed it."""
    office.agency.repeats_codes = True
    office.agency.save()
    dossiers = [office.submit(office.draft(), idempotency_key=key) for key in ("một", "hai")]
    for dossier in dossiers:
        office.approve(dossier, office.head, office.stand_in, office.quality)
    tasks = [office.task(dossier) for dossier in dossiers]
    office.agency.repeats_codes = False
    office.agency.save()
    outcomes = together(
        *(
            lambda task=task: factories.verdict(
                office.top, task, "forward", decision_no=f"{task.pk}/QĐ"
            )
            for task in tasks
        )
    )
    refused = [outcome for outcome in outcomes if outcome is not None]
    assert [type(outcome) for outcome in refused] == [services.HasProblems]
    assert Version.objects.of(office.agency).filter(kind="manual").count() == 1


def test_two_dossiers_submit_one_code_at_once_and_one_is_told(office: Office) -> None:  # noqa: F811
    drafts = [office.draft(), office.draft()]
    outcomes = together(*(lambda draft=draft: office.submit(draft) for draft in drafts))
    refused = [outcome for outcome in outcomes if outcome is not None]
    assert [type(outcome) for outcome in refused] == [services.HasProblems]


def test_many_guesses_at_once_are_no_more_guesses(office: Office) -> None:  # noqa: F811
    draft = office.draft()
    dossier = office.submit(draft)
    office.approve(dossier, office.head, office.stand_in, office.quality)
    task = office.task(dossier)
    outcomes = together(
        *(
            lambda number=number: factories.verdict(
                office.top, task, decision_no="1/QĐ", password=f"sai-{number}"
            )
            for number in range(25)
        )
    )
    assert sum("không đúng" in str(one) for one in outcomes) == 10
    assert sum("tạm khóa" in str(one) for one in outcomes) == 15
    assert not Version.objects.of(office.agency).filter(document=draft).exists()


def test_two_documents_begun_at_once_take_two_codes(office: Office) -> None:  # noqa: F811
    def begin() -> None:
        services.create(
            office.secretary, office.agency, "plan", title="Kế hoạch", code="KH-01", in_order=True
        )

    assert together(begin, begin) == [None, None]
    codes = Document.objects.of(office.agency).filter(kind="plan").values_list("code", flat=True)
    assert len(set(codes)) == 2


def test_read_again_begun_and_starred_at_once_each_once(office: Office) -> None:  # noqa: F811
    """Two readers of one page, two presses on a new year, on a star, two results of a quarter."""
    row = {
        "id": "a", "objective": "Đúng hạn", "comparison": "at_least", "target": "98", "unit": "%",
        "owner": "Văn phòng", "due": "2026-12-31", "measure": "Đếm",
    }  # fmt: skip
    body = {"year": 2026, "objectives": [row]}
    document = factories.install(office.agency, "objectives", body, title="Mục tiêu 2026").document
    second = factories.person(office.agency, role="iso_secretary")
    people = (office.secretary, second)
    seen = periodic.shown_of(document)
    outcomes = together(
        *(partial(periodic.review, user, document, "unchanged", seen=seen) for user in people)
    )
    assert [type(one) for one in outcomes if one] == [periodic.Outdated]
    shown = yearly.shown_of(yearly.objective_of(document, "a"))  # type: ignore[arg-type]
    outcomes = together(
        *(partial(yearly.report, user, document, "a", {"q1": "97"}, seen=shown) for user in people)
    )
    assert [type(one) for one in outcomes if one] == [yearly.Outdated]
    outcomes = together(
        *(partial(yearly.begin_year, user, office.agency, 2026, [document.pk]) for user in people),
        *(partial(favourites.star, office.secretary, document) for _ in range(2)),
    )
    assert outcomes == [None] * 4
    drafts = Document.objects.of(office.agency).filter(title="Mục tiêu 2027")
    assert drafts.count() == 1
    assert Favourite.objects.of(office.agency).count() == 1
