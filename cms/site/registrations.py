"""What makes the public site forget its ready pages: every change of what strangers may read."""

from typing import Any

from django.db import transaction
from django.db.models.signals import post_delete, post_migrate, post_save

from cms.site import shelf
from registry.documents.models import Document, Validity
from registry.organisation.models import Agency
from search import indexing


def declare() -> None:
    """Called once by the app's ready()."""
    for model in (Validity, Agency):
        for signal in (post_save, post_delete):
            signal.connect(_forget, sender=model, dispatch_uid=f"site-{model.__name__}")
    post_save.connect(_document_saved, sender=Document, dispatch_uid="site-document")
    # Pages of an older release have older templates.
    post_migrate.connect(_migrated, dispatch_uid="site-migrate")
    # The job of the same change comes a second time, should the process die after its commit.
    indexing.on_change(_indexed)


def _forget(**kwargs: Any) -> None:
    transaction.on_commit(shelf.forget_all)


def _document_saved(instance: Document, **kwargs: Any) -> None:
    """A draft is saved every few seconds; only who may read the document matters here."""

    def compare() -> None:
        if shelf.differs(f"reach:{instance.uid}", (instance.confidentiality, instance.shared)):
            shelf.forget_all()

    transaction.on_commit(compare)


def _migrated(**kwargs: Any) -> None:
    shelf.forget_all()


def _indexed(source: str, id: str) -> None:
    # What the job is about was committed long before.
    shelf.forget_all()
