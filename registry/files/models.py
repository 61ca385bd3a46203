"""Files by content: one stored file a digest and agency."""

from django.db import models

from registry.scoping import AgencyOwned


class StoredFile(AgencyOwned):
    """Bytes kept once under their SHA-256; the name is what the sender called them."""

    sha256 = models.CharField(max_length=64)
    name = models.CharField(max_length=255)
    content_type = models.CharField(max_length=100, default="application/octet-stream")
    size = models.PositiveBigIntegerField()
    path = models.CharField(max_length=255)
    uploaded_by = models.ForeignKey("registry.User", models.PROTECT, null=True, related_name="+")
    uploaded_at = models.DateTimeField()

    class Meta(AgencyOwned.Meta):
        verbose_name = "tệp"
        verbose_name_plural = "tệp"
        constraints = [
            models.UniqueConstraint(fields=["agency", "sha256", "name"], name="file_content_once")
        ]

    def __str__(self) -> str:
        return self.name
