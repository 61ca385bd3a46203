"""How people look at lists: what they kept for themselves."""

from typing import ClassVar

from django.db import models
from django.http import QueryDict

from registry.organisation.models import User
from registry.scoping import AgencyOwned


class SavedView(AgencyOwned):
    """A way of looking at one list that somebody kept: what it is narrowed to, order, columns.

    The one without a name is no tab: it is which columns the person wants to see as a rule.
    """

    user = models.ForeignKey(User, models.CASCADE, related_name="+")
    list = models.CharField("Danh sách", max_length=60)
    name = models.CharField("Tên cách xem", max_length=60, blank=True)
    # As in an address: «tinh-trang=dang&sap=-han».
    query = models.CharField(max_length=1000, blank=True)
    # Names of columns, with spaces between; "" the usual ones.
    columns = models.CharField(max_length=400, blank=True)

    class Meta(AgencyOwned.Meta):
        verbose_name = "cách xem danh sách"
        verbose_name_plural = "cách xem danh sách"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["agency", "user", "list", "name"], name="saved_view_once"
            )
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def asked(self) -> QueryDict:
        """What it asks of the list."""
        return QueryDict(self.query)
