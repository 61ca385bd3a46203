"""Document control in the demo: drafts, dossiers at every stage, amendments, one cancelled."""

from datetime import datetime
from functools import partial
from typing import Any

from cms.demo.office import Office
from cms.demo.shipped import read
from processes.control import reviews
from processes.control import services as control
from processes.control.comments import acts as comments
from registry.canonical import Body
from registry.comments.models import Comment
from registry.documents import services as documents
from registry.documents.models import Document, Dossier
from registry.organisation.models import Unit

Json = dict[str, Any]


class Papers:
    """The documents that somebody writes together, and what becomes of them."""

    def __init__(self, office: Office, row: Json) -> None:
        self.office, self.row = office, row
        self.author = office.person(row["author"])
        self.drafts: list[Document] = []
        self.dossier: Dossier | None = None

    def begin(self) -> None:
        """Plan the writing and every act; without acts it stays a draft."""
        acts = self.row.get("acts", [])
        first = acts[0] if acts else self.row
        self.office.later(self._at(first), self._write)
        for act in acts:
            self.office.later(self._at(act), partial(self._do, act))

    def _at(self, act: Json) -> datetime:
        return self.office.days.ago(act["day"], act["hour"])

    def _write(self) -> None:
        self.drafts = [self._draft(row) for row in self.row["documents"]]

    def _draft(self, row: Json) -> Document:
        agency = self.office.agency
        if "revise" not in row:
            unit = Unit.objects.of(agency).get(code=row["unit"])
            return documents.create(
                self.author,
                agency,
                row["kind"],
                title=row["title"],
                code=row["code"],
                body=row["body"],
                owner_unit=unit,
            )
        document = Document.objects.of(agency).get(uid=read(row["revise"])["uid"])
        document = documents.begin_revision(self.author, document)
        body = changed(document.data, row["set"])
        return documents.save_draft(self.author, document, body, base_digest=document.draft_digest)

    def _do(self, act: Json) -> None:
        if act["do"] == "submit":
            self.dossier = control.submit(
                self.author,
                [Document.objects.of(self.office.agency).get(pk=one.pk) for one in self.drafts],
                title=self.row["title"],
                change_note=self.row.get("note", ""),
                legal_ground=self.row.get("legal_ground", ""),
                dossier=self._fresh(),
            )
        elif act["do"] == "answer":
            comment = Comment.objects.of(self.office.agency).get(
                dossier=self.dossier, number=act["number"]
            )
            comments.reply(self.author, comment, "answer", text=act["text"])
        elif act["do"] == "cancel":
            person = self.office.person(act["who"])
            document = Document.objects.of(self.office.agency).get(pk=self.drafts[0].pk)
            documents.cancel(
                person,
                document,
                reason=act["reason"],
                decision_no=act["decision_no"],
                at=self._ahead(act, "ends_in"),
            )
        else:
            self._judge(act)

    def _fresh(self) -> Dossier | None:
        if self.dossier is None:
            return None
        found: Dossier = Dossier.objects.of(self.office.agency).get(pk=self.dossier.pk)
        return found

    def _judge(self, act: Json) -> None:
        """Say yes or no with the page of the dossier before oneself, as it is now."""
        dossier = self._fresh()
        assert dossier is not None
        turn = reviews.current_step(reviews.case_of(dossier))
        assert turn is not None
        for one in act.get("comments", []):
            comments.give(
                self.office.person(act["who"]),
                dossier,
                document=self.drafts[0].pk,
                pointer=one["pointer"],
                quote=one["quote"],
                text=one["text"],
                round=dossier.round,
                digest=dossier.digest,
            )
        control.give_verdict(
            self.office.person(act["who"]),
            turn.task,
            act["do"],
            round=dossier.round,
            digest=dossier.digest,
            password=read("organisation/demo.json")["password"],
            reason=act.get("reason", ""),
            decision_no=act.get("decision_no", ""),
            effective_from=self._ahead(act, "effective_in"),
        )

    def _ahead(self, act: Json, name: str) -> datetime | None:
        """The beginning of a day after day 0."""
        days = act.get(name)
        return self.office.days.ago(-days, "00:00") if days else None


def changed(body: Body, values: Json) -> Body:
    """Return a body with other values at some places: `{"objectives/1/actions": "…"}`."""
    found: Body = {**body}
    for place, value in values.items():
        *way, last = place.split("/")
        at: Any = found
        for name in way:
            at = at[int(name) if isinstance(at, list) else name]
        at[last] = value
    return found
