"""One real procedure, from a secretary's empty page to a closed case and its next issue."""

import pytest
from playwright.sync_api import expect

from registry.trail import events
from tests.journeys import casework, drafting, lawchange, reviewing
from tests.journeys.people import People, clock

pytestmark = pytest.mark.django_db(transaction=True)


def test_from_a_draft_to_a_closed_case(people: People) -> None:
    secretary = people.at("thuky")
    for group in ("Quản lý hệ thống chất lượng", "Giải quyết công việc", "Khai thác thông tin"):
        expect(secretary.get_by_role("heading", name=group)).to_be_visible()
    address = drafting.start_procedure(secretary)
    drafting.describe_procedure(secretary)
    drafting.lay_out_steps(secretary)
    drafting.preview_procedure(secretary)
    drafting.make_form(secretary)
    drafting.make_rule(secretary)
    drafting.plant_mistakes(secretary)
    drafting.mend(secretary, address)
    reviewing.review(people, address)
    casework.run(people, clock)
    lawchange.run(people, clock)
    assert list(events.verify()) == []
