"""What was reached of yearly objectives, quarter by quarter."""

from typing import ClassVar

from django.db import models

from registry.documents.models import Document
from registry.organisation.models import User
from registry.scoping import AgencyOwned


class ObjectiveValue(AgencyOwned):
    """One result as somebody entered it; the last of a quarter counts.

    Never changes (a database trigger refuses); the issued text does not change with it either.
    """

    document = models.ForeignKey(Document, models.PROTECT, related_name="objective_values")
    # The id of the objective's row in the body.
    row = models.CharField(max_length=64)
    # q1 … q4, as the body calls them.
    quarter = models.CharField(max_length=2)
    # A decimal string; "" takes the result back.
    value = models.CharField("Kết quả", max_length=40, blank=True)
    remark = models.CharField("Ghi chú", max_length=500, blank=True)
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    on_behalf_of = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta(AgencyOwned.Meta):
        verbose_name = "kết quả mục tiêu"
        verbose_name_plural = "kết quả mục tiêu"
        indexes: ClassVar = [models.Index(fields=["document", "row"], name="value_of_objective")]

    def __str__(self) -> str:
        return f"{self.document_id} {self.row} {self.quarter}: {self.value}"
