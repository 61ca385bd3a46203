"""Django app of the cms package."""

from django.apps import AppConfig


class CmsConfig(AppConfig):
    name = "cms"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from cms.accounts import registrations as accounts
        from cms.site import registrations

        registrations.declare()
        accounts.declare()
