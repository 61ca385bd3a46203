"""Controlled documents: the draft, what is submitted together, what was issued, when it holds."""

import uuid
from datetime import UTC, datetime

from django.db import models
from django.db.models import F, Q
from wagtail.models import LockableMixin, PreviewableMixin, RevisionMixin

from registry import canonical, kinds
from registry.documents import unfit
from registry.documents.columns import NameColumns, OpenerColumns
from registry.files.models import StoredFile
from registry.organisation.models import Unit, User
from registry.scoping import AgencyOwned


class Stage(models.TextChoices):
    """Where a document's draft stands; issued and cancelled come from Validity, not from here."""

    DRAFT = "draft", "Đang soạn thảo"
    CHANGES_REQUESTED = "changes_requested", "Yêu cầu chỉnh sửa"
    DEPT_REVIEW = "dept_review", "Đang chờ lãnh đạo phòng ban rà soát"
    SECRETARY_REVIEW = "secretary_review", "Đang chờ thư ký ISO rà soát"
    QUALITY_REVIEW = "quality_review", "Đang chờ lãnh đạo chất lượng xem xét"
    AWAITING_ISSUE = "awaiting_issue", "Đang chờ ban hành"
    IDLE = "", "Không có bản soạn thảo"


IN_REVIEW = (
    Stage.DEPT_REVIEW,
    Stage.SECRETARY_REVIEW,
    Stage.QUALITY_REVIEW,
    Stage.AWAITING_ISSUE,
)


class Confidentiality(models.TextChoices):
    """Who may read an issued document."""

    PUBLIC = "public", "Công khai"
    INTERNAL = "internal", "Nội bộ cơ quan"
    RESTRICTED = "restricted", "Hạn chế"


class Document(PreviewableMixin, LockableMixin, RevisionMixin, NameColumns, AgencyOwned):
    """Identity of a document and its one working draft."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    kind = models.CharField("Loại tài liệu", max_length=40)
    # What everybody calls it: the name of the issue in force, else of the last one; only a document
    # that was never issued goes by its draft's. registry.documents.names writes both pairs.
    code = models.CharField("Mã hiệu", max_length=60, blank=True)
    title = models.CharField("Tên tài liệu", max_length=500)
    # What the draft is to be called, where that is something else (None: the same). It is shown
    # to whoever may read the draft, and becomes the name when the draft is issued.
    next_code = models.CharField("Mã hiệu của bản soạn thảo", max_length=60, null=True, blank=True)
    next_title = models.CharField("Tên của bản soạn thảo", max_length=500, null=True, blank=True)
    owner_unit = models.ForeignKey(
        Unit, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="Đơn vị chủ trì"
    )
    author = models.ForeignKey(
        User, models.PROTECT, null=True, related_name="+", verbose_name="Người soạn thảo"
    )
    # {"rows": [pk]}: who wrote it before it was handed over; they never review it either.
    past_authors = models.TextField(default="{}")
    confidentiality = models.CharField(
        "Phạm vi đọc",
        max_length=20,
        choices=Confidentiality.choices,
        default=Confidentiality.INTERNAL,
    )
    # What the draft asks for; it becomes `confidentiality` when the draft is issued, so that
    # nobody opens an issued document to the public without an approval.
    next_confidentiality = models.CharField(
        "Phạm vi đọc của bản soạn thảo",
        max_length=20,
        choices=Confidentiality.choices,
        default=Confidentiality.INTERNAL,
    )
    # Descendant agencies read and use it: law, national calendars, system procedures.
    shared = models.BooleanField("Dùng chung cho cơ quan trực thuộc", default=False)
    # What the draft asks for; like the reach, it holds when the draft is issued.
    next_shared = models.BooleanField("Bản soạn thảo dùng chung", default=False)
    stage = models.CharField(
        "Tình trạng bản soạn thảo",
        max_length=30,
        choices=Stage.choices,
        default=Stage.DRAFT,
        blank=True,
    )
    body = models.TextField(default="{}")
    # What was typed and does not fit the kind's shape (registry/documents/unfit.py); "" nothing.
    unfit = models.TextField(default="", blank=True)
    schema_version = models.PositiveSmallIntegerField(default=1)
    created_at = models.DateTimeField()
    updated_at = models.DateTimeField()
    submitted_once = models.BooleanField(default=False)

    wagtail_reference_index_ignore = True

    class Meta(AgencyOwned.Meta):
        verbose_name = "tài liệu"
        verbose_name_plural = "tài liệu"
        indexes = [
            models.Index(fields=["agency", "kind", "stage"]),
            models.Index(fields=["agency", "author", "stage"]),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.title}".strip()

    @property
    def draft_code(self) -> str:
        """The code that the draft asks for."""
        return self.code if self.next_code is None else self.next_code

    @property
    def draft_title(self) -> str:
        """The title that the draft asks for."""
        return self.title if self.next_title is None else self.next_title

    @property
    def draft_name(self) -> str:
        """Code and title of the draft, for those who may read it."""
        return f"{self.draft_code} {self.draft_title}".strip()

    @property
    def called_draft(self) -> str:
        """What sentences call the draft: its kind, with its code or where it has none its title."""
        return f"{self.kind_of.label.lower()} {self.draft_code or f'“{self.draft_title}”'}"

    @property
    def data(self) -> canonical.Body:
        """The draft's body in today's schema version."""
        return self.kind_of.upgraded(canonical.loads(self.body), self.schema_version)

    @property
    def typed(self) -> canonical.Body:
        """All that people typed into the draft, what does not fit included; the editor's body."""
        body, typed = self.data, unfit.typed_of(self.unfit)
        if typed is None or self.schema_version == self.kind_of.schema_version:
            return body if typed is None else typed
        try:
            return self.kind_of.upgraded(typed, self.schema_version)
        except Exception:  # an upgrade may rely on the shape that what was typed has not
            return body

    @property
    def draft_digest(self) -> str:
        """By this a page that edits the draft knows whether somebody saved since."""
        return unfit.digest_of(self.body, self.unfit)

    @property
    def kind_of(self) -> kinds.Kind:
        """The kind that says what the body may hold."""
        return kinds.get(self.kind)

    @property
    def in_review(self) -> bool:
        """Whether the draft is before reviewers and so may not change."""
        return self.stage in IN_REVIEW


class Dossier(AgencyOwned):
    """Bộ tài liệu trình ban hành: what is submitted, reviewed and issued together."""

    OPEN, ISSUED, RETURNED, WITHDRAWN = "open", "issued", "returned", "withdrawn"
    STATES = [
        (OPEN, "Đang trình"),
        (RETURNED, "Yêu cầu chỉnh sửa"),
        (ISSUED, "Đã ban hành"),
        (WITHDRAWN, "Đã rút"),
    ]

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    title = models.CharField("Tên bộ tài liệu", max_length=500)
    author = models.ForeignKey(User, models.PROTECT, related_name="+")
    past_authors = models.TextField(default="{}")
    owner_unit = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+")
    state = models.CharField(max_length=20, choices=STATES, default=OPEN)
    round = models.PositiveSmallIntegerField("Lần trình", default=1)
    change_note = models.TextField("Tóm lược nội dung sửa đổi", blank=True)
    legal_ground = models.TextField("Căn cứ của việc sửa đổi", blank=True)
    effective_from = models.DateTimeField("Hiệu lực từ", null=True, blank=True)
    decision_no = models.CharField("Số quyết định ban hành", max_length=80, blank=True)
    minor = models.BooleanField("Sửa đổi nhỏ (tăng lần sửa đổi)", default=False)
    submitted_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)

    class Meta(AgencyOwned.Meta):
        verbose_name = "bộ tài liệu trình ban hành"
        verbose_name_plural = "bộ tài liệu trình ban hành"

    def __str__(self) -> str:
        return self.title

    @property
    def stream(self) -> str:
        """The stream of the dossier's own events."""
        return self.stream_of(self.uid)

    @staticmethod
    def stream_of(uid: object) -> str:
        """Return the stream of the dossier with this uid, which need not be there yet."""
        return f"dossier:{uid}"

    @property
    def digest(self) -> str:
        """SHA-256 of all that a verdict on this round is about: the frozen copies and how they
        are to be issued, and what was said of them when they were submitted."""
        items = self.items.filter(round=self.round).order_by("document__uid")
        told = {
            "round": self.round,
            "title": self.title,
            "change_note": self.change_note,
            "legal_ground": self.legal_ground,
            "effective_from": _stored(self.effective_from),
            "minor": self.minor,
            "items": [
                {**row, "document__uid": str(row["document__uid"])}
                for row in items.values(
                    "document__uid", "code", "title", "sha256", "confidentiality", "shared", "ticks"
                )
            ],
        }
        return canonical.digest(canonical.dumps(told))


def _stored(instant: datetime | None) -> str:
    """The same text for the same instant, whatever zone the object in memory has."""
    return instant.astimezone(UTC).isoformat() if instant else ""


class DossierItem(models.Model):
    """The frozen copy that verdicts refer to; never a Wagtail revision, which autosave rewrites."""

    dossier = models.ForeignKey(Dossier, models.PROTECT, related_name="items")
    document = models.ForeignKey(Document, models.PROTECT, related_name="dossier_items")
    round = models.PositiveSmallIntegerField(default=1)
    code = models.CharField(max_length=60, blank=True)
    title = models.CharField(max_length=500)
    body = models.TextField()
    schema_version = models.PositiveSmallIntegerField(default=1)
    sha256 = models.CharField(max_length=64)
    confidentiality = models.CharField(
        max_length=20, choices=Confidentiality.choices, default=Confidentiality.INTERNAL
    )
    shared = models.BooleanField("Dùng chung cho cơ quan trực thuộc", default=False)
    # What the author leaves as it is on purpose, and why (registry/documents/checks/ticks.py).
    ticks = models.TextField(default="{}")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["dossier", "document", "round"], name="dossier_item_once_a_round"
            )
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.title}".strip()


class Version(AgencyOwned):
    """Lần ban hành/lần sửa đổi: what was issued; never changes (a database trigger refuses)."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    document = models.ForeignKey(Document, models.PROTECT, related_name="versions")
    dossier = models.ForeignKey(Dossier, models.PROTECT, null=True, related_name="versions")
    issue_no = models.PositiveSmallIntegerField("Lần ban hành")
    revision_no = models.PositiveSmallIntegerField("Lần sửa đổi", default=0)
    code = models.CharField(max_length=60, blank=True)
    title = models.CharField(max_length=500)
    kind = models.CharField(max_length=40)
    body = models.TextField()
    schema_version = models.PositiveSmallIntegerField(default=1)
    sha256 = models.CharField(max_length=64)
    # Canonical: [{"column": "drafted|reviewed|approved", "name", "position", "prefix", "at"}].
    approvals = models.TextField(default="[]")
    decision_no = models.CharField(max_length=80, blank=True)
    change_note = models.TextField(blank=True)
    legal_ground = models.TextField(blank=True)
    issued_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    issued_at = models.DateTimeField()
    taken_over_at = models.DateTimeField("Tiếp nhận từ hồ sơ giấy lúc", null=True)

    class Meta(AgencyOwned.Meta):
        verbose_name = "lần ban hành"
        verbose_name_plural = "lần ban hành"
        constraints = [
            models.UniqueConstraint(
                fields=["document", "issue_no", "revision_no"], name="version_number_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.title} ({self.number})".strip()

    @property
    def number(self) -> str:
        """«02/01»: lần ban hành 02, lần sửa đổi 01."""
        return f"{self.issue_no:02d}/{self.revision_no:02d}"

    @property
    def data(self) -> canonical.Body:
        """The issued body in today's schema version."""
        return kinds.get(self.kind).upgraded(canonical.loads(self.body), self.schema_version)


class Validity(OpenerColumns, AgencyOwned):
    """The period, its end not included, in which a version of a document is in force.

    At most one version of a document at a time: an exclusion constraint on PostgreSQL, triggers
    on SQLite (registry/documents/constraints.py).
    """

    document = models.ForeignKey(Document, models.PROTECT, related_name="validities")
    version = models.ForeignKey(Version, models.PROTECT, related_name="validities")
    starts = models.DateTimeField("Từ")
    ends = models.DateTimeField("Đến", null=True, blank=True)
    # Whether this version was issued for everybody to read: a later, public issue of the document
    # doesn't open the older ones.
    public = models.BooleanField("Công khai", default=False)

    class Meta(AgencyOwned.Meta):
        verbose_name = "hiệu lực"
        verbose_name_plural = "hiệu lực"
        indexes = [
            models.Index(fields=["document", "starts"]),
            # What holds or will is a small part of all that ever did.
            models.Index(fields=["agency", "ends"], name="validity_until"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends=None) | Q(ends__gte=F("starts")), name="validity_not_backwards"
            )
        ]

    def __str__(self) -> str:
        return f"{self.version}: {self.starts} – {self.ends or '…'}"

    @staticmethod
    def at(instant: object, way: str = "") -> Q:
        """Return the condition for periods that hold at this instant; `way` leads to them."""
        begun = Q(**{f"{way}starts__lte": instant})
        return begun & (Q(**{f"{way}ends": None}) | Q(**{f"{way}ends__gt": instant}))

    @staticmethod
    def open_at(instant: object) -> Q:
        """Return the condition for periods that hold or will; an empty one never does."""
        return Q(ends=None) | (Q(ends__gt=instant) & Q(ends__gt=F("starts")))


class Rendition(AgencyOwned):
    """A file made from a version (PDF, signed PDF, docx); append-only."""

    version = models.ForeignKey(Version, models.PROTECT, related_name="renditions")
    kind = models.CharField(max_length=20)
    file = models.ForeignKey(StoredFile, models.PROTECT, related_name="+")
    sha256 = models.CharField(max_length=64)
    signature = models.TextField(blank=True)
    made_at = models.DateTimeField()

    class Meta(AgencyOwned.Meta):
        verbose_name = "bản thể hiện"
        verbose_name_plural = "bản thể hiện"

    def __str__(self) -> str:
        return f"{self.version} {self.kind}"


class ReferenceRow(AgencyOwned):
    """What a version names, laid out as rows: «used by», broken links, impact of a law."""

    version = models.ForeignKey(Version, models.CASCADE, related_name="reference_rows")
    document = models.ForeignKey(Document, models.CASCADE, related_name="reference_rows")
    target_uid = models.UUIDField()
    relation = models.CharField(max_length=10)
    pointer = models.CharField(max_length=255, blank=True)
    provision = models.CharField(max_length=120, blank=True)

    class Meta(AgencyOwned.Meta):
        verbose_name = "viện dẫn"
        verbose_name_plural = "viện dẫn"
        indexes = [models.Index(fields=["target_uid", "relation"])]

    def __str__(self) -> str:
        return f"{self.document_id} {self.relation} {self.target_uid}"
