"""By which adoption an agency runs a process of an agency above, and who does its steps there."""

from processes.adoption import binding
from processes.adoption.binding import Bound
from processes.adoption.needs import needs_of
from processes.adoption.troubles import not_bound, unbound
from processes.engine.definition import SYSTEM, Role
from registry.adoption.models import Adoption
from registry.canonical import Body
from registry.documents.models import Document
from registry.now import today
from registry.organisation.models import Agency

NOT_ADOPTED = (
    "Cơ quan chưa áp dụng quy trình này của {issuer}, nên chưa tạo được hồ sơ. Thư ký ISO lập việc"
    " áp dụng, lãnh đạo phê duyệt rồi mới tạo hồ sơ được."
)
NOT_BOUND = (
    "Chưa tạo được hồ sơ: lần ban hành đang có hiệu lực có vai trò chưa phân công tại cơ quan. {}"
    " Thư ký ISO gán tại «Quy trình áp dụng của cấp trên»."
)


class NotRunning(ValueError):
    """The agency does not run this process; the message is Vietnamese."""


def adoption_of(agency: Agency, document: Document) -> Adoption | None:
    """Return the adoption by which the agency works today; None where there is none."""
    found: Adoption | None = (
        Adoption.objects.of(agency)
        .filter(Adoption.holding(today()), document=document)
        .select_related("calendar")
        .first()
    )
    return found


def required(agency: Agency, document: Document, body: Body) -> Adoption | None:
    """Return the adoption that a case of this process needs: None for an own or a system process.

    Raises NotRunning where the agency has not adopted it, or has not said who does what.
    """
    if document.agency_id == agency.pk or body.get("procedure_type") == SYSTEM:
        return None
    found = adoption_of(agency, document)
    if found is None:
        raise NotRunning(NOT_ADOPTED.format(issuer=document.agency))
    trouble = unbound_in(found, body)
    if trouble:
        raise NotRunning(trouble)
    return found


def unbound_in(adoption: Adoption, body: Body) -> str:
    """Say why no case can be opened with these bindings; "" where all roles have somebody."""
    missing = unbound(needs_of("process", body) or [], binding.read(adoption.rows))
    return NOT_BOUND.format(not_bound(missing)) if missing else ""


def bound_in(adoption: Adoption | None, need: str) -> Bound | None:
    """Return who stands for a role of the process in the adopting agency, or None."""
    return binding.read(adoption.rows).get(need) if adoption else None


def stands_for(adoption: Adoption | None, role: Role) -> tuple[str, str]:
    """Return (role code, unit code) of those who do the steps of a role here.

    As the adopting agency has bound the role today, else as the process says.
    """
    bound = bound_in(adoption, role.id)
    return (bound.role, bound.unit) if bound else (role.role, role.unit)
