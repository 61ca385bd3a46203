"""No query without its agency: managers that refuse to be used unscoped."""

from typing import TYPE_CHECKING, Any, ClassVar, Self

from django.db import models

if TYPE_CHECKING:
    from registry.organisation.models import Agency


class UnscopedQuery(RuntimeError):
    """A query on rows of agencies that names none."""


class ScopedManager(models.Manager[Any]):
    """`Model.objects.of(agency)`; everything else raises UnscopedQuery.

    Views read through `policy.visible(user, Model)` instead.
    """

    use_in_migrations = False

    def get_queryset(self) -> models.QuerySet[Any]:
        raise UnscopedQuery(
            f"{self.model.__name__}.objects needs its agency: use objects.of(agency),"
            " or policy.visible(user, Model) in views"
        )

    def of(self, agency: "Agency | int") -> models.QuerySet[Any]:
        """Return the rows of one agency."""
        agency_id = agency if isinstance(agency, int) else agency.pk
        return super().get_queryset().filter(agency_id=agency_id)

    def create(self, **values: Any) -> Any:
        """Make a new row; it names its agency like every other."""
        if "agency" not in values and "agency_id" not in values:
            raise UnscopedQuery(f"{self.model.__name__}: a new row needs its agency")
        row = self.model(**values)
        row.save(force_insert=True, using=self.db)
        return row


class AgencyOwned(models.Model):
    """A row that belongs to one agency."""

    agency = models.ForeignKey(
        "registry.Agency", models.PROTECT, related_name="+", verbose_name="Cơ quan"
    )

    unscoped: ClassVar[models.Manager[Self]] = models.Manager()
    objects = ScopedManager()

    class Meta:
        abstract = True
        # Django's and Wagtail's machinery (forms, relations, deletion) needs one that works.
        default_manager_name = "unscoped"
        base_manager_name = "unscoped"
