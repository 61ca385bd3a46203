"""A manual and a procedure, from first draft to cancelling, through all twelve lists."""

import pytest

from registry.trail import events
from tests.journeys import in_force, rounds
from tests.journeys.lists import TWELVE, Lists
from tests.journeys.people import People

pytestmark = pytest.mark.django_db(transaction=True)


def test_every_list_holds_them_at_its_time(people: People) -> None:
    lists = Lists(people)
    author = people.at(rounds.AUTHOR)
    papers = rounds.draft(author)
    lists.hold("dang-soan-thao", rounds.AUTHOR, rounds.MANUAL, rounds.PROCEDURE)
    in_force.send_to_counter(author, papers)
    rounds.submit(author, papers)
    rounds.review(lists, papers)
    rounds.issue(lists)
    lists.hold(
        "da-ban-hanh", rounds.TOP, rounds.MANUAL, rounds.PROCEDURE, also=in_force.everybody()
    )
    in_force.read(people, papers)
    in_force.refuse(lists, papers)
    in_force.agree(lists, papers)
    in_force.amend(lists, papers)
    in_force.read_again(author, papers)
    in_force.cancel(lists, papers)
    assert lists.seen == set(TWELVE)
    assert list(events.verify()) == []
