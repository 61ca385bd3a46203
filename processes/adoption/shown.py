"""What the page of a prepared adoption shows, and what of it became another since.

People who hold a role today stand on the page too but are no part: the decision binds roles and
units, and people come and go with their own dates (processes/adoption/binding.py).
"""

from datetime import UTC, date
from typing import Any

from processes.adoption import binding
from processes.adoption.binding import Bound
from processes.adoption.errors import AdoptionError, Outdated
from processes.adoption.needs import Need, needs_of
from registry import shown
from registry.adoption.models import Adoption, AdoptionState
from registry.documents.models import Validity, Version
from registry.now import local, now
from registry.organisation.models import Unit
from registry.organisation.roles import role_labels

UNSEEN = (
    "Chưa rõ ông/bà đã xem nội dung áp dụng nào, nên quyết định chưa được ghi nhận. Hãy mở lại"
    " trang của việc áp dụng, xem rồi quyết định."
)
_ROLE = "role:"
_DECIDED = "Quyết định của ông/bà chưa được ghi nhận; hãy xem nội dung hiện nay rồi quyết định."
_EDITED = (
    "Nội dung ông/bà nhập chưa được ghi và còn ở các ô dưới đây; gửi lại thì nó thay cho nội dung"
    " vừa nêu."
)


def of(row: Adoption, version: Version | None) -> str:
    """Return a digest of each part that a page shows of the adoption with this issue, as one line.

    The page carries the line, and a decision taken on the page names it.
    """
    return shown.named(_parts(row, version))


def in_force(row: Adoption) -> Version | None:
    """Return the issue that new cases of the agency would follow now, or None."""
    period = (
        Validity.unscoped.filter(Validity.at(now()), document=row.document_id)
        .select_related("version")
        .first()
    )
    return period.version if period else None


def check(row: Adoption, seen: str) -> None:
    """Raise AdoptionError unless what was seen is what is to be decided on now.

    Outdated, saying what changed, where it is not.
    """
    if not seen:
        raise AdoptionError(UNSEEN)
    version = in_force(row)
    _refuse(row, version, shown.compared(seen, _parts(row, version)), _DECIDED)


def check_edited(row: Adoption, seen: str) -> None:
    """Raise Outdated, saying what changed, unless the edited page showed the row as it is.

    "" was seen where nothing was prepared yet.
    """
    version = in_force(row)
    parts = _parts(row, version)
    if seen:
        difference = shown.compared(seen, parts)
    else:
        difference = shown.Difference(other=tuple(name for name in parts if name != "issue"))
    _refuse(row, version, difference, _EDITED)


def _refuse(
    row: Adoption, version: Version | None, difference: shown.Difference, ending: str
) -> None:
    if not difference:
        return
    said = "; ".join(_said(row, version, difference))
    raise Outdated(f"Sau khi ông/bà mở trang, việc áp dụng đã thay đổi: {said}. {ending}")


def _parts(row: Adoption, version: Version | None) -> dict[str, Any]:
    bounds = binding.read(row.rows)
    return {
        "issue": [version.pk, version.sha256] if version else [],
        "calendar": [str(row.calendar.uid), row.calendar.title] if row.calendar else [],
        "starts": [_day(row.starts)],
        "decision": [row.decision_no, _day(row.decision_on)],
        "returned": [row.reason] if row.state == AdoptionState.RETURNED else [],
        "prepared": [
            row.prepared_by_id,
            row.prepared_for_id,
            row.prepared_at.astimezone(UTC).isoformat(),
        ],
        **{f"{_ROLE}{need.id}": _bound(bounds.get(need.id)) for need in _needs(version)},
    }


def _needs(version: Version | None) -> list[Need]:
    return (needs_of(version.kind, version.data) or []) if version else []


def _bound(bound: Bound | None) -> list[str]:
    return [bound.role, bound.unit] if bound and bound.role else []


def _day(day: date | None) -> str:
    return f"{day:%d/%m/%Y}" if day else ""


def _said(row: Adoption, version: Version | None, difference: shown.Difference) -> list[str]:
    """What changed, part by part, in the order of the page."""
    other = set(difference.other)
    found = []
    if "issue" in other:
        found.append(
            f"quy trình nay có hiệu lực theo lần ban hành {version.number}"
            if version
            else "quy trình không còn hiệu lực"
        )
    if "prepared" in other:
        by = row.prepared_by or "hệ thống"
        found.append(f"{by} đã chuẩn bị lúc {local(row.prepared_at):%H:%M ngày %d/%m/%Y}")
    if "returned" in other and row.state == AdoptionState.RETURNED:
        found.append(f"lãnh đạo yêu cầu chỉnh sửa: {row.reason}")
    if "starts" in other:
        found.append(f"ngày bắt đầu áp dụng nay là {_day(row.starts)}")
    if "decision" in other:
        on = f" ngày {_day(row.decision_on)}" if row.decision_on else ""
        found.append(f"quyết định áp dụng nay ghi là {row.decision_no or 'chưa có số'}{on}")
    if "calendar" in other:
        found.append(f"lịch tính thời hạn nay là {row.calendar or 'lịch mặc định'}")
    found += _roles(row, version, {*other, *difference.added})
    if any(name.startswith(_ROLE) for name in difference.gone):
        found.append("có vai trò không còn trong quy trình")
    return found or ["trang ông/bà đang mở không phải là nội dung đang chờ quyết định"]


def _roles(row: Adoption, version: Version | None, names: set[str]) -> list[str]:
    needs = [need for need in _needs(version) if f"{_ROLE}{need.id}" in names]
    bounds = binding.read(row.rows)
    units = dict(Unit.objects.of(row.agency_id).values_list("code", "name")) if needs else {}
    found = []
    for need in needs:
        bound = bounds.get(need.id)
        if bound is None or not bound.role:
            found.append(f"vai trò «{need.label}» chưa gán cho ai")
            continue
        place = f", {units.get(bound.unit, bound.unit)}" if bound.unit else ""
        role = role_labels().get(bound.role, bound.role)
        found.append(f"vai trò «{need.label}» nay là {role}{place}")
    return found
