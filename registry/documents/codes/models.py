"""How an agency calls the documents of each kind, and its series of numbers."""

from typing import ClassVar

from django.db import models

from registry.organisation.models import Agency
from registry.scoping import AgencyOwned


class CodePattern(AgencyOwned):
    """The pattern of the codes of one kind in an agency; without a row it is the usual one."""

    kind = models.CharField("Loại tài liệu", max_length=40)
    # What stands for the kind; "" what the kind has itself («QT»).
    prefix = models.CharField("Ký hiệu loại", max_length=20, blank=True)
    pattern = models.CharField("Mẫu mã hiệu", max_length=40)

    class Meta(AgencyOwned.Meta):
        verbose_name = "mẫu mã hiệu"
        verbose_name_plural = "mẫu mã hiệu"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["agency", "kind"], name="code_pattern_once")
        ]

    def __str__(self) -> str:
        return f"{self.kind}: {self.pattern}"


class Counter(models.Model):
    """A number series without gaps; its row is locked while the next number is taken."""

    agency = models.ForeignKey(Agency, models.PROTECT, related_name="+")
    name = models.CharField(max_length=120)
    value = models.PositiveBigIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["agency", "name"], name="counter_once_in_agency")
        ]

    def __str__(self) -> str:
        return f"{self.name}={self.value}"
