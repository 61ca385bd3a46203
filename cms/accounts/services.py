"""Acts upon accounts: signing in and out, passwords, sessions, locks, second factor, directory id.

Each leaves an event in the person's own stream, `account:<pk>`, in the agency that they work for.
Events hold numbers, addresses of machines and digests, never a name that somebody typed.
"""

from collections.abc import Callable, Iterable
from datetime import timedelta
from typing import Any

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.db import transaction
from django.db.models import F

from cms.accounts import guessing
from registry import policy
from registry.administration.services import may_manage
from registry.notices.services import notify
from registry.now import now, today
from registry.organisation.models import Agency, Delegation, Membership, User
from registry.organisation.periods import OrganisationError
from registry.organisation.roles import reach, role_labels
from registry.trail import events, outbox
from registry.trail.models import Event
from registry.vietnamese import one_code

UNKNOWN = "account:unknown"
# So many letters an hour go to one person, however often somebody asks.
RESETS_AN_HOUR = 3
LETTER = "accounts.reset_letter"
RESET = "accounts.reset_asked"


def stream_of(user: User) -> str:
    """Return the stream of a person's account."""
    return f"account:{user.pk}"


def agency_of(user: User) -> Agency | None:
    """Return the agency whose trail tells of the account: of today, else the last one."""
    agency = policy.standing(user).agency
    if agency is not None:
        return agency
    last = user.memberships.select_related("agency").order_by("-pk").first()
    return last.agency if last else None


@transaction.atomic
def note(
    user: User,
    type: str,
    data: dict[str, Any] | None = None,
    *,
    actor: User | None = None,
    agency: Agency | None = None,
    key: str = "",
) -> None:
    """Append one fact about an account."""
    agency = agency or agency_of(user)
    facts = {"user": user.pk, **(data or {})}
    events.append(stream_of(user), type, facts, actor=actor, agency=agency, idempotency_key=key)


def needs_second_factor(user: User) -> bool:
    """Tell whether a role of today asks for a second factor beside the password."""
    roles = {held.role for held in policy.standing(user).held}
    wanted = settings.MFA_REQUIRED_ROLES
    return bool(roles) and ("*" in wanted or bool(roles & wanted))


def has_second_factor(user: User) -> bool:
    """Tell whether the person's telephone counts along."""
    found: bool = Authenticator.objects.filter(user=user, type=Authenticator.Type.TOTP).exists()
    return found


# --- at the door


@transaction.atomic
def signed_in(user: User, *, method: str, ip: str, second_factor: bool) -> None:
    """Note a sign-in; one through a break-glass account is told to the administrators."""
    guessing.forget(user, ip)
    facts = {"method": method, "ip": ip, "second_factor": second_factor}
    note(user, "account.signed_in", facts, actor=user)
    if user.break_glass and method == "password":
        note(user, "account.break_glass_used", {"ip": ip}, actor=user)
        for agency, person in _administrators(user):
            notify(
                person,
                agency,
                f"Tài khoản dự phòng “{user.username}” vừa đăng nhập từ địa chỉ {ip}."
                " Nếu không phải việc đã định, hãy kết thúc các phiên của tài khoản này.",
                "/admin/nhat-ky/?type=account.break_glass_used",
                kind="account",
            )


def sign_in_failed(name: str, ip: str) -> None:
    """Note a wrong name or password; of a name that nobody has, a digest."""
    _failed_at_the_door("account.sign_in_failed", name, ip)


def locked(name: str, ip: str) -> None:
    """Note that one more failure was one too many."""
    _failed_at_the_door("account.locked", name, ip)


@transaction.atomic
def _failed_at_the_door(type: str, name: str, ip: str) -> None:
    """One fact, after the same work whether somebody has this name or not."""
    user = guessing.person_named(name)
    agency = _agency_at_the_door(user.pk if user else 0)
    digest = guessing.digest_of(name)
    if user is not None:
        events.append(stream_of(user), type, {"user": user.pk, "ip": ip}, agency=agency)
    else:
        events.append(UNKNOWN, type, {"name_digest": digest, "ip": ip})


def _agency_at_the_door(user_id: int) -> int | None:
    """In whose trail a failure stands, as `agency_of` says, but in two queries whoever it is."""
    day = today()
    own: list[Any] = list(
        Membership.unscoped.filter(user=user_id).select_related("agency").order_by("pk")
    )
    received = Delegation.unscoped.filter(receiver=user_id).select_related("agency").order_by("pk")
    for row in [*own, *received]:
        begun = row.starts is None or row.starts <= day
        if begun and (row.ends is None or row.ends >= day) and row.agency.active:
            return row.agency_id
    return own[-1].agency_id if own else None


def refused_from_directory(provider: str, directory_id: str, ip: str) -> None:
    """Note that the directory vouched for somebody whom nobody here knows."""
    digest = guessing.digest_of(directory_id)
    _stranger("account.directory_refused", {"provider": provider, "id_digest": digest, "ip": ip})


@transaction.atomic
def _stranger(type: str, data: dict[str, Any]) -> None:
    events.append(UNKNOWN, type, data)


class TooOften(ValueError):
    """No more tries are taken from the person, for so many minutes."""

    def __init__(self, minutes: int) -> None:
        super().__init__(f"Đã sai quá nhiều lần. Hãy thử lại sau {minutes} phút.")
        self.minutes = minutes


def tried(user: User, what: str, ip: str, right: Callable[[], bool]) -> bool:
    """Tell whether a code (or the password of somebody signed in) is right; a wrong one is counted
    and noted. Raises TooOften without looking at it where too many were wrong."""
    number = guessing.begin_try(user)
    if not number:
        raise TooOften(guessing.codes_locked(user) or 1)
    if right():
        guessing.take_back(user)
        return True
    note(user, "account.code_failed", {"ip": ip, "what": what})
    if number == settings.AXES_FAILURE_LIMIT:
        note(user, "account.locked", {"ip": ip})
    return False


def is_spent(user: User, nonce: str) -> bool:
    """Tell whether the word of the directory with this nonce has confirmed an act of the person."""
    return events.already_done(stream_of(user), f"confirmed:{nonce}") is not None


@transaction.atomic
def spend(user: User, nonce: str, ip: str) -> bool:
    """Note that the directory's word confirms an act; False where it confirmed one before."""
    events.lock_streams(stream_of(user))
    if is_spent(user, nonce):
        return False
    told = {"ip": ip}
    note(user, "account.confirmed", told, actor=user, key=f"confirmed:{nonce}")
    return True


def signed_out(user: User, ip: str) -> None:
    """Note that the person left."""
    note(user, "account.signed_out", {"ip": ip}, actor=user)


# --- the person's own acts


@transaction.atomic
def change_password(user: User, password: str) -> None:
    """Set a new password, chosen by the person: every session under the old one is over."""
    user.set_password(password)
    user.must_change_password = False
    user.save(update_fields=["password", "must_change_password"])
    guessing.forget(user)
    note(user, "account.password_changed", actor=user)


def ask_for_reset(users: Iterable[User]) -> None:
    """Note that a letter was asked for by an address that these people have, or nobody.

    The same one row for every address, so that neither the answer nor its time says whether
    somebody has it; who gets a letter, the job decides.
    """
    outbox.enqueue(RESET, {"users": [user.pk for user in users]})


@transaction.atomic
def reset_asked(payload: dict[str, Any]) -> None:
    """Send each a letter with a link for a new password, unless several went out just now."""
    for user in User.objects.filter(pk__in=payload["users"], is_active=True).order_by("pk"):
        events.lock_streams(stream_of(user))
        recent = Event.objects.filter(
            stream=stream_of(user), type="account.reset_asked", at__gt=now() - timedelta(hours=1)
        ).count()
        if recent >= RESETS_AN_HOUR or not (settings.LOCAL_SIGN_IN or user.break_glass):
            continue
        agency = agency_of(user)
        note(user, "account.reset_asked", agency=agency)
        outbox.enqueue(LETTER, {"user": user.pk}, agency=agency.pk if agency else None)


@transaction.atomic
def end_session(user: User, session: UserSession) -> None:
    """End one of the person's own sessions, at once."""
    if session.user_id != user.pk:
        raise policy.Forbidden("Phiên này không phải của ông/bà.")
    session.end()
    note(user, "account.session_ended", {"ip": session.ip}, actor=user)


@transaction.atomic
def end_all_sessions(user: User, *, actor: User | None = None, agency: Agency | None = None) -> int:
    """End every session of a person, known to the list or not; how many the list knew.

    Whoever keeps their own puts the new session hash into it (`update_session_auth_hash`).
    Raises Forbidden, OrganisationError for somebody else's without managing all their agencies.
    """
    if actor != user:
        _only_here(actor, agency, user)
    User.objects.filter(pk=user.pk).update(session_epoch=F("session_epoch") + 1)
    user.refresh_from_db(fields=["session_epoch"])
    sessions = list(UserSession.objects.filter(user=user))
    for session in sessions:
        session.end()
    note(user, "account.sessions_ended", {"count": len(sessions)}, actor=actor, agency=agency)
    return len(sessions)


# --- acts of administrators


@transaction.atomic
def unlock(actor: User, agency: Agency, user: User) -> bool:
    """Let a locked colleague try again at once; False when nothing was locked."""
    may_manage(actor, agency)
    _of(agency, user)
    if not guessing.forget(user):
        return False
    note(user, "account.unlocked", actor=actor, agency=agency)
    return True


@transaction.atomic
def remove_second_factor(actor: User, agency: Agency, user: User) -> bool:
    """Take away the second factor of somebody who lost the telephone; False where there is none.

    Their sessions end too. Raises Forbidden, OrganisationError.
    """
    _only_here(actor, agency, user)
    deleted, _ = Authenticator.objects.filter(user=user).delete()
    if not deleted:
        return False
    guessing.forget(user)
    note(user, "account.second_factor_removed", actor=actor, agency=agency)
    end_all_sessions(user, actor=actor, agency=agency)
    return True


@transaction.atomic
def set_directory_id(actor: User | None, agency: Agency, user: User, directory_id: str) -> bool:
    """Say who the person is in the directory; "" for nobody. False when it was so already.

    Raises Forbidden, OrganisationError for an id that somebody has.
    """
    _only_here(actor, agency, user)
    wanted = one_code(directory_id) or None
    if user.directory_id == wanted:
        return False
    if wanted and User.objects.filter(directory_id=wanted).exclude(pk=user.pk).exists():
        raise OrganisationError(
            "Mã định danh này đã gắn với một tài khoản khác. Hãy kiểm tra lại.", "directory_id"
        )
    user.directory_id = wanted
    user.save(update_fields=["directory_id"])
    digest = guessing.digest_of(wanted) if wanted else ""
    note(user, "account.directory_changed", {"id_digest": digest}, actor=actor, agency=agency)
    return True


@transaction.atomic
def set_active(actor: User, agency: Agency, user: User, active: bool) -> bool:
    """Close an account (its sessions end at once), or open it again; False when it was so.

    Raises Forbidden, OrganisationError for oneself and for the last administrator.
    """
    _only_here(actor, agency, user)
    if user == actor:
        raise OrganisationError("Không tự khóa tài khoản của chính mình.")
    if user.is_active == active:
        return False
    if not active and not any(person != user for _, person in _administrators(user)):
        raise OrganisationError("Đây là người quản trị cuối cùng của cơ quan.")
    user.is_active = active
    user.save(update_fields=["is_active"])
    note(user, "account.opened_again" if active else "account.closed", actor=actor, agency=agency)
    if not active:
        end_all_sessions(user, actor=actor, agency=agency)
    return True


@transaction.atomic
def make_break_glass(user: User, on: bool) -> None:
    """Mark an account as the one for emergencies; only the installation itself does."""
    user.break_glass = on
    user.save(update_fields=["break_glass"])
    note(user, "account.break_glass_set", {"on": on})


def _of(agency: Agency, user: User) -> None:
    if not Membership.objects.of(agency).filter(user=user).exists():
        raise OrganisationError(f"{user} không làm việc tại {agency}.")


def _only_here(actor: User | None, agency: Agency | None, user: User) -> None:
    """Whoever manages one agency must not reach into another one through somebody of both."""
    if actor is None:
        return
    if agency is None:
        raise policy.Forbidden("Ông/bà không có quyền thực hiện việc này.")
    may_manage(actor, agency)
    _of(agency, user)
    if user.memberships.exclude(agency=agency).exists() or user.is_superuser:
        raise OrganisationError(
            f"{user} còn thuộc cơ quan khác nên cơ quan này không đổi tài khoản được."
        )


def _administrators(user: User) -> list[tuple[Agency, User]]:
    """Who manages the person's agency and those above it, today."""
    agency = agency_of(user)
    if agency is None:
        return []
    managing = [role for role in role_labels() if reach(role, "organisation.manage")]
    found = []
    for place in [agency, *agency.ancestors()]:
        rows = Membership.objects.of(place).filter(
            Membership.on(today()), role__in=managing, user__is_active=True
        )
        found += [(place, row.user) for row in rows.select_related("user")]
    return found
