"""An agency that treats proposals by the shipped process, with one manual in force."""

import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from processes.control.proposals import offers, reading, services
from processes.control.proposals.models import Proposal
from processes.models import Task
from registry.documents.models import Document
from registry.notices.models import Notice
from registry.now import today
from registry.organisation.models import User
from registry.policy import forget, visible
from registry.trail import outbox
from tests import factories
from tests.processes.control.conftest import Office, make_office
from tests.support.worlds import once_a_module

FIXTURES = Path(__file__).parents[4] / "fixtures" / "system"


@dataclass
class Place:
    """The office of document control, with a clerk who proposes."""

    office: Office
    clerk: User
    colleague: User
    document: Document
    people: dict[str, User] = field(default_factory=dict)

    def propose(self, who: User | None = None, kind: str = "amend", **options: Any) -> Proposal:
        told = {"reason": "Mục 1 không còn đúng.", "place": "Phạm vi", **options}
        return services.raise_proposal(who or self.clerk, self.document, kind, **told)

    def task(self, proposal: Proposal) -> Task:
        task = offers.turn_of(reading.case_of(proposal))
        assert task is not None
        return task

    def say(self, who: User, proposal: Proposal, action: str = "forward", **options: Any) -> None:
        fresh = self.fresh(proposal)
        given = {"seen": reading.carried(fresh), "reason": "Đã xem.", **options}
        services.decide(who, self.task(proposal), action, **given)

    def approve(self, proposal: Proposal, **options: Any) -> None:
        """The secretary passes it on, the leader for quality says yes."""
        self.say(self.office.secretary, proposal)
        given = {"drafter": self.office.secretary, "due": today(), **options}
        self.say(self.office.quality, proposal, **given)

    def fresh(self, proposal: Proposal) -> Proposal:
        found: Proposal = (
            Proposal.objects.of(self.office.agency).select_related("document").get(pk=proposal.pk)
        )
        return found

    def draft(self) -> Document:
        found: Document = Document.objects.of(self.office.agency).get(pk=self.document.pk)
        return found


def make_place() -> Place:
    office = make_office()
    chain = json.loads((FIXTURES / "document_proposals.json").read_text())
    factories.install(
        office.agency, "process", chain["body"], code=chain["code"], title=chain["title"]
    )
    unit = factories.unit(office.agency, "VP")
    version = factories.install(
        office.agency, "manual", {"sections": [{"id": "m1", "heading": "Phạm vi", "text": "Cũ."}]},
        code="ST-01", title="Sổ tay",
    )  # fmt: skip
    return Place(
        office,
        clerk=factories.person(office.agency, role="staff", unit=unit, name="Thu Hương"),
        colleague=factories.person(office.agency, role="clerk", unit=unit, name="Hữu Tâm"),
        document=version.document,
    )


def told(user: User, **which: str) -> list[str]:
    outbox.work()
    forget(user)
    rows = visible(user, Notice).filter(read_at=None, **which).order_by("pk")
    return list(rows.values_list("text", flat=True))


place = once_a_module(make_place)
