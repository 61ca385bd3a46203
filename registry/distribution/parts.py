"""What distribution adds to the page of an issue: its buttons, the box of who has read it."""

from dataclasses import dataclass

from django.db.models import Count, Q
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.safestring import SafeString

from registry import policy
from registry.distribution import policies, reading
from registry.distribution.delivering import is_over
from registry.distribution.models import Delivery
from registry.distribution.services import here, opened
from registry.documents.models import Document, Version
from registry.editor.buttons import BUTTONS, ISSUE_BUTTONS, ISSUE_RAIL, OPENED, Button
from registry.organisation.models import User

# So many of those who have not read it are named in the box; the list has all.
NAMED = 5


@dataclass(frozen=True)
class Readers:
    """How many got an issue, how many have read it, who has not (some of them)."""

    read: int
    total: int
    waiting: list[User]

    @property
    def left(self) -> int:
        """How many more have not read it than are named."""
        return self.total - self.read - len(self.waiting)


def readers_of(version: Version) -> Readers:
    """Count an issue's readers; who has left without reading it is not waited for. Two queries."""
    rows = Delivery.objects.of(version.agency_id).filter(version=version)
    counted = rows.aggregate(
        read=Count("pk", filter=~Q(acknowledged_at=None)),
        waiting=Count("pk", filter=Q(acknowledged_at=None) & here()),
    )
    waiting: list[User] = []
    if counted["waiting"]:
        left = rows.filter(here(), acknowledged_at=None).select_related("person")
        waiting = [row.person for row in left.order_by("pk")[:NAMED]]
    return Readers(counted["read"], counted["read"] + counted["waiting"], waiting)


def _mine(user: User, version: Version) -> Delivery | None:
    rows = policy.visible(user, Delivery).filter(version=version, person=user)
    found: Delivery | None = rows.first()
    return found


def _buttons(user: User, version: Version) -> list[Button]:
    at, document = policy.standing(user), version.document
    found = []
    mine = _mine(user, version)
    if mine is not None and mine.acknowledged_at is None:
        url = reverse("distribution:acknowledge", args=[version.pk])
        found.append(
            Button("Xác nhận đã đọc và hiểu", url, "check", post=True, main=True, form="da-doc")
        )
    if policies.sees_readers(at, document) or policies.distributes(at, document):
        url = f"{reverse('distribution:readers', args=[document.pk])}?ban={version.pk}"
        found.append(Button("Phân phối, xác nhận đã đọc", url, "send"))
    elif policies.has_own_people(at, document):
        url = f"{reverse('distribution:readers', args=[document.pk])}?ban={version.pk}"
        found.append(Button("Ghi kết quả hướng dẫn", url, "check"))
    if policies.keeps_copies(at, version.agency_id) and not is_over(version):
        url = reverse("distribution:new_copy", args=[version.pk])
        found.append(Button("In bản có kiểm soát", url, "print"))
    return found


def _of_drafts(user: User, document: Document) -> list[Button]:
    """Where the issue of a draft will go is chosen beforehand, too."""
    if not document.stage or not policies.distributes(policy.standing(user), document):
        return []
    url = reverse("distribution:targets", args=[document.pk])
    return [Button("Chọn nơi nhận khi ban hành", url, "send", rare=True)]


def _box(user: User, version: Version) -> SafeString | str:
    mine = _mine(user, version)
    owner = policies.sees_readers(policy.standing(user), version.document)
    readers = readers_of(version) if owner else None
    chooses = policies.distributes(policy.standing(user), version.document)
    at = policy.standing(user)
    others = reading.to_read(at).filter(version__document=version.document_id)
    other = others.exclude(version=version).select_related("version").last()
    if mine is None and other is None and not owner:
        return ""
    return render_to_string(
        "registry/distribution/box.html",
        {
            "mine": mine,
            "other": other,
            "readers": readers,
            "version": version,
            "reader": user,
            "chooses": chooses,
        },
    )


def declare() -> None:
    """Register the buttons, the box, and hear of what is opened."""
    BUTTONS.add("distribution", _of_drafts)
    ISSUE_BUTTONS.add("distribution", _buttons)
    ISSUE_RAIL.add("distribution", _box)
    OPENED.add("distribution", opened)
