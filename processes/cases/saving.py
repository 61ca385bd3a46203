"""What somebody fills in at a step becomes a record that the case holds."""

from collections.abc import Mapping
from typing import Any

from formbuilder import services as filling
from formbuilder.definition import part_of
from processes import pinned
from processes.cases.act import Act
from processes.engine.definition import Step
from processes.engine.machine import CommandRefused


def keep_answers(
    act: Act, task_key: str, step: Step, answers: Mapping[str, Any], *, final: bool, seen: str = ""
) -> None:
    """Save the step's form as a record of the case, and let the engine know.

    Raises CommandRefused, and FillingRefused with the problems of the form.
    """
    session = act.session
    version = pinned.version_in(session.case, step.form)
    if version is None:
        raise CommandRefused("Biểu mẫu của bước này không có trong hồ sơ.")
    before = session.answers.revisions.get(step.form)
    revision = filling.save_in_case(
        act.actor,
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
    act.note(filling.SAVED, filling.told(revision))
    saved = {
        "form": step.form,
        "record": str(revision.record.uid),
        "digest": revision.sha256,
        "task": task_key,
    }
    act.carry_out("record_saved", saved)
