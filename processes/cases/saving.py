"""What somebody fills in at a step becomes a record that the case holds."""

from collections.abc import Mapping
from typing import Any

from formbuilder import services as filling
from formbuilder.definition import part_of
from processes import pinned
from processes.cases.command import carry_out, note
from processes.cases.session import Session
from processes.engine.definition import Step
from processes.engine.machine import CommandRefused
from registry.organisation.models import User


def keep_answers(
    session: Session,
    task_key: str,
    step: Step,
    answers: Mapping[str, Any],
    actor: User,
    *,
    final: bool,
    seen: str = "",
    giver: User | None = None,
) -> None:
    """Save the step's form as a record of the case, and let the engine know.

    Raises CommandRefused, and FillingRefused with the problems of the form.
    """
    version = pinned.version_in(session.case, step.form)
    if version is None:
        raise CommandRefused("Biểu mẫu của bước này không có trong hồ sơ.")
    before = session.answers.revisions.get(step.form)
    revision = filling.save_in_case(
        actor,
        session.case.agency,
        version,
        answers,
        final=final,
        before=before,
        seen=seen,
        part=part_of(step.form_part),
        case_stream=session.case.stream,
        title=f"{version.title} ({session.case.code})",
        body=pinned.body_in(session.case, step.form) or {},
    )
    if revision is before:
        return
    session.answers.keep(step.form, revision)
    note(session, filling.SAVED, filling.told(revision), actor, giver)
    saved = {
        "form": step.form,
        "record": str(revision.record.uid),
        "digest": revision.sha256,
        "task": task_key,
    }
    carry_out(session, "record_saved", saved, actor, giver)
