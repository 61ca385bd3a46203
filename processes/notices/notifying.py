"""The effect `notify`: tell the people of a role of the process that the case came to a step."""

from processes import pinned
from processes.extensions.effects import EffectRequest
from processes.models import Case, Task
from processes.notices import telling
from processes.performers import holders
from processes.performers.assignment import assign
from registry import canonical, policy
from registry.notices.services import notify


def notify_role(request: EffectRequest) -> None:
    """Notify the people of a role that the case came to a step; the value is the id of the role."""
    case = request.case
    definition = pinned.process_of(case)[1]
    people = canonical.loads(case.state).get("people", {})
    asked = assign(case, definition.role(request.value), people)
    if not asked:
        return
    nobody = Task(
        agency=case.agency,
        role=asked.get("role_code", ""),
        unit_id=asked.get("unit"),
        assignee_id=asked.get("assignee"),
    )
    title = request.step.title if request.step else ""
    for one in holders(nobody):
        # Who may not read the case hears of its step all the same, and of nothing that is in it.
        reads = policy.visible(one.user, Case).filter(pk=case.pk).exists()
        what = telling.thing(case, one.user) if reads else case.version.title
        stands = f" (thay {one.giver})" if one.giver else ""
        notify(
            one.user,
            case.agency_id,
            f"Thông báo{stands}: đến bước «{telling.cut(title)}» – {what}. Mã {case.code}.",
            telling.page_of(case) if reads else "",
            kind="case",
            about=("case", case.pk) if reads else None,
        )
