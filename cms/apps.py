"""Django app of the cms package."""

from typing import Any

from django.apps import AppConfig, apps
from django.conf import settings
from django.db.models.signals import post_migrate


def _sync_schedule(**kwargs: Any) -> None:
    from cms.background import schedule

    schedule.sync()


class CmsConfig(AppConfig):
    name = "cms"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from cms import checks  # noqa: F401 - registers the checks of deployment
        from cms.accounts import registrations as accounts
        from cms.background import waking
        from cms.operations import watching  # noqa: F401 - registers its regular job
        from cms.site import registrations
        from registry.trail import outbox

        registrations.declare()
        accounts.declare()
        if settings.BACKGROUND_WAKES:
            outbox.NOTED.add("cms.waking", waking.wake)
        beat = apps.get_app_config("django_celery_beat")
        post_migrate.connect(_sync_schedule, sender=beat, dispatch_uid="regular-jobs")
