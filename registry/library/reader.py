"""What the library adds to the pages of a document: the star, when the text is read again, and to
its edit page how often that is."""

from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.safestring import SafeString

from registry.documents.models import Document
from registry.editor.buttons import GENERAL, MARKS, RAIL, Button
from registry.library import services
from registry.organisation.models import User
from registry.periodic import dues
from registry.periodic import services as periodic
from registry.periodic.policies import may_review
from registry.policy import standing


def _star(user: User, document: Document) -> list[Button]:
    on = document.pk in services.starred(user, [document])
    name, label = ("unstar", "Bỏ yêu thích") if on else ("star", "Yêu thích")
    url = reverse(f"library:{name}", args=[document.pk])
    return [Button(label, url, "star", post=True)]


def _reviews(user: User, document: Document) -> SafeString | str:
    """When it was read again, and when it is to be; of the agency's own documents alone."""
    at = standing(user)
    due = (
        dues.of_documents([document]).get(document.pk)
        if document.agency_id in at.agency_ids
        else None
    )
    last = periodic.last_of(document) if document.agency_id in at.agency_ids else None
    if due is None and last is None:
        return ""
    return render_to_string(
        "registry/library/_rail_reviews.html",
        {
            "document": document,
            "due": due,
            "standing": periodic.standing_of(due) if due else "",
            "last": last,
            "may_review": may_review(at, document),
        },
    )


def _period(user: User, document: Document) -> SafeString:
    period = dues.period_of(document)
    told = {
        "document": document,
        "words": periodic.months_words(period.months),
        "own": period.own is not None,
        "may_review": may_review(standing(user), document),
    }
    return render_to_string("registry/library/_period.html", told)


def declare() -> None:
    """Register the star and the parts."""
    GENERAL.add("library.period", _period)
    MARKS.add("library.star", _star)
    RAIL.add("library.reviews", _reviews)
