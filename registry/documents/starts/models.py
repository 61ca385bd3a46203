"""Which issued documents serve as templates («mẫu soạn thảo»)."""

from typing import ClassVar

from django.db import models

from registry.documents.models import Document
from registry.organisation.models import Unit
from registry.scoping import AgencyOwned


class DraftTemplate(AgencyOwned):
    """An issued document from whose issue in force new documents of its kind begin."""

    document = models.ForeignKey(Document, models.CASCADE, related_name="+")
    # For whose documents it is meant; None and "": for all.
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, blank=True, related_name="+")
    field = models.CharField("Lĩnh vực", max_length=120, blank=True)

    class Meta(AgencyOwned.Meta):
        verbose_name = "mẫu soạn thảo"
        verbose_name_plural = "mẫu soạn thảo"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["agency", "document"], name="draft_template_once")
        ]

    def __str__(self) -> str:
        return str(self.document)
