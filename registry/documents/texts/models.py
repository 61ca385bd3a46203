"""The files that are, or were, the text of a document."""

from typing import ClassVar

from django.db import models

from registry.documents.models import Document
from registry.files.models import StoredFile
from registry.organisation.models import User
from registry.scoping import AgencyOwned


class DocumentFile(AgencyOwned):
    """A file that somebody put into a document; bodies name it by its SHA-256.

    Only such a row opens the file to readers of the document: a body that was typed or taken in may
    name any digest. The row stays as long as the document.
    """

    document = models.ForeignKey(Document, models.CASCADE, related_name="+")
    file = models.ForeignKey(StoredFile, models.PROTECT, related_name="+")
    # The words in it, for search alone; "" where they were not read (yet).
    words = models.TextField(blank=True)
    put_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    put_at = models.DateTimeField()

    class Meta(AgencyOwned.Meta):
        verbose_name = "tệp nội dung"
        verbose_name_plural = "tệp nội dung"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["document", "file"], name="document_file_once")
        ]

    def __str__(self) -> str:
        return str(self.file)
