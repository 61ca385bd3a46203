"""The buttons on the pages of a document that decides."""

from django.urls import reverse

from processes.backtest.deciders import DECIDERS
from registry import policy
from registry.documents.models import Document, Stage
from registry.editor.buttons import BUTTONS, Button
from registry.organisation.models import User

TITLE = "Thử trên hồ sơ cũ"
ASK = "Thử một trường hợp"


def _actions(user: User, document: Document) -> list[Button]:
    """The way to its trials, for who may read the draft."""
    if document.kind not in DECIDERS or document.stage == Stage.IDLE:
        return []
    if not policy.can(user, "read_draft", document):
        return []
    return [Button(TITLE, reverse("backtest", args=[document.pk]), "case", reads=True)]


def _asking(user: User, document: Document) -> list[Button]:
    """What the issue in force answers, from the page that reads it."""
    if document.kind not in DECIDERS:
        return []
    return [Button(ASK, reverse("ask_issue", args=[document.pk]), "check", reading=True)]


def declare() -> None:
    """Register the buttons."""
    BUTTONS.add("backtest", _actions)
    BUTTONS.add("backtest.ask", _asking)
