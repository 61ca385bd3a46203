"""What a proposal is at this moment: its case, its document, what bars it, what a page shows."""

from dataclasses import dataclass
from datetime import datetime

from processes.control import reviews
from processes.control.cancelling import consequences
from processes.control.proposals.models import ABOUT, WAITING, Proposal, ProposalKind
from processes.engine.refusal import CommandRefused
from processes.models import Case
from registry import policy, shown
from registry.documents.models import Document, Stage, Validity
from registry.handover import holdings
from registry.now import local, now
from registry.organisation.models import User

UNSEEN = (
    "Chưa rõ ông/bà đã đọc đề xuất nào, nên ý kiến chưa được ghi nhận. Hãy mở lại trang của đề"
    " xuất, đọc rồi cho ý kiến."
)
_CHANGED = {
    "words": "nội dung đề xuất",
    "backings": "những người đồng ý với đề xuất",
    "said": "ý kiến của các bước trước",
    "issue": "lần ban hành đang có hiệu lực của tài liệu",
    "draft": "bản soạn thảo của tài liệu",
    "touched": "những gì việc hủy bỏ chạm đến",
}


def case_of(proposal: Proposal) -> Case | None:
    """Return the case in which a proposal is worked on, or None."""
    return (
        Case.objects.of(proposal.agency_id)
        .filter(about=proposal.about)
        .select_related("process", "version", "agency", "opened_by")
        .first()
    )


def uid_of(case: Case) -> str | None:
    """Return the uid of the proposal that a case is about; None for every other case."""
    return case.about.removeprefix(ABOUT) if case.about.startswith(ABOUT) else None


def proposal_of(case: Case) -> Proposal | None:
    """Return the proposal that a case is about; None for every other case."""
    uid = uid_of(case)
    if uid is None:
        return None
    return Proposal.objects.of(case.agency_id).filter(uid=uid).select_related("document").first()


def equal_to(document: Document, kind: str = "") -> list[Proposal]:
    """List what waits about a document, oldest first: of one kind, or of both."""
    found = Proposal.objects.of(document.agency_id).filter(document=document, state__in=WAITING)
    rows = found.filter(kind=kind) if kind else found
    return list(rows.select_related("proposer").order_by("pk"))


@dataclass(frozen=True)
class DocumentNow:
    """How the document of a proposal stands, for whoever decides.

    `holds`: in force or scheduled; `ends` when it stops where that is settled; `draft` and `review`
    whether one is under way.
    """

    holds: bool
    ends: datetime | None
    draft: bool
    review: bool

    @property
    def over(self) -> str:
        """Say since when nothing is in force; "" where something is."""
        if self.holds:
            return ""
        since = f" từ {local(self.ends):%d/%m/%Y}" if self.ends else ""
        return f"Tài liệu đã hủy bỏ, bãi bỏ, không còn hiệu lực{since}."


def document_now(document: Document) -> DocumentNow:
    """Return how a document stands at this instant; one query."""
    instant = now()
    periods = list(Validity.objects.of(document.agency_id).filter(document=document))
    open_ = [one for one in periods if one.ends is None or one.ends > max(instant, one.starts)]
    known = open_ or [one for one in periods if one.ends is not None and one.ends > one.starts]
    endless = any(one.ends is None for one in open_)
    last = None if endless else max((one.ends for one in known if one.ends), default=None)
    return DocumentNow(
        bool(open_),
        last,
        document.stage in (Stage.DRAFT, Stage.CHANGES_REQUESTED),
        document.in_review,
    )


def drafters(document: Document) -> list[User]:
    """List who could write the amendment of a document, who wrote it last first; two queries."""
    people = holdings.colleagues(document.agency, None)
    fitting = [
        at
        for at in people.values()
        if at.user is not None
        and all(
            at.may(ability, document.agency_id, unit_id=document.owner_unit_id, own=True)
            for ability in ("document.edit", "document.submit")
        )
    ]
    unit = document.owner_unit_id

    def order(at: policy.Standing) -> tuple[bool, bool]:
        assert at.user is not None
        near = any(held.unit_id == unit for held in at.held if held.role == "drafter")
        return at.user.pk != document.author_id, not (unit and near)

    return [at.user for at in sorted(fitting, key=order) if at.user is not None]


def parts(proposal: Proposal) -> shown.Parts:
    """Return what the page of a proposal shows of it, part by part."""
    document = proposal.document
    said = [
        [one.stage, one.who, one.outcome, one.reason]
        for one in reviews.verdicts_of(case_of(proposal))
    ]
    issue = Validity.objects.of(document.agency_id).filter(Validity.at(now()), document=document)
    found = {
        "words": [
            proposal.kind, proposal.place, proposal.quoted, proposal.reason, proposal.wished,
            str(proposal.evidence_id or ""),
        ],
        "backings": [one.pk for one in proposal.backings.order_by("pk")],
        "said": said,
        "issue": [str(one) for one in issue.values_list("version_id", flat=True)],
        "draft": [document.stage, str(document.author_id or "") if document.stage else ""],
    }  # fmt: skip
    if proposal.kind == ProposalKind.CANCEL:
        found["touched"] = consequences.digested(document)
    return found


def carried(proposal: Proposal) -> str:
    """Return what the page of a proposal carries of what it shows, in one line."""
    return shown.named(parts(proposal))


class Outdated(CommandRefused):
    """The opinion is about a proposal that is another by now; the message says what changed."""


def check(proposal: Proposal, seen: str) -> None:
    """Raise CommandRefused unless what was shown is what is there now."""
    if not seen:
        raise CommandRefused(UNSEEN)
    difference = shown.compared(seen, parts(proposal))
    if difference:
        names = (*difference.other, *difference.added, *difference.gone)
        told = ", ".join(dict.fromkeys(_CHANGED[name] for name in names if name in _CHANGED))
        raise Outdated(
            f"Sau khi ông/bà mở trang, có thay đổi: {told or 'đề xuất'}. Ý kiến của ông/bà chưa"
            " được ghi nhận; hãy đọc lại trang rồi cho ý kiến."
        )
