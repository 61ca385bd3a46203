"""Two at once on one delivery or copy: read once, marked once, a number given once."""

from functools import partial

import pytest

from registry.distribution import copies, services
from registry.distribution.errors import DistributionError, OldIssue
from registry.distribution.models import ControlledCopy, Delivery
from registry.trail.models import Event
from tests.processes.control.conftest import Office, office  # noqa: F401
from tests.races.test_at_once import together
from tests.registry.distribution.conftest import delivery, issue, work

pytestmark = pytest.mark.django_db(transaction=True)


def test_eight_presses_acknowledge_once_and_nobody_is_left_hanging(office: Office) -> None:  # noqa: F811
    version = issue(office)
    work()
    press = partial(services.acknowledge, office.head, version)
    assert together(*[press] * 8) == [None] * 8
    told = Event.objects.filter(type="document.acknowledged", actor=office.head)
    assert told.count() == 1 and delivery(version, office.head).acknowledged_at is not None


def test_reading_while_the_next_issue_comes_is_of_the_one_that_held(office: Office) -> None:  # noqa: F811
    old = issue(office)
    work()
    outcomes = together(
        partial(services.acknowledge, office.head, old),
        partial(issue, office, old.document, text="Khác.", note="Viết lại"),
    )
    assert outcomes[1] is None
    row = delivery(old, office.head)
    refused = outcomes[0]
    assert refused is None or isinstance(refused, OldIssue)
    assert (row.acknowledged_at is None) == isinstance(refused, OldIssue)


def test_copies_printed_at_once_have_no_gap_and_no_twin(office: Office) -> None:  # noqa: F811
    version = issue(office)
    press = partial(copies.print_copy, office.secretary, version, person=office.head)
    again = partial(press, key="một")
    assert together(*[press] * 4, *[again] * 4) == [None] * 8
    rows = ControlledCopy.objects.of(office.agency)
    assert sorted(rows.values_list("number", flat=True)) == [1, 2, 3, 4, 5]


def test_two_who_remind_at_once_remind_once(office: Office) -> None:  # noqa: F811
    version = issue(office)
    work()
    acts = (partial(services.remind, one, version.document) for one in (office.top, office.quality))
    refused = [one for one in together(*acts) if one is not None]
    assert [type(one) for one in refused] == [DistributionError]
    assert Delivery.objects.of(office.agency).filter(version=version).count() == 3
