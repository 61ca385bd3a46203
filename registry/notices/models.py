"""Notices to people who sign in."""

from django.db import models

from registry.scoping import AgencyOwned


class Notice(AgencyOwned):
    """One sentence to one person, with where to go."""

    user = models.ForeignKey("registry.User", models.CASCADE, related_name="notices")
    kind = models.CharField(max_length=30)
    text = models.CharField(max_length=500)
    url = models.CharField(max_length=500, blank=True)
    key = models.CharField(max_length=150, blank=True)
    # What it is about ("task", 12): settled with that thing, shown to who may read it.
    thing = models.CharField(max_length=20, blank=True, default="")
    thing_id = models.BigIntegerField(null=True)
    created_at = models.DateTimeField()
    # When the person has seen it, or when what it asks for was done or taken away.
    read_at = models.DateTimeField(null=True)

    class Meta(AgencyOwned.Meta):
        verbose_name = "thông báo"
        verbose_name_plural = "thông báo"
        indexes = [
            models.Index(fields=["user", "read_at"]),
            models.Index(fields=["thing", "thing_id"], name="notice_of_thing"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["user", "key"], condition=~models.Q(key=""), name="notice_once"
            )
        ]

    def __str__(self) -> str:
        return self.text
