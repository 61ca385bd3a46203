"""Django app of the registry package."""

from typing import Any

from django.apps import AppConfig
from django.db.backends.signals import connection_created
from django.db.models.signals import post_migrate


def _lay_guards(using: str, **kwargs: Any) -> None:
    from django.db import connections

    from registry.documents.constraints import lay_guards

    lay_guards(connections[using])


class RegistryConfig(AppConfig):
    name = "registry"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from registry import checks, registrations  # noqa: F401
        from registry.kinds import shipped
        from registry.lists.ordering import teach

        registrations.declare()
        shipped.declare()
        post_migrate.connect(_lay_guards, sender=self)
        connection_created.connect(teach)
