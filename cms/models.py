"""Rows of the public site: attempts to guess, pictures; its pages are in cms/site/pages.py."""

import uuid

from django.db import models
from django.urls import reverse

from registry.organisation.models import User
from registry.scoping import AgencyOwned


class Attempts(models.Model):
    """How often something was tried in vain within one window (cms/site/tracking/throttle.py)."""

    # A keyed digest of what is limited: neither addresses nor codes can be read from it.
    key = models.CharField(max_length=64)
    window = models.DateTimeField()
    count = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = "lượt thử"
        verbose_name_plural = "lượt thử"
        constraints = [
            models.UniqueConstraint(fields=["key", "window"], name="attempts_once_in_window")
        ]
        indexes = [models.Index(fields=["window"])]

    def __str__(self) -> str:
        return f"{self.window}: {self.count}"


class Picture(AgencyOwned):
    """A picture for public pages, drawn anew by cms/site/pictures.py."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    title = models.CharField("Tên hình", max_length=200)
    # The name without marks, for the search box of the dialog.
    folded = models.CharField(max_length=250)
    sha256 = models.CharField(max_length=64, db_index=True)
    path = models.CharField(max_length=200)
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()
    uploaded_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    uploaded_at = models.DateTimeField()

    class Meta(AgencyOwned.Meta):
        verbose_name = "hình"
        verbose_name_plural = "hình"
        constraints = [
            models.UniqueConstraint(fields=["agency", "sha256"], name="picture_once_in_agency")
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def address(self) -> str:
        """Where browsers fetch it; the digest in it makes it one that never changes."""
        return reverse("site_picture", args=[self.pk, self.sha256[:16]])


from cms.site.pages import GuidePage, HomePage, NewsIndex, NewsPage  # noqa: E402, F401
