"""The button on the pages of a draft that decides."""

from django.urls import reverse

from processes.backtest.deciders import DECIDERS
from registry import policy
from registry.documents.models import Document, Stage
from registry.editor.buttons import BUTTONS, Button
from registry.organisation.models import User

TITLE = "Thử trên hồ sơ cũ"


def _actions(user: User, document: Document) -> list[Button]:
    """The way to its trials, for who may read the draft."""
    if document.kind not in DECIDERS or document.stage == Stage.IDLE:
        return []
    if not policy.can(user, "read_draft", document):
        return []
    return [Button(TITLE, reverse("backtest", args=[document.pk]), "case", reads=True)]


def declare() -> None:
    """Register the button."""
    BUTTONS.add("backtest", _actions)
