"""Cases, home, lists, editor and public pages cost no more queries than promised."""

import pytest

from cms import demo
from tests.figures import measures
from tests.figures.office import Office
from tests.support.worlds import once_a_module

pytestmark = pytest.mark.django_db


demo_agencies = once_a_module(demo.load)


@pytest.fixture
def office(demo_agencies: None) -> Office:
    return Office()


def test_one_step_of_a_case(office: Office) -> None:
    figures = list(measures.steps(office))
    assert len(figures) == 11
    assert [figure for figure in figures if not figure.holds] == []


def test_home_of_every_person(office: Office) -> None:
    office.fill(measures.FEW)
    assert [figure for figure in measures.homes(office) if not figure.holds] == []


def test_every_list_whatever_its_length(office: Office) -> None:
    few, many = measures.of_every_length(office)
    assert {what: count for what, count in many.items() if count > measures.LIST} == {}
    assert many == few


def test_the_editor_of_twelve_steps(office: Office) -> None:
    figure = measures.edit(office)
    assert figure.holds, figure


def test_a_public_procedure_and_its_kept_page(office: Office) -> None:
    assert [figure for figure in measures.public(office) if not figure.holds] == []
