"""What cancelling a document touches: said before the act, by whoever is about to decide."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Q, QuerySet

from processes.control.actions import dossier_of
from processes.control.proposals.models import OWED, WAITING, AmendmentRequest, Proposal
from processes.models import Case, CaseStatus
from registry import policy, shown
from registry.adoption.models import Adoption
from registry.documents import closure
from registry.documents.models import IN_REVIEW, Document, Stage, Validity
from registry.kinds import get as kind_of
from registry.lists.ordering import by_words
from registry.now import now, today
from registry.organisation.models import User

# Of each sort so many are named; the page says how many more there are.
NAMED = 20


@dataclass(frozen=True)
class Naming:
    """A document in force that names the one to be cancelled; `pk` None where it is not theirs."""

    name: str
    label: str
    agency: str = ""
    pk: int | None = None


@dataclass(frozen=True)
class Touched:
    """All that cancelling a document touches.

    `others` documents name it that the reader may not read, `cases` run by it or use it and go on,
    `scheduled` are the numbers of issues that would never come into force.
    """

    naming: tuple[Naming, ...] = ()
    more: int = 0
    others: int = 0
    cases: int = 0
    cases_elsewhere: int = 0
    adopters: tuple[str, ...] = ()
    draft: str = ""
    dossier: str = ""
    proposals: tuple[Proposal, ...] = ()
    requests: int = 0
    scheduled: tuple[str, ...] = ()

    @property
    def anything(self) -> bool:
        """Whether it touches anything at all."""
        return any(
            (
                self.naming, self.others, self.cases, self.cases_elsewhere, self.adopters,
                self.draft, self.dossier, self.proposals, self.requests, self.scheduled,
            )
        )  # fmt: skip


def touched_by(user: User, document: Document, *, but: Proposal | None = None) -> Touched:
    """Return what cancelling the document would touch, as this person may know it.

    `but` is the proposal that asks for it.

    Whoever cancels reads drafts and dossiers of the agency; documents of other agencies are named
    where they may read them, else counted. Nine queries at most.
    """
    found = _naming(document)
    seen = found.filter(document__in=policy.visible(user, Document))
    count = seen.count()
    rows = seen.select_related("document__agency").order_by(
        by_words("document__agency__name"), "version__code", "pk"
    )[:NAMED]
    running = dict(
        _running(document).values_list("agency_id").annotate(n=Count("pk")).order_by("agency_id")
    )
    here = running.pop(document.agency_id, 0)
    dossier = dossier_of(document)
    return Touched(
        naming=tuple(
            Naming(
                f"{one.version.code} {one.version.title}".strip(),
                kind_of(one.version.kind).label,
                str(one.document.agency) if one.agency_id != document.agency_id else "",
                one.document_id,
            )
            for one in rows
        ),
        more=max(count - NAMED, 0),
        others=found.count() - count,
        cases=here,
        cases_elsewhere=sum(running.values()),
        adopters=tuple(str(one.agency) for one in _adopters(document)),
        draft=_draft(document),
        dossier=str(dossier) if dossier else "",
        proposals=tuple(one for one in _proposals(document) if one != but),
        requests=_requests(document),
        scheduled=tuple(one.version.number for one in _scheduled(document)),
    )


def digested(document: Document) -> shown.Parts:
    """Return what cancelling touches, for the digest of a page.

    Cases come and go all day and run on whatever is decided: they are no part of it.
    """
    return {
        "naming": sorted(_naming(document).values_list("version_id", flat=True)),
        "adopters": [one.pk for one in _adopters(document)],
        "draft": [document.stage, _draft(document)],
        "proposals": [one.pk for one in _proposals(document)],
        "requests": [_requests(document)],
        "scheduled": [one.pk for one in _scheduled(document)],
        "force": [
            [one.version_id, _stored(one.ends)]
            for one in Validity.objects.of(document.agency_id).filter(
                Validity.open_at(now()), document=document
            ).order_by("pk")
        ],
    }  # fmt: skip


def _stored(instant: datetime | None) -> str:
    return instant.isoformat() if instant else ""


def _naming(document: Document) -> QuerySet[Validity]:
    return closure.naming(str(document.uid), now()).exclude(document=document)


def _running(document: Document) -> QuerySet[Case]:
    """Open cases of every agency that run by it, or keep it for their forms and rules."""
    used = Q(process=document) | Q(pin__contains=f'"{document.uid}"')
    found: QuerySet[Case] = Case.unscoped.filter(used).exclude(status=CaseStatus.CLOSED)
    return found


def _adopters(document: Document) -> list[Adoption]:
    rows = Adoption.unscoped.filter(Adoption.holding(today()), document=document)
    return list(rows.select_related("agency").order_by("agency__code", "pk"))


def _draft(document: Document) -> str:
    if document.stage == Stage.IDLE or document.stage in IN_REVIEW:
        return ""
    return f"{document.draft_name} ({document.author or 'chưa rõ người soạn thảo'})"


def _proposals(document: Document) -> list[Proposal]:
    rows = Proposal.objects.of(document.agency_id).filter(
        document=document, state__in=(*WAITING, *OWED)
    )
    return list(rows.order_by("pk"))


def _requests(document: Document) -> int:
    rows = AmendmentRequest.objects.of(document.agency_id)
    return int(rows.filter(document=document, closed_at=None).count())


def _scheduled(document: Document) -> list[Validity]:
    rows = Validity.objects.of(document.agency_id).filter(
        Validity.open_at(now()), document=document, starts__gt=now()
    )
    return list(rows.select_related("version").order_by("starts"))
