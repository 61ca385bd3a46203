"""Records retained: answers to an issued form version."""

import uuid

from django.db import models

from registry import canonical
from registry.documents.models import Document, Version
from registry.scoping import AgencyOwned


class Record(AgencyOwned):
    """Hồ sơ lưu: a filling of one form version; the version never changes (trigger)."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    form = models.ForeignKey(Document, models.PROTECT, related_name="+")
    form_version = models.ForeignKey(Version, models.PROTECT, related_name="records")
    case_stream = models.CharField(max_length=120, blank=True, db_index=True)
    title = models.CharField(max_length=255, blank=True)
    created_by = models.ForeignKey("registry.User", models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField()

    class Meta(AgencyOwned.Meta):
        verbose_name = "hồ sơ lưu"
        verbose_name_plural = "hồ sơ lưu"

    def __str__(self) -> str:
        return self.title or str(self.uid)

    @property
    def stream(self) -> str:
        """The stream of a record outside a case; inside one, the case's stream tells."""
        return self.case_stream or f"record:{self.uid}"


class RecordRevision(models.Model):
    """One saved state of the answers; retention may destroy the text, leaving a tombstone."""

    DRAFT, FINAL = "draft", "final"
    STATES = [(DRAFT, "Đang điền"), (FINAL, "Đã hoàn thành")]

    record = models.ForeignKey(Record, models.PROTECT, related_name="revisions")
    number = models.PositiveIntegerField()
    state = models.CharField(max_length=10, choices=STATES)
    answers = models.TextField(default="{}")
    sha256 = models.CharField(max_length=64)
    by = models.ForeignKey("registry.User", models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()
    destroyed_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["record", "number"]
        constraints = [
            models.UniqueConstraint(fields=["record", "number"], name="record_revision_once")
        ]

    def __str__(self) -> str:
        return f"{self.record} #{self.number}"

    @property
    def data(self) -> canonical.Body:
        """The answers {field id: value}; empty once destroyed."""
        return canonical.loads(self.answers)
