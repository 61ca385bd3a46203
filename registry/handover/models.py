"""Bàn giao công việc: what was handed over (never changes), who confirmed it, what is prepared."""

import uuid

from django.db import models

from registry import canonical
from registry.organisation.models import User
from registry.scoping import AgencyOwned


class Handover(AgencyOwned):
    """Biên bản bàn giao: one transfer, its minutes as they were made (a trigger guards it)."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    number = models.CharField("Số", max_length=60)
    person = models.ForeignKey(User, models.PROTECT, related_name="+")
    made_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    on_behalf_of = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    made_at = models.DateTimeField()
    # The minutes, canonical text; their shape stands in registry/handover/minutes.py.
    content = models.TextField()
    sha256 = models.CharField(max_length=64)

    class Meta(AgencyOwned.Meta):
        verbose_name = "biên bản bàn giao"
        verbose_name_plural = "biên bản bàn giao"
        constraints = [
            models.UniqueConstraint(fields=["agency", "number"], name="handover_number_once")
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.person}"

    @property
    def minutes(self) -> canonical.Body:
        """The stored minutes."""
        return canonical.loads(self.content)


class HandoverReceipt(AgencyOwned):
    """Whether a receiver has confirmed the receipt of their part, and what they remarked."""

    handover = models.ForeignKey(Handover, models.PROTECT, related_name="receipts")
    receiver = models.ForeignKey(User, models.PROTECT, related_name="+")
    confirmed_at = models.DateTimeField("Xác nhận lúc", null=True)
    remark = models.CharField("Ý kiến", max_length=1000, blank=True)

    class Meta(AgencyOwned.Meta):
        verbose_name = "xác nhận nhận bàn giao"
        verbose_name_plural = "xác nhận nhận bàn giao"
        indexes = [models.Index(fields=["receiver", "confirmed_at"])]
        constraints = [
            models.UniqueConstraint(fields=["handover", "receiver"], name="handover_receipt_once")
        ]

    def __str__(self) -> str:
        return f"{self.handover_id} {self.receiver}"


class HandoverPlan(AgencyOwned):
    """What a person proposes to hand over to whom; only an approval makes it a hand-over."""

    person = models.ForeignKey(User, models.PROTECT, related_name="+")
    reason = models.CharField("Lý do", max_length=500, blank=True)
    # {"<section>:<key>": pk of the receiver}, canonical text.
    assignments = models.TextField(default="{}")
    prepared_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)

    class Meta(AgencyOwned.Meta):
        verbose_name = "dự kiến bàn giao"
        verbose_name_plural = "dự kiến bàn giao"
        constraints = [
            models.UniqueConstraint(
                fields=["agency", "person"],
                condition=models.Q(closed_at=None),
                name="handover_plan_open_once",
            )
        ]

    def __str__(self) -> str:
        return f"Dự kiến bàn giao của {self.person}"
