"""A public procedure and cases of it at every stage."""

from datetime import datetime, timedelta
from typing import Any

from processes.models import Case
from registry.documents import services as documents
from registry.now import frozen
from tests import factories
from tests.processes import world as worlds
from tests.processes.world import FRIDAY, World
from tests.support.worlds import once_a_module

PHONE = "0905 123 456"


def public_world() -> World:
    """A commune whose procedure strangers may read."""
    made = worlds.make()
    made.process = documents.install(
        made.agency,
        "process",
        code="QT 34",
        title="Cấp trích lục hộ tịch",
        body=factories.small_process(
            factories.uid_of(factories.install(made.agency, "form", factories.small_form()))
        ),
        confidentiality="public",
        starts=factories.LONG_AGO,
    )
    return made


# The commune of the other tests, with its procedure open to everybody.
world = once_a_module(public_world)


def opened(world: World, at: datetime = FRIDAY, **options: Any) -> Case:
    """A case of a citizen who left a telephone."""
    given = {"applicant_name": "Lê Văn Thử", "applicant_phone": PHONE, **options}
    return world.open(at, **given)


def closed(world: World, **options: Any) -> Case:
    """A case that is over."""
    case = opened(world, **options)
    for hours in range(4):
        world.forward(case, FRIDAY + timedelta(hours=1 + hours))
    case.refresh_from_db()
    assert case.status == "closed"
    return case


def later(hours: float = 24) -> Any:
    """The clock some hours after the papers came in."""
    return frozen(FRIDAY + timedelta(hours=hours))
