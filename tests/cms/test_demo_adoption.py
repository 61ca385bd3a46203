"""The demo's ward works by a procedure of the province from the first day."""

import pytest

from cms import demo
from processes.opening import openable
from registry.adoption.models import Adoption
from registry.adoption.troubles import troubles_of
from registry.organisation.models import User
from registry.policy import standing

pytestmark = pytest.mark.django_db


def test_the_ward_opens_cases_by_the_provinces_procedure() -> None:
    demo.load()
    demo.load()
    row = Adoption.unscoped.get()
    assert troubles_of(row) == []
    offered = openable(standing(User.objects.get(username="hotich")))
    assert "Báo cáo định kỳ công tác tư pháp" in {
        one.version.title for one in offered if one.adoption == row
    }
