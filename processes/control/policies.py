"""Who has the task of a review may read what it is about, whatever unit it is of."""

from django.db.models import Case as Either
from django.db.models import F, Q, QuerySet, UUIDField, Value, When
from django.db.models.functions import Cast, Replace, Substr

from processes.control.reviews import ABOUT
from processes.models import Task
from processes.performers import done_by, pool
from registry.documents.models import Dossier, DossierItem
from registry.documents.policies import DRAFTS
from registry.notices.services import THINGS, Thing
from registry.policy import WIDER, Standing, Wider


def _uids(tasks: Q) -> QuerySet[Task]:
    """Uids of the dossiers that these tasks review, in the form in which a database keeps them."""
    uid = Cast(Replace(Substr("case__about", len(ABOUT) + 1), Value("-"), Value("")), UUIDField())
    found: QuerySet[Task] = Task.unscoped.filter(tasks, case__about__startswith=ABOUT)
    return found.values_list(
        Either(When(case__about__startswith=ABOUT, then=uid), output_field=UUIDField())
    )


def dossiers(at: Standing) -> Q:
    """Select dossiers that the person reviews now or has reviewed."""
    if at.user is None or not at.agencies:
        return Q(pk__in=[])
    return Q(agency_id__in=at.agency_ids, uid__in=_uids(pool(at) | done_by(at)))


def waiting_documents(at: Standing) -> Q:
    """Select documents whose review waits for the person."""
    if at.user is None or not at.agencies:
        return Q(pk__in=[])
    items = DossierItem.objects.filter(
        dossier__agency_id__in=at.agency_ids,
        dossier__state=Dossier.OPEN,
        dossier__uid__in=_uids(pool(at)),
        round=F("dossier__round"),
    )
    return Q(agency_id__in=at.agency_ids, pk__in=items.values("document_id"))


def declare() -> None:
    """Widen what the registry shows of dossiers and drafts."""
    WIDER.add("control.dossiers", Wider(Dossier, dossiers))
    THINGS.add("dossier", Thing(Dossier))
    DRAFTS.add("control.waiting", waiting_documents)
