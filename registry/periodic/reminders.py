"""Who keeps a document is reminded before it is to be read again, and once more on the day."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db import transaction
from django.urls import reverse

from registry.documents.models import Document, Version
from registry.notices.services import notify
from registry.now import local, today
from registry.organisation.models import Agency, Membership, User
from registry.organisation.roles import reach, role_labels
from registry.periodic.dues import SOON, Due, due_by, dues_of
from registry.periodic.policies import ABILITY, may_review
from registry.periodic.services import NOTICE, standing_of
from registry.policy import standing
from registry.trail.regular import JOBS, Regular, crontab


def remind() -> str:
    """Tell authors, leaders of units and secretaries; each of them once before and once on the day.

    A notice has a key of its document, its day and which of the two it is, so that a run that was
    cut off, or that comes twice, tells nothing twice. An agency at a time.
    """
    told = sum(_remind(agency) for agency in Agency.objects.filter(active=True).order_by("pk"))
    return f"Đã nhắc {told} lần." if told else ""


@transaction.atomic
def _remind(agency: Agency) -> int:
    until = today() + timedelta(days=SOON)
    documents = Document.objects.of(agency).filter(due_by(until, [agency.pk]))
    found = {one.document_id: one for one in dues_of(documents) if one.day <= until}
    for pk, instant in _taken_over(agency, found).items():
        # It was late when it came in from paper, with hundreds of others: the list has them all.
        if found[pk].day <= local(instant).date():
            del found[pk]
    if not found:
        return 0
    rows = documents.model.objects.of(agency).filter(pk__in=found).select_related("author")
    keepers = _keepers(agency)
    told = 0
    for document in rows.order_by("pk"):
        for user in _who(document, keepers):
            told += _tell(user, document, found[document.pk])
    return told


def _taken_over(agency: Agency, documents: Iterable[int]) -> dict[int, datetime]:
    """Which of these documents came in from paper, and when their last issue did."""
    rows = Version.objects.of(agency).filter(
        document__in=list(documents), taken_over_at__isnull=False
    )
    return dict(rows.order_by("pk").values_list("document_id", "taken_over_at"))


def _keepers(agency: Agency) -> dict[int | None, list[User]]:
    """Who reads documents again for their role: of the agency (None), of each unit."""
    roles = [role for role in role_labels() if reach(role, ABILITY) in ("agency", "unit")]
    found = defaultdict(list)
    rows = Membership.objects.of(agency).filter(Membership.on(today()), role__in=roles)
    for row in rows.select_related("user").order_by("pk"):
        found[None if reach(row.role, ABILITY) == "agency" else row.unit_id or 0].append(row.user)
    return found


def _who(document: Document, keepers: dict[int | None, list[User]]) -> list[User]:
    named = [*keepers.get(None, []), *keepers.get(document.owner_unit_id or 0, [])]
    if document.author is not None:
        named.append(document.author)
    people = {user.pk: user for user in named}
    return [user for user in people.values() if may_review(standing(user), document)]


def _tell(user: User, document: Document, due: Due) -> int:
    which = "truoc" if due.left > 0 else "ngay"
    notify(
        user,
        document.agency_id,
        f"Tài liệu {document} cần soát xét lại trước ngày {due.day:%d/%m/%Y} ({standing_of(due)}).",
        reverse("documents:inspect", args=[document.pk]) + "#soat-xet",
        kind=NOTICE,
        key=f"periodic:{document.pk}:{due.day.isoformat()}:{which}",
        about=("document", document.pk),
    )
    return 1


JOBS.add(
    Regular(
        "documents.remind_reviews",
        "Nhắc soát xét tài liệu định kỳ",
        crontab(hour=6, minute=40),
        remind,
    )
)
