"""Which drafts a person reads is one answer, asked of one document or of all rows."""

import itertools

import pytest

from registry import policy
from registry.documents.models import Document
from registry.documents.policies import drafts_readable
from registry.now import now
from registry.organisation.models import Membership
from registry.organisation.roles import role_labels
from tests import factories

pytestmark = pytest.mark.django_db


def test_the_condition_on_rows_is_the_ability_for_every_role_and_pair_of_roles() -> None:
    """Each role with a unit, without one, and beside another role in another unit or agency."""
    agency, other = factories.agency("H1"), factories.agency("H2")
    places = [factories.unit(agency, "VP"), factories.unit(agency, "TP"), None]
    roles = list(role_labels())
    people = [
        factories.person(agency, role=role, unit=unit)
        for role, unit in itertools.product(roles, [places[0], None])
    ]
    for first, second in itertools.pairwise(roles):
        person = factories.person(agency, role=first, unit=places[0])
        Membership.objects.create(agency=agency, user=person, unit=places[1], role=second)
        Membership.objects.create(agency=other, user=person, unit=None, role=first)
        people.append(person)
    authors = [people[0], people[-1]]
    for home, author, unit in itertools.product([agency, other], authors, places):
        if home == agency or unit is None:
            Document.objects.create(
                agency=home, kind="manual", title="Tài liệu", author=author, owner_unit=unit,
                created_at=now(), updated_at=now(),
            )  # fmt: skip
    documents = list(Document.unscoped.all())
    assert len(documents) == 8
    read = 0
    for person in people:
        at = policy.standing(person)
        rows = set(Document.unscoped.filter(drafts_readable(at)).values_list("pk", flat=True))
        able = {one.pk for one in documents if policy.can(person, "read_draft", one)}
        assert rows == able, [held.role for held in at.held]
        read += len(rows)
    assert 0 < read < len(people) * len(documents)
