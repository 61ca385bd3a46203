"""What the pages have in common on which a step of a review or of a proposal is answered."""

from collections.abc import Callable, Iterable
from typing import Protocol

from django.http import HttpRequest

from processes.engine.refusal import CommandRefused
from processes.models import Case, Task
from registry import policy
from registry.documents.services import DocumentError, each_of
from registry.readers.row_numbers import number_in


class Labelled(Protocol):
    """A button of an answer."""

    @property
    def id(self) -> str:
        """The action that it stands for."""

    @property
    def label(self) -> str:
        """Its words."""


def shown_task(request: HttpRequest, case: Case | None) -> Task | None:
    """Find the task that the page showed: never simply the one whose turn it is by now."""
    number = number_in(request.POST.get("task", ""))
    if case is None or number is None:
        return None
    found: Task | None = (
        Task.objects.of(case.agency_id).select_related("case").filter(case=case, pk=number).first()
    )
    return found


def reasons_against(act: Callable[[], object]) -> list[Exception]:
    """Do what was answered; return all that bars it, where it cannot be done."""
    try:
        act()
    except (DocumentError, CommandRefused) as error:
        return list(each_of(error))
    except policy.Forbidden as error:
        return [CommandRefused(str(error))]
    return []


def noted(choices: Iterable[Labelled], action: str) -> str:
    """Say that an answer was noted, in the words of its button where that is known."""
    words = next((one.label for one in choices if one.id == action), "")
    said = f": {words[:1].lower()}{words[1:]}" if words else ""
    return f"Đã ghi nhận ý kiến của ông/bà{said}."
