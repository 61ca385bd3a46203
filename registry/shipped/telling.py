"""The ISO secretaries of an agency are told when a text that ships is newer than theirs."""

from django.db import transaction
from django.urls import reverse

from registry import policy
from registry.documents.models import Document
from registry.notices.services import notify
from registry.now import today
from registry.organisation.models import Membership
from registry.shipped import catalogue
from registry.shipped.services import NOTICE, Offer, offer_of
from registry.trail.regular import JOBS, Regular, crontab

SECRETARY = "iso_secretary"


def tell() -> str:
    """Tell of every offer that stands; each secretary once of a text, however often this runs.

    A new version of the product brings the texts, so no change of data begins it.
    """
    documents = Document.unscoped.filter(uid__in=catalogue.uids(), agency__active=True)
    told = 0
    for document in documents.select_related("agency").order_by("pk"):
        offer = offer_of(document)
        if offer is not None:
            told += _tell(document, offer)
    return f"{told} thư ký ISO có bản mới để xem." if told else ""


@transaction.atomic
def _tell(document: Document, offer: Offer) -> int:
    rows = Membership.objects.of(document.agency_id).filter(Membership.on(today()), role=SECRETARY)
    people = {row.user.pk: row.user for row in rows.select_related("user").order_by("pk")}
    hearing = [user for user in people.values() if policy.can(user, "edit", document)]
    for user in hearing:
        notify(
            user,
            document.agency_id,
            f"Bản phần mềm này có nội dung mới cho tài liệu {document}. Xem khác gì, lấy hoặc bỏ"
            " qua.",
            reverse("shipped:offer", args=[document.pk]),
            kind=NOTICE,
            key=f"{NOTICE}:{document.pk}:{offer.shipped.sha256}",
            about=("document", document.pk),
        )
    return len(hearing)


JOBS.add(
    Regular(
        "shipped.tell",
        "Báo thư ký ISO về bản mới của tài liệu đi kèm phần mềm",
        crontab(hour=6, minute=50),
        tell,
    )
)
