"""Agencies and their units: laying down, changing, who may do it, the stream of what was done."""

from datetime import date
from typing import Any

from django.db import transaction

from registry import policy
from registry.organisation.models import Agency, Unit, User
from registry.organisation.periods import OrganisationError, check_period, period
from registry.trail import events
from registry.vietnamese import one_code, one_line


def stream_of(agency: Agency) -> str:
    """Return the stream of an agency's organisation."""
    return f"agency:{agency.uid}"


@transaction.atomic
def establish(
    code: str, name: str, *, parent: Agency | None = None, short_name: str = "", place: str = ""
) -> Agency:
    """Lay down an agency under this code; one that is there stays as it is, for it may have taken
    another name since (`set_identity`)."""
    agency, created = Agency.objects.get_or_create(
        code=code,
        defaults={"name": name, "parent": parent, "short_name": short_name, "place": place},
    )
    if created:
        events.append(stream_of(agency), "agency.created", {"code": code}, agency=agency)
    return agency


@transaction.atomic
def repeat_codes(actor: User | None, agency: Agency, allowed: bool) -> Agency:
    """Say whether two documents of one kind may bear one code here; the same again writes nothing.

    Raises Forbidden.
    """
    may_manage(actor, agency)
    events.lock_streams(stream_of(agency))
    fresh = Agency.objects.select_for_update(no_key=True).get(pk=agency.pk)
    if fresh.repeats_codes != allowed:
        fresh.repeats_codes = allowed
        fresh.save(update_fields=["repeats_codes"])
        note(actor, fresh, "agency.codes_switched", {"allowed": allowed})
    agency.repeats_codes = allowed
    return fresh


@transaction.atomic
def cancel_by_top(actor: User | None, agency: Agency, wanted: bool) -> Agency:
    """Say whether the top leader alone cancels documents here; the same again writes nothing.

    Raises Forbidden.
    """
    may_manage(actor, agency)
    events.lock_streams(stream_of(agency))
    fresh = Agency.objects.select_for_update(no_key=True).get(pk=agency.pk)
    if fresh.cancels_by_top != wanted:
        fresh.cancels_by_top = wanted
        fresh.save(update_fields=["cancels_by_top"])
        note(actor, fresh, "agency.cancelling_switched", {"by_top": wanted})
    agency.cancels_by_top = wanted
    return fresh


def set_unit(agency: Agency, code: str, name: str) -> Unit:
    """Lay down a unit of an agency under this code, for the installation."""
    known = Unit.objects.of(agency).filter(code=code).first()
    return save_unit(
        None,
        agency,
        code=code,
        name=name,
        unit=known,
        parent=known.parent if known else None,
        starts=known.starts if known else None,
        ends=known.ends if known else None,
    )


@transaction.atomic
def save_unit(
    actor: User | None,
    agency: Agency,
    *,
    code: str,
    name: str,
    unit: Unit | None = None,
    parent: Unit | None = None,
    starts: date | None = None,
    ends: date | None = None,
) -> Unit:
    """Add a unit, or change the given one; the same again writes nothing.

    Raises Forbidden, OrganisationError for a code in use, a period that ends before it begins, a
    unit of another agency or one that would stand below itself.
    """
    may_manage(actor, agency)
    events.lock_streams(stream_of(agency))
    code, name = one_code(code), one_line(name)
    if not code or not name:
        raise OrganisationError("Chưa nhập đủ mã và tên phòng ban.", "name" if code else "code")
    check_period(starts, ends)
    belongs(unit, agency)
    belongs(parent, agency, "parent")
    above = parent
    while above is not None:
        if unit is not None and above.pk == unit.pk:
            raise OrganisationError("Phòng ban không thể trực thuộc chính mình.", "parent")
        above = above.parent
    known = Unit.objects.of(agency).filter(code=code).first()
    values = (name, parent.pk if parent else None, starts, ends)
    if known is not None and (known.name, known.parent_id, known.starts, known.ends) == values:
        same: Unit = known
        return same
    if known is not None and (unit is None or known.pk != unit.pk):
        raise OrganisationError(f"Mã “{code}” đã dùng cho {known}. Hãy chọn mã khác.", "code")
    saved = unit or Unit(agency=agency)
    saved.code, saved.name, saved.parent = code, name, parent
    saved.starts, saved.ends = starts, ends
    saved.save()
    note(actor, agency, "unit.changed", {"unit": saved.pk, "code": code, **period(starts, ends)})
    return saved


def may_manage(actor: User | None, agency: Agency) -> None:
    """Raise Forbidden unless the actor manages the agency; None is the installation itself."""
    if actor is not None:
        policy.require(actor, "organisation.manage", agency)


def belongs(unit: Unit | None, agency: Agency, field: str = "unit") -> None:
    """Raise OrganisationError for a unit of another agency."""
    if unit is not None and unit.agency_id != agency.pk:
        raise OrganisationError("Phòng ban không thuộc cơ quan này.", field)


def note(
    actor: User | None, agency: Agency, type: str, data: dict[str, Any], *, key: str = ""
) -> None:
    """Append one fact to the agency's stream."""
    events.append(stream_of(agency), type, data, actor=actor, agency=agency, idempotency_key=key)
