"""What a page showed is compared under the lock: at one moment too, nothing is undone unread."""

from functools import partial

import pytest

from formbuilder.services import FillingChanged
from processes import services
from processes.adoption import services as adoptions
from registry.adoption.models import Adoption
from registry.records.models import RecordRevision
from registry.trail import events
from tests import factories
from tests.processes import adopted
from tests.processes import world as worlds
from tests.races.test_at_once import together

pytestmark = pytest.mark.django_db(transaction=True)


def test_an_adoption_withdrawn_twice_at_once_is_withdrawn_once() -> None:
    below = adopted.make()
    row = below.prepare()
    presses = [
        partial(adoptions.withdraw, below.secretary, Adoption.unscoped.get(pk=row.pk))
        for _ in range(3)
    ]
    outcomes = together(*presses)
    assert outcomes.count(None) == 1
    assert [type(one) for one in outcomes if one is not None] == [adoptions.Withdrawn] * 2
    told = [event.type for event in events.read(f"agency:{below.ward.uid}")]
    assert told.count("adoption.withdrawn") == 1


def test_what_is_prepared_anew_at_the_moment_of_the_decision_is_not_decided() -> None:
    below = adopted.make()
    row = below.prepare()
    seen, shown = factories.adoption_shown(row), row.bindings
    fewer = [one for one in below.proposal() if one.need != "vt"]
    decided, prepared = together(
        partial(
            adoptions.confirm,
            below.leader,
            Adoption.unscoped.get(pk=row.pk),
            seen=seen,
            decision_no="15/QĐ",
        ),
        partial(below.prepare, bindings=fewer),
    )
    row.refresh_from_db()
    if row.confirmed:
        assert decided is None and row.bindings == shown
        assert isinstance(prepared, adoptions.AdoptionError)
    else:
        assert isinstance(decided, adoptions.Outdated) and prepared is None
        assert row.bindings != shown


def test_two_people_save_one_form_and_one_is_told_what_the_other_saved() -> None:
    world = worlds.make()
    task = world.task(world.forward(world.open(), worlds.FRIDAY))
    other = factories.person(world.agency, role="staff")
    factories.delegation(world.agency, world.officer, other, "staff")
    services.start_task(world.officer, task)
    seen = factories.answers_shown(task)
    outcomes = together(
        *(
            partial(
                services.save_answers, user, task, {**worlds.ANSWERS, "xacminh": said}, seen=seen
            )
            for user, said in ((world.officer, True), (other, False))
        )
    )
    assert outcomes.count(None) == 1
    (told,) = [one for one in outcomes if one is not None]
    assert isinstance(told, FillingChanged), told
    kept = RecordRevision.objects.filter(record__case_stream=task.case.stream).latest("number")
    assert kept.data["xacminh"] is (outcomes[0] is None)
