"""Whose site it is: what stands around every public page.

Pages of an agency, its procedures and its cases show that agency; all others show the agency of the
installation, which is the one above all others.
"""

from contextlib import suppress
from typing import Any

from django.template.loader import render_to_string

from cms.site.ready import keeping
from registry.organisation.identity import Identity, identity_of
from registry.organisation.models import Agency


def draw(template: str, context: dict[str, Any], agency: Agency | None = None) -> str:
    """Render a whole page with the head of an agency, or of the installation's."""
    own = identity_of(agency) if agency is not None else of_installation()
    return render_to_string(template, {"own": own, **context})


def of_installation() -> Identity:
    """Return how the agency above all others presents itself; the product, where several are."""

    def make() -> tuple[Identity, None]:
        return identity_of(top()), None

    return keeping.keep("installation", make).value


def top() -> Agency | None:
    """Return the agency above all others; None where there is none, or more than one."""
    found = list(Agency.objects.filter(active=True, parent=None).order_by("pk")[:2])
    return found[0] if len(found) == 1 else None


def of_installation_surely() -> Identity:
    """Return the same while everything may be broken: the product, where nothing answers."""
    with suppress(Exception):
        return of_installation()
    return Identity()
