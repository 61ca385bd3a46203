"""Django app of the formbuilder package."""

from django.apps import AppConfig


class FormbuilderConfig(AppConfig):
    name = "formbuilder"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from formbuilder import registrations

        registrations.declare()
