"""Django app of document control."""

from django.apps import AppConfig


class ControlConfig(AppConfig):
    name = "processes.control"
    label = "control"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from processes.control import registrations

        registrations.declare()
