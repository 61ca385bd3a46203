"""What adopting adds to a document's pages: adopting it here, or who works by it elsewhere."""

from django.db.models import Count
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.safestring import SafeString

from processes.adoption import services
from registry import policy
from registry.adoption.models import Adoption
from registry.documents.models import Document
from registry.editor.buttons import BUTTONS, SECTIONS, Button
from registry.now import today
from registry.organisation.models import User


def _actions(user: User, document: Document) -> list[Button]:
    if not document.shared:
        return []
    at = policy.standing(user)
    if document.agency_id in at.agency_ids:
        if not at.may("document.adopters", document.agency_id):
            return []
        number = Adoption.unscoped.filter(Adoption.holding(today()), document=document).aggregate(
            number=Count("pk")
        )["number"]
        url = reverse("adoption:adopters", args=(document.pk,))
        return [Button(f"Các cơ quan đang áp dụng ({number})", url, "people")]
    found = []
    open_ = Adoption.unscoped.filter(agency_id__in=at.agency_ids, document=document, ends=None)
    there = {row.agency_id: row for row in open_}
    for agency in at.agencies:
        row = there.get(agency.pk)
        if row is not None:
            url = reverse("adoption:page", args=(row.uid,))
            found.append(Button("Việc áp dụng tại cơ quan", url, "todo"))
        elif at.may(services.PREPARE, agency.pk) and services.adoptable(agency, document):
            url = f"{reverse('adoption:prepare', args=(document.pk,))}?co-quan={agency.pk}"
            found.append(Button("Áp dụng tại cơ quan", url, "pin"))
    return found


def _adopted(user: User, document: Document) -> SafeString | str:
    if not document.shared:
        return ""
    rows = (
        Adoption.unscoped.filter(
            Adoption.holding(today()),
            agency_id__in=policy.standing(user).agency_ids,
            document=document,
        )
        .select_related("agency", "document__agency")
        .order_by("pk")
    )
    return render_to_string("adoption/_adopted.html", {"rows": rows}) if rows else ""


def declare() -> None:
    """Register the buttons and the part."""
    BUTTONS.add("adoption", _actions)
    SECTIONS.add("adoption", _adopted)
