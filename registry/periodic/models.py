"""How often documents in force are read again, and each time that it was done."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from registry.documents.models import Document, Version
from registry.organisation.models import User
from registry.scoping import AgencyOwned


class ReviewOutcome(models.TextChoices):
    """What came of reading a document again."""

    UNCHANGED = "unchanged", "Đã soát, không đổi"
    AMEND = "amend", "Cần sửa"


class ReviewPeriod(AgencyOwned):
    """After how many months documents are read again: of a kind in an agency, or of one document.

    Nothing where it is as the kind ships (`Kind.review_months`); 0 months: never.
    """

    # One of the two is given.
    kind = models.CharField(max_length=40, blank=True, default="")
    document = models.OneToOneField(
        Document, models.CASCADE, null=True, blank=True, related_name="review_period"
    )
    months = models.PositiveSmallIntegerField("Kỳ soát xét (tháng)")

    class Meta(AgencyOwned.Meta):
        verbose_name = "kỳ soát xét"
        verbose_name_plural = "kỳ soát xét"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["agency", "kind"], condition=Q(document=None), name="review_period_of_kind"
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind or self.document_id}: {self.months}"


class PeriodicReview(AgencyOwned):
    """Somebody read an issue in force again; never changes (a database trigger refuses)."""

    document = models.ForeignKey(Document, models.PROTECT, related_name="periodic_reviews")
    version = models.ForeignKey(Version, models.PROTECT, related_name="+")
    outcome = models.CharField(max_length=20, choices=ReviewOutcome.choices)
    remark = models.TextField("Nhận xét", blank=True)
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    on_behalf_of = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    # The Vietnamese day of `at`, by which lists count.
    day = models.DateField("Ngày soát xét")
    at = models.DateTimeField()

    class Meta(AgencyOwned.Meta):
        verbose_name = "lần soát xét định kỳ"
        verbose_name_plural = "lần soát xét định kỳ"
        indexes: ClassVar = [models.Index(fields=["document", "day"], name="review_of_document")]

    def __str__(self) -> str:
        return f"{self.document_id} {self.day} {self.outcome}"
