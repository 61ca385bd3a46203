"""Proposals about documents in the demo, one at every stage, and what the secretary asks for."""

from datetime import timedelta
from functools import partial
from typing import Any

from cms.demo.office import Office
from cms.demo.shipped import read
from processes.control.proposals import offers, reading, requests, services
from registry import identity
from registry.documents.models import Document
from registry.now import today

Json = dict[str, Any]


class Wish:
    """What somebody proposes, and what becomes of it."""

    def __init__(self, office: Office, row: Json) -> None:
        self.office, self.row = office, row
        self.made: Any = None

    def begin(self) -> None:
        """Plan the proposal and every act on it."""
        self.office.later(self.office.days.ago(self.row["day"], self.row["hour"]), self._propose)
        for act in self.row["acts"]:
            self.office.later(
                self.office.days.ago(act["day"], act["hour"]), partial(self._decide, act)
            )

    def _propose(self) -> None:
        row = self.row
        self.made = services.raise_proposal(
            self.office.person(row["who"]),
            document_of(self.office, row),
            row["kind"],
            reason=row["reason"],
            place=row.get("place", ""),
            quoted=row.get("quoted", ""),
            wished=row.get("wished", ""),
        )
        for username in row.get("backed", []):
            services.back(self.office.person(username), self.made)

    def _decide(self, act: Json) -> None:
        """Say yes or no with the page of the proposal before oneself, as it is now."""
        task = offers.turn_of(reading.case_of(self.made))
        if task is None:
            return
        drafter = act.get("drafter")
        services.decide(
            self.office.person(act["who"]),
            task,
            act["do"],
            seen=reading.carried(reading.proposal_of(task.case) or self.made),
            reason=act["reason"],
            drafter=self.office.person(drafter) if drafter else None,
            due=today() + timedelta(days=act.get("due_in", 0)) if drafter else None,
            proof=identity.Proof(read("organisation/demo.json")["password"]),
        )


def ask(office: Office, row: Json) -> None:
    """Plan that the secretary asks for an amendment."""

    def asked() -> None:
        document = document_of(office, row)
        requests.request_amendment(
            office.agency, document, "manual", row["reason"],
            today() + timedelta(days=row["due_in"]), f"demo:{document.pk}",
            actor=office.person(row["who"]),
        )  # fmt: skip

    office.later(office.days.ago(row["day"], row["hour"]), asked)


def document_of(office: Office, row: Json) -> Document:
    """Return the ward's document that a row of the story is about."""
    found: Document = Document.objects.of(office.agency).get(uid=read(row["document"])["uid"])
    return found
