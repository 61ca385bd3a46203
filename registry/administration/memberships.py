"""Roles that people hold in an agency, from day to day: giving them, ending them."""

from datetime import date

from django.db import transaction
from django.db.models import Q

from registry import policy
from registry.administration.agencies import belongs, may_manage, note, stream_of
from registry.now import today
from registry.organisation.models import Agency, Membership, Unit, User
from registry.organisation.periods import (
    OrganisationError,
    check_end,
    check_period,
    overlapping,
    period,
    span,
)
from registry.organisation.roles import reach, role_labels
from registry.trail import events
from registry.vietnamese import one_line


@transaction.atomic
def assign(
    actor: User | None,
    user: User,
    agency: Agency,
    role: str,
    *,
    unit: Unit | None = None,
    position: str = "",
    starts: date | None = None,
    ends: date | None = None,
) -> Membership:
    """Give a person a role in an agency for a period. `actor` None is the installation itself.

    What was held before stays as it was; the very same again (a second click) writes nothing.
    Raises Forbidden, OrganisationError for an unknown role, a unit of another agency, a period
    that is over, backwards or overlaps one already given, and for giving oneself a role.
    """
    may_manage(actor, agency)
    events.lock_streams(stream_of(agency))
    position = one_line(position)
    if role not in role_labels():
        raise OrganisationError(f"Không có vai trò “{role}”.", "role")
    if actor is not None and actor == user:
        raise OrganisationError("Người quản trị không tự giao vai trò cho chính mình.", "user")
    if actor is not None and role not in grantable(actor, agency):
        raise OrganisationError("Vai trò này do người quản trị cấp trên giao.", "role")
    belongs(unit, agency)
    check_period(starts, ends)
    if actor is not None and ends is not None and ends < today():
        raise OrganisationError("Ngày kết thúc đã qua. Hãy chọn hôm nay hoặc sau đó.", "ends")
    rows = Membership.objects.of(agency).filter(
        overlapping(starts, ends), user=user, role=role, unit=unit
    )
    there: Membership | None = rows.first()
    if there is not None:
        if (there.position, there.starts, there.ends) == (position, starts, ends):
            return there
        raise OrganisationError(
            f"{user} đã giữ vai trò này {span(there)}. Hãy kết thúc phân công đó trước.", "starts"
        )
    membership: Membership = Membership.objects.create(
        agency=agency,
        user=user,
        role=role,
        unit=unit,
        position=position,
        starts=starts,
        ends=ends,
    )
    note(
        actor,
        agency,
        "membership.changed",
        {
            "user": user.pk,
            "role": role,
            "unit": unit.pk if unit else 0,
            **period(starts, ends),
        },
    )
    policy.forget(user)
    return membership


@transaction.atomic
def end_membership(actor: User | None, membership: Membership, last_day: date) -> Membership:
    """Let a role end after this day, which is still included; the same again writes nothing.

    A role that has not begun is taken back by ending it before it begins.
    Raises Forbidden, OrganisationError: too early, later than planned, or the last administrator.
    """
    agency = membership.agency
    may_manage(actor, agency)
    events.lock_streams(stream_of(agency))
    fresh: Membership = Membership.objects.of(agency).select_for_update().get(pk=membership.pk)
    if fresh.ends == last_day:
        return fresh
    check_end(fresh, last_day)
    if reach(fresh.role, "organisation.manage") and not _others_manage(agency, fresh, last_day):
        raise OrganisationError(
            "Đây là người quản trị cuối cùng của cơ quan. Hãy giao vai trò này cho người khác"
            " trước."
        )
    fresh.ends = last_day
    fresh.save(update_fields=["ends"])
    note(
        actor,
        agency,
        "membership.ended",
        {
            "membership": fresh.pk,
            "user": fresh.user_id,
            "role": fresh.role,
            "unit": fresh.unit_id or 0,
            **period(fresh.starts, fresh.ends),
        },
    )
    policy.forget(fresh.user)
    return fresh


def grantable(actor: User, agency: Agency) -> list[str]:
    """Return the codes of the roles that the actor may give.

    Managing beyond one agency is not an agency's to give.
    """
    at = policy.standing(actor)
    wide = at.may("job.manage_installation", agency.pk)
    return [
        role for role in role_labels() if wide or reach(role, "job.manage_installation") is None
    ]


def _others_manage(agency: Agency, but: Membership, day: date) -> bool:
    """Whether somebody manages the agency after a day without this membership."""
    managing = [role for role in role_labels() if reach(role, "organisation.manage")]
    return (
        Membership.objects.of(agency)
        .filter(Q(ends=None) | Q(ends__gt=day), role__in=managing, user__is_active=True)
        .filter(Q(starts=None) | Q(starts__lte=max(day, today())))
        .exclude(pk=but.pk)
        .exists()
    )
