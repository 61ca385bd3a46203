"""What makes the public site forget its ready pages: every change of what strangers may read."""

from datetime import timedelta
from typing import Any

from django.core.management import call_command
from django.db import transaction
from django.db.models import Q
from django.db.models.signals import post_delete, post_migrate, post_save, pre_delete
from wagtail.models import Page
from wagtail.permissions import register_permission_policy
from wagtail.signals import page_published, page_unpublished

from cms.models import GuidePage, HomePage, NewsIndex, NewsPage, Picture
from cms.site import EDIT_PAGES, pictures, services
from cms.site.editors import AgencyPages
from cms.site.ready import keeping
from registry import policy
from registry.adoption.models import Adoption
from registry.documents.models import Document, Validity
from registry.organisation.models import Agency
from registry.trail import outbox
from registry.trail.regular import JOBS, Regular
from registry.trail.types import TYPES, EventType
from search import indexing

FORGET = "site.forget"


def declare() -> None:
    """Register what the public site adds and listens to. Called once by the app's ready()."""
    for model in (Validity, Agency, Adoption, HomePage, NewsIndex, NewsPage, GuidePage):
        for signal in (post_save, post_delete):
            signal.connect(_forget, sender=model, dispatch_uid=f"site-{model.__name__}")
    post_save.connect(_document_saved, sender=Document, dispatch_uid="site-document")
    page_published.connect(_published, dispatch_uid="site-page-published")
    page_unpublished.connect(_unpublished, dispatch_uid="site-page-unpublished")
    pre_delete.connect(_deleted, sender=Page, dispatch_uid="site-page-deleted")
    for name, label in {**services.LABELS, pictures.STORED: "Gửi hình cho trang công khai"}.items():
        TYPES.add(EventType(name, label))
    policy.POLICIES.add(policy.Policy(Picture, _pictures))
    register_permission_policy(Page, AgencyPages())
    # Pages of an older release have older templates.
    post_migrate.connect(_migrated, dispatch_uid="site-migrate")
    # The job of the same change comes a second time, should the process die after its commit.
    indexing.CHANGED.add("site", _indexed)


def _published(instance: Page, revision: Any = None, **kwargs: Any) -> None:
    services.note(instance, services.PUBLISHED, revision.user if revision else None)


def _unpublished(instance: Page, **kwargs: Any) -> None:
    services.note(instance, services.UNPUBLISHED, None)


def _deleted(instance: Page, **kwargs: Any) -> None:
    services.note(instance, services.DELETED, None)


def _pictures(at: policy.Standing) -> Q:
    return Q(agency_id__in=at.agencies_where(EDIT_PAGES))


def _forget(**kwargs: Any) -> None:
    transaction.on_commit(_forget_surely)


def _forget_surely() -> None:
    """Forget now; where the cache is away, as soon as it is back."""
    if not keeping.forget_all():
        outbox.enqueue(FORGET, {}, key="all")


def _forget_later(payloads: list[dict[str, Any]]) -> None:
    if not keeping.forget_all():
        raise outbox.NotNow(30, "Bộ nhớ đệm dùng chung không trả lời.")


outbox.HANDLERS.add(
    FORGET, outbox.Handler(_forget_later, "Làm mới trang công khai dựng sẵn", many=1)
)


def _document_saved(instance: Document, **kwargs: Any) -> None:
    """A draft is saved every few seconds; only who may read the document matters here."""

    def compare() -> None:
        if keeping.differs(f"reach:{instance.uid}", (instance.confidentiality, instance.shared)):
            _forget_surely()

    transaction.on_commit(compare)


def _migrated(**kwargs: Any) -> None:
    keeping.forget_all()


def _indexed(source: str, id: str) -> None:
    # What the job is about was committed long before.
    _forget_surely()


def publish_scheduled() -> str | None:
    """Publish or take down the pages whose hour has come."""
    call_command("publish_scheduled", verbosity=0)
    return None


JOBS.add(
    Regular(
        "site.schedule",
        "Xuất bản và ngừng xuất bản trang công khai theo giờ đã hẹn",
        timedelta(minutes=5),
        publish_scheduled,
    )
)
