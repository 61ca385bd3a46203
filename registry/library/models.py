"""Documents that somebody wants at hand."""

from typing import ClassVar

from django.db import models

from registry.documents.models import Document
from registry.organisation.models import User
from registry.scoping import AgencyOwned


class Favourite(AgencyOwned):
    """One document that one person has starred; nobody else sees it."""

    user = models.ForeignKey(User, models.CASCADE, related_name="+")
    document = models.ForeignKey(Document, models.CASCADE, related_name="+")
    at = models.DateTimeField()

    class Meta(AgencyOwned.Meta):
        verbose_name = "tài liệu yêu thích"
        verbose_name_plural = "tài liệu yêu thích"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["user", "document"], name="favourite_once")
        ]

    def __str__(self) -> str:
        return str(self.document)
