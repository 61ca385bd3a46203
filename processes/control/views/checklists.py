"""The form that a step of a review asks for, such as the checklist of the ISO secretary."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.utils.safestring import SafeString

from formbuilder.definition import part_of
from formbuilder.filling import FormView, form_view, is_refresh, opened, posted
from processes import casefile, pinned
from processes.cases.answers import Answers
from processes.models import Case, Task


@dataclass(frozen=True)
class Checklist:
    """A form to fill in with the verdict: its title, how it is shown, what is answered by now.

    `seen` is the digest of the answers that the page was opened with.
    """

    title: str
    view: FormView
    answers: Mapping[str, Any]
    seen: str


def checklist_of(request: HttpRequest, task: Task, refresh_url: str = "") -> Checklist | None:
    """Return the form of the step of a task, as saved, with what was posted laid over; or None.

    `refresh_url` answers with the fields that what was typed makes visible.
    """
    case = task.case
    step = pinned.process_of(case)[1].step(task.step_id)
    uid = step.form if step else ""
    body = pinned.body_in(case, uid) if uid else None
    if step is None or body is None:
        return None
    answers, part = Answers(case), part_of(step.form_part)
    version, saved = pinned.version_in(case, uid), answers.of(uid)
    sent = request.method == "POST" and "task" in request.POST
    filling = posted(body, request.POST, part, saved) if sent else opened(body, saved, part)
    return Checklist(
        version.title if version else "Phiếu kiểm tra",
        form_view(
            filling,
            refresh_url=refresh_url,
            show_missing=sent and not is_refresh(request.POST) and request.path != refresh_url,
        ),
        filling.answers,
        request.POST.get("seen", "").replace("\0", "")[:64] if sent else answers.digest_of(uid),
    )


def filled(case: Case | None) -> list[SafeString]:
    """Return the forms that were filled in during a review, as they are printed."""
    return casefile.sheets(case, Answers(case)) if case is not None else []
