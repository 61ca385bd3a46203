"""What must hold before an adoption is prepared, decided or changed."""

from datetime import date, timedelta

from processes.adoption.errors import AdoptionError
from processes.adoption.needs import needs_of
from registry.adoption.models import Adoption
from registry.documents.models import Confidentiality, Document, Validity
from registry.now import local, now, today
from registry.organisation.models import Agency, User


def adoptable(agency: Agency, document: Document) -> bool:
    """Tell whether this agency could adopt the document now. One query.

    It could where the document is shared by an agency above, read by its people, in force, and of a
    kind that is adopted.
    """
    if not document.shared or document.confidentiality == Confidentiality.RESTRICTED:
        return False
    if document.agency_id not in {above.pk for above in agency.ancestors()}:
        return False
    period = (
        Validity.unscoped.filter(Validity.at(now()), document=document)
        .select_related("version")
        .first()
    )
    return period is not None and needs_of(document.kind, period.version.data) is not None


def check_days(document: Document, starts: date | None, decision_on: date | None) -> None:
    """Raise AdoptionError for days that cannot be.

    Decided in the future, in use before there was anything to use, or (a slip of the year) more
    than ten years ahead.
    """
    if decision_on is not None and decision_on > today():
        raise AdoptionError("Ngày quyết định không được sau hôm nay.", "decision_on")
    if starts is None:
        return
    first = Validity.unscoped.filter(document=document).order_by("starts").first()
    if first is not None and starts < local(first.starts).date():
        raise AdoptionError(
            f"Quy trình có hiệu lực từ ngày {local(first.starts):%d/%m/%Y}, nên không áp dụng trước"
            " ngày đó được.",
            "starts",
        )
    if starts > today() + timedelta(days=3653):
        raise AdoptionError("Ngày áp dụng cách hôm nay quá mười năm. Hãy xem lại năm.", "starts")


def check_decider(actor: User, giver: User | None, row: Adoption) -> None:
    """Raise AdoptionError for who prepared the adoption, or for whom it was prepared."""
    deciding = {actor.pk, giver.pk if giver else actor.pk}
    if deciding & {row.prepared_by_id, row.prepared_for_id} - {None}:
        raise AdoptionError(
            "Người chuẩn bị việc áp dụng không tự phê duyệt. Hãy để một lãnh đạo khác phê duyệt."
        )


def check_calendar(agency: Agency, calendar: Document | None) -> Document | None:
    """Give back a calendar that the agency may use; raise AdoptionError for another one."""
    if calendar is None:
        return None
    above = {one.pk for one in agency.ancestors()}
    own = calendar.agency_id == agency.pk or (calendar.shared and calendar.agency_id in above)
    if calendar.kind != "calendar" or not own:
        raise AdoptionError("Hãy chọn một lịch làm việc mà cơ quan dùng được.", "calendar")
    return calendar
