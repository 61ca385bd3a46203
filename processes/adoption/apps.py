"""Django app of adopting."""

from django.apps import AppConfig


class AdoptionConfig(AppConfig):
    name = "processes.adoption"
    label = "adoption"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from processes.adoption import registrations

        registrations.declare()
