"""To whom issues of a document go, what each person did with one, and the printed copies of it."""

import uuid

from django.db import models

from registry.documents.models import Document, Version
from registry.now import today
from registry.organisation.models import Unit, User
from registry.scoping import AgencyOwned


class Training(models.TextChoices):
    """How it is made sure that somebody knows what changed in their work."""

    SELF = "self", "Tự đọc"
    ON_SITE = "on_site", "Hướng dẫn tại chỗ"
    TEST = "test", "Kiểm tra"


class Distribution(AgencyOwned):
    """To whom the issues of a document go, as somebody chose; without a row: the usual targets."""

    document = models.OneToOneField(Document, models.CASCADE, related_name="+")
    # Canonical: {"rows": [{"sort", "key"}]} (registry/distribution/targets.py).
    targets = models.TextField(default="{}")
    # Within how many working days it is to be read.
    days = models.PositiveSmallIntegerField("Số ngày làm việc để đọc", default=5)
    proof = models.CharField(
        "Cách kiểm tra", max_length=20, choices=Training.choices, default=Training.SELF
    )

    class Meta(AgencyOwned.Meta):
        verbose_name = "nơi nhận"
        verbose_name_plural = "nơi nhận"

    def __str__(self) -> str:
        return str(self.document)


class Delivery(AgencyOwned):
    """One person has one issue to read. It is never deleted, and what was acknowledged stays so
    (registry/documents/constraints.py)."""

    version = models.ForeignKey(Version, models.PROTECT, related_name="deliveries")
    person = models.ForeignKey(User, models.PROTECT, related_name="+")
    received_at = models.DateTimeField("Nhận lúc")
    due_on = models.DateField("Đọc trước hết ngày")
    opened_at = models.DateTimeField("Mở lúc", null=True)
    acknowledged_at = models.DateTimeField("Xác nhận lúc", null=True)
    # Roles of the person's work that this issue changed, in words; "" where it changed none.
    touched = models.CharField("Vai trò có bước thay đổi", max_length=300, blank=True)
    proof = models.CharField("Cách kiểm tra", max_length=20, choices=Training.choices, blank=True)
    checked_at = models.DateTimeField("Đạt lúc", null=True)
    checked_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    # On which rung of the ladder of reminders it stands: each is sent once.
    reminded = models.PositiveSmallIntegerField("Số lần đã nhắc", default=0)

    class Meta(AgencyOwned.Meta):
        verbose_name = "lượt phân phối"
        verbose_name_plural = "lượt phân phối"
        constraints = [
            models.UniqueConstraint(fields=["version", "person"], name="delivery_once_a_person")
        ]
        indexes = [
            models.Index(fields=["person", "acknowledged_at"], name="delivery_of_person"),
            models.Index(
                fields=["due_on"],
                condition=models.Q(acknowledged_at=None),
                name="delivery_unread",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.version} · {self.person}"

    @property
    def is_late(self) -> bool:
        """Whether it should have been read by now and is not."""
        return self.acknowledged_at is None and self.due_on < today()

    @property
    def trained(self) -> bool:
        """Whether the person knows what changed: by reading, or as somebody else made sure."""
        done = self.acknowledged_at if self.proof == Training.SELF else self.checked_at
        return done is not None


class CopyState(models.TextChoices):
    """What became of a printed copy."""

    HELD = "held", "Đang giữ"
    RETURNED = "returned", "Đã thu hồi"
    DESTROYED = "destroyed", "Đã tiêu hủy"
    LOST = "lost", "Bị mất"


class ControlledCopy(AgencyOwned):
    """One printed copy of an issue, with its number and who holds it; never deleted."""

    # By its QR anybody asks whether it still holds: 122 bits that nobody guesses, shown nowhere
    # but on the paper.
    secret = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    version = models.ForeignKey(Version, models.PROTECT, related_name="+")
    number = models.PositiveIntegerField("Số bản in")
    person = models.ForeignKey(
        User, models.PROTECT, null=True, related_name="+", verbose_name="Người giữ bản in"
    )
    unit = models.ForeignKey(
        Unit, models.PROTECT, null=True, related_name="+", verbose_name="Đơn vị giữ bản in"
    )
    printed_at = models.DateTimeField("In lúc")
    printed_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    state = models.CharField(max_length=20, choices=CopyState.choices, default=CopyState.HELD)
    ended_at = models.DateTimeField("Thu hồi lúc", null=True)
    ended_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    note = models.CharField("Ghi chú", max_length=300, blank=True)

    class Meta(AgencyOwned.Meta):
        verbose_name = "bản in có kiểm soát"
        verbose_name_plural = "bản in có kiểm soát"
        constraints = [
            models.UniqueConstraint(fields=["version", "number"], name="copy_number_once"),
            models.CheckConstraint(
                condition=models.Q(person=None) ^ models.Q(unit=None), name="copy_has_one_holder"
            ),
        ]
        indexes = [models.Index(fields=["agency", "state"], name="copy_by_state")]

    def __str__(self) -> str:
        return f"{self.version} · bản in số {self.number:02d}"

    @property
    def holder(self) -> str:
        """Who holds it: a person or a unit."""
        return str(self.person or self.unit or "")
