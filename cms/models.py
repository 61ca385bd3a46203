"""Rows of the public site: attempts to guess; its pages are in cms/site/pages.py."""

from django.db import models


class Attempts(models.Model):
    """How often something was tried in vain within one window (see cms/site/throttle.py)."""

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
