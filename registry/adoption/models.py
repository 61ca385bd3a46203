"""Adoption: an agency works by a procedure that an agency above it has issued."""

import uuid
from typing import Any

from django.db import models
from django.db.models import Q

from registry import canonical
from registry.documents.models import Document
from registry.organisation.models import Dated, User
from registry.scoping import AgencyOwned


class AdoptionState(models.TextChoices):
    """How far the decision to adopt is; whether it holds today comes from its days."""

    PREPARED = "prepared", "Chờ lãnh đạo phê duyệt"
    RETURNED = "returned", "Yêu cầu chỉnh sửa"
    CONFIRMED = "confirmed", "Đã phê duyệt"


class Adoption(AgencyOwned, Dated):
    """A decision of one agency to work by a shared document of an agency above, with whom of its
    own people in each role and by which calendar. Nothing is copied: what is in force above is
    what new cases here follow."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    document = models.ForeignKey(Document, models.PROTECT, related_name="adoptions")
    state = models.CharField(
        max_length=10, choices=AdoptionState.choices, default=AdoptionState.PREPARED
    )
    # Canonical: {"rows": [{"need", "role", "unit"}]}; see processes/adoption/binding.py.
    bindings = models.TextField(default="{}")
    # NULL: the calendar that is nearest to the agency, its own first.
    calendar = models.ForeignKey(Document, models.PROTECT, null=True, blank=True, related_name="+")
    decision_no = models.CharField("Số quyết định áp dụng", max_length=80, blank=True)
    decision_on = models.DateField("Ngày quyết định", null=True, blank=True)
    reason = models.CharField("Lý do", max_length=500, blank=True)
    prepared_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    prepared_for = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    prepared_at = models.DateTimeField()
    confirmed_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    confirmed_for = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    confirmed_at = models.DateTimeField(null=True)

    class Meta(AgencyOwned.Meta):
        verbose_name = "việc áp dụng quy trình"
        verbose_name_plural = "việc áp dụng quy trình"
        indexes = [models.Index(fields=["document", "state"])]
        constraints = [
            models.UniqueConstraint(
                fields=["agency", "document"],
                condition=Q(ends=None),
                name="adoption_open_once_in_agency",
            )
        ]

    def __str__(self) -> str:
        return f"{self.agency} áp dụng {self.document}"

    @property
    def rows(self) -> list[dict[str, Any]]:
        """The stored bindings."""
        found: list[dict[str, Any]] = canonical.loads(self.bindings).get("rows", [])
        return found

    @property
    def confirmed(self) -> bool:
        """Whether a leader has decided it."""
        return self.state == AdoptionState.CONFIRMED

    @staticmethod
    def holding(day: object) -> Q:
        """Return the condition for the adoptions by which agencies work on this local day."""
        return Q(state=AdoptionState.CONFIRMED) & Dated.on(day)
