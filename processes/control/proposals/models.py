"""Proposals about issued documents, who agrees with them, and requests to amend a document."""

import uuid
from datetime import date

from django.db import models
from django.db.models import Q

from registry.documents.models import Document, Version
from registry.files.models import StoredFile
from registry.now import today
from registry.organisation.models import Unit, User
from registry.scoping import AgencyOwned


class ProposalKind(models.TextChoices):
    """What is proposed."""

    AMEND = "amend", "Sửa đổi, bổ sung"
    CANCEL = "cancel", "Hủy bỏ, bãi bỏ"


class ProposalState(models.TextChoices):
    """Where a proposal stands; the steps of its process move it."""

    EXAMINING = "examining", "Chờ xem xét"
    DECIDING = "deciding", "Chờ duyệt"
    APPROVED = "approved", "Đã chấp thuận"
    AMENDING = "amending", "Đang sửa đổi, bổ sung"
    DONE = "done", "Đã thực hiện"
    REJECTED = "rejected", "Không chấp thuận"
    WITHDRAWN = "withdrawn", "Đã rút"


# Nobody has decided yet.
WAITING = (ProposalState.EXAMINING, ProposalState.DECIDING)
# Decided, and the new issue is not there yet.
OWED = (ProposalState.APPROVED, ProposalState.AMENDING)
_TONES: dict[str, str] = {
    ProposalState.EXAMINING: "info",
    ProposalState.DECIDING: "info",
    ProposalState.APPROVED: "wait",
    ProposalState.AMENDING: "wait",
    ProposalState.DONE: "good",
    ProposalState.REJECTED: "late",
    ProposalState.WITHDRAWN: "done",
}


class Proposal(AgencyOwned):
    """Đề xuất: somebody wants an issued document amended or cancelled, and says why.

    The case about it (`case.about`) is the run of the agency's process; who said what stands there.
    """

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    code = models.CharField("Số đề xuất", max_length=40)
    kind = models.CharField("Đề nghị", max_length=10, choices=ProposalKind.choices)
    document = models.ForeignKey(Document, models.PROTECT, related_name="proposals")
    # What its proposer read.
    version = models.ForeignKey(Version, models.PROTECT, related_name="+")
    # The heading of the passage, and words of it.
    place = models.CharField("Mục", max_length=300, blank=True)
    quoted = models.TextField("Đoạn văn bản", blank=True)
    reason = models.TextField("Lý do đề xuất")
    wished = models.TextField("Nội dung mong muốn", blank=True)
    evidence = models.ForeignKey(StoredFile, models.PROTECT, null=True, related_name="+")
    proposer = models.ForeignKey(User, models.PROTECT, related_name="+")
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+")
    state = models.CharField(
        "Tình trạng", max_length=20, choices=ProposalState.choices, default=ProposalState.EXAMINING
    )
    raised_at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True)
    # What the proposer is answered.
    answer = models.TextField("Trả lời", blank=True)
    # Who is to write the amendment, until when.
    drafter = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    due = models.DateField("Hạn hoàn thành", null=True)
    # Code, title of the document and reason without marks, for the search box of lists.
    folded = models.CharField(max_length=900, blank=True)

    class Meta(AgencyOwned.Meta):
        verbose_name = "đề xuất"
        verbose_name_plural = "đề xuất"
        indexes = [
            models.Index(fields=["agency", "state"], name="proposal_by_state"),
            models.Index(fields=["document", "state"], name="proposal_of_document"),
            models.Index(fields=["proposer", "raised_at"], name="proposal_of_proposer"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["agency", "code"], name="proposal_code_once_in_agency")
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.get_kind_display().lower()}: {self.document}"

    @property
    def stream(self) -> str:
        """The stream of the proposal's own events."""
        return f"proposal:{self.uid}"

    @property
    def about(self) -> str:
        """How a case says that it is about this proposal."""
        return f"{ABOUT}{self.uid}"

    @property
    def waits(self) -> bool:
        """Whether nobody has decided yet."""
        return self.state in WAITING

    @property
    def owed(self) -> bool:
        """Whether it was approved and is not done."""
        return self.state in OWED

    @property
    def tone(self) -> str:
        """How screens colour its state (docs/screens.md)."""
        return _TONES.get(self.state, "")

    @property
    def late(self) -> bool:
        """Whether the amendment should be there by now."""
        return self.owed and _is_over(self.due)


# What `Case.about` begins with where a case is about a proposal.
ABOUT = "proposal:"


def _is_over(due: date | None) -> bool:
    return due is not None and due < today()


class Backing(AgencyOwned):
    """Somebody agrees with a proposal of somebody else, and is answered as its proposer is."""

    proposal = models.ForeignKey(Proposal, models.PROTECT, related_name="backings")
    person = models.ForeignKey(User, models.PROTECT, related_name="+")
    words = models.TextField("Ý kiến thêm", blank=True)
    at = models.DateTimeField()

    class Meta(AgencyOwned.Meta):
        verbose_name = "ý kiến đồng ý với đề xuất"
        verbose_name_plural = "ý kiến đồng ý với đề xuất"
        constraints = [
            models.UniqueConstraint(fields=["proposal", "person"], name="backing_once_a_person")
        ]

    def __str__(self) -> str:
        return f"{self.person}: {self.proposal_id}"


class RequestSource(models.TextChoices):
    """From where the request to amend a document comes."""

    MANUAL = "manual", "Thư ký ISO ghi"
    LAW = "law", "Thay đổi pháp luật"
    AUDIT = "audit", "Đánh giá nội bộ"
    NONCONFORMITY = "nonconformity", "Điểm không phù hợp"


class AmendmentRequest(AgencyOwned):
    """Yêu cầu sửa đổi: an issued document must be amended; open until it is, or is closed."""

    document = models.ForeignKey(Document, models.PROTECT, related_name="amendment_requests")
    source = models.CharField("Nguồn", max_length=20, choices=RequestSource.choices)
    reason = models.TextField("Lý do yêu cầu")
    due = models.DateField("Hạn hoàn thành", null=True)
    # By which whoever asks finds its request again.
    key = models.CharField(max_length=150)
    asked_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    asked_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)
    closed_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    closing = models.TextField("Lý do kết thúc", blank=True)
    # The issue that fulfilled it.
    version = models.ForeignKey(Version, models.PROTECT, null=True, related_name="+")

    class Meta(AgencyOwned.Meta):
        verbose_name = "yêu cầu sửa đổi"
        verbose_name_plural = "yêu cầu sửa đổi"
        indexes = [
            models.Index(
                fields=["document"], condition=Q(closed_at=None), name="amendment_request_open"
            ),
        ]
        constraints = [
            models.UniqueConstraint(fields=["agency", "key"], name="amendment_request_once")
        ]

    def __str__(self) -> str:
        return f"{self.get_source_display()}: {self.document_id}"

    @property
    def open(self) -> bool:
        """Whether it still asks for something."""
        return self.closed_at is None

    @property
    def late(self) -> bool:
        """Whether the amendment should be there by now."""
        return self.open and _is_over(self.due)
