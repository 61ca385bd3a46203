"""What somebody has to read: counted, listed, and the first of it for the home page."""

from django.db.models import Count, Exists, OuterRef, QuerySet

from registry.distribution.models import Delivery
from registry.distribution.policies import given
from registry.documents.models import Validity
from registry.lists.counting import Counted
from registry.now import now
from registry.policy import Standing


def to_read(at: Standing) -> QuerySet[Delivery]:
    """Return what they have not acknowledged of issues that hold or will; the first due first."""
    open_ = Validity.unscoped.filter(Validity.open_at(now()), version=OuterRef("version"))
    return given(at).filter(Exists(open_), acknowledged_at=None).order_by("due_on", "pk")


def read(at: Standing) -> QuerySet[Delivery]:
    """Return what they have acknowledged, the last first."""
    return given(at).exclude(acknowledged_at=None).order_by("-acknowledged_at", "-pk")


def counted(at: Standing) -> Counted:
    """Return how much they have to read, to be counted together with others."""
    return Counted(to_read(at), {"open": Count("pk")})


def first(at: Standing, most: int) -> list[Delivery]:
    """Return so many of what they have to read, each with its issue; one query."""
    rows = to_read(at).select_related("version")
    return list(rows.defer("version__body", "version__approvals")[:most])
