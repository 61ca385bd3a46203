"""Changing the organisation: agencies, units, people, the roles they hold and how long."""

import re
from datetime import date
from typing import Any

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils.crypto import salted_hmac

from registry import policy
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
from registry.vietnamese import one_code, one_line

__all__ = ["OrganisationError"]

# Letters and digits that nobody confuses when the first password is read aloud or written down.
_CLEAR_SIGNS = "abcdefghjkmnpqrstuvwxyz23456789"
_USERNAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{2,59}")


def stream_of(agency: Agency) -> str:
    """The stream of an agency's organisation."""
    return f"agency:{agency.uid}"


@transaction.atomic
def establish(
    code: str, name: str, *, parent: Agency | None = None, short_name: str = "", place: str = ""
) -> Agency:
    """An agency under this code; establishing it again brings its names up to date."""
    agency, created = Agency.objects.update_or_create(
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


def set_unit(agency: Agency, code: str, name: str) -> Unit:
    """A unit of an agency under this code, as the installation lays it down."""
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


def enrol(username: str, full_name: str, *, password: str = "", email: str = "") -> User:
    """A person with an account; without a password they cannot sign in with one."""
    user, created = User.objects.get_or_create(
        username=username, defaults={"full_name": full_name, "email": email}
    )
    if created:
        user.set_password(password) if password else user.set_unusable_password()
        user.save()
    return user


def first_password(key: str) -> str:
    """The first password that belongs to one command: three groups of five signs (74 bits).

    It follows from the secret key of the installation and the command's own random key, so that a
    second click shows the same one and none is stored readable.
    """
    raw = salted_hmac("registry.organisation.first_password", key, algorithm="sha256").digest()
    signs = "".join(_CLEAR_SIGNS[byte % len(_CLEAR_SIGNS)] for byte in raw[:15])
    return "-".join((signs[:5], signs[5:10], signs[10:]))


@transaction.atomic
def open_account(
    actor: User | None,
    agency: Agency,
    *,
    username: str,
    full_name: str,
    role: str,
    password: str,
    email: str = "",
    unit: Unit | None = None,
    position: str = "",
    starts: date | None = None,
    ends: date | None = None,
    idempotency_key: str = "",
) -> tuple[User, bool]:
    """A new person of the agency with a first password and a first role; (person, made now).

    A second click (same key) makes nobody and leaves the password alone. A name that somebody
    uses already is refused: an account is never taken over by opening it again.
    Raises Forbidden, OrganisationError.
    """
    may_manage(actor, agency)
    events.lock_streams(stream_of(agency))
    asked = (username, full_name, role, email, unit.pk if unit else 0, position, starts, ends)
    key = events.keyed("open", idempotency_key, *asked)
    done = events.already_done(stream_of(agency), key, OrganisationError)
    if done:
        return User.objects.get(pk=events.data_of(done)["user"]), False
    username, full_name = one_code(username), one_line(full_name)
    if not _USERNAME.fullmatch(username):
        raise OrganisationError(
            "Tên đăng nhập gồm 3 đến 60 chữ không dấu, chữ số, dấu chấm hoặc gạch nối.", "username"
        )
    if not full_name:
        raise OrganisationError("Chưa nhập họ và tên.", "full_name")
    if User.objects.filter(username__iexact=username).exists():
        raise OrganisationError(
            f"Tên đăng nhập “{username}” đã có người dùng. Hãy chọn tên khác.", "username"
        )
    user = User(username=username, full_name=full_name, email=email, must_change_password=True)
    _set_password(user, password)
    note(actor, agency, "account.opened", {"user": user.pk}, key=key)
    assign(actor, user, agency, role, unit=unit, position=position, starts=starts, ends=ends)
    return user, True


@transaction.atomic
def reset_password(
    actor: User, agency: Agency, user: User, password: str, *, idempotency_key: str = ""
) -> bool:
    """Give a colleague a new first password; False when the same command was carried out before.

    Only for people who belong to no other agency: whoever manages one agency must not enter
    another one as somebody else.
    Raises Forbidden, OrganisationError.
    """
    may_manage(actor, agency)
    events.lock_streams(stream_of(agency))
    key = events.keyed("reset", idempotency_key, user.pk)
    if events.already_done(stream_of(agency), key, OrganisationError):
        return False
    if not Membership.objects.of(agency).filter(user=user).exists():
        raise OrganisationError(f"{user} không làm việc tại {agency}.")
    if user.memberships.exclude(agency=agency).exists() or user.is_superuser:
        raise OrganisationError(
            f"{user} còn thuộc cơ quan khác nên cơ quan này không cấp lại mật khẩu được."
        )
    user.must_change_password = True
    _set_password(user, password)
    note(actor, agency, "account.password_reset", {"user": user.pk}, key=key)
    return True


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


def may_manage(actor: User | None, agency: Agency) -> None:
    """Raise Forbidden unless the actor manages the agency; None is the installation itself."""
    if actor is not None:
        policy.require(actor, "organisation.manage", agency)


def grantable(actor: User, agency: Agency) -> list[str]:
    """Role codes that the actor may give: managing beyond one agency is not an agency's to give."""
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


def belongs(unit: Unit | None, agency: Agency, field: str = "unit") -> None:
    """Raise OrganisationError for a unit of another agency."""
    if unit is not None and unit.agency_id != agency.pk:
        raise OrganisationError("Phòng ban không thuộc cơ quan này.", field)


def _set_password(user: User, password: str) -> None:
    try:
        validate_password(password, user)
    except ValidationError as error:
        raise OrganisationError(" ".join(error.messages), "password") from error
    user.set_password(password)
    user.save()


def note(
    actor: User | None, agency: Agency, type: str, data: dict[str, Any], *, key: str = ""
) -> None:
    """Append one fact to the agency's stream."""
    events.append(stream_of(agency), type, data, actor=actor, agency=agency, idempotency_key=key)
