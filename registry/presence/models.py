"""Who is editing a draft now."""

from django.db import models

from registry.documents.models import Document
from registry.organisation.models import User
from registry.scoping import AgencyOwned


class Editing(AgencyOwned):
    """One person has the edit page of a draft open; it expires by itself.

    It bars nobody: a save that is not about the stored draft is refused by the draft's digest.
    """

    document = models.OneToOneField(Document, models.CASCADE, related_name="editing")
    user = models.ForeignKey(User, models.CASCADE, related_name="+")
    since = models.DateTimeField()
    seen_at = models.DateTimeField()

    class Meta(AgencyOwned.Meta):
        verbose_name = "người đang sửa"
        verbose_name_plural = "người đang sửa"

    def __str__(self) -> str:
        return f"{self.document_id}: {self.user_id}"
