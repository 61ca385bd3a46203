"""What document control declares at start."""

from django.urls import reverse

from processes.control import actions, effects, holdings, policies, reviews
from processes.control.cancelling import telling as cancelling
from processes.control.proposals import registrations as proposals
from processes.extensions.subjects import SUBJECTS, Subject
from processes.models import Case
from registry.documents.models import Dossier
from registry.organisation.models import User


def _dossier_page(case: Case) -> str:
    return reverse("control:dossier", args=[reviews.uid_of(case)])


def _dossier_title(user: User, case: Case) -> str:
    said = reviews.subjects(user, [case]).get(case.pk, case.subject)
    return said.removeprefix(reviews.SUBMITTED)


def _dossier_ended(case: Case) -> str:
    dossier = reviews.dossier_of(case)
    if dossier is not None and dossier.state == Dossier.ISSUED:
        return f"đã ban hành kèm theo {dossier.decision_no}"
    if dossier is not None and dossier.state == Dossier.WITHDRAWN:
        return "đã rút, không trình nữa"
    return case.result_label.lower()


_SUBJECT = Subject(
    _dossier_page,
    reviews.subjects,
    _dossier_title,
    _dossier_ended,
    noun="bộ tài liệu",
    series="BTL",
)


def declare() -> None:
    """Register all that document control declares; called once by the app's ready()."""
    policies.declare()
    effects.declare()
    actions.declare()
    holdings.declare()
    SUBJECTS.add("dossier", _SUBJECT)
    cancelling.declare()
    proposals.declare()
