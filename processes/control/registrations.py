"""What document control declares at start."""

from django.urls import reverse

from processes import panels
from processes.control import actions, adoption_actions, effects, handing, policies, reviews
from processes.models import Case


def _dossier_page(case: Case) -> str:
    return reverse("control:dossier", args=[case.about.removeprefix("dossier:")])


def declare() -> None:
    """Called once by the app's ready()."""
    policies.declare()
    effects.declare()
    actions.declare()
    adoption_actions.declare()
    handing.declare()
    panels.register_subject("dossier", _dossier_page, reviews.subjects)
